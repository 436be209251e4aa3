// What keys do on the page: movement, rejection, closing, the tape, typed commands.

import Candidates
import Canvas
import DeskEngine
import Portfolio
import Testing

@testable import Screens

@Suite("Keys")
struct KeyActionTests {
  @Test("selection follows its row when the list sorts anew")
  func selectionFollows() {
    var script = KeyScript()
    script.press("j")
    #expect(script.ui[.candidates].selected == .candidate(117))
    script.show { $0.candidates.reverse() }
    #expect(script.ui[.candidates].selected == .candidate(117))
    script.press("s", "s")
    #expect(script.ui[.candidates].selected == .candidate(117))
    script.press("G")
    #expect(script.ui[.candidates].selected == .candidate(112))
    script.press("g", "g")
    #expect(script.ui[.candidates].selected == .candidate(118))
  }

  @Test("the list puts what may be traded first, then more value for its risk")
  func ranking() throws {
    var script = KeyScript()
    script.show { desk in
      let model = desk.candidates[0]
      let rows: [(id: Int, Recommendation, value: Double?, CandidateState)] = [
        (1, .review, 900, .open), (2, .trade, 10, .open), (3, .trade, 20, .open),
        (4, .pass, 900, .open), (5, .trade, 900, .rejected), (6, .trade, nil, .open),
      ]
      desk.candidates = rows.map { row in
        var one = model
        (one.id, one.state) = (row.id, row.3)
        one.proposal.recommendation = row.1
        one.rank = row.value
        return one
      }
    }
    let shown = shownCandidates(script.desk, script.ui[.candidates]).map(\.id)
    #expect(shown == [3, 2, 6, 1, 4, 5])
  }

  @Test("a rejection carries its reason and can be undone for ten seconds")
  func reject() {
    var script = KeyScript()
    script.press("x", "3")
    #expect(script.commands == [.reject(candidate: 118, rev: 2, reason: "regime")])
    script.acknowledge()
    script.press("u")
    #expect(script.commands.last == .restore(candidate: 118))

    var late = KeyScript()
    late.press("x", "1")
    late.wait(10_001)
    late.press("u")
    #expect(late.commands.count == 1)
  }

  @Test("c, then y, closes the selected position")
  func close() {
    var script = KeyScript()
    script.press("4", "c")
    script.burst("y")
    #expect(script.commands.isEmpty)
    script.press("Enter")
    #expect(script.commands.isEmpty)
    script.press("c", "y")
    #expect(script.commands == [.close(position: 4)])
  }

  @Test("a position that changed its size is asked for again")
  func closeChanged() {
    var script = KeyScript()
    script.press("4", "c")
    script.show { $0.positions[1].position.quantity = 4 }
    script.burst("y")
    #expect(script.commands.isEmpty)
    script.press("y")
    #expect(script.commands == [.close(position: 4)])
  }

  @Test("size takes a number")
  func size() {
    var script = KeyScript()
    script.press("e", "Backspace")
    script.type("0")
    script.press("Enter")
    #expect(script.commands.isEmpty)
    script.press("Backspace", "7", "Enter")
    #expect(script.commands == [.size(candidate: 118, quantity: 7)])
  }

  @Test("the tape's keys, in a replay and in a simulation, not live")
  func tape() {
    var replay = KeyScript()
    replay.press("p", ".", ",", "[", "]", "p")
    #expect(replay.intents == [.pause, .step(1), .step(10), .slower, .faster, .run])
    var live = KeyScript(mode: .live)
    live.press("p", ".", "[", "]")
    #expect(live.intents.isEmpty)
  }

  @Test(
    "typed commands",
    arguments: [
      ("seek 10:15", Intent.seek(minuteOfDay: 615)), ("speed 5", .setSpeed(5)),
      ("speed max", .setSpeed(nil)), ("theme mono", .setTheme("mono")),
      ("theme reload", .reloadTheme), ("quit", .quit),
      (
        "note watch the close",
        .command(DeskCommandRequest(token: 1, command: .note(text: "watch the close")))
      ), ("reduce fomc", .command(DeskCommandRequest(token: 1, command: .reduce(reason: "fomc")))),
      ("active", .command(DeskCommandRequest(token: 1, command: .active))),
      (
        "kill bad feed",
        .command(DeskCommandRequest(token: 1, command: .kill(source: .user, reason: "bad feed")))
      ),
    ])
  func typed(_ text: String, _ intent: Intent) {
    var desk = DeskFixture.busy
    desk.orders = []
    var script = KeyScript(desk)
    script.press(":")
    script.type(text)
    script.press("Enter")
    #expect(script.intents == [intent])
  }

  @Test(
    "what is typed wrongly does nothing",
    arguments: ["seek 25:00", "seek", "speed -3", "theme x", "note", "zzz"])
  func typedWrongly(_ text: String) {
    var script = KeyScript()
    script.press(":")
    script.type(text)
    script.press("Enter")
    #expect(script.intents.isEmpty)
  }

  @Test("quit asks only while orders are pending")
  func quit() {
    var asks = KeyScript()
    asks.press("q")
    #expect(asks.intents.isEmpty)
    asks.press("y")
    #expect(asks.intents == [.quit])

    var desk = DeskFixture.busy
    desk.orders = []
    var leaves = KeyScript(desk)
    leaves.press("q")
    #expect(leaves.intents == [.quit])
  }

  @Test("filter, zoom and Esc undo one another in turn")
  func filter() {
    var script = KeyScript()
    script.press("/")
    script.type("IC")
    script.press("Enter")
    #expect(script.ui[.candidates].selected == .candidate(117))
    script.press("z")
    #expect(script.ui.isZoomed)
    script.press("Esc")
    #expect(!script.ui.isZoomed)
    script.press("Esc")
    #expect(script.ui[.candidates].filter.isEmpty)
  }

  @Test("a row and a pane are copied as fields between tabs")
  func copy() {
    var script = KeyScript()
    script.press("y")
    #expect(script.ui.copied.hasPrefix("C118\tSPX 16Mar 2500/2450P\t1\t+6.30\t4,371"))
    script.press("Y")
    #expect(script.ui.copied.split(separator: "\n").count == 5)
  }

  @Test("an alert is acknowledged in the log")
  func acknowledge() {
    var script = KeyScript()
    script.press("8", "a")
    #expect(script.commands == [.ack(alert: 2)])
  }

  @Test("a search of the log goes from match to match")
  func search() {
    var script = KeyScript()
    script.press("8", "/")
    script.type("SPX")
    script.press("Enter", ">")
    #expect(script.ui[.log].selected == .entry(406))
    script.press(">")
    #expect(script.ui[.log].selected == .entry(408))
    script.press("<")
    #expect(script.ui[.log].selected == .entry(406))
  }

  @Test("a click focuses a pane and selects a row")
  func click() {
    var script = KeyScript()
    let mouse = MouseEvent(.press, x: 60, y: 13)
    script.intents += reduce(&script.ui, .mouse(mouse, at: script.now), script.desk)
    #expect(script.ui.focus == .candidates)
    #expect(script.ui[.candidates].selected == .candidate(116))
  }
}

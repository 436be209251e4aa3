// The approval of a candidate, and every accident that must not send an order.

import Candidates
import Canvas
import DeskEngine
import Testing

@testable import Screens

@Suite("Approval")
struct ApprovalTests {
  let approved = CommandAction.approve(
    candidate: 118, rev: 2, net: DeskFixture.money(6.3))

  @Test("a, then y, sends the candidate by id, revision and net")
  func sends() {
    var script = KeyScript()
    script.press("a", "y")
    #expect(script.commands == [approved])
    #expect(script.ui.overlay == nil)
    #expect(script.screen.contains("\u{2026} sent"))
  }

  @Test("the tape stands while the dialog is open, in a replay and not in a live market")
  func pauses() {
    var replay = KeyScript(mode: .replay)
    replay.press("a")
    #expect(replay.intents == [.pause])
    replay.press("Esc")
    #expect(replay.intents == [.pause, .run])

    var live = KeyScript(mode: .live)
    live.press("a", "Esc")
    #expect(live.intents.isEmpty)

    var paused = KeyScript(mode: .sim)
    paused.press("p", "a", "Esc")
    #expect(paused.intents == [.pause])
  }

  @Test("a double press does not answer the dialog")
  func doubleKey() {
    var script = KeyScript()
    script.press("a")
    script.burst("a", "y", "y")
    #expect(script.commands.isEmpty)
    #expect(script.isApproving)
  }

  @Test("keys typed ahead are drained")
  func typeahead() {
    var script = KeyScript()
    script.burst("a", "y")
    #expect(script.commands.isEmpty)
    script.wait(249)
    script.burst("y")
    #expect(script.commands.isEmpty)
    script.wait(1)
    script.burst("y")
    #expect(script.commands == [approved])
  }

  @Test("Enter never confirms, however often it repeats")
  func enterRepeats() {
    var script = KeyScript()
    script.press("a")
    for _ in 0..<40 {
      script.wait(30)
      script.burst("Enter")
    }
    #expect(script.commands.isEmpty)
    #expect(!script.isApproving)
  }

  @Test("y pressed twice sends once, and the second press does nothing")
  func confirmTwice() {
    var script = KeyScript()
    script.press("a", "y")
    script.burst("y", "y")
    #expect(script.commands == [approved])
    #expect(script.ui.copied.isEmpty)
  }

  @Test("no other printable key sends anything")
  func otherKeys() {
    for scalar in UInt8(0x20)...0x7E where scalar != 0x79 && scalar != 0x21 {
      var script = KeyScript()
      script.press("a", String(UnicodeScalar(scalar)))
      #expect(script.commands.isEmpty, "\(UnicodeScalar(scalar))")
    }
  }

  @Test("no single printable key sends an order from the page")
  func singleKeys() {
    for scalar in UInt8(0x20)...0x7E where scalar != 0x21 {
      for pane in Pane.allCases {
        var script = KeyScript()
        script.press(String(pane.rawValue), String(UnicodeScalar(scalar)))
        let risky = script.commands.filter { $0.verb != .ack }
        #expect(risky.isEmpty, "\(UnicodeScalar(scalar)) in \(pane)")
      }
    }
  }

  @Test("a list that sorts anew does not change what is approved")
  func resort() {
    var script = KeyScript()
    script.press("a")
    script.show { desk in
      desk.candidates.reverse()
      desk.candidates.insert(
        DeskFixture.candidate(119, DeskFixture.condor, .open, 90), at: 0)
    }
    script.press("y")
    #expect(script.commands == [approved])
  }

  @Test("a moved price makes the dialog wait again and say so")
  func priceMoved() {
    var script = KeyScript(mode: .live)
    script.press("a")
    script.wait(400)
    script.show { desk in
      desk.candidates[0].revision = 3
      desk.candidates[0].proposal.net = DeskFixture.money(5.9)
    }
    script.burst("y")
    #expect(script.commands.isEmpty)
    #expect(script.screen.contains("net +6.30 is now +5.90"))
    script.wait(300)
    script.burst("y")
    #expect(
      script.commands == [
        .approve(candidate: 118, rev: 3, net: DeskFixture.money(5.9))
      ])
  }

  @Test("a price that moved unseen is found at the confirmation")
  func priceMovedUnseen() {
    var script = KeyScript(mode: .live)
    script.press("a")
    script.desk.candidates[0].proposal.net = DeskFixture.money(4)
    script.press("y")
    #expect(script.commands.isEmpty)
    #expect(script.isApproving)
  }

  @Test("the kill, a gone candidate and an old price stop the confirmation")
  func stops() {
    var killed = KeyScript(mode: .live)
    killed.press("a")
    killed.show { $0.trading.isKilled = true }
    killed.press("y")
    #expect(killed.commands.isEmpty)
    #expect(killed.screen.contains("approvals are refused"))

    var gone = KeyScript(mode: .live)
    gone.press("a")
    gone.show { $0.candidates.removeFirst() }
    gone.press("y")
    #expect(gone.commands.isEmpty)
    #expect(gone.screen.contains("C118 is gone"))

    var stale = KeyScript(mode: .live)
    stale.press("a")
    stale.show { $0.time = DeskFixture.at(10, 44, 30) }
    stale.press("y")
    #expect(stale.commands.isEmpty)
    #expect(stale.screen.contains("STALE"))
  }

  @Test("marked candidates are approved together")
  func batch() {
    var script = KeyScript()
    script.press("Space", "j", "Space", "A", "y")
    #expect(
      script.commands == [
        approved, .approve(candidate: 117, rev: 1, net: DeskFixture.money(8)),
      ])
    #expect(script.ui.marked.isEmpty)
  }

  @Test("a candidate that waits for an outcome cannot be acted on again")
  func pending() {
    var script = KeyScript()
    script.press("a", "y", "a", "y", "x", "1")
    #expect(script.commands == [approved])
    script.acknowledge("C118 approved, O13")
    #expect(script.ui.pending.isEmpty)
    #expect(script.screen.contains("C118 approved, O13"))
  }

  @Test("a row that has just come under the cursor is not acted on")
  func displaced() {
    var script = KeyScript()
    script.wait(5000)
    script.show { $0.candidates.removeFirst() }
    script.burst("x")
    #expect(script.ui.overlay == nil)
    script.wait(300)
    script.burst("x")
    #expect(script.ui.overlay != nil)
  }
}

// Building, closing and rolling from the keyboard: what is sent, and that nothing else ever is.

import Candidates
import Canvas
import DeskEngine
import MarketData
import Portfolio
import Risk
import Structures
import Testing

@testable import Screens

@Suite("The trader's own orders")
struct HandTests {
  private func screen(_ script: KeyScript) -> String {
    render(script.desk, script.ui, size: script.ui.size, look: .full).screenText
  }

  private func dialog(_ script: KeyScript) -> BuildDialog? {
    if case .build(let dialog)? = script.ui.overlay { return dialog }
    return nil
  }

  @Test("n builds by deltas, Enter proposes, and nothing is an order")
  func builds() throws {
    var script = KeyScript(DeskFixture.hand())
    script.press("n")
    let draft = BuildDraft(try #require(dialog(script)), script.desk)
    #expect(draft.problems == [] && draft.legs.count == 4)
    // Sixteen deltas in a quiet market, 39 days out, two percent wide.
    for leg in try #require(draft.trade).proposal.legs where leg.leg.ratio < 0 {
      #expect(abs(abs(leg.delta) - 0.16) < 0.04)
    }
    script.press("y", "a")
    #expect(script.commands.isEmpty && dialog(script) != nil)
    script.press("3", "Enter")
    #expect(script.commands == [.manual(structure: .ironCondor, legs: draft.legs, quantity: 3)])
    #expect(script.ui.overlay == nil && script.ui.focus == .candidates)
  }

  @Test("every line changes what it says and no other")
  func lines() throws {
    var script = KeyScript(DeskFixture.hand())
    script.press("n", "Right")
    #expect(dialog(script)?.kind == StructureKind.allCases[1])
    script.press("Left", "Down", "Right")
    #expect(dialog(script)?.expiry?.date == DeskFixture.date.adding(days: 46))
    script.press("Down", "Right")
    let strikes = try #require(dialog(script)?.strikes)
    #expect(strikes.count == 4 && strikes == strikes.sorted())
    script.press("Down", "Left", "Left")
    #expect(dialog(script)?.strikes?[0] == strikes[0] - Money(wholeDollars: 20))
    #expect(
      dialog(script).map { Array($0.strikes?.dropFirst() ?? []) } == Array(strikes.dropFirst()))
    script.press("k", "k", "k", "k", "Backspace", "1", "2")
    #expect(dialog(script)?.quantity.text == "12")
    script.press("Esc")
    #expect(script.ui.overlay == nil && script.commands.isEmpty)
  }

  @Test("every kind can be built, and each has the legs it should")
  func kinds() throws {
    let desk = DeskFixture.hand()
    for kind in StructureKind.allCases {
      var dialog = BuildDialog(underlying: "SPX", armed: 0)
      dialog.kind = kind
      let draft = BuildDraft(dialog, desk)
      #expect(kind.fits(draft.legs), "\(kind): \(draft.problems)")
      dialog.strikes = draft.legs.map(\.contract.strike)
      #expect(BuildDraft(dialog, desk).legs == draft.legs, "\(kind) by strikes")
    }
  }

  @Test("legs with a fault are shown with it and not sent")
  func faults() throws {
    var script = KeyScript(DeskFixture.hand())
    script.press("n", "Down", "Down", "Right", "Down")
    // The bought put is raised beyond the sold one.
    for _ in 0..<40 { script.press("Right") }
    #expect(screen(script).contains("not of kind IRON_CONDOR"))
    script.press("Enter")
    #expect(script.commands.isEmpty && dialog(script) != nil)
  }

  @Test("a structure in one line")
  func typed() {
    var script = KeyScript(DeskFixture.hand())
    script.press(":")
    script.type("new SPX iron_condor 20180316 P2500 C2850 P2450 C2900 2")
    script.press("Enter")
    let legs = ["P-2450:1", "P-2500:-1", "C-2850:-1", "C-2900:1"].compactMap {
      Leg("SPXW-20180316-" + $0)
    }
    #expect(script.commands == [.manual(structure: .ironCondor, legs: legs, quantity: 2)])
  }

  @Test(
    "a line that is wrong says how",
    arguments: [
      ("SPX BULL_PUT", "write :new"), ("XYZ BULL_PUT 20180316 P2500 P2450 1", "not quoted"),
      ("SPX FLY 20180316 P2500 P2450 1", "a kind is one of"),
      ("SPX BULL_PUT 20180317 P2500 P2450 1", "lists no expiry"),
      ("SPX BULL_PUT 2018031 P2500 P2450 1", "is no expiry such as"),
      ("SPX BULL_PUT 20180316 P2500 X2450 1", "is no option such as"),
      ("SPX BULL_PUT 20180316 P2500 C2450 1", "not of kind BULL_PUT"),
      ("SPX CALENDAR 20180316 P2500 1", "has two expiries"),
      ("SPX BULL_PUT 20180316 P2500 P2450 x", "number of packages"),
    ])
  func wrongLines(_ line: String, _ text: String) {
    var script = KeyScript(DeskFixture.hand())
    script.press(":")
    script.type("new " + line)
    script.press("Enter")
    #expect(script.commands.isEmpty)
    #expect(script.ui.notices.last?.text.contains(text) == true, "\(script.ui.notices)")
  }

  @Test("c shows what closing gives, y sends it, anything else does not")
  func closes() {
    for key in ["n", "Enter", "Esc", "x"] {
      var script = KeyScript(DeskFixture.hand())
      script.press("4", "c")
      let text = screen(script)
      #expect(text.contains("closing now") && text.contains("realises"))
      #expect(text.contains("gate passed") && text.contains("max loss 8,965\u{2192}0"))
      script.press(key)
      #expect(script.commands.isEmpty && script.ui.overlay == nil)
    }
    var script = KeyScript(DeskFixture.hand())
    script.press("4", "c")
    script.burst("y")
    #expect(script.commands.count <= 1)
    script.press("y")
    #expect(script.commands.first == .close(position: 7))
  }

  @Test("c works while reducing and halted, and says which leg has no quote")
  func closesAlways() {
    for state in [TradingState.reducing, .halted] {
      var script = KeyScript(DeskFixture.hand(state))
      script.press("4", "c")
      #expect(screen(script).contains("gate passed"), "\(state)")
      script.press("y")
      #expect(script.commands == [.close(position: 7)], "\(state)")
    }
    var script = KeyScript(DeskFixture.hand(isQuoted: false))
    script.press("4", "c")
    let text = screen(script)
    #expect(text.contains("SPXW-20180223-P-2450 has no quote") && text.contains("gate refuses"))
  }

  @Test("r shows both structures and y sends the roll")
  func rolls() {
    var script = KeyScript(DeskFixture.hand())
    script.press("4", "r")
    let text = screen(script)
    for part in ["close -1 23Feb 2450P", "open +1 16Mar", "realises", "gate passed", "ROLL"] {
      #expect(text.contains(part), "\(part)")
    }
    script.press("y")
    #expect(script.commands == [.roll(position: 7)])
    script.press("4", "r")
    #expect(script.ui.overlay == nil, "a position waits for its command")
  }

  @Test("r says why it cannot, and y then sends nothing")
  func rollStops() {
    var halted = KeyScript(DeskFixture.hand(.halted))
    halted.press("4", "r")
    #expect(screen(halted).contains("KILLED: the kill is engaged"))
    halted.press("y")
    #expect(halted.commands.isEmpty)
    var script = KeyScript(DeskFixture.hand())
    script.press("4", "r")
    script.show { $0.positions[0].position.quantity = 1 }
    #expect(screen(script).contains("moved: quantity 2 is now 1"))
    script.burst("y")
    #expect(script.commands.isEmpty)
  }

  @Test("a read-only desk has none of them, and a killed one builds nothing")
  func off() {
    var script = KeyScript(DeskFixture.hand())
    script.show { $0.run.isReadOnly = true }
    script.press("4", "n", "c", "r")
    #expect(script.ui.overlay == nil && script.commands.isEmpty)
    var killed = KeyScript(DeskFixture.hand(.halted))
    killed.press("n")
    #expect(killed.ui.overlay == nil)
  }

  @Test("FLATTEN is two steps from a halted desk at the smallest full window")
  func flatten() {
    var script = KeyScript(DeskFixture.hand(.halted), size: Size(columns: 80, rows: 24))
    script.press(":")
    script.type("flatten")
    script.press("Enter")
    #expect(screen(script).contains("no market order is ever sent"))
    script.wait(300)
    script.type("FLATTE")
    script.press("Enter")
    #expect(script.commands.isEmpty)
    script.type("N")
    script.press("Enter")
    #expect(script.commands == [.flatten(word: "FLATTEN")])
  }
}

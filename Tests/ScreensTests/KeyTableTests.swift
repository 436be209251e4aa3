// The table of keys: complete, without repeats, and changeable within limits.

import Canvas
import Testing

@testable import Screens

@Suite("Key table")
struct KeyTableTests {
  @Test("no keys are bound twice in a context, and no sequence is hidden")
  func isSound() {
    var seen: Set<String> = []
    for entry in KeyTable.standard.entries {
      #expect(seen.insert("\(entry.context) \(entry.spelling)").inserted, "\(entry)")
    }
    #expect(KeyTable.standard.applying([]).problems.isEmpty)
  }

  @Test("every action has a label, a line of help and a palette entry")
  func isDocumented() {
    var ui = UIState(size: Size(columns: 80, rows: 24))
    ui.overlay = .palette(SearchDialog())
    let names = paletteEntries(ui).map(\.name)
    for action in Action.allCases {
      #expect(!action.doc.isEmpty && action.doc != action.rawValue, "\(action)")
      #expect(names.contains(action.rawValue), "\(action)")
    }
  }

  @Test("a change of keys holds, and takes the old keys away when told")
  func changes() {
    let (table, problems) = KeyTable.standard.applying([
      KeyOverride(context: "candidates", keys: "b", action: "approve"),
      KeyOverride(context: "candidates", keys: "a", action: nil),
      KeyOverride(context: "global", keys: "g l", action: "focus-log"),
    ])
    #expect(problems.isEmpty)
    #expect(table.meaning(of: [.character("b")], in: .candidates) == .action(.approve))
    #expect(table.meaning(of: [.character("a")], in: .candidates) == .none)
    #expect(table.meaning(of: [.character("g")], in: .greeks) == .prefix)
  }

  @Test(
    "what cannot be bound is said",
    arguments: [
      (KeyOverride(context: "nowhere", keys: "b", action: "approve"), "no such context"),
      (KeyOverride(context: "global", keys: "Hyper-x", action: "approve"), "no such key"),
      (KeyOverride(context: "global", keys: "b", action: "explode"), "no action"),
      (KeyOverride(context: "log", keys: "!", action: "quit"), "kill switch"),
      (KeyOverride(context: "list", keys: "g", action: "quit"), "never reached"),
    ])
  func problems(_ change: KeyOverride, _ words: String) {
    let (_, problems) = KeyTable.standard.applying([change])
    #expect(problems.contains { $0.contains(words) }, "\(problems)")
  }

  @Test("the same keys twice are said")
  func twice() {
    let change = KeyOverride(context: "log", keys: "b", action: "quit")
    #expect(KeyTable.standard.applying([change, change]).problems.count == 1)
  }
}

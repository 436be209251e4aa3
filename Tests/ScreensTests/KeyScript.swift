// A terminal driven by keys: press, wait, look at what came out.

import Canvas
import DeskEngine
import MarketData
import Risk

@testable import Screens

/// A terminal driven by a script of keys.
struct KeyScript {
  var ui: UIState
  var desk: DeskSnapshot
  var now: Int64 = 10_000
  var intents: [Intent] = []

  init(
    _ desk: DeskSnapshot = DeskFixture.busy, mode: PacingSummary.Mode = .replay,
    size: Size = Size(columns: 120, rows: 40)
  ) {
    self.desk = desk
    ui = UIState(size: size, pacing: PacingSummary(mode: mode, speed: 20))
    intents += reduce(&ui, .snapshot, desk)
  }

  /// Presses keys one after another with half a second between them, as a person would.
  mutating func press(_ names: String...) {
    for name in names {
      now += 500
      pressNow(name)
    }
  }

  /// Presses keys with no time between them, as typeahead or an auto-repeat would.
  mutating func burst(_ names: String...) { for name in names { pressNow(name) } }

  mutating func type(_ text: String) {
    for character in text {
      now += 20
      intents += reduce(&ui, .key(.character(character), at: now), desk)
    }
  }

  mutating func wait(_ milliseconds: Int64) {
    now += milliseconds
    intents += reduce(&ui, .tick(now), desk)
  }

  private mutating func pressNow(_ name: String) {
    guard let key = Key(name: name) else { return }
    intents += reduce(&ui, .key(key, at: now), desk)
  }

  /// Gives the terminal a changed desk.
  mutating func show(_ change: (inout DeskSnapshot) -> Void) {
    change(&desk)
    desk.seq += 1
    intents += reduce(&ui, .snapshot, desk)
  }

  /// Tells the outcome of the last command.
  mutating func acknowledge(_ text: String = "done", refused: Bool = false) {
    let token = ui.lastToken
    let outcome = CommandOutcome(
      command: "key-\(token)", verb: .note, seq: refused ? nil : desk.seq + 1, text: text)
    intents += reduce(&ui, .acknowledged(token: token, outcome), desk)
  }

  /// The commands given so far.
  var commands: [CommandAction] {
    intents.compactMap { intent in
      if case .command(let request) = intent { return request.command }
      return nil
    }
  }

  /// Whether the approval dialog is open.
  var isApproving: Bool {
    if case .approval? = ui.overlay { return true }
    return false
  }

  /// The screen as text.
  var screen: String { render(desk, ui, size: ui.size).glyphText }
}

extension KeyScript {
  /// Everything the zoomed pane of a digit shows, scrolled from its top to its end.
  static func whole(_ pane: String, of desk: DeskSnapshot, size: Size) -> String {
    var script = KeyScript(desk, size: size)
    script.press(pane, "z")
    var text = script.screen
    for _ in 0..<90 {
      script.press("j")
      text += "\n" + script.screen
    }
    return text
  }
}

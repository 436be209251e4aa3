// Settings and a calendar made by hand, with the rule that no value is above one.

import Canvas
import DeskEngine
import MarketData

@testable import Screens

enum EditorFixture {
  static let editor = DeskEditor(
    settings: settings, events: events, file: "conf/desk.json5", review: review)

  static let settings: [SettingRow] = [
    SettingRow(
      key: "account.equity", value: "1000000", source: "built-in",
      rule: "between 1000 and 1000000000000", doc: "opening paper equity, $",
      effect: "at the next run"),
    SettingRow(
      key: "screen.theme", value: "dark", source: "--theme",
      rule: "a name of 1 to 64 letters, digits, - or _", doc: "name of a theme file",
      effect: "at once", lock: "--theme sets it and is stronger"),
    SettingRow(
      key: "risk.per_trade", value: "0.01", source: "built-in", rule: "between 0 and 0.2",
      doc: "max loss of one trade", effect: "at once"),
    SettingRow(
      key: "risk.total", value: "0.08", source: "conf/desk.json5", rule: "between 0 and 1",
      doc: "max loss of all open trades", effect: "at once", isEdited: true),
    SettingRow(
      key: "structures.widths", value: "0.02,0.01,0.005,0.002", source: "conf/settings.json5",
      rule: "a list of 1 to 8 numbers between 0.0005 and 0.2", doc: "wing widths, shares of spot",
      effect: "at once"),
  ]

  static let events: [CalendarRow] = [
    CalendarRow(
      symbol: "ALL", kind: "FOMC", date: day(1, 31), time: "14:00", effective: day(1, 31)),
    CalendarRow(symbol: "ALL", kind: "CPI", date: day(2, 10), time: "BMO", effective: day(2, 12)),
    CalendarRow(
      symbol: "ALL", kind: "FOMC", date: day(3, 21), time: "14:00", effective: day(3, 21)),
  ]

  private static func day(_ month: Int, _ day: Int) -> CivilDate { DeskFixture.day(month, day) }

  @Sendable private static func review(_ edit: DeskEdit) -> EditReview {
    switch edit {
    case .set(let key, let text):
      guard let row = settings.first(where: { $0.key == key }) else {
        return EditReview(problem: "\(key): unknown key")
      }
      guard let number = Double(text), number <= 1 else {
        return EditReview(problem: "\(key): \(text) is not allowed; must be \(row.rule)")
      }
      let old = Double(row.value) ?? 0
      return EditReview(
        lines: number == old ? [] : ["\(key) \(row.value) -> \(text)"],
        loosened: number > old ? key : nil)
    case .unset(let key):
      return key == "risk.total"
        ? EditReview(lines: ["risk.total 0.08 -> 0.1"], loosened: key)
        : EditReview(problem: "\(key): was not set from the desk")
    case .addEvent(let text):
      return text.split(separator: " ").count == 4
        ? EditReview(lines: ["added \(text)"])
        : EditReview(problem: "must be SYMBOL TYPE DATE TIME")
    case .removeEvent(let text): return EditReview(lines: ["removed \(text)"])
    }
  }
}

extension GoldenScreenTests {
  private static func editing(
    _ command: String, _ keys: String...
  ) -> @Sendable (inout UIState, DeskSnapshot) -> Void {
    { ui, desk in
      ui.editor = EditorFixture.editor
      let pressed = command.map { String($0) } + ["Enter"] + keys
      for (index, name) in pressed.enumerated() {
        guard let key = name == " " ? .character(" ") : Key(name: name) else { continue }
        _ = reduce(&ui, .key(key, at: 1000 + Int64(index) * 500), desk)
      }
    }
  }

  static let editors: [Case] = [
    Case(
      name: "settings", columns: 80, rows: 24, desk: { DeskFixture.busy },
      prepare: editing(":set", "Down", "Down")),
    Case(
      name: "settings-locked", columns: 120, rows: 40, desk: { DeskFixture.busy },
      prepare: editing(":set screen", "Enter")),
    Case(
      name: "loosen", columns: 80, rows: 24, desk: { DeskFixture.busy },
      prepare: editing(":set risk.per_trade 0.02", "L", "O")),
    Case(
      name: "calendar", columns: 80, rows: 24, desk: { DeskFixture.busy },
      prepare: editing(":events")),
    Case(
      name: "calendar-add", columns: 200, rows: 60, desk: { DeskFixture.busy },
      prepare: editing(":events", "a", "S", "P", "X")),
    Case(
      name: "calendar-remove", columns: 120, rows: 40, desk: { DeskFixture.busy },
      prepare: editing(":events", "x")),
  ]
}

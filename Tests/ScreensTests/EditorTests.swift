// The editors of settings and calendar by keys: what is searched, checked, confirmed and sent.

import Canvas
import DeskEngine
import Risk
import Testing

@testable import Screens

@Suite("Editors")
struct EditorTests {
  private func script(_ change: (inout DeskSnapshot) -> Void = { _ in }) -> KeyScript {
    var script = KeyScript()
    script.ui.editor = EditorFixture.editor
    script.show(change)
    return script
  }

  private func edits(_ script: KeyScript) -> [ConfirmedEdit] {
    script.intents.compactMap { if case .edit(let edit) = $0 { edit } else { nil } }
  }

  private func open(_ script: inout KeyScript, _ command: String) {
    script.press(":")
    script.type(command)
    script.press("Enter")
  }

  @Test("a tighter value is searched, typed, looked at and confirmed by y alone")
  func edit() {
    var script = script()
    open(&script, "set")
    script.type("per_tr")
    script.press("Enter", "^u")
    script.type("2")
    #expect(script.screen.contains("2 is not allowed; must be between 0 and 0.2"))
    script.press("Enter")
    #expect(edits(script).isEmpty)
    script.press("^u")
    script.type("0.005")
    #expect(script.screen.contains("risk.per_trade 0.01 -> 0.005"))
    script.burst("Enter", "y")
    #expect(edits(script).isEmpty, "a key within the arming time")
    script.press("Enter")
    #expect(edits(script).isEmpty, "Enter never confirms")
    guard case .editor? = script.ui.overlay else {
      Issue.record("the list did not come back")
      return
    }
    script.press("Enter", "^u")
    script.type("0.005")
    script.press("Enter", "y")
    #expect(
      edits(script) == [
        ConfirmedEdit(edit: .set(key: "risk.per_trade", text: "0.005"), word: "", reason: "")
      ])
    script.press("Esc")
    #expect(script.ui.overlay == nil)
  }

  @Test("a value is set directly from the command line; a wrong one is said and nothing is sent")
  func direct() {
    var script = script()
    open(&script, "set risk.per_trade 0.005")
    #expect(edits(script).map(\.edit) == [.set(key: "risk.per_trade", text: "0.005")])
    #expect(script.ui.overlay == nil)
    open(&script, "set risk.per_trade 7")
    #expect(edits(script).count == 1)
    #expect(script.ui.notices.last?.text.contains("7 is not allowed") == true)
    open(&script, "unset risk.per_trade")
    #expect(script.ui.notices.last?.text == "risk.per_trade: was not set from the desk")
    #expect(edits(script).count == 1)
  }

  @Test("loosening a guard takes the word and a reason, from the line, the list and by taking back")
  func loosen() {
    var script = script()
    open(&script, "set risk.per_trade 0.02")
    #expect(edits(script).isEmpty)
    script.press("y")
    #expect(edits(script).isEmpty)
    script.press("^u")
    script.type("loosen")
    script.press("Enter")
    #expect(script.ui.notices.last?.text == "type LOOSEN in capitals")
    script.press("^u")
    script.type("LOOSEN")
    script.press("Enter", "Enter")
    #expect(script.ui.notices.last?.text == "a reason is needed")
    script.type("wide day")
    script.press("Enter")
    #expect(
      edits(script) == [
        ConfirmedEdit(
          edit: .set(key: "risk.per_trade", text: "0.02"), word: "LOOSEN", reason: "wide day")
      ])
    #expect(script.ui.overlay == nil)
    open(&script, "set")
    script.type("risk.total")
    script.press("^r")
    guard case .edit(let dialog)? = script.ui.overlay else {
      Issue.record("nothing is asked")
      return
    }
    #expect(dialog.edit == .unset(key: "risk.total") && dialog.review.loosened == "risk.total")
  }

  @Test("a held desk loosens nothing and tightens all the same")
  func held() {
    var script = script { $0.trading.state = .reducing }
    open(&script, "set risk.per_trade 0.02")
    #expect(script.ui.overlay == nil)
    #expect(
      script.ui.notices.last?.text == "risk.per_trade is not loosened while the desk is REDUCING")
    open(&script, "set risk.per_trade 0.005")
    #expect(edits(script).count == 1)
  }

  @Test("a value that a flag sets says so and cannot be edited")
  func locked() {
    var script = script()
    open(&script, "set theme")
    script.press("Enter")
    #expect(script.ui.notices.last?.text == "screen.theme: --theme sets it and is stronger")
    script.type("x")
    #expect(script.screen.contains("no setting is called so"))
    script.press("Enter", "^r")
    #expect(edits(script).isEmpty)
  }

  @Test("announcements are added and, after y, removed; the calendar opens at the next one")
  func calendar() {
    var script = script()
    open(&script, "events")
    #expect(script.screen.contains("\u{25B8} 2018-02-10"))
    #expect(script.screen.contains("moves 2018-02-12"))
    script.press("a")
    script.type("SPX")
    #expect(script.screen.contains("must be SYMBOL TYPE DATE TIME"))
    script.type(" EARNINGS 2018-02-20 AMC")
    script.press("Enter", "y")
    script.press("j", "x")
    script.burst("y")
    script.press("Enter")
    script.press("x", "y")
    #expect(
      edits(script).map(\.edit) == [
        .addEvent("SPX EARNINGS 2018-02-20 AMC"), .removeEvent("ALL FOMC 2018-03-21 14:00"),
      ])
    script.press("q")
    #expect(script.ui.overlay == nil)
    open(&script, "event add ALL CPI 2018-03-13 08:30")
    #expect(edits(script).count == 3)
    open(&script, "event remove ALL CPI 2018-03-13 08:30")
    #expect(edits(script).count == 3)
    script.press("y")
    #expect(edits(script).count == 4)
    open(&script, "event drop")
    #expect(script.ui.notices.last?.text.hasPrefix("write :event add") == true)
  }

  @Test("a read-only desk shows its settings and changes none")
  func readOnly() {
    var script = script { $0.run.isReadOnly = true }
    open(&script, "set risk.per_trade 0.005")
    open(&script, "set")
    script.press("Enter")
    script.type("0.5")
    script.press("Esc")
    open(&script, "events")
    script.press("x")
    #expect(edits(script).isEmpty)
    #expect(script.ui.notices.last?.text == "read-only desk: nothing is changed")
  }

  @Test("the kill goes through every editor, and a new configuration is shown at once")
  func killAndNews() {
    var script = script()
    open(&script, "set risk.per_trade 0.02")
    script.press("!")
    #expect(script.commands == [.kill(source: .user, reason: "key")])
    script.press("Esc")
    open(&script, "set")
    var editor = EditorFixture.editor
    editor.settings[2].value = "0.0042"
    script.intents += reduce(&script.ui, .editor(editor), script.desk)
    #expect(script.screen.contains("0.0042"))
  }

  @Test(
    "editors draw at every size with nothing in them",
    arguments: [(20, 5), (40, 10), (44, 12), (80, 24)])
  func sizes(_ columns: Int, _ rows: Int) {
    let size = Size(columns: columns, rows: rows)
    for page in [
      EditorPage.settings(SettingsPage()), .settings(SettingsPage(value: LineInput("1"))),
      .calendar(CalendarPage(selected: 9)), .calendar(CalendarPage(line: LineInput("x"))),
    ] {
      for editor in [DeskEditor(), EditorFixture.editor] {
        var ui = UIState(size: size)
        ui.editor = editor
        ui.overlay = .editor(page)
        for key in [Key.down, .pageDown, .end, .enter, .escape] {
          _ = render(DeskFixture.busy, ui, size: size)
          _ = reduce(&ui, .key(key, at: 5_000), DeskFixture.busy)
        }
      }
    }
  }
}

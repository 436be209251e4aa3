// Keys in the editors of settings and calendar, and the commands that change them.

import Canvas
import DeskEngine
import MarketData
import Risk

extension Turn {
  /// Opens the list of settings.
  mutating func openSettings() { openOverlay(.editor(.settings(SettingsPage()))) }

  /// Opens the calendar at the next announcement.
  mutating func openCalendar() {
    let today = snapshot.time.nanoseconds == 0 ? nil : NewYorkTime.date(snapshot.time)
    let next = today.flatMap { today in ui.editor.events.firstIndex { $0.effective >= today } }
    let place = next ?? max(0, ui.editor.events.count - 1)
    openOverlay(.editor(.calendar(CalendarPage(selected: place))))
  }

  /// `:set`, `:set KEY VALUE`.
  mutating func set(_ argument: String) {
    let parts = argument.split(separator: " ", maxSplits: 1).map(String.init)
    guard let key = parts.first else { return openSettings() }
    guard parts.count == 2 else {
      var page = SettingsPage()
      page.search = LineInput(key)
      return openOverlay(.editor(.settings(page)))
    }
    propose(.set(key: key, text: parts[1]), page: nil, asks: false)
  }

  /// `:event add SYMBOL TYPE DATE [TIME]`, `:event remove …`.
  mutating func event(_ argument: String) {
    let parts = argument.split(separator: " ", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count) {
    case ("add", 2): propose(.addEvent(parts[1]), page: nil, asks: false)
    case ("remove", 2): propose(.removeEvent(parts[1]), page: nil, asks: true)
    default:
      say("write :event add SPX EARNINGS 2026-12-03 AMC, or :event remove …", .severityWarn)
    }
  }

  /// Looks at a change, then asks for it or has it carried out; loosening a guard always asks.
  mutating func propose(_ edit: DeskEdit, page: EditorPage?, asks: Bool) {
    guard !snapshot.run.isReadOnly else {
      say("read-only desk: nothing is changed", .severityWarn)
      return
    }
    let review = ui.editor.review(edit)
    if let problem = review.problem {
      say(sanitize(problem), .severityWarn)
      return
    }
    let state = snapshot.trading.state
    if let key = review.loosened, state != .active {
      say("\(key) is not loosened while the desk is \(state.rawValue)", .severityWarn)
      return
    }
    guard asks || review.loosened != nil else {
      intents.append(.edit(ConfirmedEdit(edit: edit, word: "", reason: "")))
      return
    }
    openOverlay(
      .edit(EditDialog(edit: edit, review: review, page: page, armed: ui.now + armingDelay)))
  }

  mutating func answerEditor(_ page: EditorPage, _ key: Key) {
    switch page {
    case .settings(let page): answerSettings(page, key)
    case .calendar(let page): answerCalendar(page, key)
    }
  }

  private mutating func answerSettings(_ page: SettingsPage, _ key: Key) {
    if page.value != nil { return typeValue(page, key) }
    var page = page
    let last = max(0, page.rows(ui.editor).count - 1)
    switch key {
    case .escape, .control("c"): return closeOverlay()
    case .enter:
      guard let row = page.row(ui.editor) else { return }
      if let lock = row.lock {
        say("\(row.key): \(sanitize(lock))", .severityWarn)
      } else if snapshot.run.isReadOnly {
        say("read-only desk: nothing is changed", .severityWarn)
      } else {
        page.value = LineInput(row.value)
      }
    case .control("r"):
      guard let row = page.row(ui.editor) else { return }
      return propose(.unset(key: row.key), page: .settings(page), asks: true)
    default:
      if let place = moved(page.selected, by: key, last: last) {
        page.selected = place
      } else {
        let before = page.search.text
        page.search.edit(key)
        if page.search.text != before { page.selected = 0 }
      }
    }
    ui.overlay = .editor(.settings(page))
  }

  private mutating func typeValue(_ page: SettingsPage, _ key: Key) {
    var page = page
    guard var value = page.value else { return }
    switch key {
    case .escape, .control("c"): page.value = nil
    case .enter:
      guard let row = page.row(ui.editor) else { return }
      var back = page
      back.value = nil
      return propose(
        .set(key: row.key, text: value.text), page: .settings(back), asks: true)
    default:
      value.edit(key)
      page.value = value
    }
    ui.overlay = .editor(.settings(page))
  }

  private mutating func answerCalendar(_ page: CalendarPage, _ key: Key) {
    if page.line != nil { return typeEvent(page, key) }
    var page = page
    let rows = ui.editor.events
    switch key {
    case .escape, .control("c"), .character("q"): return closeOverlay()
    case .character("a"): page.line = LineInput()
    case .character("x"), .delete:
      guard rows.indices.contains(page.selected) else { return }
      return propose(
        .removeEvent(rows[page.selected].text), page: .calendar(page), asks: true)
    default:
      let plain: Key =
        switch key {
        case .character("j"): .down
        case .character("k"): .up
        case .character("g"): .home
        case .character("G"): .end
        default: key
        }
      page.selected = moved(page.selected, by: plain, last: rows.count - 1) ?? page.selected
    }
    ui.overlay = .editor(.calendar(page))
  }

  private mutating func typeEvent(_ page: CalendarPage, _ key: Key) {
    var page = page
    guard var line = page.line else { return }
    switch key {
    case .escape, .control("c"): page.line = nil
    case .enter:
      var back = page
      back.line = nil
      return propose(.addEvent(line.text), page: .calendar(back), asks: true)
    default:
      line.edit(key)
      page.line = line
    }
    ui.overlay = .editor(.calendar(page))
  }

  /// The place in a list after a key that moves in it; nil for another key.
  private func moved(_ place: Int, by key: Key, last: Int) -> Int? {
    let step: Int
    switch key {
    case .down, .control("n"): step = 1
    case .up, .control("p"): step = -1
    case .pageDown: step = 10
    case .pageUp: step = -10
    case .home: return 0
    case .end: return max(0, last)
    default: return nil
    }
    return min(max(0, place + step), max(0, last))
  }

  mutating func answerEdit(_ dialog: EditDialog, _ key: Key, at: Int64) {
    guard at >= dialog.armed else { return }
    if key == .escape || key == .control("c") { return leave(dialog) }
    guard dialog.review.loosened != nil else {
      if key == .character("y") {
        confirm(dialog)
      } else if [.enter, .character("n"), .character("q")].contains(key) {
        leave(dialog)
      }
      return
    }
    var dialog = dialog
    if key == .enter {
      guard !dialog.asksReason else {
        guard dialog.reason.text.contains(where: { $0 != " " }) else {
          return say("a reason is needed", .severityWarn)
        }
        return confirm(dialog)
      }
      guard dialog.word.text == "LOOSEN" else {
        return say("type LOOSEN in capitals", .severityWarn)
      }
      dialog.asksReason = true
    } else if dialog.asksReason {
      dialog.reason.edit(key)
    } else {
      dialog.word.edit(key)
    }
    ui.overlay = .edit(dialog)
  }

  private mutating func confirm(_ dialog: EditDialog) {
    leave(dialog)
    intents.append(
      .edit(
        ConfirmedEdit(
          edit: dialog.edit, word: dialog.word.text, reason: sanitize(dialog.reason.text))))
  }

  /// Goes back to where the question came from.
  private mutating func leave(_ dialog: EditDialog) {
    guard let page = dialog.page else { return closeOverlay() }
    ui.overlay = .editor(page)
  }

  /// Puts pasted text into the line of an editor that is open.
  mutating func paste(_ text: String, into page: EditorPage) {
    switch page {
    case .settings(var page):
      if page.value == nil { page.search.insert(text) } else { page.value?.insert(text) }
      ui.overlay = .editor(.settings(page))
    case .calendar(var page):
      page.line?.insert(text)
      ui.overlay = .editor(.calendar(page))
    }
  }
}

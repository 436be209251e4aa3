// Alerts that wait for an acknowledgement, then the latest events.

import Canvas
import DeskEngine
import MarketData
import Risk

/// The rows of the log: events oldest first, then the alerts that wait, so that they stay in
/// sight at the end.
func shownLog(_ snapshot: DeskSnapshot) -> [RowID] {
  snapshot.log.map { .entry($0.seq) } + snapshot.alerts.reversed().map { .alert($0.id) }
}

/// The log as a list.
func logList(_ snapshot: DeskSnapshot, _ ui: UIState, width: Int) -> ListModel {
  let search = ui[.log].filter
  let types = columnWidth(snapshot.log.suffix(32).map { sanitize($0.type) }, 12...20)
  let room = max(8, width - 2 - 8 - 1 - 8 - 1 - types - 1)
  var model = ListModel(
    columns: [
      .text("time", width: 8, priority: 2), .text("", width: 8, priority: 1),
      .text("event", width: types, priority: 3), .text("", width: 8, weight: 1, priority: 0),
    ],
    ids: shownLog(snapshot),
    cells: { index in
      let waiting = index - snapshot.log.count
      return waiting >= 0
        ? alertCells(
          snapshot.alerts[snapshot.alerts.count - 1 - waiting], at: snapshot.time, width: room)
        : entryCells(snapshot.log[index], search, width: room)
    },
    empty: ["no events yet", "the first line comes with the first quotes"])
  model.note = logNote(snapshot, ui)
  return model
}

private func alertCells(_ alert: AlertSummary, at now: Instant, width: Int) -> [TextRun] {
  let style = Style(alert.severity.token)
  let date = NewYorkTime.date(alert.time)
  let isToday = date == NewYorkTime.date(now)
  return [
    TextRun(isToday ? clockText(alert.time) : expiryText(date), style),
    TextRun(alert.severity.rawValue, style.adding(.bold)),
    TextRun("ALERT A\(alert.id)", style.adding(.bold)),
    TextRun(wordsText(alert.text, width: width), style),
  ]
}

private func entryCells(_ entry: LogEntry, _ search: String, width: Int) -> [TextRun] {
  let found = !search.isEmpty && entryMatches(entry, search)
  let text = entry.severity == .info ? Style.plain : Style(entry.severity.token)
  return [
    TextRun(clockText(entry.time), Style(.muted)),
    TextRun(entry.severity.rawValue, Style(entry.severity.token)),
    TextRun(sanitize(entry.type), found ? Style(.cursor) : Style(.muted)),
    TextRun(
      wordsText(entry.text, width: width), found ? text.adding(.underline) : text),
  ]
}

/// Whether a line of the log contains what is searched.
func entryMatches(_ entry: LogEntry, _ search: String) -> Bool {
  matches(search, [entry.text, entry.type, entry.severity.rawValue])
}

private func logNote(_ snapshot: DeskSnapshot, _ ui: UIState) -> TextLine {
  let state = ui[.log]
  var note: TextLine = []
  if !snapshot.source.isEmpty {
    note.append(TextRun("feed \(sanitize(snapshot.source)) \u{B7} ", Style(.muted)))
  }
  if !state.filter.isEmpty {
    let found = snapshot.log.count { entryMatches($0, state.filter) }
    note.append(TextRun("/\(sanitize(state.filter)) \(found) \u{B7} ", Style(.accent)))
  }
  note.append(TextRun(state.follows ? "following" : "f follow", Style(.muted)))
  let unread = unreadCount(snapshot, ui)
  if unread > 0 { note.append(TextRun(" \u{B7} \(unread) new", Style(.accent))) }
  if let worst = snapshot.alerts.map(\.severity).max(by: { grade($0) < grade($1) }) {
    let count = snapshot.alerts.count { $0.severity == worst }
    note += [
      TextRun(" \u{B7} ", Style(.muted)),
      TextRun("\(count) \(worst.rawValue)", Style(worst.token)),
    ]
    let others = snapshot.alerts.count - count
    if others > 0 { note.append(TextRun(" +\(others)", Style(.muted))) }
  }
  return note
}

/// Events that came since the log was last looked at.
func unreadCount(_ snapshot: DeskSnapshot, _ ui: UIState) -> Int {
  ui.focus == .log ? 0 : snapshot.log.count { $0.seq > ui.seenSeq && $0.severity != .info }
}

private func grade(_ severity: Severity) -> Int {
  switch severity {
  case .info: 0
  case .warn: 1
  case .error: 2
  case .critical: 3
  }
}

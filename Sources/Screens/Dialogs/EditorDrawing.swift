// Drawing of the editors of settings and calendar.

import Canvas
import DeskEngine
import MarketData

/// Draws the open page of the editor.
func drawEditor(
  _ page: EditorPage, _ scene: Scene, in rect: Rect, on buffer: inout CellBuffer
) {
  buffer.restyle(rect) { Style(ink: Ink(.dim), on: $0.background) }
  switch page {
  case .settings(let page): drawSettings(page, scene, in: rect, on: &buffer)
  case .calendar(let page): drawCalendar(page, scene, in: rect, on: &buffer)
  }
}

private func drawSettings(
  _ page: SettingsPage, _ scene: Scene, in rect: Rect, on buffer: inout CellBuffer
) {
  let editor = scene.ui.editor
  let rows = page.rows(editor)
  let frame = rect.centred(Size(columns: 150, rows: min(44, rect.height)))
  let inside = Panel("Settings", note: [TextRun("\(rows.count)", Style(.muted))], focused: true)
    .draw(in: frame, on: &buffer)
  let (prompt, below) = inside.cutTop(1)
  buffer.write(
    [TextRun("search ", Style(.accent, .bold))]
      + inputRuns(page.search, isActive: page.value == nil), in: prompt)
  let (foot, middle) = below.cutBottom(1)
  let (detail, body) = middle.cutBottom(middle.height >= 10 ? 5 : min(2, middle.height))
  settingsTable(rows, page).draw(in: body, on: &buffer)
  if let row = page.row(editor) {
    drawLines(settingDetail(row, page, editor), in: detail, on: &buffer)
  }
  let keys =
    page.value == nil
    ? [
      KeyHint("Enter", "edit"), KeyHint("^r", "take back"), KeyHint("Up Down", "choose"),
      KeyHint("Esc", "close"),
    ] : [KeyHint("Enter", "review"), KeyHint("Esc", "back")]
  HintBar(keys).draw(in: foot, on: &buffer)
}

private func settingsTable(_ rows: [SettingRow], _ page: SettingsPage) -> Table {
  let columns = [
    TableColumn.text("setting", width: 28, priority: 0),
    TableColumn(
      "value", width: 14, weight: 1, alignment: .leading, overflow: .ellipsis, priority: 1),
    TableColumn.text("from", width: 15, priority: 2),
    TableColumn.text("meaning", width: 26, weight: 3, priority: 4),
    TableColumn.text("must be", width: 30, weight: 1, priority: 3),
  ]
  let cells = rows.map { row in
    TableRow([
      TextRun(row.key, Style(.foreground)),
      TextRun(row.value, Style(row.isEdited ? .accent : .foreground, .bold)),
      TextRun(sourceName(row), Style(row.lock == nil ? .muted : .severityWarn)),
      TextRun(row.doc, Style(.muted)), TextRun(row.rule, Style(.muted)),
    ])
  }
  let selected = rows.isEmpty ? nil : min(max(0, page.selected), rows.count - 1)
  return Table(
    columns: columns, rows: cells, selected: selected, focused: page.value == nil,
    empty: "no setting is called so")
}

/// The last part of a path; other sources as they are.
private func sourceName(_ row: SettingRow) -> String {
  sanitize(row.source.split(separator: "/").last.map(String.init) ?? row.source)
}

private func settingDetail(
  _ row: SettingRow, _ page: SettingsPage, _ editor: DeskEditor
) -> [TextLine] {
  var lines: [TextLine] = []
  if let value = page.value {
    lines.append(
      [TextRun("\(row.key)  ", Style(.accent, .bold))] + inputRuns(value, isActive: true))
    let review = editor.review(.set(key: row.key, text: value.text))
    lines += verdict(review)
  } else {
    lines.append([TextRun(row.key, Style(.accent, .bold)), TextRun("  " + row.doc)])
  }
  lines.append([TextRun("must be ", Style(.muted)), TextRun(row.rule)])
  lines.append([
    TextRun("from ", Style(.muted)), TextRun(sanitize(row.source)),
    TextRun("  a change counts ", Style(.muted)), TextRun(row.effect),
  ])
  if let lock = row.lock {
    lines.append([TextRun("cannot be changed here: \(sanitize(lock))", Style(.severityWarn))])
  }
  return lines
}

/// What a review says, in lines.
private func verdict(_ review: EditReview) -> [TextLine] {
  if let problem = review.problem { return [[TextRun(sanitize(problem), Style(.severityError))]] }
  var lines: [TextLine] = review.lines.map { [TextRun(sanitize($0), Style(.gain))] }
  if let key = review.loosened {
    lines.append([TextRun("loosens \(key): asks for a word and a reason", Style(.severityWarn))])
  }
  return lines.isEmpty ? [[TextRun("nothing differs", Style(.muted))]] : lines
}

private func drawCalendar(
  _ page: CalendarPage, _ scene: Scene, in rect: Rect, on buffer: inout CellBuffer
) {
  let editor = scene.ui.editor
  let today =
    scene.snapshot.time.nanoseconds == 0 ? nil : NewYorkTime.date(scene.snapshot.time)
  let coming = editor.events.count { row in today.map { row.effective >= $0 } ?? true }
  let frame = rect.centred(Size(columns: 76, rows: min(40, rect.height)))
  let note = [TextRun("\(editor.events.count), \(coming) to come", Style(.muted))]
  let inside = Panel("Events", note: note, focused: true).draw(in: frame, on: &buffer)
  let (foot, middle) = inside.cutBottom(1)
  let (detail, body) = middle.cutBottom(page.line == nil ? 0 : min(3, middle.height))
  calendarTable(page, editor.events, today).draw(in: body, on: &buffer)
  if let line = page.line {
    let review = line.text.isEmpty ? nil : editor.review(.addEvent(line.text))
    let hint: [TextLine] =
      review.map(verdict) ?? [
        [TextRun("SYMBOL or ALL, FOMC CPI NFP GDP EARNINGS, date, time BMO AMC", Style(.muted))]
      ]
    drawLines(
      [[TextRun("add  ", Style(.accent, .bold))] + inputRuns(line, isActive: true)] + hint,
      in: detail, on: &buffer)
  }
  let keys =
    page.line == nil
    ? [
      KeyHint("a", "add"), KeyHint("x", "remove"), KeyHint("j k", "choose"),
      KeyHint("Esc", "close"),
    ] : [KeyHint("Enter", "review"), KeyHint("Esc", "back")]
  HintBar(keys).draw(in: foot, on: &buffer)
}

private func calendarTable(
  _ page: CalendarPage, _ events: [CalendarRow], _ today: CivilDate?
) -> Table {
  let columns = [
    TableColumn.text("date", width: 10, priority: 0),
    TableColumn.text("time", width: 5, priority: 2),
    TableColumn.text("event", width: 8, priority: 0),
    TableColumn.text("symbol", width: 8, priority: 1),
    TableColumn.text("", width: 22, weight: 1, priority: 3),
  ]
  let rows = events.map { row in
    let isPast = today.map { row.effective < $0 } ?? false
    let ink = Style(isPast ? .dim : .foreground)
    let days = today.map { row.effective.days(since: $0) }
    var note = days.map { $0 == 0 ? "today" : $0 > 0 ? "in \($0) days" : "\(-$0) days ago" } ?? ""
    if row.effective != row.date { note += "  moves \(row.effective)" }
    return TableRow([
      TextRun("\(row.date)", ink), TextRun(row.time, ink),
      TextRun(row.kind, Style(isPast ? .dim : .accent, .bold)), TextRun(row.symbol, ink),
      TextRun(note, Style(isPast ? .dim : .muted)),
    ])
  }
  let selected = rows.isEmpty ? nil : min(max(0, page.selected), rows.count - 1)
  return Table(
    columns: columns, rows: rows, selected: selected, focused: page.line == nil,
    empty: "no announcement is known; a adds one")
}

/// The question before a change.
func editDialog(_ dialog: EditDialog, _ ui: UIState) -> Dialog {
  let (title, action) = editWords(dialog.edit)
  var body: [TextLine] = dialog.review.lines.map {
    [TextRun(sanitize($0), Style(.foreground, .bold))]
  }
  if body.isEmpty { body.append([TextRun("nothing differs; the value is kept all the same")]) }
  body.append([TextRun("kept in ", Style(.muted)), TextRun(sanitize(ui.editor.file))])
  guard let key = dialog.review.loosened else {
    return Dialog(
      title, tone: .severityWarn, body: body,
      keys: [KeyHint("y", action, style: Style(.gain, .bold)), KeyHint("Esc", "cancel")])
  }
  body += [
    [TextRun("\(key) lets more risk through; the journal keeps the reason", Style(.severityWarn))],
    [],
    [TextRun("type LOOSEN  ", Style(.muted))]
      + inputRuns(dialog.word, isActive: !dialog.asksReason),
    [TextRun("reason       ", Style(.muted))]
      + inputRuns(dialog.reason, isActive: dialog.asksReason),
  ]
  return Dialog(
    title, tone: .severityError, body: body,
    keys: [
      KeyHint("Enter", dialog.asksReason ? "LOOSEN" : "next"), KeyHint("Esc", "cancel"),
    ])
}

private func editWords(_ edit: DeskEdit) -> (title: String, action: String) {
  switch edit {
  case .set(let key, _): ("Set \(sanitize(key))", "SET")
  case .unset(let key): ("Take back \(sanitize(key))", "TAKE BACK")
  case .addEvent: ("Add an announcement", "ADD")
  case .removeEvent: ("Remove an announcement", "REMOVE")
  }
}

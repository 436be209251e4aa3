// The key figures of the desk with their goals and alerts.

import Canvas
import DeskEngine
import Portfolio
import Risk

/// The key figures as a table: value, goal, alert.
func keyFigureTable(_ rows: [KeyFigureRow]) -> Table {
  Table(
    columns: [
      .text("key figure", width: 18, priority: 0), .number("now", width: 8, priority: 0),
      .text("", width: 1, priority: 0), .text("goal", width: 8, priority: 1),
      .text("alert", width: 17, priority: 2),
    ],
    rows: rows.map { row in
      TableRow([
        TextRun(row.name, Style(.muted)), valueRun(row),
        TextRun(row.isBreached ? "!" : "", Style(row.severity.token, .bold)),
        TextRun(row.goal), TextRun(row.alarm, Style(.muted)),
      ])
    })
}

private func valueRun(_ row: KeyFigureRow) -> TextRun {
  guard let value = row.value, value.isFinite else { return TextRun("n/a", Style(.dim)) }
  let text =
    switch row.unit {
    case .plain: fixedText(value, 2)
    case .share: percentText(value, 1)
    case .days: fixedText(value, 0) + " d"
    }
  return TextRun(text, row.isBreached ? Style(row.severity.token) : .plain)
}

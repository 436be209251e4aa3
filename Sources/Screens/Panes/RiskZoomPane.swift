// The risk pane over the whole page: every limit with its marks, and everything beside it.

import Canvas
import DeskEngine

/// From this width the limits stand beside the rest, else above it.
private let twoColumns = 110

/// Rows that the zoomed pane can scroll through.
func riskZoomRows(_ snapshot: DeskSnapshot, _ ui: UIState, width: Int) -> Int {
  let details = riskDetailLines(snapshot, ui).count
  return width >= twoColumns ? details : snapshot.limits.count + 2 + details
}

/// Draws the zoomed pane.
func drawRiskZoom(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let details = riskDetailLines(scene.snapshot, scene.ui)
  let rows = limitRows(scene.snapshot.limits, room: .max)
  let top = scene.ui[.risk].top
  if rect.width >= twoColumns {
    let (left, rest) = rect.cutLeft(rect.width >= 150 ? 64 : 44)
    drawLimits(rows, in: left, on: &buffer)
    drawDetails(details, from: top, in: rest.cutLeft(2).rest, on: &buffer)
    return
  }
  // One column: the marks, the limits, a blank line, the rest, all scrolled together.
  let height = rect.height
  let first = min(max(0, top), max(0, rows.count + 2 + details.count - height))
  for offset in 0..<height {
    let place = first + offset
    let line = rect.row(offset)
    if place == 0 {
      drawMarks(rows, in: line, on: &buffer)
    } else if place <= rows.count {
      drawLimit(rows[place - 1], LimitFields(rows), in: line, on: &buffer)
    } else if details.indices.contains(place - rows.count - 2) {
      buffer.write(wholeRuns(details[place - rows.count - 2], line.width), in: line)
    }
  }
}

private func drawLimits(_ rows: [LimitRow], in rect: Rect, on buffer: inout CellBuffer) {
  guard !rows.isEmpty else {
    return drawEmpty(["limits come with the book"], in: rect, on: &buffer)
  }
  drawMarks(rows, in: rect.row(0), on: &buffer)
  for (offset, row) in rows.prefix(rect.height - 1).enumerated() {
    drawLimit(row, LimitFields(rows), in: rect.row(offset + 1), on: &buffer)
  }
}

private func drawDetails(
  _ lines: [TextLine], from top: Int, in rect: Rect, on buffer: inout CellBuffer
) {
  let first = min(max(0, top), max(0, lines.count - rect.height))
  drawLines(Array(lines.dropFirst(first).prefix(rect.height)), in: rect, on: &buffer)
}

/// Names the marks of 50, 80 and 100 % over the gauges.
private func drawMarks(_ rows: [LimitRow], in rect: Rect, on buffer: inout CellBuffer) {
  let gauge = limitColumns(LimitFields(rows), in: rect)[3]
  buffer.write("limit", in: rect, style: Style(.muted, .bold))
  guard gauge.width >= 14 else { return }
  // Where the gauge is short, two of the names would touch: the tick stands for 80.
  let marks = [(0.5, "50"), (0.8, "80"), (1.0, "100")].filter { gauge.width >= 22 || $0.0 != 0.8 }
  for (share, text) in marks {
    let end = gauge.x + 1 + Int((Double(gauge.width - 2) * share).rounded())
    let place = Rect(x: end - text.count, y: rect.y, width: text.count, height: 1)
    buffer.write(text, in: place, style: Style(.dim))
  }
}

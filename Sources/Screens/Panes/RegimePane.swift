// Pane 1: the regime, its confidence, the numbers behind it, the last hour.

import Regimes
import Canvas
import DeskEngine

/// Draws the regime.
func drawRegime(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let snapshot = scene.snapshot
  guard snapshot.seq > 0 || snapshot.regime.state != nil else {
    drawEmpty(["no regime yet", "history is being read"], in: rect, on: &buffer)
    return
  }
  if scene.ui.isZoomed, scene.isFocused(.regime) {
    drawRegimeDetail(scene, in: rect, on: &buffer)
    return
  }
  var left = drawLines([regimeHeadline(snapshot)], in: rect, on: &buffer)
  left = drawConfidences(confidenceCells(snapshot.regime), snapshot, in: left, on: &buffer)
  left = drawLines(regimeFacts(snapshot), in: left, on: &buffer)
  left = drawTerm(snapshot, in: left, on: &buffer)
  left = drawStrip(snapshot.regime, in: left, on: &buffer)
  var rest: [TextLine] = []
  for text in [snapshot.regime.guidance, snapshot.regime.note] where !text.isEmpty {
    for line in wrapped(sanitize(text), width: rect.width) {
      rest.append([TextRun(line, Style(.muted))])
    }
  }
  let reasons = reasonLines(snapshot.regime)
  if !reasons.isEmpty {
    rest.append([
      TextRun(fitted("reason", width: 7) + "    value  weight", Style(.dim))
    ])
    rest += reasons
  }
  drawLines(rest, in: left, on: &buffer)
}

private func drawConfidences(
  _ cells: [ConfidenceCell], _ snapshot: DeskSnapshot, in rect: Rect, on buffer: inout CellBuffer
) -> Rect {
  guard rect.height > 0 else { return rect }
  if rect.height >= 16 {
    for (offset, cell) in cells.enumerated() {
      let row = rect.row(offset)
      let isHeld = offset == snapshot.regime.state?.index
      let style = Style(cell.token, isHeld ? .bold : [])
      buffer.write(cell.name, in: row.cutLeft(6).taken, style: style)
      let bar = row.cutLeft(6).rest.cutRight(5).rest
      Gauge(share: cell.share, warn: 1, style: Style(cell.token)).draw(in: bar, on: &buffer)
      buffer.write(
        cell.text, in: row.cutRight(4).taken, style: style, .trailing, overflow: .hashes)
    }
    return rect.cutTop(cells.count).rest
  }
  var line: TextLine = []
  for (offset, cell) in cells.enumerated() {
    let isHeld = offset == snapshot.regime.state?.index
    line += [
      TextRun((offset > 0 ? " " : "") + cell.name + " ", Style(isHeld ? cell.token : .muted)),
      TextRun(cell.text, Style(cell.token, isHeld ? .bold : [])),
    ]
  }
  return drawLines([line], in: rect, on: &buffer)
}

private func drawTerm(_ snapshot: DeskSnapshot, in rect: Rect, on buffer: inout CellBuffer)
  -> Rect
{
  guard rect.height > 1 else { return rect }
  let row = rect.row(0)
  let line = termLine(snapshot.termStructure)
  let width = line.reduce(0) { $0 + displayWidth($1.text) }
  buffer.write([TextRun("TS ", Style(.muted))], in: row)
  let room = row.cutLeft(3).rest
  if room.width - width >= 7 {
    let (plot, text) = room.cutLeft(min(12, room.width - width - 1))
    drawTermCurve(snapshot.termStructure, in: plot, hasAxis: false, on: &buffer)
    buffer.write(line, in: text.cutLeft(1).rest)
  } else {
    buffer.write(wholeRuns(line, room.width), in: room)
  }
  return rect.cutTop(1).rest
}

private func drawStrip(_ regime: RegimeSummary, in rect: Rect, on buffer: inout CellBuffer)
  -> Rect
{
  guard rect.height > 0, !regime.strip.isEmpty else { return rect }
  let head = "last minutes "
  let room = max(0, rect.width - head.utf8.count)
  let line = [TextRun(head, Style(.muted))] + stripRuns(regime.strip, width: room)
  buffer.write(line, in: rect.row(0))
  return rect.cutTop(1).rest
}

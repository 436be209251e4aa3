// Pane 1 over the whole page: the regime with everything that is known of it.
//
// Blocks stand in one, two or three columns by the width; a narrow page packs them without titles,
// so that 80x24 holds them all.

import Canvas
import DeskEngine
import Regimes

/// A piece of the page.
private struct DetailBlock {
  var title: String
  /// The rows it would like.
  var height: Int
  var draw: (Rect, inout CellBuffer) -> Void

  init(_ title: String, lines: [TextLine]) {
    self.title = title
    height = lines.count
    draw = { rect, buffer in _ = drawLines(lines, in: rect, on: &buffer) }
  }

  init(_ title: String, table: Table) {
    self.title = title
    height = max(1, table.rows.count) + 1
    draw = { rect, buffer in _ = table.draw(in: rect, on: &buffer) }
  }
}

/// Draws the regime in full.
func drawRegimeDetail(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let regime = scene.snapshot.regime
  var head = [regimeHeadline(scene.snapshot)]
  if let alarm = regime.reading?.alarm {
    head[0].append(TextRun("  alarm: \(sanitize(alarm))", Style(.severityWarn)))
  } else if rect.width < 100, !regime.note.isEmpty {
    head[0].append(TextRun("  \(sanitize(regime.note))", Style(.muted)))
  }
  let body = drawLines(head, in: rect, on: &buffer)
  switch rect.width {
  case ..<100: drawPacked(scene, in: body, on: &buffer)
  case ..<160: drawColumns(scene, [.fixed(52), .weight(1)], in: body, on: &buffer)
  default: drawColumns(scene, [.fixed(52), .weight(1), .fixed(64)], in: body, on: &buffer)
  }
}

private func indexName(_ scene: Scene) -> String {
  symbolText(scene.snapshot.underlyings.first?.volatilityIndexSymbol ?? "VIX", width: 4)
}

private func reasons(_ regime: RegimeSummary) -> [TextLine] {
  [[TextRun(fitted("reason", width: 7) + "    value  weight", Style(.muted))]] + reasonLines(regime)
}

/// One column without titles.
private func drawPacked(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let regime = scene.snapshot.regime
  var left = rect
  let states = regimeStateTable(regime)
  let hasSide = rect.width >= 74
  let (top, below) = left.cutTop(6)
  states.draw(in: top.cutLeft(hasSide ? 48 : top.width).taken, on: &buffer)
  if hasSide { drawLines(reasons(regime), in: top.cutLeft(50).rest, on: &buffer) }
  left = drawLines(featureLines(regime, width: rect.width), in: below, on: &buffer)
  left = drawLines(allowedLines(regime, width: rect.width), in: left, on: &buffer)
  left = drawLines(callLines(regime, width: rect.width), in: left, on: &buffer)
  if !hasSide { left = drawLines(reasons(regime), in: left, on: &buffer) }
  guard left.height > 1 else { return }
  similarTable(regime, index: indexName(scene)).draw(in: left, on: &buffer)
}

private func drawColumns(
  _ scene: Scene, _ tracks: [Track], in rect: Rect, on buffer: inout CellBuffer
) {
  let regime = scene.snapshot.regime
  let places = rect.columns(tracks)
  func width(_ column: Int) -> Int { places[column].width - (column == places.count - 1 ? 0 : 2) }
  let note: [TextLine] = wrapped(sanitize(regime.note), width: width(0))
    .filter { !$0.isEmpty }.map { [TextRun($0, Style(.muted))] }
  let strip = stripRuns(regime.strip, width: width(0))
  let states = DetailBlock("states, moves to, mean dwell", table: regimeStateTable(regime))
  let why = DetailBlock("reasons", lines: reasons(regime))
  let minutes = DetailBlock("last minutes", lines: strip.isEmpty ? [] : [strip])
  let notes = DetailBlock("note", lines: note)
  let allowed = DetailBlock("allows", lines: allowedLines(regime, width: width(1)))
  let calls = DetailBlock("other classifiers", table: callTable(regime))
  let days = DetailBlock(
    "days most like now", table: similarTable(regime, index: indexName(scene)))
  let facts = DetailBlock("market", lines: regimeFacts(scene.snapshot))
  if places.count == 2 {
    let features = DetailBlock("features", lines: featureLines(regime, width: width(0)))
    draw([states, features, why, minutes, notes], in: places[0], width(0), on: &buffer)
    let left = draw([allowed, calls, days, facts], in: places[1], width(1), on: &buffer)
    drawCurve(scene, in: left, on: &buffer)
  } else {
    let features = DetailBlock("features", lines: featureLines(regime, width: width(1)))
    draw([states, why, minutes, notes], in: places[0], width(0), on: &buffer)
    let left = draw([features, allowed, facts], in: places[1], width(1), on: &buffer)
    drawCurve(scene, in: left, on: &buffer)
    draw([calls, days], in: places[2], width(2), on: &buffer)
  }
}

/// Draws the term structure where there is room left for it.
private func drawCurve(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let points = scene.snapshot.termStructure
  guard rect.height >= 6, points.count > 1 else { return }
  let (head, area) = rect.cutTop(min(rect.height, 16)).taken.cutTop(1)
  buffer.rule("term structure", in: head)
  let (line, plot) = area.cutTop(1)
  drawLines([termLine(points)], in: line, on: &buffer)
  drawTermCurve(points, in: plot, hasAxis: true, on: &buffer)
}

/// Draws blocks from the top, a titled rule over each that has a row.
///
/// - Returns: The rows left below.
@discardableResult
private func draw(
  _ blocks: [DetailBlock], in rect: Rect, _ width: Int, on buffer: inout CellBuffer
) -> Rect {
  var left = Rect(x: rect.x, y: rect.y, width: width, height: rect.height)
  for block in blocks where block.height > 0 && left.height > 1 {
    buffer.rule(block.title, in: left.row(0))
    let (place, rest) = left.cutTop(1).rest.cutTop(block.height)
    block.draw(place, &buffer)
    left = rest
  }
  return left
}

// Panes 5 to 7: Greeks, risk limits, equity.

import Risk
import Canvas
import DeskEngine

/// Draws the net Greeks and the stress cells.
func drawGreeks(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let snapshot = scene.snapshot
  guard snapshot.seq > 0 else {
    drawEmpty(["no book yet"], in: rect, on: &buffer)
    return
  }
  if scene.ui.isZoomed, snapshot.exposure != nil {
    return drawGreekPage(scene, in: rect, on: &buffer)
  }
  let room = max(0, (rect.width - 5 - 8) / 8)
  let table = greekTable(snapshot.greeks, year: scene.year, columns: room)
  table.draw(in: rect, on: &buffer)
  let below = rect.cutTop(5).rest
  let grid = StressGrid(snapshot.stress)
  if below.height >= grid.volatilities.count + 3, !grid.cells.isEmpty {
    let (stress, rest) = below.cutTop(1).rest.cutTop(grid.volatilities.count + 2)
    drawStress(grid, in: stress, on: &buffer)
    if let heat = snapshot.gammaHeat { drawGammaHeat(heat, in: rest.cutTop(1).rest, on: &buffer) }
  } else {
    let line = below.height > 1 ? below.cutTop(below.height > 2 ? 1 : 0).rest : below
    drawLines([stressLine(snapshot.stress)], in: line, on: &buffer)
  }
}

/// Gamma by expiry and strike, the middle of the scale being none.
private func drawGammaHeat(_ heat: GammaHeat, in rect: Rect, on buffer: inout CellBuffer) {
  let rows = min(heat.expiries.count, rect.height - 2)
  guard rows > 0, heat.strikes.count > 1 else { return }
  let title = "\u{393}$1% \(symbolText(heat.underlying)): expiry against strike"
  buffer.rule(title, in: rect.row(0))
  let most = heat.values.joined().compactMap { $0 }.map { abs($0) }.max() ?? 0
  Heatmap(
    Array(heat.values.prefix(rows)), range: -max(most, 1)...max(most, 1),
    rowLabels: heat.expiries.prefix(rows).map { expiryText($0) },
    columnLabels: heat.strikes.map { fixedText($0) }
  ).draw(in: rect.cutTop(1).rest, on: &buffer)
}

private func drawStress(_ grid: StressGrid, in rect: Rect, on buffer: inout CellBuffer) {
  buffer.rule("stress: spot against vol points", in: rect.row(0))
  var columns: [TableColumn] = [.text("", width: 5, priority: 0)]
  let texts = grid.cells.joined().map { compactText($0, signed: true) }
  let width = columnWidth(texts + grid.spots, 5...8)
  // The ends of the grid are its worst cells: what is nearest to no move leaves first.
  let middle = grid.spots.count / 2
  for (index, spot) in grid.spots.enumerated() {
    let distance = abs(index - middle)
    columns.append(
      .number(
        symbolText(spot, width: width), width: width,
        priority: distance == 0 ? 1 : grid.spots.count - distance))
  }
  let rows = zip(grid.volatilities, grid.cells).map { name, cells in
    TableRow(
      [TextRun(symbolText(name, width: 5), Style(.muted))]
        + cells.map { TextRun(compactText($0, signed: true), gainStyle($0)) })
  }
  Table(columns: columns, rows: rows).draw(in: rect.cutTop(1).rest, on: &buffer)
}

/// Draws limits as gauges and, last, what the desk may do.
func drawRisk(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let snapshot = scene.snapshot
  if scene.ui.isZoomed, !snapshot.limits.isEmpty {
    return drawRiskZoom(scene, in: rect, on: &buffer)
  }
  let (foot, body) = rect.cutBottom(1)
  buffer.write(wholeRuns(stateLine(snapshot, scene.ui), foot.width), in: foot)
  guard !snapshot.limits.isEmpty else {
    drawEmpty(["limits come with the book"], in: body, on: &buffer)
    return
  }
  let rows = limitRows(snapshot.limits, room: body.height)
  let top = min(max(0, scene.ui[.risk].top), max(0, rows.count - body.height))
  let fields = LimitFields(rows)
  for (offset, row) in rows.dropFirst(top).prefix(body.height).enumerated() {
    drawLimit(row, fields, in: body.row(offset), on: &buffer)
  }
}

/// The widths of the fields of a row of limits, the same in every row.
struct LimitFields {
  let label, value, percent, bound: Int

  init(_ rows: [LimitRow]) {
    label = columnWidth(rows.map(\.label), 3...6)
    value = columnWidth(rows.map(\.value), 3...7)
    percent = columnWidth(rows.map(\.percent), 3...6)
    bound = columnWidth(rows.map(\.bound), 2...7)
  }
}

func drawLimit(
  _ row: LimitRow, _ fields: LimitFields, in rect: Rect, on buffer: inout CellBuffer
) {
  let style = Style(row.level.token)
  let bound = limitBoundWidth(fields, in: rect)
  let parts = limitColumns(fields, in: rect)
  buffer.write(row.label, in: parts[0], style: Style(.muted))
  buffer.write(row.value, in: parts[1], .trailing, overflow: .hashes)
  if parts[3].width >= 5 { Gauge(share: row.share, style: style).draw(in: parts[3], on: &buffer) }
  buffer.write(row.percent, in: parts[4], style: style, .trailing, overflow: .hashes)
  if bound > 0 {
    buffer.write(" of ", in: parts[5].cutLeft(4).taken, style: Style(.dim))
    buffer.write(
      row.bound, in: parts[5].cutLeft(4).rest, style: Style(.muted), overflow: .hashes)
  }
  buffer.write(
    row.level >= .high ? "!" : "", in: parts[6], style: style.adding(.bold), .trailing)
}

private func limitBoundWidth(_ fields: LimitFields, in rect: Rect) -> Int {
  rect.width >= 30 ? 4 + fields.bound : 0
}

/// The columns of a row of limits: label, value, a gap, the gauge, percent, bound, warning.
func limitColumns(_ fields: LimitFields, in rect: Rect) -> [Rect] {
  rect.columns([
    .fixed(fields.label), .fixed(1 + fields.value), .fixed(1), .weight(1),
    .fixed(1 + fields.percent), .fixed(limitBoundWidth(fields, in: rect)), .fixed(1),
  ])
}

/// Draws the equity of the session and its figures; where there is room, the key figures below.
func drawEquity(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let (foot, plot) = rect.cutBottom(1)
  guard scene.snapshot.seq > 0 else {
    drawEmpty(["no equity yet"], in: rect, on: &buffer)
    return
  }
  let rows = scene.snapshot.keyFigures
  let needed = rows.count + 2
  var curve = plot
  if rows.count > 0, plot.height >= 2 * needed {
    let (table, rest) = plot.cutBottom(needed)
    curve = rest
    buffer.rule("key figures at the close", in: table.row(0))
    keyFigureTable(rows).draw(in: table.cutTop(1).rest, on: &buffer)
  }
  drawEquityCurve(scene.snapshot, in: curve, hasAxis: true, on: &buffer)
  buffer.write(wholeRuns(equityLine(scene.snapshot.book), foot.width), in: foot)
}

// The edges over the whole page: the table, the evidence of the chosen one, who abstains and why,
// the votes, the health of the detectors, pairs, and where there is room gamma and term structure.
//
// Narrow, everything stands in one column and the charts leave; wide, what speaks of the edges is
// on the left and what speaks of the detectors and the market on the right.

import Canvas
import DeskEngine
import Edges

/// Draws the edges over the whole page.
func drawEdgesPage(
  _ model: ListModel, _ scene: Scene, in rect: Rect, on buffer: inout CellBuffer
) {
  guard rect.width >= 100, rect.height >= 24 else {
    drawNarrow(model, scene, in: rect, on: &buffer)
    return
  }
  let (left, right) = rect.cutLeft(rect.width * 11 / 20)
  drawLeft(model, scene, in: left, on: &buffer)
  drawRight(scene, in: right.cutLeft(2).rest, on: &buffer)
}

/// One column: the lists of who abstains and of pairs only where they have room for their reasons.
private func drawNarrow(
  _ model: ListModel, _ scene: Scene, in rect: Rect, on buffer: inout CellBuffer
) {
  let snapshot = scene.snapshot
  var rest = drawEdgeTable(model, scene, share: 0.4, in: rect, on: &buffer)
  let silent = snapshot.abstentions.count
  let rows = healthCount(snapshot)
  let health = rows > 0 && rest.height >= 8 ? min(rows, max(2, rest.height / 4)) + 2 : 0
  let (below, above) = rest.cutBottom(health)
  rest = above
  var parts = [EvidencePart("votes", voteLines(snapshot, width: rest.width))]
  if rest.height >= parts[0].lines.count + silent + 2 {
    parts.append(EvidencePart("\(silent) abstain", abstentionLines(snapshot, width: rest.width)))
    parts.append(EvidencePart("pairs", pairLines(snapshot, width: rest.width)))
  } else if silent > 0, rest.height > 0 {
    let (line, upper) = rest.cutBottom(1)
    drawLines([abstentionSummary(snapshot, width: rest.width)], in: line, on: &buffer)
    rest = upper
  }
  drawParts(parts, in: rest, on: &buffer)
  drawHealth(scene, in: below, on: &buffer)
}

/// A titled group of lines.
private struct EvidencePart {
  var title: String
  var lines: [TextLine]

  init(_ title: String, _ lines: [TextLine]) {
    self.title = title
    self.lines = lines
  }
}

private func drawLeft(
  _ model: ListModel, _ scene: Scene, in rect: Rect, on buffer: inout CellBuffer
) {
  let snapshot = scene.snapshot
  let rest = drawEdgeTable(model, scene, share: 0.5, in: rect, on: &buffer)
  drawParts(
    [
      EvidencePart("votes", voteLines(snapshot, width: rest.width)),
      EvidencePart("pairs", pairLines(snapshot, width: rest.width)),
      EvidencePart(
        "\(snapshot.abstentions.count) abstain", abstentionLines(snapshot, width: rest.width)),
    ], in: rest, on: &buffer)
}

private func drawRight(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let snapshot = scene.snapshot
  let count = healthCount(snapshot)
  let health = min(count + 2, max(3, rect.height / 2))
  let (top, rest) = rect.cutTop(count > 0 ? health : 0)
  drawHealth(scene, in: top, on: &buffer)
  var charts = rest
  if let profile = snapshot.gammaProfile, charts.height >= 9 {
    let (own, below) = charts.cutTop(
      snapshot.termStructure.isEmpty ? charts.height : charts.height / 2)
    buffer.rule("dealer gamma, \(gammaUnit(profile).name) a 1 % move (proxy)", in: own.row(0))
    drawLines([gammaLine(profile)], in: own.cutTop(1).rest, on: &buffer)
    drawGammaProfile(profile, in: own.cutTop(2).rest, on: &buffer)
    charts = below
  }
  guard charts.height >= 5, !snapshot.termStructure.isEmpty else { return }
  buffer.rule("term structure", in: charts.row(0))
  drawTermCurve(snapshot.termStructure, in: charts.cutTop(1).rest, hasAxis: true, on: &buffer)
}

/// The table of edges and the evidence of the chosen one; returns what is left.
private func drawEdgeTable(
  _ model: ListModel, _ scene: Scene, share: Double, in rect: Rect, on buffer: inout CellBuffer
) -> Rect {
  let snapshot = scene.snapshot
  let state = scene.ui[.edges]
  let wanted = model.ids.isEmpty ? 3 : model.ids.count + 1
  let most = max(4, Int(Double(rect.height) * share))
  let (list, below) = rect.cutTop(min(wanted, most))
  drawList(model, state, focused: scene.isFocused(.edges), in: list, on: &buffer)
  guard let chosen = snapshot.edges.first(where: { state.selected == .edge($0.id) }),
    below.height >= 4
  else { return below }
  let edge = chosen.edge
  let rank = edge.percentile.map { "pct \(fixedText($0)) of \(edge.history)" } ?? "no percentile"
  let fallback = edge.isFallback ? ", by absolute rules" : ""
  buffer.rule(
    "E\(chosen.id) \(edge.kind.rawValue) \(edge.signal.rawValue) \(edge.strength), \(rank)\(fallback)",
    in: below.row(0))
  // On a small page the numbers give way to the votes and the health.
  let room = rect.height < 24 ? min(3, below.height - 1) : max(2, below.height / 2 - 1)
  let lines = Array(edgeLines(chosen, width: rect.width).prefix(room))
  return drawLines(lines, in: below.cutTop(1).rest, on: &buffer)
}

/// Draws groups one below the other; what does not fit says how much of it is missing.
private func drawParts(_ parts: [EvidencePart], in rect: Rect, on buffer: inout CellBuffer) {
  var rest = rect
  for (index, part) in parts.enumerated() where !part.lines.isEmpty && rest.height >= 2 {
    let later = parts[(index + 1)...].reduce(0) { $0 + ($1.lines.isEmpty ? 0 : 2) }
    let room = max(1, rest.height - 1 - min(later, max(0, rest.height - 2)))
    buffer.rule(part.title, in: rest.row(0))
    var lines = part.lines
    if lines.count > room {
      lines = Array(lines.prefix(max(0, room - 1)))
      lines.append([TextRun("\(part.lines.count - lines.count) more", Style(.muted))])
    }
    rest = drawLines(lines, in: rest.cutTop(1).rest, on: &buffer)
  }
}

private func drawHealth(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  guard rect.height >= 3 else { return }
  let snapshot = scene.snapshot
  let chosen = snapshot.edges.first { scene.ui[.edges].selected == .edge($0.id) }?.edge
  buffer.rule("health: hits after 1, 5, 10, 20 days", in: rect.row(0))
  healthTable(snapshot, rows: rect.height - 2, chosen: chosen)
    .draw(in: rect.cutTop(1).rest, on: &buffer)
}

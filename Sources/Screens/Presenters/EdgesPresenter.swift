// The list of edges, and who abstains.

import Canvas
import DeskEngine
import Edges
import MarketData

/// Edges in the order and selection that the pane shows.
func shownEdges(_ snapshot: DeskSnapshot, _ state: ListState) -> [EdgeSummary] {
  var rows = snapshot.edges
  if !state.filter.isEmpty {
    rows = rows.filter {
      matches(
        state.filter,
        ["E\($0.id)", $0.edge.underlying, $0.edge.kind.rawValue, $0.edge.signal.rawValue])
    }
  }
  let names = Pane.edges.sortNames
  switch names[state.sort % names.count] {
  case "str": rows.sort { ($0.edge.strength, $0.id) > ($1.edge.strength, $1.id) }
  case "time": rows.sort { ($0.detected, $0.id) > ($1.detected, $1.id) }
  case "undl": rows.sort { ($0.edge.underlying, $0.id) < ($1.edge.underlying, $1.id) }
  case "kind": rows.sort { ($0.edge.kind.rawValue, $0.id) < ($1.edge.kind.rawValue, $1.id) }
  default: break
  }
  if state.isReversed { rows.reverse() }
  return held(rows, in: state.heldOrder) { .edge($0.id) }
}

/// The list of edges.
func edgeList(_ snapshot: DeskSnapshot, _ ui: UIState, _ glyphs: GlyphSet = .braille)
  -> ListModel
{
  let state = ui[.edges]
  let rows = shownEdges(snapshot, state)
  let kinds = columnWidth(rows.prefix(64).map { $0.edge.kind.rawValue }, 5...14)
  let symbols = columnWidth(rows.prefix(64).map { symbolText($0.edge.underlying) }, 3...6)
  // Over the whole page the rationale takes what room is left, else the name of the detector does.
  let why: [TableColumn] =
    ui.isZoomed && ui.focus == .edges ? [.text("why", width: 8, weight: 1, priority: 10)] : []
  var model = ListModel(
    columns: [
      .number("time", width: 5, priority: 6),
      .text("sym", width: symbols, priority: 0),
      .text("kind", width: kinds, weight: why.isEmpty ? 1 : 0, priority: 0),
      .text("signal", width: 13, priority: 7),
      .number("str", width: 3, priority: 1),
      .text("", width: 5, priority: 4),
      .number("pct", width: 3, priority: 2),
      .number("age", width: 3, priority: 3),
      .number("n", width: 4, priority: 9),
      .text("votes", width: 5, priority: 8),
    ] + why,
    ids: rows.map { .edge($0.id) },
    cells: {
      edgeCells(rows[$0], snapshot, glyphs)
        + (why.isEmpty ? [] : [TextRun(sanitize(rows[$0].edge.rationale), Style(.dim))])
    },
    empty: emptyEdges(snapshot, state))
  model.note = [
    TextRun(listCount(rows.count, of: snapshot.edges.count), Style(.muted)),
    TextRun(" " + sortNote(.edges, state), Style(.muted)),
  ]
  return model
}

private func edgeCells(_ one: EdgeSummary, _ snapshot: DeskSnapshot, _ glyphs: GlyphSet)
  -> [TextRun]
{
  let edge = one.edge
  let tone = strengthToken(edge)
  return [
    TextRun(clockText(one.detected, seconds: false), Style(.muted)),
    TextRun(symbolText(edge.underlying)),
    TextRun(edge.kind.rawValue),
    TextRun(edge.signal.rawValue, Style(.muted)),
    TextRun(String(edge.strength), Style(tone)),
    TextRun(
      meterText(Double(edge.strength) / 100, width: 5, glyphs == .ascii ? .ascii : .block),
      Style(tone)),
    TextRun(edge.isFallback ? "abs" : fixedText(edge.percentile), Style(.muted)),
    TextRun(ageText(seconds(from: one.detected, to: snapshot.time)), Style(.muted)),
    TextRun(edge.history > 0 ? countText(edge.history) : missingText, Style(.muted)),
    voteRun(edge, snapshot),
  ]
}

/// The side an edge votes for, and whether it won.
private func voteRun(_ edge: Edge, _ snapshot: DeskSnapshot) -> TextRun {
  guard let side = edge.signal.side else { return TextRun(missingText, Style(.muted)) }
  let winner = snapshot.votes.first { $0.underlying == edge.underlying }?.tally.winner
  guard let winner else { return TextRun(side.rawValue + "?", Style(.candidateReview)) }
  return side == winner
    ? TextRun(side.rawValue, Style(.muted)) : TextRun(side.rawValue + "!", Style(.candidateReview))
}

private func strengthToken(_ edge: Edge) -> StyleToken {
  if edge.isFallback { return .candidateReview }
  return edge.strength >= 50 ? .candidateTrade : .chart1
}

private func emptyEdges(_ snapshot: DeskSnapshot, _ state: ListState) -> [String] {
  if !state.filter.isEmpty { return ["no edge contains \"\(state.filter)\"", "Esc clears"] }
  if snapshot.seq == 0 { return ["no edges yet: history is being read"] }
  if let session = snapshot.session, snapshot.time >= session.close {
    return ["the session has closed: edges are found while it trades"]
  }
  if !snapshot.abstentions.isEmpty {
    return ["no edges: \(snapshot.abstentions.count) detectors abstain"]
  }
  return ["no edges: nothing is mispriced by the rules"]
}

/// The evidence for an edge: its rationale, then every number by name.
func edgeLines(_ one: EdgeSummary, width: Int) -> [TextLine] {
  var lines = wrapped(sanitize(one.edge.rationale), width: width).map { [TextRun($0)] }
  var line: TextLine = []
  var taken = 0
  for metric in one.edge.metrics {
    let name = symbolText(metric.name, width: 16) + " "
    let value = metricText(metric.value) + "  "
    let wide = displayWidth(name) + displayWidth(value)
    if taken + wide > width, !line.isEmpty {
      lines.append(line)
      (line, taken) = ([], 0)
    }
    line += [TextRun(name, Style(.muted)), TextRun(value)]
    taken += wide
  }
  if !line.isEmpty { lines.append(line) }
  return lines
}

/// A number of unknown size with about four digits.
private func metricText(_ value: Double?) -> String {
  guard let value, value.isFinite else { return missingText }
  let size = abs(value)
  if size >= 99_950 { return compactText(value) }
  return fixedText(value, size >= 999.5 ? 0 : (size >= 9.995 ? 1 : 3))
}

/// Who abstains, a line each: symbol, detector and reason.
func abstentionLines(_ snapshot: DeskSnapshot, width: Int) -> [TextLine] {
  snapshot.abstentions.map { one in
    let who = symbolText(one.underlying) + " " + one.kind.rawValue + " "
    return [
      TextRun(who, Style(.muted)),
      TextRun(wordsText(one.reason, width: width - displayWidth(who)), Style(.dim)),
    ]
  }
}

/// Who abstains, in one line.
func abstentionSummary(_ snapshot: DeskSnapshot, width: Int) -> TextLine {
  guard !snapshot.abstentions.isEmpty else { return [] }
  let names = snapshot.abstentions.map { symbolText($0.underlying) + " " + $0.kind.rawValue }
  let head = "abstain \(snapshot.abstentions.count): "
  let room = width - displayWidth(head)
  return [
    TextRun(head, Style(.muted)),
    TextRun(wordsText(names.joined(separator: ", "), width: room), Style(.dim)),
  ]
}

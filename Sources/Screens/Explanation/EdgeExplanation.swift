// Why an edge is there: its rule, its numbers, and those that follow from others derived again.

import Canvas
public import DeskEngine
public import Edges
import MarketData

/// The line every explanation of an edge begins with.
func edgeHead(_ one: EdgeSummary) -> [ExplanationLine] {
  let edge = one.edge
  let rank = edge.percentile.map { "percentile \(fixedText($0, 1)) of \(edge.history) days" }
  return [
    ExplanationLine(
      "E\(one.id)", "\(symbolText(edge.underlying)) \(edge.kind.rawValue) \(edge.signal.rawValue)",
      note: "found \(dateText(one.detected)) \(clockText(one.detected))"),
    ExplanationLine(
      "strength", "\(edge.strength)", number: Double(edge.strength),
      note: rank ?? "no percentile, \(edge.history) days of history"),
    ExplanationLine(
      "rule", edge.isFallback ? "absolute" : "full",
      note: edge.isFallback ? "history is short: strength at most 50, REVIEW only" : "",
      tone: edge.isFallback ? .warning : .plain),
  ]
}

/// Explains an edge.
///
/// - Parameters:
///   - one: The edge.
///   - end: When it ended and why; nil while it lives.
///   - story: Candidates and notes that came of it.
///   - isPanic: Whether the regime was a panic, in which selling counts less; nil when unknown.
///   - study: What was seen around past events; shown with an edge of one.
/// - Returns: The chain from its numbers to its strength.
public func explain(
  _ one: EdgeSummary, end: StoryLine? = nil, story: [StoryLine] = [], isPanic: Bool? = nil,
  study: EventStudy = EventStudy()
) -> Explanation {
  let edge = one.edge
  var signal = edgeHead(one)
  signal.append(
    end.map { ExplanationLine("ended", clockText($0.time), note: sanitize($0.text)) }
      ?? ExplanationLine("ended", "alive", tone: .good))
  signal.append(.words(sanitize(edge.rationale)))
  let numbers = edge.metrics.map { metric in
    ExplanationLine(
      sanitize(metric.name), numberWords(metric.value), number: metric.value,
      note: Formula.named(metric.name)?.words ?? "")
  }
  let rules = [edge.kind.rawValue, "strength", "percentile"].compactMap {
    ExplanationLine.formula($0)
  }
  return Explanation(
    title: "E\(one.id): \(symbolText(edge.underlying)) \(edge.kind.rawValue)",
    sections: [
      ExplanationSection("Signal", signal), ExplanationSection("Numbers", numbers),
      ExplanationSection("Derived again", derivedAgain(edge, isPanic: isPanic)),
      ExplanationSection("Rule", rules),
      ExplanationSection("Past events", edge.kind == .event ? eventLines(study) : []),
      ExplanationSection("What became of it", story.map(\.line)),
    ])
}

/// Past events together, then one by one.
private func eventLines(_ study: EventStudy) -> [ExplanationLine] {
  guard !study.outcomes.isEmpty else { return [] }
  var lines = [
    ExplanationLine(
      "volatility after",
      "fell after \(percentText(study.crushShare, 0)) of \(study.outcomes.count)",
      number: study.crushShare, note: "on average by \(percentText(study.meanCrush, 1)) of itself"),
    ExplanationLine(
      "move", percentText(study.meanMove, 2), number: study.meanMove,
      note: study.overpricedShare.map {
        "less than priced in \(percentText($0, 0)) of those stored"
      }
        ?? "what was priced is not stored yet"),
  ]
  for one in study.outcomes {
    let priced = one.expected.map { " (priced \(percentText($0, 2)))" } ?? ""
    let next = one.next.map { ", 1 d \(percentText($0, 2, signed: true))" } ?? ""
    let week = one.week.map { ", 5 d \(percentText($0, 2, signed: true))" } ?? ""
    lines.append(
      ExplanationLine(
        "\(one.kind.rawValue) \(one.date)",
        "\(pointsText(one.before))% to \(pointsText(one.after))%",
        number: one.crush,
        note: "moved \(percentText(one.move, 2, signed: true))\(priced)\(next)\(week)"))
  }
  return lines
}

/// A number of unknown size with enough digits.
func numberWords(_ value: Double?) -> String {
  guard let value, value.isFinite else { return missingText }
  let size = abs(value)
  if size >= 1e9 { return compactText(value) }
  return fixedText(value, size >= 1_000 ? 1 : (size >= 10 ? 2 : 4))
}

private func derivedAgain(_ edge: Edge, isPanic: Bool?) -> [ExplanationLine] {
  func metric(_ name: String) -> Double? { edge.metrics.first { $0.name == name }?.value }
  func with(_ names: [String], _ combine: ([Double]) -> Double) -> Double? {
    let values = names.compactMap { metric($0) }
    return values.count == names.count ? combine(values) : nil
  }
  let rules: [(String, [String], ([Double]) -> Double)] = [
    ("ratio", ["iv30", "rv20"], { $0[0] / $0[1] }),
    ("vrp_vol", ["iv30", "rv20"], { $0[0] - $0[1] }),
    ("vrp_var", ["iv30", "forecast_var"], { $0[0] * $0[0] - $0[1] }),
    ("slope", ["front_iv", "back_iv"], { $0[1] / $0[0] - 1 }),
    (
      "forward_vol", ["front_iv", "back_iv", "front_days", "back_days"],
      { v in ((v[1] * v[1] * v[3] - v[0] * v[0] * v[2]) / (v[3] - v[2])).squareRoot() }
    ),
    ("rr25", ["put25", "call25"], { $0[0] - $0[1] }),
    ("nrr", ["rr25", "atm"], { $0[0] / $0[1] }),
    ("bf25", ["put25", "call25", "atm"], { 0.5 * ($0[0] + $0[1]) - $0[2] }),
  ]
  var lines: [ExplanationLine] = []
  for (name, inputs, combine) in rules {
    guard let stored = metric(name), let derived = with(inputs, combine) else { continue }
    // Whole days stand for the exact time to expiry in a forward volatility.
    let tolerance = name == "forward_vol" ? 2e-3 : 2e-5
    lines.append(
      .check(name, derived: derived, stored: stored, tolerance: tolerance, decimals: 4))
  }
  return lines + [strengthLine(edge, metric, isPanic: isPanic)]
}

/// The strength against what its stored parts allow: the quality of the data is not stored.
private func strengthLine(
  _ edge: Edge, _ metric: (String) -> Double?, isPanic: Bool?
) -> ExplanationLine {
  guard let (extremity, magnitude, sells) = strengthParts(edge, metric) else {
    return ExplanationLine(
      "strength", "\(edge.strength)", number: Double(edge.strength),
      note: "its parts are not all stored; not derived again", tone: .muted)
  }
  let known = 0.5 * extremity + 0.3 * magnitude
  let factors = sells ? (isPanic.map { [$0 ? 0.6 : 1.0] } ?? [1.0, 0.6]) : [1.0]
  for factor in factors {
    let least = 100 * factor * min(1, known)
    let most = 100 * factor * min(1, known + 0.2)
    let value = Double(edge.strength)
    guard value >= least - 0.51, value <= most + 0.51 else { continue }
    let quality = min(1, max(0, (value / (100 * factor) - known) / 0.2))
    let panic = factor < 1 ? " x 0.6 in panic" : ""
    return ExplanationLine(
      "strength", "\(edge.strength)", number: value,
      note: "(0.5 x \(fixedText(extremity, 2)) + 0.3 x \(fixedText(magnitude, 2)) + 0.2 x quality)"
        + "\(panic): matches with data quality \(fixedText(quality, 2))", tone: .good)
  }
  return ExplanationLine(
    "strength", "\(edge.strength)", number: Double(edge.strength),
    note: "0.5 x \(fixedText(extremity, 2)) + 0.3 x \(fixedText(magnitude, 2)) + 0.2 x quality at "
      + "the default thresholds gives another value: a cap or a setting entered", tone: .warning)
}

/// Extremity and magnitude at the default thresholds, and whether the signal sells volatility.
private func strengthParts(
  _ edge: Edge, _ metric: (String) -> Double?
) -> (extremity: Double, magnitude: Double, sells: Bool)? {
  func unit(_ value: Double) -> Double { min(max(value, 0), 1) }
  guard !edge.isFallback else { return nil }
  switch (edge.kind, edge.signal) {
  case (.vrp, .shortVol):
    guard let ratio = metric("ratio"), let rank = edge.percentile else { return nil }
    return (unit((rank - 80) / 20), unit((ratio - 1.3) / 1.3), true)
  case (.vrp, .longVol):
    guard let ratio = metric("ratio"), let rank = edge.percentile else { return nil }
    return (unit((20 - rank) / 20), unit(2 * (0.9 - ratio) / 0.9), false)
  case (.termStructure, _):
    guard let slope = metric("slope") else { return nil }
    let magnitude = unit(abs(slope) / 0.08 - 1)
    return (magnitude, magnitude, edge.signal == .sellBack)
  case (.skew, .sellPutSkew):
    guard let rank = edge.percentile else { return nil }
    return (unit((rank - 80) / 20), unit((rank - 90) / 10), true)
  default: return nil
  }
}

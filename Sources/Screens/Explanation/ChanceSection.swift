// The chances and expected values of a candidate: what they rest on, and each one found again.

import Canvas
import DeskEngine
import MarketData
import Structures

/// What a candidate is likely to make, under both measures.
func chanceSection(_ record: CandidateRecord, _ inputs: OutlookInputs?) -> ExplanationSection {
  let again = inputs.flatMap { ChanceRederivation(record, $0) }
  var lines = inputs.map { inputLines(record, $0) } ?? []
  let q = again?.implied
  let p = again?.expected
  let rows: [(name: String, stored: Double?, derived: Double?, isShare: Bool)] = [
    ("pop_q", record.popQ, q?.probability, true), ("pop_p", record.popP, p?.probability, true),
    ("ev_q", record.evQ, q?.expectedValue, false), ("ev_p", record.evP, p?.expectedValue, false),
    ("touch", record.touch, again?.touch, true),
  ]
  let unit = max(0.5, 1e-4 * record.maxLoss.dollars)
  for row in rows {
    lines.append(
      ExplanationLine(
        row.name, row.isShare ? percentText(row.stored, 1) : dollarText(row.stored, signed: true),
        number: row.stored, note: row.stored == nil ? "an input was missing" : ""))
    guard row.stored != nil, again != nil else { continue }
    lines.append(
      .check(
        row.name, derived: row.derived, stored: row.stored, tolerance: row.isShare ? 0.0002 : unit,
        decimals: row.isShare ? 4 : 2))
  }
  if again == nil {
    lines.append(
      .words(
        "PoP, EV and touch rest on the smile and the forecast of that minute, which are not known "
          + "here any more: a replay of the same tape gives them again.", .muted))
  }
  lines += ["pop_q", "pop_p", "ev_q", "ev_p", "touch"].compactMap { .formula($0) }
  return ExplanationSection("Chances", lines)
}

private func inputLines(_ record: CandidateRecord, _ inputs: OutlookInputs) -> [ExplanationLine] {
  var lines = inputs.expiries.map { terms in
    ExplanationLine(
      "expiry \(expiryText(terms.date))",
      "forward \(fixedText(terms.forward, 2)), discount \(fixedText(terms.discount, 6)), "
        + "\(fixedText(365 * terms.years, 3)) days",
      number: terms.forward, note: "of \(clockText(inputs.priced))")
  }
  if let first = inputs.smile.first, let last = inputs.smile.last {
    lines.append(
      ExplanationLine(
        "smile",
        "\(countText(inputs.smile.count)) volatilities, \(pointsText(first.volatility))% at "
          + "\(levelText(first.strike)) to \(pointsText(last.volatility))% at "
          + levelText(last.strike),
        note: "out of the money, averaged in quarters of a deviation"))
  }
  lines.append(
    ExplanationLine(
      "forecast", inputs.forecast.map { pointsText($0) + "%" } ?? missingText,
      number: inputs.forecast,
      note: "volatility of the session's forecast; drift r - q, so that the mean is the forward"))
  if let move = inputs.eventMove {
    lines.append(
      ExplanationLine(
        "event_move", percentText(move, 2), number: move,
        note: "one deviation of the event's own jump, beside the forecast"))
  }
  return lines
}

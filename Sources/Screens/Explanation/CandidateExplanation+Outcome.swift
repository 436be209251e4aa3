// The outcome, size and judgement of a candidate, line by line.

import Canvas
import DeskEngine
import MarketData
import Risk
import Structures

/// What it can make, and how likely.
func outcomeSection(_ record: CandidateRecord) -> ExplanationSection {
  let again = Rederivation(record)
  var lines = [
    ExplanationLine(
      "max_profit", record.maxProfit.map { priceText($0) } ?? "not bounded in closed form",
      number: record.maxProfit?.dollars)
  ]
  if record.maxProfit != nil, again.hasOneExpiry {
    lines.append(
      .check(
        "max_profit", derived: again.maxProfit, stored: record.maxProfit?.dollars, tolerance: 0.01))
  }
  lines += breakevenLines(record, again)
  lines += ["max_profit", "breakevens"].compactMap { .formula($0) }
  return ExplanationSection("Outcome", lines)
}

private func breakevenLines(
  _ record: CandidateRecord, _ again: Rederivation
) -> [ExplanationLine] {
  let text = record.breakevens.map { levelText($0) }.joined(separator: " ")
  let line = ExplanationLine("breakevens", text.isEmpty ? missingText : text)
  guard let derived = again.breakevens else {
    return [
      line, .words("two expiries: valued by model at the first one, not derived again", .muted),
    ]
  }
  let matches =
    derived.count == record.breakevens.count
    && zip(derived, record.breakevens).allSatisfy { abs($0 - $1) <= 0.011 }
  let again = derived.map { fixedText($0, 2) }.joined(separator: " ")
  return [
    line,
    ExplanationLine(
      "breakevens", again.isEmpty ? missingText : again,
      note: matches ? "derived again: matches" : "derived again: differs",
      tone: matches ? .good : .bad),
  ]
}

/// Its sensitivities.
func greekSection(_ record: CandidateRecord) -> ExplanationSection {
  let again = Rederivation(record)
  var lines = [
    ExplanationLine(
      "delta", fixedText(record.delta, 2, signed: true), number: record.delta, note: "shares"),
    .check("delta", derived: again.delta, stored: record.delta, tolerance: again.deltaRoom),
    ExplanationLine(
      "gamma", fixedText(record.gamma, 4, signed: true), number: record.gamma,
      note: "shares a point"),
    ExplanationLine(
      "vega", fixedText(record.vega, 2, signed: true), number: record.vega,
      note: "dollars a volatility point"),
    ExplanationLine(
      "theta", fixedText(record.theta, 2, signed: true), number: record.theta,
      note: "dollars a calendar day"),
  ]
  lines += ["delta", "gamma", "vega", "theta"].compactMap { .formula($0) }
  return ExplanationSection("Greeks", lines)
}

/// Its profit in each cell of the stress grid that is written.
func stressSection(_ record: CandidateRecord) -> ExplanationSection {
  guard !record.stress.isEmpty else { return ExplanationSection("Stress", []) }
  let cells = record.stress.map { cell in
    ExplanationLine(
      sanitize(cell.name), dollarText(cell.value, signed: true), number: cell.value,
      tone: (cell.value ?? 0) < 0 ? .bad : .good)
  }
  return ExplanationSection("Stress", cells + [ExplanationLine.formula("stress")].compactMap { $0 })
}

/// How many packages, and why.
func sizeSection(
  _ record: CandidateRecord, _ background: CandidateBackground
) -> ExplanationSection {
  var lines = [
    ExplanationLine(
      "quantity", countText(record.quantity), number: Double(record.quantity),
      note: record.quantity == 0 ? "the figures are those of one package" : "packages")
  ]
  lines += [ExplanationLine.formula("quantity")].compactMap { $0 }
  lines += background.settings.map {
    ExplanationLine($0.key, sanitize($0.value), note: "setting in force", tone: .muted)
  }
  return ExplanationSection("Size", lines)
}

/// What the gate said, stage by stage.
func gateSection(_ verdicts: [GateReading]) -> ExplanationSection {
  let lines = verdicts.flatMap { verdict -> [ExplanationLine] in
    let when = verdict.time.map { clockText($0) } ?? "now"
    let label = verdict.stage.isEmpty ? when : "\(verdict.stage) \(when)"
    let after = verdict.after
    let head = ExplanationLine(
      label, verdict.passed ? "passed" : "refused",
      note: "book after: max loss \(dollarText(after.maxLoss)), vega "
        + "\(dollarText(after.vega, signed: true)), margin \(dollarText(after.margin)), "
        + "worst stress " + dollarText(after.worstStress, signed: true),
      tone: verdict.passed ? .good : .bad)
    return [head]
      + verdict.breaches.map {
        ExplanationLine("breach", breachText($0), number: $0.value, tone: .bad)
      }
  }
  return ExplanationSection("The gate", lines)
}

/// What was tried before it and refused, the same attempts counted together.
func attemptSection(_ record: CandidateRecord) -> ExplanationSection {
  var rows: [(attempt: AttemptRecord, times: Int)] = []
  for attempt in record.attempts {
    if let place = rows.firstIndex(where: { $0.attempt == attempt }) {
      rows[place].times += 1
    } else {
      rows.append((attempt, 1))
    }
  }
  return ExplanationSection(
    "Rejected alternatives",
    rows.map { row in
      let attempt = row.attempt
      let width = attempt.width.map { ", width \(fixedText($0, 1))" } ?? ""
      let expiry = attempt.expiry.map { " \(expiryText($0))" } ?? ""
      let times = row.times > 1 ? " x\(row.times)" : ""
      return ExplanationLine(
        attempt.structure.rawValue + expiry + width + times, attempt.code.rawValue,
        note: attempt.code.words, tone: .muted)
    })
}

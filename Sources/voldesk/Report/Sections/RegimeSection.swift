// Section 3: the market's regime, how sure the classifier was and what spoke for it.

import DeskEngine
import MarketData
import Regimes

/// The regime of the day.
func regimeSection(_ input: ReportInput) -> ReportSection {
  guard let held = input.facts.regimes.last else {
    return ReportSection(
      3, "regime", "Regime",
      [.missing(what: "The regime", reason: "No regime was read: its features need 60 daily bars.")]
    )
  }
  let closing = input.facts.closing(input.date, "regime")
  let day = input.facts.regimes.on(input.date)
  let before = input.facts.regimes.last { $0.date < input.date }
  let start = before?.fact.to ?? day.first?.fact.to
  let change =
    start.map { first in
      first == held.fact.to
        ? "none: \(first.rawValue) held"
        : "\(first.rawValue) to \(held.fact.to.rawValue)"
    } ?? "none"
  var blocks: [ReportBlock] = [
    .facts([
      ReportFact("state", "regime", .text(held.fact.to.rawValue)),
      ReportFact(
        "confidence", "confidence at the change", .percent(held.fact.confidence / 100, 1)),
      ReportFact(
        "confidence_close", "confidence at the close",
        .percent(closing?.value("confidence").map { $0 / 100 }, 1)),
      ReportFact("since", "since", .text(moment(held.time))),
      ReportFact("coverage", "features present, by weight", .percent(held.fact.coverage, 0)),
      ReportFact(
        "change", before == nil ? "change in the session" : "change since the session before",
        .text(change)),
    ]),
    .quote(rationale(held.fact)),
    .table(confidenceTable(held.fact)),
  ]
  if !day.isEmpty { blocks.append(.table(changeTable(day))) }
  blocks.append(.table(featureTable(held.fact)))
  blocks += outlookBlocks(input)
  return ReportSection(3, "regime", "Regime", blocks)
}

private func moment(_ time: Instant) -> String { "\(NewYorkTime.date(time)) \(clockText(time))" }

/// The largest contributions in a sentence.
private func rationale(_ regime: RegimeChanged) -> String {
  let parts = regime.reasons.map { reason in
    "\(reason.feature) \(numberText(reason.value, 3)) speaks with "
      + numberText(reason.contribution, 2, signed: true)
  }
  return "\(regime.to.rawValue): " + parts.joined(separator: "; ")
}

private func confidenceTable(_ regime: RegimeChanged) -> ReportTable {
  ReportTable(
    "confidences", [.text("state", "state"), .number("confidence", "confidence at the change")],
    regime.confidences.map { [.text($0.name), .percent($0.value.map { $0 / 100 }, 1)] })
}

private func changeTable(_ day: [Timed<RegimeChanged>]) -> ReportTable {
  ReportTable(
    "changes",
    [
      .text("time", "time"), .text("from", "from"), .text("to", "to"),
      .number("confidence", "confidence"), .text("when", "when"),
    ],
    day.map { one in
      [
        .clock(one.time), one.fact.from.map { .text($0.rawValue) } ?? .missing,
        .text(one.fact.to.rawValue), .percent(one.fact.confidence / 100, 1),
        .text(one.fact.intraday ? "within the session" : "by daily closes"),
      ]
    })
}

private func featureTable(_ regime: RegimeChanged) -> ReportTable {
  ReportTable(
    "features", [.text("feature", "feature"), .number("value", "value at the change")],
    regime.features.map { [.text($0.name), .number($0.value, 4)] })
}

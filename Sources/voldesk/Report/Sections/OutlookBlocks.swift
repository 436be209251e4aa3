// What stands beside the regime: how long regimes lasted, what followed what, other classifiers and
// the days most like this one.

import DeskEngine
import MarketData
import Regimes

/// The blocks of a regime's outlook.
func outlookBlocks(_ input: ReportInput) -> [ReportBlock] {
  let regime = input.measures.regime
  var blocks: [ReportBlock] = []
  if regime.transitions.isEmpty || regime.meanDwell.isEmpty {
    blocks.append(
      .missing(
        what: "Dwell and transitions", reason: "No session of the run has closed with a regime."))
  } else {
    blocks.append(
      .facts([ReportFact("dwell", "closes since the regime began", .count(regime.dwell))]))
    blocks.append(.table(transitionTable(regime)))
  }
  if regime.calls.isEmpty {
    blocks.append(
      .missing(
        what: "Other classifiers and the days most like this one",
        reason: input.measures.healthReason))
  } else {
    blocks.append(.table(callTable(regime.calls)))
    if !regime.nearest.isEmpty { blocks.append(.table(nearestTable(regime.nearest))) }
  }
  return [.group(title: "Outlook", blocks)]
}

/// Moves from each regime (rows) to each other, with the mean length of its visits.
private func transitionTable(_ regime: RegimeSummary) -> ReportTable {
  let states = RegimeState.allCases
  return ReportTable(
    "transitions",
    [.text("from", "from")]
      + states.map { .number("to_\($0.rawValue.lowercased())", "to \($0.rawValue)") }
      + [.number("mean_dwell", "mean closes held")],
    states.map { from in
      let row = from.index * states.count
      return [.text(from.rawValue)]
        + states.indices.map { .count(regime.transitions[row + $0]) }
        + [.number(regime.meanDwell[from.index], 1)]
    })
}

private func callTable(_ calls: [MethodCall]) -> ReportTable {
  ReportTable(
    "classifiers",
    [
      .text("method", "classifier"), .text("state", "state"), .number("confidence", "confidence"),
      .text("stress", "stress"),
    ],
    calls.map { call in
      [
        .text(call.method.rawValue), call.state.map { .text($0) } ?? .missing,
        .percent(call.confidence.map { $0 / 100 }, 0), .text(call.isStress ? "yes" : "no"),
      ]
    })
}

private func nearestTable(_ days: [SimilarDay]) -> ReportTable {
  ReportTable(
    "similar_days",
    [
      .text("date", "a day like this"), .number("likeness", "likeness"), .text("state", "read as"),
      .number("vol_index", "vol. index"), .number("return_5", "return of 5 sessions"),
      .number("return_20", "return of 20"),
    ],
    days.map { day in
      [
        .date(day.date), .number(day.likeness, 3), .text(day.state.rawValue),
        .number(day.volatilityIndex, 2), .percent(day.return5, 1, signed: true),
        .percent(day.return20, 1, signed: true),
      ]
    })
}

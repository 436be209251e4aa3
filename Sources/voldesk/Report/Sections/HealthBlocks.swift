// Whether what each detector called mispriced moved as it was said to.

import DeskEngine
import Edges

/// The blocks of the detectors' health.
func healthBlocks(_ input: ReportInput) -> [ReportBlock] {
  guard let health = input.measures.health else {
    return [
      .group(
        title: "Health",
        [.missing(what: "Health of the detectors", reason: input.measures.healthReason)])
    ]
  }
  let rows = health.flatMap { symbol in symbol.rows.map { (symbol.symbol, $0) } }
  guard !rows.isEmpty else {
    return [.group(title: "Health", [.text("No detector has a past signal to be judged by.")])]
  }
  return [
    .group(
      title: "Health",
      [
        .text(
          "Hits are signals after which the thing called mispriced moved as said, whatever was "
            + "paid; decay is the hit rate of the later half less that of the earlier."),
        .table(healthTable(rows)),
      ])
  ]
}

private func healthTable(_ rows: [(symbol: String, health: EdgeHealth)]) -> ReportTable {
  let horizons = healthHorizons.flatMap { days -> [ReportTable.Column] in
    [
      .number("hits_\(days)", "hits, \(days) d"), .number("mean_\(days)", "mean, \(days) d"),
    ]
  }
  return ReportTable(
    "health",
    [
      .text("symbol", "symbol"), .text("detector", "detector"), .text("judged", "judged by"),
      .number("signals", "signals"),
    ] + horizons + [.text("unit", "unit"), .number("decay", "decay")],
    rows.map { symbol, health in
      let cells = healthHorizons.flatMap { days -> [ReportCell] in
        let row = health.rows.first { $0.horizon == days }
        return [.percent(row?.hitRate, 0), .number(shown(row?.mean, health.unit), 2, signed: true)]
      }
      return [
        .text(symbol), .text(health.kind.rawValue),
        .text(health.isWalked ? "its rule over the past" : "the run's edges"),
        .count(health.signals),
      ] + cells + [
        .text(health.unit.rawValue), .number(health.decay.map { 100 * $0 }, 0, signed: true),
      ]
    })
}

/// A mean outcome as it is shown: points or percent, a normalised skew as it is.
private func shown(_ mean: Double?, _ unit: HealthUnit) -> Double? {
  mean.map { unit == .skew ? $0 : 100 * $0 }
}

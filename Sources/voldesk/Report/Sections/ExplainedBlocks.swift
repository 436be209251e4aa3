// What the Greeks explain of the day's profit, and what hedging the book would take.

import DeskEngine
import MarketData
import Portfolio
import Structures

/// The profit of the day by the Greeks, position by position.
func explainedBlocks(_ input: ReportInput) -> [ReportBlock] {
  let own = input.facts.explanations.on(input.date)
  guard !own.isEmpty else { return [.text("No position was held.")] }
  var rows: [(name: String, sum: ExplainedSum)] = []
  var day = ExplainedSum()
  for one in own {
    let name = "P\(one.fact.position)"
    let index = rows.firstIndex { $0.name == name } ?? rows.count
    if index == rows.count { rows.append((name, ExplainedSum())) }
    rows[index].sum.add(one.fact)
    day.add(one.fact)
  }
  rows.append(("the day", day))
  rows.append(("the run", input.facts.attribution.state.explained.total))
  let table = ReportTable(
    "explained",
    [
      .text("position", "position"), .number("total", "result"), .number("delta", "delta"),
      .number("gamma", "gamma"), .number("vega", "vega"), .number("theta", "theta"),
      .number("costs", "costs"), .number("residual", "residual"),
    ],
    rows.map { row in
      let sum = row.sum
      return [.text(row.name)]
        + [
          sum.total, sum.delta, sum.gamma, sum.vega, sum.theta, sum.costs, sum.residual,
        ].map { .money($0, signed: true) }
    })
  return [
    .table(table),
    .text(
      "Each quarter of an hour, and each time between two fills, by the Greeks at its start; costs "
        + "are fees and what fills gave away against mids; the residual is the balance."),
  ]
}

/// The delta of each underlying against its no-trade band, and what would trade it back.
func hedgeBlocks(_ input: ReportInput) -> [ReportBlock] {
  let rules = input.settings.hedging
  let readings =
    input.measures.hedges ?? lastHedges(input.facts.attribution.state, rules: rules)
  guard !readings.isEmpty else { return [.text("No position was open: nothing to hedge.")] }
  let table = ReportTable(
    "hedging",
    [
      .text("symbol", "symbol"), .number("delta", "delta, shares"),
      .number("gamma", "gamma, shares a point"), .number("band", "half-width, shares"),
      .number("trade", "trade, shares"), .number("cost", "its cost"),
      .number("left", "delta left"), .text("advice", "advice"),
    ],
    readings.map { reading in
      [
        .text(reading.underlying), .number(reading.delta, 1, signed: true),
        .number(reading.gamma, 3, signed: true), .number(reading.halfWidth, 1),
        .number(reading.trade, 0, signed: true), .dollars(reading.cost),
        .number(reading.residual, 1, signed: true), .text(reading.advice),
      ]
    })
  let verticals = readings.filter { $0.vertical != nil }
  return [.table(table)] + (verticals.isEmpty ? [] : [.table(verticalTable(verticals))]) + [
    .text(
      "A signal, never an order: \(rules.text). What was not hedged stands in the delta of the "
        + "result above.")
  ]
}

/// The vertical that a signal names for each hedge that is due.
private func verticalTable(_ readings: [HedgeReading]) -> ReportTable {
  ReportTable(
    "hedge_verticals",
    [
      .text("symbol", "symbol"), .number("count", "about"), .text("structure", "structure"),
      .text("long", "long"), .text("short", "short"), .number("each", "shares each"),
      .number("trade", "shares together"),
    ],
    readings.compactMap { reading in
      guard let vertical = reading.vertical, let count = reading.verticals else { return nil }
      return [
        .text(reading.underlying), .count(count), .text(vertical.kind.rawValue),
        .text("\(vertical.long)"), .text("\(vertical.short)"),
        .number(vertical.delta, 1, signed: true),
        .number(Double(count) * vertical.delta, 0, signed: true),
      ]
    })
}

extension DecisionSettings {
  /// The rules of hedging that the run decided by; the built-in ones where they were not kept.
  var hedging: HedgeRules {
    var rules = HedgeRules.standard
    if let band = text("hedging.band") {
      rules.band = HedgeRules.Band.allCases.first { band.contains($0.rawValue) } ?? rules.band
    }
    rules.delta = number("hedging.delta") ?? rules.delta
    rules.gamma = number("hedging.gamma") ?? rules.gamma
    rules.cost = number("hedging.cost") ?? rules.cost
    rules.riskAversion = number("hedging.risk_aversion") ?? rules.riskAversion
    return rules
  }
}

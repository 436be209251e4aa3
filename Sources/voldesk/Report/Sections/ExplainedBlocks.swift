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

/// The delta of each underlying at the last explanation against its no-trade band.
func hedgeBlocks(_ input: ReportInput) -> [ReportBlock] {
  let readings = lastHedges(input)
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
  return [
    .table(table),
    .text(
      "A signal, never an order. What was not hedged stands in the delta of the result above."),
  ]
}

private func lastHedges(_ input: ReportInput) -> [HedgeReading] {
  let state = input.facts.attribution.state
  let rules = input.settings.hedging
  var names: [String] = []
  for position in state.positions where !names.contains(position.underlying) {
    names.append(position.underlying)
  }
  return names.compactMap { name in
    let open = state.positions.filter { $0.underlying == name }
    let lasts = open.map { position in
      state.explained.positions.first { $0.position == position.position }?.last
    }
    var greeks = PositionGreeks.zero
    var spot: Double?
    for last in lasts {
      guard let last, let delta = last.shares, let gamma = last.sharesGamma, let price = last.spot
      else { return nil }
      greeks = greeks + PositionGreeks(delta: delta, gamma: gamma, vega: 0, theta: 0)
      spot = price
    }
    return spot.map {
      HedgeReading(name, spot: $0, greeks: greeks, discount: 1, rules: rules)
    }
  }
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

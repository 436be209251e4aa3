// A flat skew that turns (domain rules, section b.3; V's FLAT).
//
// When calls and puts cost about the same and the skew begins to steepen again, the fear that was
// sold off comes back in small steps while prices drift up: V buys a call spread. Low means a
// normalised risk reversal at or under its 10th percentile; turning means that the risk reversal
// has risen by half a point since yesterday, or its percentile by ten; and implied volatility must
// not be high, or the calls are dear. Bought with the debit rules of exit: 70 % of the most, seven
// days to expiry, no stop.

import MarketData
import Numerics
import Pricing
import Regimes

/// How far the skew has moved since the last stored day.
struct SkewTurn {
  /// Risk reversal now less the last stored one; nil without one.
  var change: Double?
  /// Percentile now less that of the last stored day; nil without history.
  var percentileChange: Double?

  func isReverting(_ rules: EdgeRules) -> Bool {
    (change ?? 0) >= rules.revertingSkew || (percentileChange ?? 0) >= rules.revertingPercentile
  }
}

/// Detects a flat skew that is turning while volatility is not high.
public func detectFlat(_ context: EdgeContext) -> EdgeFinding {
  if let blocker = context.blocker { return .abstained(reason: blocker) }
  let reading: SkewReading
  switch context.readSkew() {
  case .failure(let reason): return .abstained(reason: reason.text)
  case .success(let value): reading = value
  }
  let rules = context.rules
  let rank = Ranking(reading.normalised, history: context.stored("nrr"), rules: rules)
  guard !context.stored("rr25").isEmpty else {
    return .abstained(reason: "no stored skew of the session before")
  }
  guard let level = context.impliedPercentile else {
    return .abstained(
      reason: "no percentile of implied volatility: fewer than \(rules.minimumHistory) days")
  }
  let turn = context.skewTurn(reading, rank)
  let metrics = flatMetrics(reading, rank, turn, level)
  guard context.isFlatAndTurning(reading, rank, level: level) else {
    return .quiet(metrics: metrics)
  }
  var raw = 40.0
  if let percentile = rank.percentile {
    raw = edgeStrength(
      extremity: rank.extremity(high: false),
      magnitude: (rules.cheapSkewPercentile - percentile) / rules.cheapSkewPercentile,
      quality: context.quality)
  }
  // In panic every skew counts less, bought or sold.
  if context.regime == .highVolPanic { raw *= rules.panicFactor }
  return .detected(
    Edge(
      underlying: context.chain.underlying, kind: .flat, signal: .buyCallSkew,
      strength: context.finalStrength(raw, sellsVolatility: false, isFallback: rank.isFallback),
      percentile: rank.percentile, history: rank.days, isFallback: rank.isFallback,
      metrics: metrics, rationale: context.flatRationale(reading, rank, turn, level),
      expiry: reading.slice.expiry))
}

extension EdgeContext {
  /// Whether the skew is low, turning, and volatility not high.
  func isFlatAndTurning(_ reading: SkewReading, _ rank: Ranking, level: Double?) -> Bool {
    let isLow =
      rank.percentile.map { $0 <= rules.cheapSkewPercentile }
      ?? (reading.riskReversal <= rules.cheapSkew)
    guard isLow, let level, level <= rules.maximumCallPercentile else { return false }
    return skewTurn(reading, rank).isReverting(rules)
  }

  /// How the skew moved since the last stored day.
  func skewTurn(_ reading: SkewReading, _ rank: Ranking) -> SkewTurn {
    let ratios = stored("nrr")
    var turn = SkewTurn(change: stored("rr25").last.map { reading.riskReversal - $0 })
    if let last = ratios.last, let percentile = rank.percentile,
      let before = midRankPercentile(of: last, in: ratios.suffix(rules.percentileWindow))
    {
      turn.percentileChange = percentile - before
    }
    return turn
  }

  fileprivate func flatRationale(
    _ reading: SkewReading, _ rank: Ranking, _ turn: SkewTurn, _ level: Double
  ) -> String {
    var text = "\(chain.underlying) \(reading.slice.daysToExpiry) d flat skew turning:"
    text += " RR \(points(reading.riskReversal)), RR/ATM \(fixed(reading.normalised, 2))"
    text += " (\(percentileText(rank.percentile, days: rank.days)))"
    if let change = turn.change {
      text += ", RR \(change < 0 ? "" : "+")\(points(change)) in a day"
    }
    if let change = turn.percentileChange {
      text += ", pct \(change < 0 ? "" : "+")\(fixed(change, 0))"
    }
    text += ", IV at its \(ordinal(level)) pct (at most \(fixed(rules.maximumCallPercentile, 0)))"
    return text
  }
}

private func flatMetrics(
  _ reading: SkewReading, _ rank: Ranking, _ turn: SkewTurn, _ level: Double
) -> [NamedNumber] {
  [
    NamedNumber("days", Double(reading.slice.daysToExpiry)),
    NamedNumber("rr25", reading.riskReversal), NamedNumber("nrr", reading.normalised),
    NamedNumber("pct", rank.percentile), NamedNumber("rr25_change", turn.change),
    NamedNumber("pct_change", turn.percentileChange), NamedNumber("iv_pct", level),
    NamedNumber("atm", reading.atm),
  ]
}

// Extremes of the 25-delta skew (domain rules, section b.3).
//
// Source of the normalised risk reversal: Mixon (2011), "What does implied volatility skew
// measure?", J. Derivatives 18(4).

import MarketData
import Numerics
import Pricing
import Regimes

/// The skew of one expiry.
struct SkewReading {
  var slice: ExpirySlice
  var put: Double
  var call: Double
  var atm: Double

  /// Put over call volatility at 25 delta.
  var riskReversal: Double { put - call }
  /// The risk reversal over volatility at the money.
  var normalised: Double { riskReversal / atm }
  /// Mean of the wings over volatility at the money.
  var butterfly: Double { 0.5 * (put + call) - atm }
}

/// Detects a skew that is steep or flat against its history.
public func detectSkew(_ context: EdgeContext) -> EdgeFinding {
  if let blocker = context.blocker { return .abstained(reason: blocker) }
  let reading: SkewReading
  switch context.readSkew() {
  case .failure(let reason): return .abstained(reason: reason.text)
  case .success(let value): reading = value
  }
  let rules = context.rules
  let rank = Ranking(reading.normalised, history: context.stored("nrr"), rules: rules)
  let metrics = context.skewMetrics(reading, rank)
  let signal: EdgeSignal
  var raw: Double
  if let percentile = rank.percentile {
    guard percentile >= rules.richSkewPercentile || percentile <= rules.cheapSkewPercentile else {
      return .quiet(metrics: metrics)
    }
    let isRich = percentile >= rules.richSkewPercentile
    if !isRich, context.leavesToFlat(reading, rank) { return .quiet(metrics: metrics) }
    signal = isRich ? .sellPutSkew : .buyPutSkew
    let extremity = rank.extremity(high: isRich)
    let magnitude =
      isRich
      ? (percentile - rules.richSkewPercentile) / (100 - rules.richSkewPercentile)
      : (rules.cheapSkewPercentile - percentile) / rules.cheapSkewPercentile
    raw = edgeStrength(extremity: extremity, magnitude: magnitude, quality: context.quality)
  } else if reading.riskReversal >= rules.richSkew {
    (signal, raw) = (.sellPutSkew, 50)
  } else if reading.riskReversal <= rules.cheapSkew {
    if context.leavesToFlat(reading, rank) { return .quiet(metrics: metrics) }
    (signal, raw) = (.buyPutSkew, 40)
  } else {
    return .quiet(metrics: metrics)
  }
  // In panic every skew counts less, bought or sold.
  if context.regime == .highVolPanic { raw *= rules.panicFactor }
  return .detected(
    Edge(
      underlying: context.chain.underlying, kind: .skew, signal: signal,
      strength: context.finalStrength(raw, sellsVolatility: false, isFallback: rank.isFallback),
      percentile: rank.percentile, history: rank.days, isFallback: rank.isFallback,
      metrics: metrics, rationale: context.skewRationale(reading, rank),
      expiry: reading.slice.expiry))
}

extension EdgeContext {
  /// Reads the skew of the expiry nearest to 30 days.
  func readSkew() -> Result<SkewReading, ReadingFailure> {
    guard let slice = slice(in: rules.skewDays, nearest: 30), let atm = slice.atmVolatility else {
      let days = "\(rules.skewDays.lowerBound)-\(rules.skewDays.upperBound)"
      return .failure(ReadingFailure(text: "no expiry of \(days) days"))
    }
    guard let put = slice.reading(atDelta: 0.25, .put, in: chain) else {
      return .failure(ReadingFailure(text: "25-delta put not bracketed"))
    }
    guard let call = slice.reading(atDelta: 0.25, .call, in: chain) else {
      return .failure(ReadingFailure(text: "25-delta call not bracketed"))
    }
    for option in [put.outer, put.inner, call.outer, call.inner] {
      guard let quote = chain.quotes[option], quote.mid > 0 else { continue }
      let share = quote.spread / quote.mid
      if share > rules.maximumSkewSpread {
        let code = chain.options[option].contract.description
        return .failure(
          ReadingFailure(text: "spread of \(code) is \(percent(share, 0)) of its mid"))
      }
    }
    return .success(
      SkewReading(slice: slice, put: put.volatility, call: call.volatility, atm: atm))
  }

  /// Percentile of implied volatility against the index's history, or stored numbers.
  var impliedPercentile: Double? {
    if let volatilityIndex, !history.volatilityIndex.isEmpty {
      let values = history.volatilityIndex.suffix(rules.percentileWindow).map(\.value)
      return Ranking(volatilityIndex, history: values, rules: rules).percentile
    }
    guard let atm = surface.constantMaturityVolatility(days: 30) else { return nil }
    return Ranking(atm, history: stored("atm30"), rules: rules).percentile
  }

  /// A flat skew that is turning belongs to the detector of such, where it runs: puts are not
  /// bought against it.
  fileprivate func leavesToFlat(_ reading: SkewReading, _ rank: Ranking) -> Bool {
    rules.detectors.contains(.flat)
      && isFlatAndTurning(reading, rank, level: impliedPercentile)
  }

  fileprivate func skewMetrics(_ reading: SkewReading, _ rank: Ranking) -> [NamedNumber] {
    [
      NamedNumber("days", Double(reading.slice.daysToExpiry)), NamedNumber("put25", reading.put),
      NamedNumber("call25", reading.call), NamedNumber("atm", reading.atm),
      NamedNumber("rr25", reading.riskReversal), NamedNumber("nrr", reading.normalised),
      NamedNumber("bf25", reading.butterfly), NamedNumber("pct", rank.percentile),
    ]
  }

  fileprivate func skewRationale(_ reading: SkewReading, _ rank: Ranking) -> String {
    var text = "\(chain.underlying) \(reading.slice.daysToExpiry) d 25-delta put"
    text += " \(percent(reading.put)) vs call \(percent(reading.call)):"
    text += " RR \(points(reading.riskReversal)), RR/ATM \(fixed(reading.normalised, 2))"
    text += " (\(percentileText(rank.percentile, days: rank.days))),"
    text += " BF \(points(reading.butterfly)), ATM \(percent(reading.atm))"
    return text
  }
}

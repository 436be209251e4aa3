// What volatility earns while nothing changes (domain rules, section f.4; V's carry).
//
// The definition, its unit and its sources stand in `VolatilityCarry`. Volatility is sold where
// that carry is large of itself and for the symbol, and bought where it is negative: the curve is
// inverted and more variance comes than is paid for. Front is the expiry of 7 to 30 days nearest to
// 30, back the one of 31 to 90 days nearest to 60, both without a priced event.

import MarketData
import Pricing
import Regimes
import Volatility

/// The carry of a moment.
struct CarryReading {
  var term: TermReading
  var realised: Double
  var carry: VolatilityCarry
}

/// Detects a term structure that pays for selling, or for owning, its back.
public func detectCarry(_ context: EdgeContext) -> EdgeFinding {
  if let blocker = context.blocker { return .abstained(reason: blocker) }
  let reading: CarryReading
  switch context.readCarry() {
  case .failure(let reason): return .abstained(reason: reason.text)
  case .success(let value): reading = value
  }
  let rules = context.rules
  let monthly = reading.carry.monthly
  let rank = Ranking(monthly, history: context.stored("carry"), rules: rules)
  let metrics = context.carryMetrics(reading, rank)
  let percentile = rank.percentile
  let isRich =
    monthly >= rules.richCarry && (percentile.map { $0 >= rules.carryPercentile } ?? true)
  let isCheap =
    monthly <= rules.cheapCarry && (percentile.map { $0 <= 100 - rules.carryPercentile } ?? true)
  guard isRich || isCheap else { return .quiet(metrics: metrics) }
  let magnitude = monthly / (isRich ? rules.richCarry : rules.cheapCarry) - 1
  let raw = edgeStrength(
    extremity: rank.extremity(high: isRich), magnitude: magnitude, quality: context.quality)
  return .detected(
    Edge(
      underlying: context.chain.underlying, kind: .carry, signal: isRich ? .shortVol : .longVol,
      strength: context.finalStrength(raw, sellsVolatility: isRich, isFallback: rank.isFallback),
      percentile: percentile, history: rank.days, isFallback: rank.isFallback, metrics: metrics,
      rationale: context.carryRationale(reading, rank),
      expiry: isRich && reading.term.back.daysToExpiry <= rules.carryDays
        ? reading.term.back.expiry : nil))
}

extension EdgeContext {
  /// Reads the carry from front, back and realised volatility.
  func readCarry() -> Result<CarryReading, ReadingFailure> {
    let term: TermReading
    switch readTermStructure() {
    case .failure(let reason): return .failure(reason)
    case .success(let value): term = value
    }
    let closes = history.bars.suffix(60).map(\.bar.close)
    guard closes.count >= 60, let realised = realisedVolatility(closes, window: 20) else {
      return .failure(ReadingFailure(text: "\(closes.count) daily closes, 60 needed"))
    }
    let carry = VolatilityCarry(
      front: (term.sigma1, term.front.years), back: (term.sigma2, term.back.years),
      realised: realised)
    guard let carry else {
      return .failure(ReadingFailure(text: "RV20 \(percent(realised)) gives no carry"))
    }
    return .success(CarryReading(term: term, realised: realised, carry: carry))
  }

  fileprivate func carryMetrics(_ reading: CarryReading, _ rank: Ranking) -> [NamedNumber] {
    [
      NamedNumber("carry", reading.carry.monthly), NamedNumber("pct", rank.percentile),
      NamedNumber("roll", reading.carry.roll), NamedNumber("gamma_gap", reading.carry.premium),
      NamedNumber("front_days", Double(reading.term.front.daysToExpiry)),
      NamedNumber("back_days", Double(reading.term.back.daysToExpiry)),
      NamedNumber("front_iv", reading.term.sigma1), NamedNumber("back_iv", reading.term.sigma2),
      NamedNumber("rv20", reading.realised), NamedNumber("event_strip", reading.term.strip),
    ]
  }

  fileprivate func carryRationale(_ reading: CarryReading, _ rank: Ranking) -> String {
    let term = reading.term
    var text = "\(chain.underlying) carry \(percent(reading.carry.monthly)) of the price a month"
    text += " (\(percentileText(rank.percentile, days: rank.days))):"
    text += " roll \(points(reading.carry.roll)) from \(term.back.daysToExpiry) d"
    text += " \(percent(term.sigma2)) to \(term.front.daysToExpiry) d \(percent(term.sigma1)),"
    text += " \(points(reading.carry.premium)) from RV20 \(percent(reading.realised))"
    if term.strip > 0 { text += ", event strip \(points(term.strip))" }
    return text
  }
}

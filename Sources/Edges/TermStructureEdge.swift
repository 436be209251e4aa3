// The slope of volatility over expiries (domain rules, section b.2).
//
// Front is the expiry of 7 to 30 days nearest to 30, back the one of 31 to 90 days nearest to 60.
// The rule is absolute, so it needs no history.
// Source: Vasquez (2017), "Equity volatility term structures and the cross section of option
// returns", J. Financial and Quantitative Analysis 52(6).

import Glibc
import MarketData
import Pricing
import Regimes

/// How the reason begins when total variance falls with time: the data are wrong, or free money.
public let calendarArbitrage = "calendar arbitrage"

/// The two points of the term structure.
struct TermReading {
  var front: ExpirySlice
  var back: ExpirySlice
  /// Volatilities at the forward, without a priced event.
  var sigma1: Double
  var sigma2: Double
  var strip: Double
  /// Volatility between the two expiries.
  var forward: Double

  /// Back over front volatility, less one; above zero in contango.
  var slope: Double { sigma2 / sigma1 - 1 }
  /// Change of volatility over the change of the square root of time.
  var normalisedSlope: Double {
    (sigma2 - sigma1) / (back.years.squareRoot() - front.years.squareRoot())
  }
}

/// Detects a term structure that is steep either way.
public func detectTermStructure(_ context: EdgeContext) -> EdgeFinding {
  if let blocker = context.blocker { return .abstained(reason: blocker) }
  let reading: TermReading
  switch context.readTermStructure() {
  case .failure(let reason): return .abstained(reason: reason.text)
  case .success(let value): reading = value
  }
  let rules = context.rules
  let metrics = context.termMetrics(reading)
  guard abs(reading.slope) >= rules.extremeSlope else {
    return context.kinkEdge(metrics, slope: reading.slope).map { .detected($0) }
      ?? .quiet(metrics: metrics)
  }
  let sellsFront = reading.slope < 0
  let magnitude = abs(reading.slope) / rules.extremeSlope - 1
  let raw = edgeStrength(extremity: nil, magnitude: magnitude, quality: context.quality)
  var strength = context.finalStrength(raw, sellsVolatility: !sellsFront, isFallback: false)
  if context.regime == .highVolPanic { strength = min(strength, rules.panicTermStrength) }
  return .detected(
    Edge(
      underlying: context.chain.underlying, kind: .termStructure,
      signal: sellsFront ? .sellFront : .sellBack, strength: strength, percentile: nil, history: 0,
      isFallback: false, metrics: metrics, rationale: context.termRationale(reading),
      expiry: sellsFront ? reading.front.expiry : reading.back.expiry,
      backExpiry: sellsFront ? reading.back.expiry : nil))
}

extension EdgeContext {
  /// Reads front and back.
  func readTermStructure() -> Result<TermReading, ReadingFailure> {
    guard let front = slice(in: rules.frontDays, nearest: 30), let sigma1 = front.atmVolatility
    else {
      return .failure(ReadingFailure(text: "no front expiry of \(text(rules.frontDays)) days"))
    }
    guard let back = slice(in: rules.backDays, nearest: 60), let sigma2 = back.atmVolatility
    else { return .failure(ReadingFailure(text: "no back expiry of \(text(rules.backDays)) days")) }
    let measure = measureEvent()
    guard let near = stripped(sigma1, years: front.years, of: measure),
      let far = stripped(sigma2, years: back.years, of: measure)
    else {
      return .failure(
        ReadingFailure(text: "the event's variance exceeds the front's \(percent(sigma1))"))
    }
    let low = near.volatility * near.volatility * front.years
    let high = far.volatility * far.volatility * back.years
    guard high >= low else {
      let days = "\(front.daysToExpiry) d and \(back.daysToExpiry) d"
      return .failure(
        ReadingFailure(
          text: "\(calendarArbitrage) between \(days): total variance"
            + " \(fixed(low, 5)) falls to \(fixed(high, 5))"))
    }
    return .success(
      TermReading(
        front: front, back: back, sigma1: near.volatility, sigma2: far.volatility,
        strip: near.strip, forward: ((high - low) / (back.years - front.years)).squareRoot()))
  }

  /// The usable expiry within a range of days nearest to a number of days.
  func slice(in days: ClosedRange<Int>, nearest target: Int) -> ExpirySlice? {
    var best: ExpirySlice?
    for slice in surface.slices where days.contains(slice.daysToExpiry) {
      guard slice.atmVolatility != nil else { continue }
      let distance = abs(slice.daysToExpiry - target)
      if let held = best, abs(held.daysToExpiry - target) <= distance { continue }
      best = slice
    }
    return best
  }

  private func text(_ range: ClosedRange<Int>) -> String {
    "\(range.lowerBound)-\(range.upperBound)"
  }

  /// The three-month index over the index, less one.
  private var indexSlope: Double? {
    guard let near = volatilityIndex, let far = volatilityIndex3M, near > 0 else { return nil }
    return far / near - 1
  }

  fileprivate func termMetrics(_ reading: TermReading) -> [NamedNumber] {
    [
      NamedNumber("front_days", Double(reading.front.daysToExpiry)),
      NamedNumber("back_days", Double(reading.back.daysToExpiry)),
      NamedNumber("front_iv", reading.sigma1), NamedNumber("back_iv", reading.sigma2),
      NamedNumber("slope", reading.slope), NamedNumber("norm_slope", reading.normalisedSlope),
      NamedNumber("forward_vol", reading.forward), NamedNumber("event_strip", reading.strip),
      NamedNumber("index_slope", indexSlope),
    ] + (history.nearSlope.map { [NamedNumber("near_index_slope", $0)] } ?? [])
  }

  fileprivate func termRationale(_ reading: TermReading) -> String {
    let state = reading.slope < 0 ? "backwardation" : "contango"
    var text = "\(chain.underlying) \(state): \(reading.front.daysToExpiry) d"
    text += " \(percent(reading.sigma1)) vs \(reading.back.daysToExpiry) d"
    text += " \(percent(reading.sigma2)), slope \(percent(reading.slope))"
    text += " (extreme at \(percent(rules.extremeSlope, 0))),"
    text += " forward volatility \(percent(reading.forward))"
    if let indexSlope { text += ", index slope \(percent(indexSlope))" }
    if let near = history.nearSlope { text += ", 9-day index \(percent(near)) at the last close" }
    if reading.strip > 0 { text += ", event strip \(points(reading.strip))" }
    return text
  }
}

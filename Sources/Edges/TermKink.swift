// An expiry whose variance does not lie between its neighbours' (domain rules, section f.4).
//
// Total variance at the forward, without a priced event, is laid linearly over trading time from
// the expiry before to the one after. An expiry of 30 to 45 days that stands more than 5 % off is
// traded: dear, it is sold; cheap, it is bought against one at least twenty days before it, as a
// calendar needs.

import MarketData
import Pricing
import Regimes

/// An expiry off the line of its neighbours.
struct TermKink {
  var slice: ExpirySlice
  /// Total variance over that of the line, less one.
  var deviation: Double
}

extension EdgeContext {
  /// The expiry furthest off its neighbours' line; nil when fewer than three can be compared.
  func termKink() -> TermKink? {
    let usable = surface.slices.filter { $0.atmVolatility != nil }
    guard usable.count >= 3 else { return nil }
    let measure = measureEvent()
    var best: TermKink?
    for index in 1..<(usable.count - 1) {
      let slice = usable[index]
      guard rules.kinkDays.contains(slice.daysToExpiry),
        let low = variance(usable[index - 1], measure), let own = variance(slice, measure),
        let high = variance(usable[index + 1], measure), high.time > low.time, own.time > low.time,
        high.time > own.time
      else { continue }
      let share = (own.time - low.time) / (high.time - low.time)
      let line = low.variance + share * (high.variance - low.variance)
      guard line > 0 else { continue }
      let deviation = own.variance / line - 1
      if let best, abs(best.deviation) >= abs(deviation) { continue }
      best = TermKink(slice: slice, deviation: deviation)
    }
    return best
  }

  private func variance(
    _ slice: ExpirySlice, _ measure: EventMeasure
  ) -> (variance: Double, time: Double)? {
    guard let sigma = slice.atmVolatility,
      let (volatility, _) = stripped(sigma, years: slice.years, of: measure)
    else { return nil }
    let time = tradingYears(to: chain.expiries[slice.expiry].expiration)
    return (volatility * volatility * slice.years, time)
  }

  /// The kink as an edge; nil when it is not beyond the threshold.
  func kinkEdge(_ metrics: [NamedNumber], slope: Double) -> Edge? {
    guard let kink = termKink(), abs(kink.deviation) > rules.termKink,
      let sigma = kink.slice.atmVolatility
    else { return nil }
    let isDear = kink.deviation > 0
    let days = kink.slice.daysToExpiry - rules.calendarGap
    let front =
      days >= rules.frontDays.lowerBound
      ? slice(in: rules.frontDays.lowerBound...days, nearest: days) : nil
    guard isDear || front != nil else { return nil }
    let raw = edgeStrength(
      extremity: nil, magnitude: abs(kink.deviation) / rules.termKink - 1, quality: quality)
    var strength = finalStrength(raw, sellsVolatility: isDear, isFallback: false)
    if regime == .highVolPanic { strength = min(strength, rules.panicTermStrength) }
    var text = "\(chain.underlying) \(kink.slice.daysToExpiry) d \(percent(sigma)):"
    text += " total variance \(percent(abs(kink.deviation)))"
    text += " \(isDear ? "above" : "below") its neighbours' line"
    text += " (kink at \(percent(rules.termKink, 0))), slope \(percent(slope))"
    return Edge(
      underlying: chain.underlying, kind: .termStructure, signal: isDear ? .sellBack : .sellFront,
      strength: strength, percentile: nil, history: 0, isFallback: false,
      metrics: metrics + [
        NamedNumber("kink_days", Double(kink.slice.daysToExpiry)),
        NamedNumber("kink", kink.deviation),
      ], rationale: text, expiry: isDear ? kink.slice.expiry : front?.expiry,
      backExpiry: isDear ? nil : kink.slice.expiry)
  }
}

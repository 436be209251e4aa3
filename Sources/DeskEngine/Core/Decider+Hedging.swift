// Signals that the delta of an underlying has left its no-trade band, or its gamma is high.
//
// A signal is an alert and a level in the journal, never an order: what hedging costs and leaves is
// the trader's to weigh, and the desk opens nothing whose loss is not proven.

import MarketData
import Portfolio
import Pricing
import Risk
import Structures

/// How the metrics of hedge signals begin.
enum HedgeMetric {
  static let delta = "hedge "
  static let gamma = "hedge_gamma "
}

extension Decider {
  /// Writes each signal that begins or ends.
  mutating func signalHedges() {
    let held = state.levels.filter { $0.level > 0 }.map(\.limit)
    let isQuiet = !held.contains {
      $0.hasPrefix(HedgeMetric.delta) || $0.hasPrefix(HedgeMetric.gamma)
    }
    if isQuiet, state.positions.isEmpty { return }
    let readings = hedgeReadings(held: held)
    for reading in readings { signal(reading, held: held) }
    for name in held {
      for prefix in [HedgeMetric.delta, HedgeMetric.gamma] where name.hasPrefix(prefix) {
        let symbol = String(name.dropFirst(prefix.count))
        if readings.contains(where: { $0.underlying == symbol }) { continue }
        if state.positions.contains(where: { $0.underlying == symbol }) { continue }
        cross(name, isOn: false, value: 0, bound: 0)
      }
    }
  }

  /// Every underlying whose legs can all be priced.
  mutating func hedgeReadings(held: [String]) -> [HedgeReading] {
    let marked = marked()
    var names: [String] = []
    for position in marked where !names.contains(position.entry.underlying) {
      names.append(position.entry.underlying)
    }
    return names.compactMap { name in
      let own = marked.filter { $0.entry.underlying == name }
      let legs = own.flatMap(\.risk.legs)
      guard let spot = legs.first?.spot, legs.allSatisfy(\.isPriceable) else { return nil }
      let discount = legs.max { $0.years < $1.years }?.discount ?? 1
      return HedgeReading(
        name, spot: spot, greeks: own.reduce(.zero) { $0 + $1.greeks }, discount: discount,
        wasDue: held.contains(HedgeMetric.delta + name), rules: settings.hedging)
    }
  }

  /// A reading with the listed vertical that would trade its hedge, where one is due.
  mutating func withVertical(_ reading: HedgeReading) -> HedgeReading {
    guard reading.isDue, let index = market.index(of: reading.underlying),
      let surface = surface(index)
    else { return reading }
    var reading = reading
    reading.vertical = HedgeVertical(
      sellingDelta: reading.trade < 0, in: market.underlyings[index].chain, on: surface)
    return reading
  }

  private mutating func signal(_ reading: HedgeReading, held: [String]) {
    let name = HedgeMetric.delta + reading.underlying
    let isHeld = held.contains(name)
    if reading.isDue != isHeld {
      cross(name, isOn: reading.isDue, value: reading.delta, bound: reading.halfWidth)
      if reading.isDue {
        alert(
          .warn, metric: name, value: rounded(reading.delta), threshold: rounded(reading.halfWidth),
          text: "delta of \(reading.underlying) is \(Int(reading.delta.rounded())) shares: "
            + withVertical(reading).advice)
      }
    }
    let gamma = HedgeMetric.gamma + reading.underlying
    let isGammaHeld = held.contains(gamma)
    // As with the delta, what was high ends a tenth below the bound.
    let bound = settings.hedging.gamma
    let isHigh = abs(reading.gamma) > (isGammaHeld ? 0.9 * bound : bound)
    guard isHigh != isGammaHeld else { return }
    cross(gamma, isOn: isHigh, value: reading.gamma, bound: bound)
    guard isHigh else { return }
    alert(
      .warn, metric: gamma, value: rounded(reading.gamma), threshold: bound,
      text: "gamma of \(reading.underlying) is \(Int(reading.gamma.rounded())) shares a point: "
        + "a hedge of its delta will not hold")
  }

  private mutating func cross(_ name: String, isOn: Bool, value: Double, bound: Double) {
    emit(
      .limitCrossed(
        LimitCrossed(
          limit: name, level: isOn ? 100 : 0, value: rounded(value), bound: rounded(bound))))
  }
}

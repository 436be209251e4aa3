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

/// The positions of one underlying together.
private struct HedgedBook {
  let underlying: String
  var greeks = PositionGreeks.zero
  var spot: Double?
  var isPriceable = true
  /// Of the longest leg.
  var discount = 1.0
  private var years = -Double.infinity

  init(underlying: String) { self.underlying = underlying }

  mutating func add(_ position: MarkedPosition) {
    greeks = greeks + position.greeks
    let legs = position.risk.legs
    if !legs.arePriceable { isPriceable = false }
    if spot == nil { spot = legs.first?.spot }
    for place in legs.indices {
      guard legs[place].years > years else { continue }
      years = legs[place].years
      discount = legs[place].discount
    }
  }
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
    var books: [HedgedBook] = []
    for position in marked() {
      let name = position.entry.underlying
      let place = books.firstIndex { $0.underlying == name } ?? books.count
      if place == books.count { books.append(HedgedBook(underlying: name)) }
      books[place].add(position)
    }
    return books.compactMap { book in
      guard book.isPriceable, let spot = book.spot else { return nil }
      return HedgeReading(
        book.underlying, spot: spot, greeks: book.greeks, discount: book.discount,
        wasDue: held.contains(HedgeMetric.delta + book.underlying), rules: settings.hedging)
    }
  }

  /// Every reading as a signal would tell it now, with its vertical.
  mutating func namedHedges() -> [HedgeReading] {
    let held = state.levels.filter { $0.level > 0 }.map(\.limit)
    return hedgeReadings(held: held).map { withVertical($0) }
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

extension DeskState {
  /// Underlyings for which a hedge was due when it was looked at last.
  public var hedgesDue: [String] {
    levels.compactMap { entry in
      guard entry.level > 0, entry.limit.hasPrefix(HedgeMetric.delta) else { return nil }
      return String(entry.limit.dropFirst(HedgeMetric.delta.count))
    }
  }
}

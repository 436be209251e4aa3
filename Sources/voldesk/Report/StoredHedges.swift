// The hedges of a stored run with the verticals that a signal would have named at its close.
//
// A close keeps every quoted option with the delta that the desk saw, so that the rule of
// `HedgeVertical` finds in it what it found in the desk's own chain.

import DeskEngine
import MarketData
import Persistence
import Portfolio
import Pricing
import Structures

/// Finds verticals in the chains that a run kept at a close.
struct StoredHedges {
  let archive: DeskArchive
  let run: Int
  /// The close is the last one no later than this.
  let time: Instant
  /// The book at that time.
  let state: DeskState

  /// A reading with the vertical that would trade its hedge, where one is due and the run kept a chain.
  ///
  /// - Throws: `StoreError` when the database cannot be read.
  func named(_ reading: HedgeReading) throws(StoreError) -> HedgeReading {
    guard reading.isDue else { return reading }
    let rows = try archive.closingDeltas(run: run, underlying: reading.underlying, notAfter: time)
    guard let (chain, surface) = market(reading.underlying, rows) else { return reading }
    var reading = reading
    reading.vertical = HedgeVertical(sellingDelta: reading.trade < 0, in: chain, on: surface)
    return reading
  }

  private func market(
    _ underlying: String, _ rows: [StoredDelta]
  ) -> (OptionChain, VolatilitySurface)? {
    var chain = OptionChain(underlying: underlying)
    var slices: [ExpirySlice] = []
    var start = rows.startIndex
    while start < rows.endIndex {
      let moment = rows[start].expiration
      let own = rows[start...].prefix { $0.expiration == moment }
      start = own.endIndex
      guard moment > time, own.contains(where: { $0.delta != nil }),
        let root = root(underlying, moment)
      else { continue }
      let date = NewYorkTime.date(moment)
      let first = chain.options.count
      let calls = own.count { $0.right == .call }
      for row in own {
        let contract = OptionContract(
          root: root.symbol, expiry: date, right: row.right, strike: row.strike)
        chain.options.append(
          ListedOption(contract: contract, openInterest: nil, previousVolume: nil))
        chain.quotes.append(nil)
      }
      // Only deltas and whether there is one are read of a slice.
      slices.append(
        ExpirySlice(
          expiry: chain.expiries.count, years: (moment - time).years,
          daysToExpiry: date.days(since: state.session.date),
          parity: ParityFit(forward: 0, discount: 1, pairs: 0, failures: 0, isFallback: true),
          firstOption: first, volatilities: own.map { $0.delta == nil ? 0 : 1 },
          deltas: own.map { $0.delta ?? 0 }, atmVolatility: nil))
      chain.expiries.append(
        ChainExpiry(
          root: root, date: date, expiration: moment, lastTrade: moment,
          calls: first..<(first + calls), puts: (first + calls)..<(first + own.count)))
    }
    guard !slices.isEmpty else { return nil }
    return (
      chain,
      VolatilitySurface(
        underlying: underlying, time: time, spot: 0, slices: slices, qualityCounts: [],
        verdict: .usable, reasons: [])
    )
  }

  /// The root whose series settle at a moment; nil when none of the underlying's does.
  ///
  /// A stored quote names no root: the roots of what is held come first, then the usual ones.
  private func root(_ underlying: String, _ expiration: Instant) -> OptionRoot? {
    let held = state.positions.filter { $0.underlying == underlying }.flatMap(\.legs)
    let date = NewYorkTime.date(expiration)
    // Until February 2015 the codes of monthly series named the Saturday after.
    guard date.year > 2015 || date != ExpiryDates.monthly(month: date.month, year: date.year)
    else { return nil }
    for symbol in held.map(\.contract.root) + [underlying, underlying + "W", underlying + "P"] {
      let terms = ExpiryTerms(root: symbol, expiry: date)
      guard terms.settlement(of: date) == expiration else { continue }
      return OptionRoot(
        symbol: symbol, underlying: underlying, style: .european, settlement: terms.settlement,
        delivery: terms.delivery, multiplier: held.first?.multiplier ?? 100, ticks: .index)
    }
    return nil
  }
}

/// The delta of each underlying at the last explanation, which is at the latest at the close.
func lastHedges(_ state: DeskState, rules: HedgeRules) -> [HedgeReading] {
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
      HedgeReading(
        name, spot: $0, greeks: greeks, discount: 1, wasDue: state.hedgesDue.contains(name),
        rules: rules)
    }
  }
}

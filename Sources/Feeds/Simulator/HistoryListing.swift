// The listing of one underlying through the history, with the open interest of its contracts.

import Glibc
import MarketData
import Numerics

/// An expiry while it is listed.
struct ListedLine: Sendable {
  var planned: PlannedExpiry
  var ranges: StrikeRanges
  var strikes: [Double] = []
  var calls: [ContractTraits] = []
  var puts: [ContractTraits] = []
}

/// A listing that widens from session to session.
struct HistoryListing: Sendable {
  let rules: ListingRules
  /// The expiries of the latest session, by settlement.
  private(set) var lines: [ListedLine] = []
  private var reference = SessionReference(
    date: CivilDate(dayNumber: 0), close: 0, volatility: 0)

  /// The gamma book's bounds: days to expiry, least open interest and log-moneyness.
  private static let bookDays = 60
  private static let leastInterest: Int32 = 100
  private static let reach = 0.15

  init(rules: ListingRules) { self.rules = rules }

  /// Lists the expiries that can trade in a session, from the closes before it.
  mutating func list(
    _ planned: [PlannedExpiry], reference: SessionReference, seed: UInt64
  ) {
    self.reference = reference
    let root = fnv1a(rules.closingRoot.symbol)
    let openingRoot = rules.openingRoot.map { fnv1a($0.symbol) } ?? root
    let (rules, earlier) = (rules, lines)
    lines = planned.map { plan in
      let known = earlier.first {
        $0.planned.date == plan.date && $0.planned.kind == plan.kind
      }
      var line = known ?? ListedLine(planned: plan, ranges: StrikeRanges(steps: rules.steps.count))
      let before = line.ranges
      rules.ask(for: reference, days: plan.date.days(since: reference.date), &line.ranges)
      guard line.ranges != before else { return line }
      line.strikes = rules.strikes(in: line.ranges)
      let traits = { (right: OptionRight, strike: Double) in
        ContractTraits(
          of: plan, right: right, strike: strike, unit: rules.steps[0], seed: seed,
          root: plan.kind == .openingMonthly ? openingRoot : root)
      }
      line.calls = line.strikes.map { traits(.call, $0) }
      line.puts = line.strikes.map { traits(.put, $0) }
      return line
    }
  }

  /// Net dealer gamma at the spot: dollars of delta for a move of 1 %, calls less puts.
  ///
  /// The rule of the gamma detector: Gamma = D (F / S) phi(d1) / (S s sqrt(T)) with a floor of a
  /// day on T, for contracts with enough open interest within reach.
  func netGamma(
    _ surface: [(line: Int, slice: HistorySlice)], spot: Double, session: CivilDate
  ) -> Double {
    var net = 0.0
    for (n, slice) in surface where slice.days <= HistoryListing.bookDays {
      let line = lines[n]
      let model = slice.surface
      let size =
        model.discount * model.forward * Double(line.planned.root.multiplier) * 0.01
      let stretch = (max(slice.years, 1.0 / 365) / slice.years).squareRoot()
      for (i, strike) in line.strikes.enumerated() {
        let k = log(strike / model.forward)
        guard abs(k) < HistoryListing.reach else { continue }
        let call = line.calls[i].openInterest(at: session, from: reference)
        let put = line.puts[i].openInterest(at: session, from: reference)
        let interest =
          (call >= HistoryListing.leastInterest ? Double(call) : 0)
          - (put >= HistoryListing.leastInterest ? Double(put) : 0)
        guard interest != 0 else { continue }
        let width = model.totalVariance(k).squareRoot() * stretch
        net += size / width * normalPDF(-k / width + 0.5 * width) * interest
      }
    }
    return net
  }

  /// The volatility index of a surface over this listing; nil without expiries around 30 days.
  func index(_ surface: [(line: Int, slice: HistorySlice)], rate: Double) -> Double? {
    let day = 86_400.0
    var near: (line: Int, slice: HistorySlice)?
    var next: (line: Int, slice: HistorySlice)?
    for entry in surface {
      let seconds = entry.slice.years * 365 * day
      guard seconds > 23 * day, seconds < 37 * day else { continue }
      if seconds <= 30 * day { near = entry } else if next == nil { next = entry }
    }
    guard let near, let next, let first = strip(near, rate), let second = strip(next, rate) else {
      return nil
    }
    return indexPoints(
      (first, near.slice.years * 365 * day), (second, next.slice.years * 365 * day))
  }

  private func strip(_ entry: (line: Int, slice: HistorySlice), _ rate: Double) -> Double? {
    let strikes = lines[entry.line].strikes
    let model = entry.slice.surface
    var calls: [Double] = []
    var puts: [Double] = []
    for strike in strikes {
      let k = log(strike) - model.lnForward
      let value = model.value(strike: strike, k: k, total: model.totalVariance(k))
      calls.append(value.call)
      puts.append(value.put)
    }
    return stripVariance(
      strikes: strikes, calls: calls, puts: puts, range: strikes.indices,
      growth: exp(rate * entry.slice.years), years: entry.slice.years)
  }
}

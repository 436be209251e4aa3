// Deriving stored numbers again from the stored facts they rest on, by the plainest arithmetic.

import DeskEngine
import MarketData

/// A candidate's own numbers from its legs, its net and its proof.
struct Rederivation {
  let record: CandidateRecord

  init(_ record: CandidateRecord) { self.record = record }

  /// Packages that the stored figures are for: one while the sizing allows none.
  var packages: Double { Double(max(1, record.quantity)) }

  /// Units of one contract that the bound's arithmetic implies; nil when it implies none.
  var multiplier: Double? {
    let points = record.proof.groups.reduce(0) { $0 + $1.loss } - record.net.dollars
    let ratio = (record.proof.bound.dollars - record.fees.dollars / packages) / points
    guard abs(points) > 0.01, ratio.isFinite, ratio >= 0.5 else { return nil }
    return ratio.rounded()
  }

  /// Shorts at the bid, longs at the ask.
  var net: Double {
    record.legs.reduce(0) { $0 - Double($1.ratio) * ($1.ratio < 0 ? $1.bid : $1.ask).dollars }
  }

  /// All legs at mids.
  var netMid: Double {
    record.legs.reduce(0) { $0 - Double($1.ratio) * 0.5 * ($1.bid + $1.ask).dollars }
  }

  /// Whether every leg expires on one date.
  var hasOneExpiry: Bool {
    record.legs.allSatisfy { $0.contract.expiry == record.legs.first?.contract.expiry }
  }

  /// The worst intrinsic loss of each group of the proof, by its pairs, in the order stored.
  var groupLosses: [Double] {
    record.proof.groups.map { group in
      let pairs = record.proof.pairs.filter { $0.short.expiry == group.expiry }
      let prices = [0.0] + pairs.flatMap { [$0.short.strike.dollars, $0.long.strike.dollars] }
      let values = prices.map { price in
        pairs.reduce(0.0) { sum, pair in
          sum + intrinsic(pair.long, price) - intrinsic(pair.short, price)
        }
      }
      return max(0, -(values.min() ?? 0))
    }
  }

  /// The bound of one package from groups, net and fees.
  var bound: Double? {
    multiplier.map { unit in
      (groupLosses.reduce(0, +) - record.net.dollars) * unit + record.fees.dollars / packages
    }
  }

  /// Delta of the whole quantity from the legs' own.
  var delta: Double? {
    multiplier.map { unit in
      record.legs.reduce(0) { $0 + Double($1.ratio) * $1.delta } * unit * packages
    }
  }

  /// How far delta may stand off: the legs' own are to the forward, which moves by a carry of at
  /// most one percent more or less than the underlying does.
  var deltaRoom: Double {
    let sum = record.legs.reduce(0) { $0 + abs(Double($1.ratio) * $1.delta) }
    return max(0.01, 0.01 * sum * (multiplier ?? 0) * packages)
  }

  /// Profit of one package in points when all legs expire at a price; nil with two expiries.
  func profit(at price: Double) -> Double? {
    guard hasOneExpiry else { return nil }
    return record.net.dollars
      + record.legs.reduce(0) { $0 + Double($1.ratio) * intrinsic($1.contract, price) }
  }

  /// Prices without profit or loss, exact between the kinks; nil with two expiries.
  var breakevens: [Double]? {
    guard hasOneExpiry else { return nil }
    var points = kinks
    if let last = points.last { points.append(last + max(1, last)) }
    var found: [Double] = []
    for (left, right) in zip(points, points.dropFirst()) {
      guard let a = profit(at: left), let b = profit(at: right), a != b else { continue }
      if (a < 0) != (b < 0) || b == 0 {
        let place = left + (right - left) * a / (a - b)
        if found.last.map({ abs($0 - place) > 1e-9 }) ?? true { found.append(place) }
      }
    }
    return found
  }

  /// The largest profit of the whole quantity after fees; nil when it has no bound, or with two
  /// expiries.
  var maxProfit: Double? {
    guard let unit = multiplier, let last = kinks.last, let end = profit(at: last),
      let beyond = profit(at: last + 1), beyond <= end + 1e-9
    else { return nil }
    let best = kinks.compactMap { profit(at: $0) }.max() ?? end
    return best * unit * packages - record.fees.dollars
  }

  /// Zero and the strikes, each once.
  private var kinks: [Double] {
    ([0] + record.legs.map(\.contract.strike.dollars)).sorted()
      .reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  private func intrinsic(_ contract: OptionContract, _ price: Double) -> Double {
    let strike = contract.strike.dollars
    return contract.right == .call ? max(0, price - strike) : max(0, strike - price)
  }
}

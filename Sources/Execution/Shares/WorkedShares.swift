// An order in shares that was worked in slices, told as one trade: what it got and against what.
//
// Benchmarks are those of implementation shortfall (Perold 1988, "The Implementation Shortfall: Paper
// versus Reality"): the mid at which the order was sent, and averages of the mids while it was worked.

public import MarketData

/// One slice of an order in shares.
public struct ShareSlice: Hashable, Sendable {
  /// When it filled.
  public var time: Instant
  /// Shares, negative for sold.
  public var shares: Int
  /// The price.
  public var price: Money
  /// The mid at the fill.
  public var mid: Money
  /// The fee.
  public var fee: Money

  /// Makes a slice.
  public init(time: Instant, shares: Int, price: Money, mid: Money, fee: Money) {
    self.time = time
    self.shares = shares
    self.price = price
    self.mid = mid
    self.fee = fee
  }
}

/// An order in shares with all its slices.
public struct WorkedShares: Hashable, Sendable {
  /// Shares that were to be traded, above zero.
  public var ordered: Int
  /// When it was sent.
  public var sent: Instant
  /// The mid at which it was sent; nil when none was written down.
  public var arrival: Money?
  /// The slices that filled, by time.
  public var slices: [ShareSlice]

  /// Makes an order.
  public init(ordered: Int, sent: Instant, arrival: Money?, slices: [ShareSlice]) {
    self.ordered = ordered
    self.sent = sent
    self.arrival = arrival
    self.slices = slices
  }

  /// Shares that filled, without their sign.
  public var filled: Int { slices.reduce(0) { $0 + abs($1.shares) } }

  /// Shares that did not.
  public var left: Int { ordered - filled }

  /// Price of a share over all slices; nil before the first.
  public var averagePrice: Double? { average(\.price) }

  /// The slices' mids weighted by their shares; nil before the first.
  ///
  /// Slices of the usual volume make it the volume-weighted mid of the interval by that profile.
  public var weightedMid: Double? { average(\.mid) }

  /// The mid over the time from sending to the last slice, straight between what was seen; nil before
  /// the first slice.
  public var timeWeightedMid: Double? {
    var seen = slices.map { (time: $0.time, mid: $0.mid.dollars) }
    if let arrival { seen.insert((sent, arrival.dollars), at: 0) }
    guard let first = seen.first, let last = seen.last else { return nil }
    let length = (last.time - first.time).seconds
    guard length > 0 else { return last.mid }
    let area = zip(seen, seen.dropFirst()).reduce(0.0) { sum, pair in
      sum + 0.5 * (pair.0.mid + pair.1.mid) * (pair.1.time - pair.0.time).seconds
    }
    return area / length
  }

  /// Fees of all slices.
  public var fees: Money { slices.reduce(.zero) { $0 + $1.fee } }

  /// What the fills lost in dollars against a price, without fees; negative when they were better.
  public func shortfall(against price: Double?) -> Double? {
    guard let price, !slices.isEmpty else { return nil }
    return slices.reduce(0.0) { $0 + Double($1.shares) * ($1.price.dollars - price) }
  }

  private func average(_ value: KeyPath<ShareSlice, Money>) -> Double? {
    let count = filled
    guard count > 0 else { return nil }
    let sum = slices.reduce(Money.zero) { $0 + $1[keyPath: value] * abs($1.shares) }
    return sum.dollars / Double(count)
  }
}

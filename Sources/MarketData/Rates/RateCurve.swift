// Discount factors at every maturity from the yields of a few.
//
// Between its nodes the logarithm of the discount runs linearly, so forwards are flat there and
// positive whenever the nodes allow it; beyond the last node the zero rate stays what it was.

import Glibc
public import Numerics

/// A yield and its time to maturity.
public struct TenorRate: Hashable, Sendable {
  /// Years to maturity, above zero.
  public var years: Double
  /// The rate as a decimal; nil where the tenor was not quoted.
  public var rate: Double?

  /// Makes a yield.
  public init(years: Double, rate: Double?) {
    self.years = years
    self.rate = rate
  }
}

/// A curve of continuously compounded zero rates.
public struct RateCurve: Hashable, Sendable {
  /// Maturities of the nodes in years, ascending.
  public let years: [Double]
  /// Logarithms of the discount factors at the nodes.
  public let lnDiscounts: [Double]

  init(years: [Double], lnDiscounts: [Double]) {
    self.years = years
    self.lnDiscounts = lnDiscounts
  }

  /// Makes a curve of zero rates, continuously compounded.
  ///
  /// - Parameter zeros: Maturities ascending; tenors without a rate are left out.
  /// - Throws: `ModelError` when none is left, a maturity is out of order or a rate is not believable.
  public init(zeros: [TenorRate]) throws(ModelError) {
    let nodes = try RateCurve.checked(zeros)
    self.init(years: nodes.map(\.years), lnDiscounts: nodes.map { -$0.rate * $0.years })
  }

  /// A curve that is flat at one rate, continuously compounded.
  ///
  /// - Throws: `ModelError` for a rate outside -10 % to 100 %.
  public init(flat rate: Double) throws(ModelError) {
    try self.init(zeros: [TenorRate(years: 1, rate: rate)])
  }

  /// The logarithm of the discount factor; zero at once and for times past.
  public func lnDiscount(_ time: Double) -> Double {
    guard time > 0, let last = years.last, let lastLn = lnDiscounts.last else { return 0 }
    if time >= last { return lastLn / last * time }
    var next = 0
    while years[next] < time { next += 1 }
    let (t0, l0) = next == 0 ? (0, 0) : (years[next - 1], lnDiscounts[next - 1])
    return l0 + (time - t0) / (years[next] - t0) * (lnDiscounts[next] - l0)
  }

  /// What a dollar at a time, in years, is worth now.
  public func discount(_ time: Double) -> Double { exp(lnDiscount(time)) }

  /// The zero rate to a time, continuously compounded; the first node's at once.
  public func rate(_ time: Double) -> Double {
    guard time > 0 else {
      guard let first = years.first, let ln = lnDiscounts.first else { return 0 }
      return -ln / first
    }
    return -lnDiscount(time) / time
  }

  /// The rate agreed now for the time between two others, continuously compounded.
  ///
  /// - Returns: The forward rate; nil when the times are not ascending.
  public func forwardRate(from start: Double, to end: Double) -> Double? {
    guard end > start, start >= 0 else { return nil }
    return (lnDiscount(start) - lnDiscount(end)) / (end - start)
  }

  /// Refuses what no curve can be made of, and leaves out what was not quoted.
  static func checked(
    _ tenors: [TenorRate]
  ) throws(ModelError) -> [(years: Double, rate: Double)] {
    var nodes: [(years: Double, rate: Double)] = []
    for tenor in tenors {
      try requirePositive(tenor.years, "a maturity in years")
      guard let rate = tenor.rate else { continue }
      try require(rate, in: -0.10...1, "the rate at \(tenor.years) years")
      if let last = nodes.last, last.years >= tenor.years {
        throw .outOfDomain(
          input: "a maturity in years", value: tenor.years,
          rule: "maturities must ascend; \(last.years) stands before it")
      }
      nodes.append((tenor.years, rate))
    }
    guard !nodes.isEmpty else { throw .tooFew(what: "quoted tenors", count: 0, least: 1) }
    return nodes
  }
}

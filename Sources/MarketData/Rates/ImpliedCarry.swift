// What the parity of an expiry says of dividends, borrowing and money.
//
// Calls and puts fix the forward F and the discount D of their expiry. Against the spot they tell
// the yield that holders of the underlying receive, D alone tells the rate at which a box of options
// lends, and both against a curve of government rates tell how dear money and shares are.

import Glibc
public import Numerics

/// The carry of an underlying to one expiry; rates are continuously compounded.
public struct ImpliedCarry: Hashable, Sendable {
  /// Time to the expiry in years.
  public let years: Double
  /// The rate at which a box of options lends: -ln D / T.
  public let boxRate: Double
  /// The curve's zero rate to the same time.
  public let curveRate: Double
  /// What the underlying pays its holder at the curve's rate: r - ln(F/S) / T.
  ///
  /// A fee for borrowing the underlying counts as paid.
  public let dividendYield: Double
  /// What it pays at the box's own rate.
  public let boxDividendYield: Double
  /// The value now of what the underlying pays until then, in its own units: S - F D.
  public let dividendValue: Double

  /// Box rate over curve.
  public var spread: Double { boxRate - curveRate }

  /// Reads the carry off a parity fit.
  ///
  /// - Parameters:
  ///   - forward: Parity forward.
  ///   - discount: Parity discount factor.
  ///   - spot: Price of the underlying.
  ///   - years: Time to the expiry.
  ///   - curve: Government rates.
  /// - Throws: `ModelError` for an input that is not above zero.
  public init(
    forward: Double, discount: Double, spot: Double, years: Double, curve: RateCurve
  ) throws(ModelError) {
    try requirePositive(forward, "the forward")
    try requirePositive(discount, "the discount factor")
    try requirePositive(spot, "the spot")
    try requirePositive(years, "the time to expiry in years")
    self.years = years
    boxRate = -log(discount) / years
    curveRate = curve.rate(years)
    let growth = log(forward / spot) / years
    dividendYield = curveRate - growth
    boxDividendYield = boxRate - growth
    dividendValue = spot - forward * discount
  }

  /// The yearly cost of borrowing the underlying when its dividends are known: what parity implies
  /// beyond them, from F = (S e^(-bT) - PV) / D.
  ///
  /// - Parameters:
  ///   - dividends: Cash amounts with the time in years at which each is paid; those after the
  ///     expiry do not count.
  ///   - spot: Price of the underlying.
  ///   - curve: Rates that discount the dividends.
  /// - Returns: The borrow rate at the box's money; nil when dividends exceed the price.
  public func borrowRate(
    dividends: [(years: Double, cash: Double)], spot: Double, curve: RateCurve
  ) -> Double? {
    var value = 0.0
    for (time, cash) in dividends where time > 0 && time <= years {
      value += cash * curve.discount(time)
    }
    let kept = (spot - dividendValue + value) / spot
    guard kept > 0, spot > 0 else { return nil }
    return -log(kept) / years
  }
}

// A curve from the Treasury's par yields.
//
// The constant-maturity yields up to half a year are those of bills on a bond-equivalent basis,
// simple interest: D = 1 / (1 + y T). From there on they are yields of bonds at par with coupons
// twice a year: y sum(tau D(t)) + D(T) = 1, solved for one node after another. At half a year both
// are the same. Source: U.S. Treasury, "Treasury Yield Curve Methodology" (2021).

import Glibc
public import Numerics

extension RateCurve {
  /// The longest maturity, in years, that pays no coupon before its end.
  static let billYears = 0.5

  /// Makes a curve of par yields.
  ///
  /// - Parameter yields: Bond-equivalent yields as decimals, maturities ascending; tenors without a
  ///   yield are left out.
  /// - Throws: `ModelError` as for zero rates, or `noSolution` when no discount makes a bond par.
  public init(parYields yields: [TenorRate]) throws(ModelError) {
    let quoted = try RateCurve.checked(yields)
    var curve = RateCurve(years: [], lnDiscounts: [])
    for (years, rate) in quoted {
      let ln =
        years <= RateCurve.billYears
        ? -log(1 + rate * years) : try curve.bond(years: years, coupon: rate)
      curve = RateCurve(years: curve.years + [years], lnDiscounts: curve.lnDiscounts + [ln])
    }
    self = curve
  }

  /// The times at which a bond pays, each with the part of a year its coupon is for.
  static func coupons(years: Double) -> [(time: Double, accrual: Double)] {
    let count = Int((2 * years - 1e-9).rounded(.up))
    return (0..<max(count, 1)).map { k in
      let time = years - 0.5 * Double(max(count, 1) - 1 - k)
      return (time, k == 0 ? time : 0.5)
    }
  }

  /// The yield at which a bond of a maturity stands at par on the curve, coupons twice a year.
  ///
  /// - Returns: The bond-equivalent yield; nil for a maturity that is not above zero.
  public func parYield(_ years: Double) -> Double? {
    guard years > 0, years.isFinite else { return nil }
    if years <= RateCurve.billYears { return (1 / discount(years) - 1) / years }
    let annuity = RateCurve.coupons(years: years).reduce(0) { $0 + $1.accrual * discount($1.time) }
    return (1 - discount(years)) / annuity
  }

  /// The logarithm of the discount that makes a bond par, given the nodes before it.
  ///
  /// The price rises with the unknown and bends upwards, so Newton's method from a point above the
  /// root falls onto it without leaving.
  private func bond(years: Double, coupon: Double) throws(ModelError) -> Double {
    let (start, startLn) = (self.years.last ?? 0, lnDiscounts.last ?? 0)
    var known = 0.0
    var open: [(share: Double, accrual: Double)] = []
    for (time, accrual) in RateCurve.coupons(years: years) {
      if time <= start {
        known += coupon * accrual * discount(time)
      } else {
        open.append(((time - start) / (years - start), accrual))
      }
    }
    var x = max(startLn, 0.10 * years)
    for _ in 0..<200 {
      var value = known + exp(x) - 1
      var slope = exp(x)
      for (share, accrual) in open {
        let paid = coupon * accrual * exp(startLn + share * (x - startLn))
        value += paid
        slope += share * paid
      }
      guard slope > 0, value.isFinite else { break }
      let step = value / slope
      x -= step
      if abs(step) <= 1e-15 * max(1, abs(x)) { return x }
    }
    throw .noSolution(
      what: "a discount at \(years) years",
      why: "no factor above zero puts a bond with a coupon of \(coupon) at par")
  }
}

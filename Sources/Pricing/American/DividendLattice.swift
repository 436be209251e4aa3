// Options on an asset that pays dividends on known days, by a binomial lattice.
//
// The spot falls by the dividend on its day; between days it is lognormal. Two lattices, one with
// twice the steps, give a value by extrapolation and an error by their difference. It is the slow,
// plain method beside the exercise boundary, and the only one here for discrete dividends.

import Glibc
public import MarketData
public import Numerics

/// A dividend on a known day.
public struct Dividend: Hashable, Sendable {
  /// What is paid.
  public enum Amount: Hashable, Sendable {
    /// Money per unit, above zero; the asset pays at most what it is worth.
    case cash(Double)
    /// A share of the spot, between zero and one.
    case share(Double)
  }

  /// Years from now to the ex-dividend day, above zero.
  public let years: Double
  /// What is paid.
  public let amount: Amount

  /// A dividend on a day.
  public init(years: Double, amount: Amount) {
    self.years = years
    self.amount = amount
  }

  /// The spot after the dividend.
  func spotAfter(_ spot: Double) -> Double {
    switch amount {
    case .cash(let money): max(spot - money, 0)
    case .share(let share): spot * (1 - share)
    }
  }

  /// Refuses a dividend that cannot be paid.
  func check(_ index: Int) throws(ModelError) {
    try requirePositive(years, "dividend[\(index)].years")
    switch amount {
    case .cash(let money): try requirePositive(money, "dividend[\(index)].cash")
    case .share(let share): try require(share, in: 0...0.99, "dividend[\(index)].share")
    }
  }
}

/// A value from two lattices.
public struct LatticeValue: Hashable, Sendable {
  /// Value today, extrapolated.
  public let price: Double
  /// A bound seen to hold: how far the finer lattice moved, and a tenth of a step's income.
  public let error: Double
  /// Change of value for a change of the spot.
  public let delta: Double
  /// Change of delta for a change of the spot.
  public let gamma: Double
}

/// Values an option with discrete dividends.
///
/// The lattice follows the forward, so its probabilities are sound for every rate. Its last step is
/// the closed form, which takes the saw-tooth out of the error; on a dividend day the values are
/// read at the spots after the payment by cubic interpolation.
///
/// Source: Broadie and Detemple (1996), "American option valuation: new bounds, approximations, and
/// a comparison of existing methods", Review of Financial Studies 9(4), for the closed last step
/// and the extrapolation; Vellekoop and Nieuwenhuis (2006), "Efficient pricing of derivatives on
/// assets with discrete dividends", Applied Mathematical Finance 13(3), for the dividends.
///
/// - Parameters:
///   - terms: The option and its market; the yield comes on top of the dividends.
///   - style: American or European.
///   - dividends: Payments; those after expiry do not count.
///   - steps: Steps of the coarser lattice, 10 to 5,000; 500 give four to five digits.
/// - Returns: The value with its error.
/// - Throws: `ModelError.outOfDomain` for terms or dividends outside their ranges.
public func latticeValue(
  _ terms: AmericanTerms, style: ExerciseStyle, dividends: [Dividend], steps: Int = 500
) throws(ModelError) -> LatticeValue {
  try terms.checkRanges()
  try require(Double(steps), in: 10...5_000, "steps")
  for (index, dividend) in dividends.enumerated() { try dividend.check(index) }
  let paid = dividends.filter { $0.years < terms.years }.sorted { $0.years < $1.years }
  let coarse = BinomialLattice(terms, style: style, dividends: paid, steps: steps).solve()
  let fine = BinomialLattice(terms, style: style, dividends: paid, steps: 2 * steps).solve()
  // Exercise waits for a step: the difference alone may happen to vanish, its income does not.
  let income = (abs(terms.rate) + abs(terms.yield)) * terms.strike * terms.years / Double(steps)
  return LatticeValue(
    price: 2 * fine.price - coarse.price,
    error: abs(fine.price - coarse.price) + (style == .american ? 0.1 * income : 0),
    delta: 2 * fine.delta - coarse.delta, gamma: 2 * fine.gamma - coarse.gamma)
}

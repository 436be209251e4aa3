// The spot at which an American option is best exercised, as expiry comes near.

import MarketData
public import Numerics

/// The exercise boundary of an American option on an asset with a continuous yield.
public struct ExerciseBoundary: Sendable {
  /// The option and its market.
  public let terms: AmericanTerms
  private let boundary: PutBoundary

  /// Solves the boundary.
  ///
  /// - Parameter terms: The option; its spot does not matter.
  /// - Throws: `ModelError` as `americanValue`; `.noSolution` when it is never best to exercise.
  public init(_ terms: AmericanTerms) throws(ModelError) {
    try terms.check()
    guard terms.put.regime == .oneBoundary else {
      throw .noSolution(
        what: "an exercise boundary", why: "with these rates it is never best to exercise early")
    }
    self.terms = terms
    boundary = try PutBoundary(terms.put)
  }

  /// The critical spot with some time to expiry left.
  ///
  /// Accuracy: 1e-8 of the strike at the full time, 1e-5 in between, where it is interpolated; the
  /// value of the option feels it in the second order only.
  ///
  /// - Parameter yearsLeft: Time to expiry, zero to that of the option.
  /// - Returns: A put is exercised at or below it, a call at or above.
  public func criticalSpot(yearsLeft: Double) -> Double {
    let level = boundary.level(remaining: yearsLeft / terms.years)
    return terms.right == .put ? level * terms.strike : terms.strike / level
  }
}

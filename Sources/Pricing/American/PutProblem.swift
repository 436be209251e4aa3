// An American put on a strike of one: its parameters, limits and first guess of the boundary.
//
// A call is a put with spot and strike, and rate and yield, exchanged (McDonald and Schroder
// (1998), "A parity result for American options", J. Computational Finance 1(3)), so this is the
// only case solved. Years, rates continuously compounded.

import Glibc
import Numerics

/// The parameters of an American put on a strike of one.
struct PutProblem: Sendable {
  /// Time to expiry.
  let years: Double
  /// What the strike earns once it is received.
  let rate: Double
  /// What the asset earns while it is held.
  let yield: Double
  /// Annualised volatility.
  let volatility: Double

  /// How exercise pays: never before expiry, or below one boundary.
  enum Regime {
    /// The strike earns nothing and the asset no less: waiting is free.
    case neverEarly
    /// Below a boundary that falls with time to expiry.
    case oneBoundary
    /// Between two boundaries, which this method does not cover.
    case twoBoundaries
  }

  /// The regime of the rates.
  var regime: Regime {
    if rate > 0 { return .oneBoundary }
    return yield >= rate ? .neverEarly : .twoBoundaries
  }

  /// The boundary just before expiry: the lesser of one and r / q.
  var boundaryAtExpiry: Double { yield > rate ? rate / yield : 1 }

  /// Which equation settles: the first is quick but repels where the carry outweighs volatility.
  var equation: BoundaryEquation {
    (rate - yield) * years.squareRoot() > 0.5 * volatility ? .value : .slope
  }

  /// The two fixed-point equations of the boundary.
  enum BoundaryEquation {
    /// From smooth pasting: equation A of Andersen, Lake and Offengenden.
    case slope
    /// From continuity: equation B of Andersen, Lake and Offengenden.
    case value
  }

  /// The European put at a spot: value, and its normal probabilities.
  func european(spot: Double, years: Double) -> (price: Double, d1: Double, d2: Double) {
    let width = volatility * years.squareRoot()
    let d1 = (log(spot) + (rate - yield) * years) / width + 0.5 * width
    let d2 = d1 - width
    let price =
      exp(-rate * years) * normalCDF(-d2) - spot * exp(-yield * years) * normalCDF(-d1)
    return (price, d1, d2)
  }

  /// The boundary by the quadratic approximation, the start of the iteration.
  ///
  /// Newton's method on the condition of smooth pasting for a premium that is a power of the spot.
  ///
  /// Source: Barone-Adesi and Whaley (1987), "Efficient analytic approximation of American option
  /// values", J. Finance 42(2), equations 20 to 25.
  ///
  /// - Parameters:
  ///   - years: Time to expiry.
  ///   - start: A boundary near it, that of a shorter time.
  /// - Returns: The boundary, between zero and its limit at expiry.
  func quadraticBoundary(years: Double, from start: Double) -> Double {
    let variance = volatility * volatility
    let share = -expm1(-rate * years)
    let half = 0.5 - (rate - yield) / variance
    let power = half - (half * half + 2 * rate / (variance * share)).squareRoot()
    let root = volatility * years.squareRoot()
    let limit = boundaryAtExpiry
    var spot = start
    for _ in 0..<12 {
      let value = european(spot: spot, years: years)
      let held = exp(-yield * years)
      let gain = 1 - held * normalCDF(-value.d1)
      let miss = gain * spot + power * (1 - spot - value.price)
      let slope = gain * (1 - power) + held * normalPDF(value.d1) / root
      let next = min(max(spot - miss / slope, 0.5 * spot), limit)
      let isNear = abs(next - spot) < 1e-5 * spot
      spot = next
      if isNear { break }
    }
    return min(spot, limit * (1 - 1e-9))
  }
}

// What the right to exercise early adds to a European put, given the boundary.
//
//     premium = Int_0^T r e^(-r(T-u)) N(-d-(T-u, S/B(u)))
//                     - q S e^(-q(T-u)) N(-d+(T-u, S/B(u))) du     (strike one)
//
// and its first two derivatives in the spot, under the same integral. Source: Kim (1990), "The
// analytic valuation of American options", Review of Financial Studies 3(4), equation 2.13, in the
// form of Andersen, Lake and Offengenden (2016), equation 8.

import Glibc
import Numerics

/// The premium and its derivatives in the spot.
struct EarlyExercisePremium {
  /// The value the right to exercise adds.
  var value: Double
  /// Its first derivative in the spot.
  var slope: Double
  /// Its second derivative in the spot.
  var bend: Double
}

extension PutBoundary {
  /// The premium of a put on a strike of one, at a spot above the boundary.
  func premium(spot: Double, rule: CollocationRule = .standard) -> EarlyExercisePremium {
    let carry = problem.rate - problem.yield
    let drift = (carry + 0.5 * problem.volatility * problem.volatility) * problem.years
    let width = problem.volatility * problem.years.squareRoot()
    let place = log(spot) - logLimit
    let (matrix, unknown) = (rule.premiumMatrix.span, logarithms.span)
    var (value, slope, bend) = (Lanes(), Lanes(), Lanes())
    for register in 0..<rule.premium.weights.count {
      var square = Lanes()
      for node in 0..<rule.count {
        square += matrix[register * rule.count + node] * (unknown[node] * unknown[node])
      }
      let earlier = -square.replacing(with: 0, where: square .< 0).squareRoot()
      let (sines, cosines) = (rule.premium.sines[register], rule.premium.cosines[register])
      let left = problem.years * (sines * sines)
      let spread = width * sines
      let d1 = (place - earlier + drift * (sines * sines)) / spread
      let d2 = d1 - spread
      let weights = 2 * problem.years * rule.premium.weights[register] * sines * cosines
      let strike = problem.rate * weights * vectorExponential(-problem.rate * left)
      let asset = problem.yield * weights * vectorExponential(-problem.yield * left)
      let strikeDensity = strike * vectorDensity(d2)
      let assetDensity = asset * vectorDensity(d1)
      let assetShare = vectorProbability(-d1, density: assetDensity, whole: asset)
      value += vectorProbability(-d2, density: strikeDensity, whole: strike) - spot * assetShare
      slope += (assetDensity - strikeDensity / spot) / spread - assetShare
      let strikeBend = strikeDensity / spot * (1 + d2 / spread)
      let assetBend = assetDensity * (1 - d1 / spread)
      bend += (strikeBend + assetBend) / (spot * spread)
    }
    return EarlyExercisePremium(value: value.sum(), slope: slope.sum(), bend: bend.sum())
  }
}

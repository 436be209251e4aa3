// What an option on a grid pays, at expiry and far from its strike.

import Glibc
import MarketData

extension GridOption {
  /// What exercise pays at a spot.
  func payoff(_ level: Double) -> Double {
    max(0, right == .call ? level - strike : strike - level)
  }

  /// The payoff on a mesh, corrected beside the strike so that sums over the mesh are integrals.
  ///
  /// A sum over points of spacing h misses the integral of a kink of unit slope, at the fraction f
  /// between two points, by h^2 B2(f) / 2 with Bernoulli's polynomial B2(f) = f^2 - f + 1/6 (the
  /// Euler-Maclaurin formula). The two points take the difference off.
  func payoffs(on mesh: [Double]) -> [Double] {
    var values = mesh.map(payoff)
    guard let above = mesh.firstIndex(where: { $0 > strike }), above > 0 else { return values }
    let gap = mesh[above] - mesh[above - 1]
    let fraction = (strike - mesh[above - 1]) / gap
    let missing = -0.5 * gap * (fraction * fraction - fraction + 1.0 / 6)
    values[above - 1] += missing * (1 - fraction)
    values[above] += missing * fraction
    return values
  }

  /// The spot at which the forward to expiry has a level.
  func spot(forward level: Double, elapsed: Double) -> Double {
    level * exp((yield - rate) * elapsed)
  }

  /// The value so far from the strike that no volatility matters any more.
  ///
  /// - Parameters:
  ///   - level: The forward to expiry.
  ///   - elapsed: Time from expiry in years.
  /// - Returns: Intrinsic value of the forward, or of exercise where that is allowed and greater.
  func farValue(forward level: Double, elapsed: Double) -> Double {
    let held = payoff(level) * exp(-rate * elapsed)
    guard style == .american else { return held }
    return max(held, payoff(spot(forward: level, elapsed: elapsed)))
  }
}

// Moments of the price under Heston's model: which exist, and how far the price can stray.
//
// A moment bounds the value of a far option, so the range of log-prices that a quadrature must
// cover follows from a few of them, with no assumption about the shape of the distribution.
// That and when moments explode: Andersen and Piterbarg (2007), "Moment explosions in stochastic
// volatility models", Finance and Stochastics 11; the condition used here is the first zero of the
// denominator G of the Riccati solution, which is the same time.

import Glibc
import Numerics

/// The logarithm of E[(S_T / F)^w] for real w; infinite when the moment has exploded.
///
///     d^2 = xi^2 + sigma^2 w (1 - w)
///     real d:      G = p + m exp(-d T) > 0 as long as the moment exists
///     d = i delta: G ~ xi sin(delta T/2) + delta cos(delta T/2), gone at its first zero
///
/// - Parameters:
///   - parameters: The model.
///   - years: Time to expiry.
///   - power: The order w.
/// - Returns: The cumulant generating function at w.
func hestonLogMoment(_ parameters: HestonParameters, years: Double, power: Double) -> Double {
  let (sigma, kappa) = (parameters.sigma, parameters.kappa)
  let sigmaSquared = sigma * sigma
  let a = power * (1 - power)
  let xi = kappa - parameters.rho * sigma * power
  let square = xi * xi + sigmaSquared * a
  let scale = kappa * parameters.theta / sigmaSquared
  // Where the roots meet, either form serves at a neighbouring point.
  let least = 1e-14 * (xi * xi + sigmaSquared * abs(a)) + 1e-300
  if square >= 0 {
    let d = max(square, least).squareRoot()
    let decay = exp(-d * years)
    let p = xi >= 0 ? xi + d : sigmaSquared * a / (d - xi)
    let m = xi >= 0 ? sigmaSquared * a / (xi + d) : d - xi
    let g = p + m * decay
    guard g > 0 else { return .infinity }
    return scale * (-m * years - 2 * log1p(-0.5 * m * (1 - decay) / d))
      - parameters.v0 * a * (1 - decay) / g
  }
  let delta = max(-square, least).squareRoot()
  let angle = 0.5 * delta * years
  guard angle < Double.pi else { return .infinity }
  let sine = sin(angle)
  let g = xi * sine + delta * cos(angle)
  guard g > 0 else { return .infinity }
  return scale * (xi * years - 2 * log(g / delta)) - parameters.v0 * a * sine / g
}

/// How far from the forward an option is worth nothing: log-moneyness below and above.
struct HestonReach {
  /// Puts struck below exp(-below) times the forward are worth less than the tolerance.
  var below: Double
  /// Calls struck above exp(above) times the forward are worth less than the tolerance.
  var above: Double

  /// Bounds the values of far options by moments.
  ///
  /// With o(y) the out-of-the-money value over sqrt(F K) at ln(K/F) = y, a moment of order 1/2 + s
  /// bounds a call and one of order 1/2 - s a put for every s >= 1/2, because a power of the price
  /// lies above the payoff: o(y) <= exp(-s |y|) E[(S/F)^(1/2 +- s)]. The least |y| over s that
  /// brings this under the tolerance is sought from the Gaussian optimum downward, heavy tails
  /// having exploded there.
  ///
  /// - Parameters:
  ///   - parameters: The model.
  ///   - years: Time to expiry.
  ///   - tolerance: What counts as worthless, in units of sqrt(F K).
  init(_ parameters: HestonParameters, years: Double, tolerance: Double) {
    let target = -log(tolerance)
    let total = parameters.expectedTotalVariance(years: years)
    let start = (2 * target / total).squareRoot()
    func least(_ sign: Double) -> Double {
      var s = start
      // At s = 1/2 the moment is one at most, so this distance always suffices.
      var best = 2 * target
      var worse = 0
      for _ in 0..<40 {
        let moment = hestonLogMoment(parameters, years: years, power: 0.5 + sign * s)
        if moment.isFinite {
          let distance = (moment + target) / s
          worse = distance < best ? 0 : worse + 1
          best = min(best, distance)
          if worse > 1 { break }
        }
        s *= moment.isFinite ? 0.8 : 0.6
        if s < 0.5 { break }
      }
      return max(best, 0)
    }
    below = least(-1)
    above = least(1)
  }
}

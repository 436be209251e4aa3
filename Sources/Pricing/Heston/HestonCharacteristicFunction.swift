// The characteristic function of the logarithm of price over forward under Heston's model.
//
// Favours stability: the branch of Albrecher et al. that stays continuous for long times, with the
// one small difference d - xi taken from its product with d + xi, so that a small volatility of
// variance costs no digits. Everything is a function of w in E[(S_T / F)^w]; the characteristic
// function at u is w = i u. Rates enter through the forward alone.
// Sources: Albrecher, Mayer, Schoutens and Tistaert (2007), "The little Heston trap", Wilmott, Jan;
// Lord and Kahl (2010), "Complex logarithms in Heston-like models", Mathematical Finance 20(4);
// analytic gradient in the spirit of Cui, del Bano Rollin and Germano (2017), "Full and fast
// calibration of the Heston stochastic volatility model", European J. Operational Research 263.

import Glibc
public import Numerics

/// The logarithm of E[(S_T / F)^w] at one complex w, with its derivatives.
///
///     a = w (1 - w),  xi = kappa - rho sigma w,  d = sqrt(xi^2 + sigma^2 a),  E = exp(-d T)
///     p = xi + d,  m = d - xi,  p m = sigma^2 a,  G = p + m E
///     variance = -a (1 - E) / G                                        (multiplies v0)
///     level = -m T - 2 ln(G / 2d)                        (multiplies kappa theta / sigma^2)
///     ln E[(S_T / F)^w] = kappa theta / sigma^2 level + v0 variance
struct HestonExponent {
  /// The logarithm itself.
  var value: ComplexNumber
  /// Its derivative by v0.
  var v0: ComplexNumber
  /// Its derivative by kappa.
  var kappa: ComplexNumber
  /// Its derivative by theta.
  var theta: ComplexNumber
  /// Its derivative by sigma.
  var sigma: ComplexNumber
  /// Its derivative by rho.
  var rho: ComplexNumber

  /// Evaluates the exponent.
  ///
  /// Only xi carries kappa and rho besides the outer factors, so one derivative of the Riccati
  /// solution serves both. That by sigma follows from scaling time: multiplying T and dividing
  /// kappa, theta, v0 and sigma by one number changes nothing, hence
  ///
  ///     sigma d/dsigma = T d/dT - kappa d/dkappa - theta d/dtheta - v0 d/dv0
  ///
  /// with d/dT = kappa theta variance + v0 (sigma^2 variance^2 / 2 - xi variance - a / 2).
  ///
  /// - Parameters:
  ///   - parameters: The model.
  ///   - years: Time to expiry.
  ///   - w: The exponent, inside the strip where the moment exists.
  init(_ parameters: HestonParameters, years: Double, w: ComplexNumber) {
    let (v0, kappa, theta) = (parameters.v0, parameters.kappa, parameters.theta)
    let (sigma, rho) = (parameters.sigma, parameters.rho)
    let sigmaSquared = sigma * sigma
    let a = w * (ComplexNumber(1, 0) - w)
    let xi = ComplexNumber(kappa, 0) - (rho * sigma) * w
    let d = squareRoot(xi * xi + sigmaSquared * a)
    let (p, m) = HestonExponent.roots(xi: xi, d: d, product: sigmaSquared * a)
    let decay = ComplexNumber.exponential(-years * d)
    let gone = ComplexNumber(1, 0) - decay
    let inverseG = (p + m * decay).reciprocal
    let inverseD = d.reciprocal
    let variance = -(a * gone * inverseG)
    let level =
      -years * m - 2 * logarithmOfOnePlus(-0.5 * (m * gone * inverseD))
    let scale = kappa * theta / sigmaSquared
    value = scale * level + v0 * variance

    // dG/dxi = (p - m E (1 + T xi)) / d, and every small difference is m again.
    let drift = years * (xi * decay)
    let gSlope = p - m * (decay + drift)
    let varianceSlope = -((a * drift + variance * gSlope) * inverseD * inverseG)
    let bracket =
      ComplexNumber(years, 0) - 2 * (inverseD - (decay + decay + drift) * inverseG)
    let levelSlope = m * inverseD * bracket
    let byXi = scale * levelSlope + v0 * varianceSlope
    self.v0 = variance
    self.theta = (kappa / sigmaSquared) * level
    self.kappa = (theta / sigmaSquared) * level + byXi
    self.rho = -sigma * (w * byXi)
    let riccati = 0.5 * (sigmaSquared * (variance * variance) - a) - xi * variance
    let byTime = (kappa * theta) * variance + v0 * riccati
    self.sigma =
      (1 / sigma)
      * (years * byTime - kappa * self.kappa - theta * self.theta - v0 * variance)
  }

  /// d + xi and d - xi, the small one of the two from their product.
  @inline(__always)
  static func roots(
    xi: ComplexNumber, d: ComplexNumber, product: ComplexNumber
  ) -> (p: ComplexNumber, m: ComplexNumber) {
    if xi.real >= 0 {
      let p = d + xi
      return (p, product / p)
    }
    let m = d - xi
    return (product / m, m)
  }
}

/// The characteristic function at one point with its derivatives by the parameters.
public struct HestonCharacteristic: Hashable, Sendable {
  /// The value.
  public var value: ComplexNumber
  /// The derivatives by v0, kappa, theta, sigma and rho.
  public var gradient: [ComplexNumber]
}

/// The characteristic function E[exp(i u ln(S_T / F))] of Heston's model and its gradient.
///
/// The argument may be complex inside the strip where the moment exists; u = 0 and u = -i give one.
///
/// - Parameters:
///   - parameters: The model.
///   - years: Time to expiry, above zero.
///   - u: The argument.
/// - Returns: Value and derivatives.
/// - Throws: `ModelError` when the time is not above zero, or the moment does not exist there.
public func hestonCharacteristicFunction(
  _ parameters: HestonParameters, years: Double, at u: ComplexNumber
) throws(ModelError) -> HestonCharacteristic {
  try requirePositive(years, "years")
  try requireFinite(u.real, "real part of u")
  try requireFinite(u.imaginary, "imaginary part of u")
  let moment = -u.imaginary
  guard hestonLogMoment(parameters, years: years, power: moment).isFinite else {
    throw .noSolution(
      what: "the characteristic function at \(u.real) + \(u.imaginary) i",
      why: "the moment of order \(moment) of the price is infinite after \(years) years")
  }
  let exponent = HestonExponent(
    parameters, years: years, w: ComplexNumber(-u.imaginary, u.real))
  let value = ComplexNumber.exponential(exponent.value)
  let slopes = [exponent.v0, exponent.kappa, exponent.theta, exponent.sigma, exponent.rho]
  return HestonCharacteristic(value: value, gradient: slopes.map { value * $0 })
}

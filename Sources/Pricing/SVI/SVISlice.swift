// One expiry's smile as a hyperbola in log-moneyness: stochastic volatility inspired, raw form.
//
//     w(k) = a + b ( rho (k - m) + sqrt((k - m)^2 + sigma^2) )
//
// w is total variance (volatility squared times years), k is ln(K/F). Source: Gatheral and Jacquier
// (2014), "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14(1), section 3.1.

public import Numerics

/// Total variance with its first two derivatives in log-moneyness.
public struct VarianceJet: Hashable, Sendable {
  /// w(k).
  public var value: Double
  /// w'(k).
  public var first: Double
  /// w''(k).
  public var second: Double

  /// Makes a jet.
  ///
  /// - Parameters:
  ///   - value: w(k).
  ///   - first: w'(k).
  ///   - second: w''(k).
  @inlinable public init(value: Double, first: Double, second: Double) {
    self.value = value
    self.first = first
    self.second = second
  }

  /// The density factor g; a smile has no butterfly arbitrage where it is nowhere below zero.
  ///
  ///     g(k) = (1 - k w'/(2w))^2 - w'^2/4 (1/w + 1/4) + w''/2
  ///
  /// Source: Gatheral and Jacquier (2014), equation 2.1.
  ///
  /// - Parameter k: Log-moneyness at which the derivatives were taken.
  /// - Returns: g, without units.
  @inlinable public func density(at k: Double) -> Double {
    let tilt = 1 - 0.5 * k * first / value
    return tilt * tilt - 0.25 * first * first * (1 / value + 0.25) + 0.5 * second
  }
}

/// A raw SVI smile.
public struct SVISlice: Hashable, Sendable {
  /// Level of total variance.
  public var a: Double
  /// Half the sum of the wings' slopes, at least zero.
  public var b: Double
  /// Tilt between the wings, above -1 and below 1.
  public var rho: Double
  /// Log-moneyness around which the hyperbola turns.
  public var m: Double
  /// Roundness of the turn, above zero.
  public var sigma: Double

  /// Makes a smile whose total variance is nowhere below zero.
  ///
  /// - Parameters:
  ///   - a: Level.
  ///   - b: Half the sum of the slopes.
  ///   - rho: Tilt.
  ///   - m: Centre.
  ///   - sigma: Roundness.
  /// - Throws: `ModelError` for a parameter outside its range, or a least variance
  ///   a + b sigma sqrt(1 - rho^2) below zero.
  public init(a: Double, b: Double, rho: Double, m: Double, sigma: Double) throws(ModelError) {
    try requireFinite(a, "a")
    try require(b, in: 0...Double.greatestFiniteMagnitude, "b")
    guard rho > -1, rho < 1 else {
      throw .outOfDomain(input: "rho", value: rho, rule: "it must lie between -1 and 1")
    }
    try requireFinite(m, "m")
    try requirePositive(sigma, "sigma")
    self.init(unchecked: a, b, rho, m, sigma)
    guard leastVariance >= 0 else {
      throw .outOfDomain(
        input: "a + b sigma sqrt(1 - rho^2)", value: leastVariance,
        rule: "total variance must not be negative")
    }
  }

  init(unchecked a: Double, _ b: Double, _ rho: Double, _ m: Double, _ sigma: Double) {
    self.a = a
    self.b = b
    self.rho = rho
    self.m = m
    self.sigma = sigma
  }

  /// Slope of total variance far above the money, b (1 + rho).
  public var rightSlope: Double { b * (1 + rho) }

  /// Minus the slope of total variance far below the money, b (1 - rho).
  public var leftSlope: Double { b * (1 - rho) }

  /// The least total variance, a + b sigma sqrt(1 - rho^2).
  public var leastVariance: Double { a + b * sigma * (1 - rho * rho).squareRoot() }

  /// Total variance.
  ///
  /// - Parameter k: Log-moneyness ln(K/F).
  /// - Returns: w(k).
  @inlinable public func totalVariance(_ k: Double) -> Double {
    let x = k - m
    return a + b * (rho * x + (x * x + sigma * sigma).squareRoot())
  }

  /// Total variance with its derivatives.
  ///
  /// - Parameter k: Log-moneyness ln(K/F).
  /// - Returns: w, w' and w''.
  @inlinable public func jet(_ k: Double) -> VarianceJet {
    let x = k - m
    let root = (x * x + sigma * sigma).squareRoot()
    return VarianceJet(
      value: a + b * (rho * x + root), first: b * (rho + x / root),
      second: b * sigma * sigma / (root * root * root))
  }

  /// Annualised volatility.
  ///
  /// - Parameters:
  ///   - k: Log-moneyness ln(K/F).
  ///   - years: Time to expiry, above zero.
  /// - Returns: sqrt(w(k) / years).
  @inlinable public func volatility(_ k: Double, years: Double) -> Double {
    (max(totalVariance(k), 0) / years).squareRoot()
  }
}

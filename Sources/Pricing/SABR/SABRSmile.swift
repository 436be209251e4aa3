// A SABR smile of one expiry: its volatilities, their shape, and where the expansion may be used.
//
// Hagan's expansion is exact only as time and distance shrink. A strike half the forward away, a
// large nu^2 T, a volatility at or below zero or a negative density each say that the number is no
// longer the model's; a finite-difference price then is (`sabrFiniteDifference`).

import Glibc
public import Numerics

/// Why Hagan's expansion should not be trusted at a strike; empty when it may.
public struct SABRValidity: OptionSet, Hashable, Sendable {
  /// One bit for each reason.
  public let rawValue: UInt8

  /// Makes a set of reasons.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The strike is at least half the forward away from it.
  public static let distantStrike = SABRValidity(rawValue: 1)
  /// nu^2 T is at least one: the next terms of the expansion are no longer small.
  ///
  /// At a volatility of 20 % and one standard deviation from the forward the formula is then off by
  /// about 0.9 volatility points, and by 0.1 at a quarter of that (against finite differences).
  public static let largeVolatilityOfVolatility = SABRValidity(rawValue: 2)
  /// The density that the smile implies is negative at the strike: a butterfly has a price below 0.
  public static let negativeDensity = SABRValidity(rawValue: 4)
  /// The time correction has turned the volatility to zero or below.
  public static let volatilityNotPositive = SABRValidity(rawValue: 8)

  /// The reasons in words, in a fixed order.
  public var reasons: [String] {
    let texts: [(SABRValidity, String)] = [
      (.distantStrike, "the strike is half the forward or more away"),
      (.largeVolatilityOfVolatility, "nu^2 T is one or more"),
      (.negativeDensity, "the implied density is negative"),
      (.volatilityNotPositive, "the expansion gives no positive volatility"),
    ]
    return texts.filter { contains($0.0) }.map(\.1)
  }
}

/// A volatility with its first two derivatives by the logarithm of the strike.
public struct SABRSmileShape: Hashable, Sendable {
  /// The implied volatility.
  public var volatility: Double
  /// Its derivative by ln K.
  public var slope: Double
  /// Its second derivative by ln K.
  public var curvature: Double
}

/// A SABR smile of one expiry.
public struct SABRSmile: Hashable, Sendable {
  /// The forward.
  public let forward: Double
  /// Time to expiry.
  public let years: Double
  /// The parameters.
  public let parameters: SABRParameters

  /// Makes a smile.
  ///
  /// - Parameters:
  ///   - forward: The forward, above zero.
  ///   - years: Time to expiry, above zero.
  ///   - parameters: The parameters.
  /// - Throws: `ModelError.outOfDomain`.
  public init(forward: Double, years: Double, parameters: SABRParameters) throws(ModelError) {
    try requirePositive(forward, "forward")
    try requirePositive(years, "years")
    self.forward = forward
    self.years = years
    self.parameters = parameters
  }

  /// The Hagan (2002) volatility at a strike above zero.
  ///
  /// - Parameter strike: The strike, above zero.
  /// - Returns: The annualised volatility.
  /// - Throws: `ModelError.outOfDomain` for a strike not above zero.
  public func volatility(at strike: Double) throws(ModelError) -> Double {
    try sabrVolatility(
      forward: forward, strike: strike, years: years, parameters: parameters, expansion: .hagan)
  }

  /// The volatility at the forward.
  public var atTheMoneyVolatility: Double { value(forward) }

  /// Hagan's volatility with its exact first two derivatives by the logarithm of the strike.
  ///
  /// Each factor of equation 2.17a is differentiated through its logarithm, k = ln(K/F).
  ///
  /// - Parameter strike: The strike, above zero.
  /// - Returns: Volatility, slope and curvature; nil where the volatility is not positive.
  /// - Throws: `ModelError.outOfDomain` for a strike not above zero.
  public func shape(at strike: Double) throws(ModelError) -> SABRSmileShape? {
    try requirePositive(strike, "strike")
    return derivatives(strike)
  }

  /// Gatheral's density factor g: the density of the forward at a strike has its sign.
  ///
  ///     g(k) = (1 - k s'/s)^2 - (w'^2 / 4)(1/w + 1/4) + w''/2,   w = s^2 T
  ///
  /// Source: Gatheral and Jacquier (2014), "Arbitrage-free SVI volatility surfaces", equation 2.1.
  ///
  /// - Parameter strike: The strike, above zero.
  /// - Returns: g; nil where the volatility is not positive.
  /// - Throws: `ModelError.outOfDomain` for a strike not above zero.
  public func densityFactor(at strike: Double) throws(ModelError) -> Double? {
    try requirePositive(strike, "strike")
    return derivatives(strike).map { density($0, strike) }
  }

  /// Why the expansion should not be trusted at a strike.
  ///
  /// - Parameter strike: The strike, above zero.
  /// - Returns: The reasons; empty when the expansion may be used.
  /// - Throws: `ModelError.outOfDomain` for a strike not above zero.
  public func validity(at strike: Double) throws(ModelError) -> SABRValidity {
    try requirePositive(strike, "strike")
    var reasons: SABRValidity = []
    if abs(strike - forward) >= 0.5 * forward { reasons.insert(.distantStrike) }
    if parameters.nu * parameters.nu * years >= 1 { reasons.insert(.largeVolatilityOfVolatility) }
    guard let shape = derivatives(strike) else { return reasons.union(.volatilityNotPositive) }
    if density(shape, strike) < 0 { reasons.insert(.negativeDensity) }
    return reasons
  }

  /// The strikes around the forward within which no butterfly has a negative price.
  ///
  /// Scans outward in steps of a 16th of a standard deviation and bisects the first breach.
  ///
  /// - Parameter deviations: How far to look on each side, in standard deviations at the money.
  /// - Returns: The range, at most as wide as looked at; nil when the density is negative at the
  ///   forward itself.
  /// - Throws: `ModelError.outOfDomain` for deviations not above 0 or beyond 40.
  public func butterflyFreeStrikes(
    within deviations: Double
  ) throws(ModelError) -> ClosedRange<Double>? {
    try requirePositive(deviations, "deviations")
    try require(deviations, in: 0...40, "deviations")
    guard isFree(0) else { return nil }
    let step = atTheMoneyVolatility * years.squareRoot() / 16
    let count = Int((16 * deviations).rounded(.up))
    return forward * exp(edge(-step, count))...forward * exp(edge(step, count))
  }

  /// The last log-strike of a walk from the forward before the density turns negative.
  private func edge(_ step: Double, _ count: Int) -> Double {
    for index in 1...count where !isFree(step * Double(index)) {
      var (good, bad) = (step * Double(index - 1), step * Double(index))
      for _ in 0..<40 {
        let middle = 0.5 * (good + bad)
        if isFree(middle) { good = middle } else { bad = middle }
      }
      return good
    }
    return step * Double(count)
  }

  private func isFree(_ k: Double) -> Bool {
    let strike = forward * exp(k)
    return derivatives(strike).map { density($0, strike) >= 0 } ?? false
  }

  func value(_ strike: Double) -> Double {
    parameters.volatility(
      at: SABRStrikeTerms(
        forward: forward, strike: strike, beta: parameters.beta, expansion: .hagan),
      years: years)
  }

  private func density(_ shape: SABRSmileShape, _ strike: Double) -> Double {
    let k = -logMoneyness(forward: forward, strike: strike)
    let s = shape.volatility
    let variance = s * s * years
    let slope = 2 * s * shape.slope * years
    let curvature = 2 * (shape.slope * shape.slope + s * shape.curvature) * years
    let tilt = 1 - k * shape.slope / s
    return tilt * tilt - 0.25 * slope * slope * (1 / variance + 0.25) + 0.5 * curvature
  }

  /// Volatility and derivatives for a strike above zero.
  private func derivatives(_ strike: Double) -> SABRSmileShape? {
    let (alpha, beta) = (parameters.alpha, parameters.beta)
    let (rho, nu) = (parameters.rho, parameters.nu)
    let b = 1 - beta
    let k = -logMoneyness(forward: forward, strike: strike)
    let power = b == 0 ? 1 : pow(forward * strike, 0.5 * b)
    // s = 1 + b^2 k^2 / 24 + b^4 k^4 / 1920.
    let b2 = b * b
    let spread = 1 + b2 * k * k / 24 * (1 + b2 * k * k / 80)
    let spreadSlope = b2 * k / 12 * (1 + b2 * k * k / 40) / spread
    let spreadBend = b2 / 12 * (1 + 3 * b2 * k * k / 40) / spread
    // z = -(nu / alpha) m k with m' = b m / 2.
    let pace = -nu / alpha * power
    let z = pace * k
    let zSlope = pace * (1 + 0.5 * b * k)
    let zBend = pace * b * (1 + 0.25 * b * k)
    let factor = HyperbolicRatio(z: z, rho: rho)
    let byZ = factor.slope(z: z, rho: rho)
    let ratioSlope = byZ * zSlope / factor.value
    let ratioBend =
      (factor.curvature(z: z, rho: rho) * zSlope * zSlope + byZ * zBend) / factor.value
    // The time correction h = 1 + (c2 / m^2 + c1 / m + c0) T.
    let second = b2 / 24 * alpha * alpha / (power * power) * years
    let first = 0.25 * rho * beta * nu * alpha / power * years
    let time = 1 + second + first + (2 - 3 * rho * rho) / 24 * nu * nu * years
    guard time > 0 else { return nil }
    let timeSlope = -(b * second + 0.5 * b * first) / time
    let timeBend = (b2 * second + 0.25 * b2 * first) / time
    let volatility = alpha / (power * spread) * factor.value * time
    // ln sigma: the sum of the logarithms; (ln f)'' = f''/f - (f'/f)^2.
    let slope = -0.5 * b - spreadSlope + ratioSlope + timeSlope
    let bend =
      -(spreadBend - spreadSlope * spreadSlope) + (ratioBend - ratioSlope * ratioSlope)
      + (timeBend - timeSlope * timeSlope)
    return SABRSmileShape(
      volatility: volatility, slope: volatility * slope,
      curvature: volatility * (bend + slope * slope))
  }
}

// The mesh on which the SABR equation is solved.
//
// The forward is measured in units of its value today. Its points are laid out in the coordinate
//
//     x = (f^b - 1) / b,   b = 1 - beta   (ln f at beta one),
//
// in which the model's noise is alpha alone, so that an even mesh suits it everywhere: towards the
// absorbing zero, x = -1/b, points crowd in f as they should. Volatility is measured by
// y = ln(alpha / alpha0). Both meshes are sinh-shaped around today's values, which are points.

import Glibc
public import Numerics

/// How finely the forward, the volatility and time are divided.
public struct SABRGrid: Hashable, Sendable {
  /// Intervals of the forward.
  public let forwardSteps: Int
  /// Intervals of the volatility.
  public let volatilitySteps: Int
  /// Steps in time.
  public let timeSteps: Int

  /// The grid that the accuracy stated beside `sabrFiniteDifference` refers to.
  public static let standard = SABRGrid(valid: (300, 60, 48))

  /// Makes a grid.
  ///
  /// - Parameters:
  ///   - forwardSteps: Intervals of the forward, 40 to 4,000.
  ///   - volatilitySteps: Intervals of the volatility, 16 to 1,000.
  ///   - timeSteps: Steps in time, 8 to 4,000.
  /// - Throws: `ModelError.outOfDomain` outside those ranges.
  public init(forwardSteps: Int, volatilitySteps: Int, timeSteps: Int) throws(ModelError) {
    try require(Double(forwardSteps), in: 40...4000, "forwardSteps")
    try require(Double(volatilitySteps), in: 16...1000, "volatilitySteps")
    try require(Double(timeSteps), in: 8...4000, "timeSteps")
    self.init(valid: (forwardSteps, volatilitySteps, timeSteps))
  }

  /// Half the steps in every direction.
  var halved: SABRGrid {
    SABRGrid(valid: (forwardSteps / 2, volatilitySteps / 2, timeSteps / 2))
  }

  private init(valid steps: (forward: Int, volatility: Int, time: Int)) {
    (forwardSteps, volatilitySteps, timeSteps) = steps
  }
}

/// The points of the forward and of the volatility.
struct SABRMesh {
  /// Forwards as multiples of today's, ascending.
  let forwards: [Double]
  /// The point of today's forward.
  let forwardIndex: Int
  /// ln(alpha / alpha0), ascending.
  let logVolatilities: [Double]
  /// The point of today's volatility.
  let volatilityIndex: Int
  /// alpha F^(beta - 1): the lognormal volatility today.
  let level: Double

  /// Reach of the forward in standard deviations of x, and of the volatility in those of y.
  ///
  /// With heavy tails 5 deviations of x still cost 3e-5 of the forward, 12 cost nothing (measured).
  private static let reach = (forward: 12.0, volatility: 5.0)
  /// A put does not tell a forward above e^30 of today's from infinity, nor one below e^-30 from
  /// zero: the bounds are absorbing.
  private static let largestLog = 30.0

  init(
    forward: Double, years: Double, parameters: SABRParameters, strikes: ClosedRange<Double>,
    grid: SABRGrid
  ) {
    let b = 1 - parameters.beta
    level = parameters.alpha * pow(forward, -b)
    let root = years.squareRoot()
    // Below this spread of the volatility the price does not feel it.
    let spread = max(parameters.nu * root, 1e-4)
    // The mean of the integral of alpha^2 is (exp(nu^2 T) - 1) / nu^2.
    let growth = (expm1(min(spread * spread, 30)) / (spread * spread)).squareRoot()
    let deviation = level * root * growth
    func coordinate(_ logForward: Double) -> Double {
      b > 0 ? expm1(b * logForward) / b : logForward
    }
    let span = SABRMesh.reach.forward * deviation
    let ends = (
      coordinate(min(log(strikes.lowerBound / forward), 0)) - span,
      coordinate(max(log(strikes.upperBound / forward), 0)) + span
    )
    let low = max(ends.0, coordinate(-SABRMesh.largestLog))
    let high = min(ends.1, coordinate(SABRMesh.largestLog))
    let x = anchoredSinhMesh(low: low, high: high, scale: level * root, steps: grid.forwardSteps)
    forwards = x.points.map { b > 0 ? pow(max(0, 1 + b * $0), 1 / b) : exp($0) }
    forwardIndex = x.anchor
    let y = anchoredSinhMesh(
      low: -0.5 * spread * spread - SABRMesh.reach.volatility * spread,
      high: SABRMesh.reach.volatility * spread, scale: 0.5 * spread, steps: grid.volatilitySteps)
    logVolatilities = y.points
    volatilityIndex = y.anchor
  }
}

/// Points that are dense around zero, with zero among them.
///
/// The map is scale * sinh(u), u running evenly from one end to the other but for a parabola that
/// brings its nearest point to zero: smooth, so that quotients keep their order.
///
/// - Parameters:
///   - low: The first point, below zero.
///   - high: The last point, above zero.
///   - scale: Half-width of the dense part.
///   - steps: Intervals.
/// - Returns: The points and the place of zero.
private func anchoredSinhMesh(
  low: Double, high: Double, scale: Double, steps: Int
) -> (points: [Double], anchor: Int) {
  let (start, end) = (asinh(low / scale), asinh(high / scale))
  let count = Double(steps)
  let anchor = min(max(Int((-start / (end - start) * count).rounded()), 3), steps - 3)
  let share = Double(anchor) / count
  let shift = (-start - share * (end - start)) / (share * (1 - share))
  var points = (0...steps).map { index in
    let t = Double(index) / count
    return scale * sinh(start + t * (end - start) + shift * t * (1 - t))
  }
  (points[0], points[anchor], points[steps]) = (low, 0, high)
  return (points, anchor)
}

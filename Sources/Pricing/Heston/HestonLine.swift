// Heston's characteristic function on the line Re w = 1/2, four nodes at a time.
//
// There a = w (1 - w) = u^2 + 1/4 and d^2 has a positive real part, so that the root needs no case
// distinction and xi has one sign for all nodes. The formulas are those of `HestonExponent`.

import Numerics

/// The characteristic function of one expiry on the line.
struct HestonLine {
  private let years: Double
  private let v0: Double
  private let kappa: Double
  private let theta: Double
  private let sigma: Double
  private let sigmaSquared: Double
  /// Real part of xi, and its imaginary part per u.
  private let xiReal: Double
  private let xiSlope: Double
  /// Real part of d squared at u = 0, and its growth per u squared.
  private let squareReal: Double
  private let squareGrowth: Double
  private let scale: Double

  init(_ parameters: HestonParameters, years: Double) {
    self.years = years
    (v0, kappa, theta) = (parameters.v0, parameters.kappa, parameters.theta)
    sigma = parameters.sigma
    sigmaSquared = sigma * sigma
    xiReal = kappa - 0.5 * parameters.rho * sigma
    xiSlope = -parameters.rho * sigma
    squareReal = xiReal * xiReal + 0.25 * sigmaSquared
    squareGrowth = sigmaSquared * (1 - parameters.rho) * (1 + parameters.rho)
    scale = kappa * theta / sigmaSquared
  }

  /// Fills the terms until what remains is under a limit.
  ///
  /// - Parameters:
  ///   - values: Where the terms go, four to an element.
  ///   - step: The distance between two nodes.
  ///   - limit: What the terms left out may add.
  /// - Returns: How many elements were filled, and a bound on the remainder.
  func fill(
    _ values: inout [ComplexLanes], step: Double, limit: Double
  ) -> (blocks: Int, tail: Double) {
    var values = values.mutableSpan
    var nodes = Nodes(step: step)
    for index in 0..<values.count {
      let at = point(nodes.u, weight: nodes.weight)
      values[index] = at.term
      let tail = remainder(at.size)
      if tail < limit || index == values.count - 1 { return (index + 1, tail) }
      nodes.advance()
    }
    return (0, .infinity)
  }

  /// Fills the terms and their derivatives in the same way.
  ///
  /// - Parameters:
  ///   - values: Where the terms go, four to an element.
  ///   - slopes: Where the derivatives go.
  ///   - step: The distance between two nodes.
  ///   - limit: What the terms left out may add.
  /// - Returns: How many elements were filled, and a bound on the remainder.
  func fill(
    _ values: inout [ComplexLanes], _ slopes: inout [HestonTransform.Slopes], step: Double,
    limit: Double
  ) -> (blocks: Int, tail: Double) {
    var values = values.mutableSpan
    var slopes = slopes.mutableSpan
    var nodes = Nodes(step: step)
    for index in 0..<values.count {
      let at = point(nodes.u, weight: nodes.weight)
      values[index] = at.term
      slopes[index] = gradient(at, u: nodes.u)
      let tail = remainder(at.size)
      if tail < limit || index == values.count - 1 { return (index + 1, tail) }
      nodes.advance()
    }
    return (0, .infinity)
  }

  /// Four neighbouring nodes and their weights in the trapezoidal rule.
  private struct Nodes {
    var u: FourReals
    var weight: FourReals
    private let full: Double
    private let start: FourReals
    private let step: Double
    private var count = 0.0

    init(step: Double) {
      self.step = step
      full = step / Double.pi
      start = step * FourReals(0, 1, 2, 3)
      u = start
      weight = full * FourReals(0.5, 1, 1, 1)
    }

    @inline(__always)
    mutating func advance() {
      count += 4
      u = start + count * step
      weight = FourReals(repeating: full)
    }
  }

  /// What the terms beyond the last of four can add.
  ///
  /// The logarithm of their size falls at a rate that only grows: a geometric series bounds them.
  @inline(__always)
  private func remainder(_ size: FourReals) -> Double {
    let (previous, last) = (size[2], size[3])
    return last < previous ? last * last / (previous - last) : last > 0 ? .infinity : 0
  }

  /// What value and derivatives share.
  private struct Point {
    var a: FourReals
    var xi: ComplexLanes
    var m: ComplexLanes
    var p: ComplexLanes
    var inverseD: ComplexLanes
    var inverseG: ComplexLanes
    var decay: ComplexLanes
    var variance: ComplexLanes
    var level: ComplexLanes
    var term: ComplexLanes
    var size: FourReals
  }

  @inline(__always)
  private func point(_ u: FourReals, weight: FourReals) -> Point {
    let a = u * u + 0.25
    let xi = ComplexLanes(FourReals(repeating: xiReal), xiSlope * u)
    let (d, inverseD) = ComplexLanes.squareRoot(
      ofRightHalf: ComplexLanes(
        squareGrowth * (u * u) + squareReal, (2 * xiReal * xiSlope) * u))
    // The larger of d + xi and d - xi, and the other one from their product.
    let large = xiReal >= 0 ? d + xi : d - xi
    let small = (sigmaSquared * a) * large.reciprocal
    let (p, m) = xiReal >= 0 ? (large, small) : (small, large)
    let decay = ComplexLanes.exponential(-years * d)
    let gone = ComplexLanes(1 - decay.real, -decay.imaginary)
    let inverseG = (p + m * decay).reciprocal
    let variance = (-a) * (gone * inverseG)
    let level =
      -years * m - 2 * ComplexLanes.logarithmOfOnePlus(-0.5 * (m * gone * inverseD))
    let exponent = scale * level + v0 * variance
    let size = weight / a * fourExponentials(exponent.real)
    let (sine, cosine) = fourSinesAndCosines(exponent.imaginary)
    return Point(
      a: a, xi: xi, m: m, p: p, inverseD: inverseD, inverseG: inverseG, decay: decay,
      variance: variance, level: level, term: ComplexLanes(size * cosine, size * sine), size: size)
  }

  /// The derivatives of four terms.
  @inline(__always)
  private func gradient(_ at: Point, u: FourReals) -> HestonTransform.Slopes {
    let drift = years * (at.xi * at.decay)
    let gSlope = at.p - at.m * (at.decay + drift)
    let inverse = at.inverseD * at.inverseG
    let varianceSlope = -((at.a * drift + at.variance * gSlope) * inverse)
    let inner = at.inverseD - (at.decay + at.decay + drift) * at.inverseG
    let bracket = ComplexLanes(years - 2 * inner.real, -2 * inner.imaginary)
    let byXi = scale * (at.m * at.inverseD * bracket) + v0 * varianceSlope
    let byTheta = (kappa / sigmaSquared) * at.level
    let byKappa = (theta / sigmaSquared) * at.level + byXi
    let square = at.variance * at.variance
    let riccati =
      ComplexLanes(
        0.5 * (sigmaSquared * square.real - at.a), (0.5 * sigmaSquared) * square.imaginary)
      - at.xi * at.variance
    let byTime = (kappa * theta) * at.variance + v0 * riccati
    let bySigma =
      (1 / sigma) * (years * byTime - kappa * byKappa - theta * byTheta - v0 * at.variance)
    let w = ComplexLanes(FourReals(repeating: 0.5), u)
    return HestonTransform.Slopes(
      v0: at.term * at.variance, kappa: at.term * byKappa, theta: at.term * byTheta,
      sigma: at.term * bySigma, rho: at.term * (-sigma * (w * byXi)))
  }
}

// Cost, gradient and J'J of a smile fit in alpha, rho and nu, and its damped step.

/// The normal equations of three parameters.
struct SABRNormalSystem {
  /// Sum of weighted squared errors.
  var cost: Double
  /// J'r.
  private var gradient = SIMD3<Double>(repeating: 0)
  /// The diagonal of J'J.
  private var diagonal = SIMD3<Double>(repeating: 0)
  /// The elements (1,0), (2,0) and (2,1) of J'J.
  private var low = SIMD3<Double>(repeating: 0)

  init(cost: Double) { self.cost = cost }

  /// Adds one strike.
  @inline(__always) mutating func add(_ model: SABRGradient, error: Double, weight: Double) {
    let (a, r, n) = (weight * model.alpha, weight * model.rho, weight * model.nu)
    cost += weight * error * error
    gradient.x += a * error
    gradient.y += r * error
    gradient.z += n * error
    diagonal.x += a * model.alpha
    diagonal.y += r * model.rho
    diagonal.z += n * model.nu
    low.x += a * model.rho
    low.y += a * model.nu
    low.z += r * model.nu
  }

  /// J'J, row-major.
  var matrix: [Double] {
    [diagonal.x, low.x, low.y, low.x, diagonal.y, low.z, low.y, low.z, diagonal.z]
  }

  /// Which parameters stand on a bound that the descent would cross.
  func held(
    at point: SIMD3<Double>, _ lower: SIMD3<Double>, _ upper: SIMD3<Double>
  ) -> SIMDMask<SIMD3<Int64>> {
    ((point .<= lower) .& (gradient .> 0)) .| ((point .>= upper) .& (gradient .< 0))
  }

  /// The largest cosine between the errors and a free column of derivatives.
  func largestCosine(_ held: SIMDMask<SIMD3<Int64>>) -> Double {
    var largest = 0.0
    for j in 0..<3 where !held[j] {
      let size = diagonal[j] * cost
      if size > 0 { largest = max(largest, gradient[j] * gradient[j] / size) }
    }
    return largest.squareRoot()
  }

  /// The decrease that the quadratic model promises for a move.
  func promise(_ move: SIMD3<Double>) -> Double {
    let square = (move * (2 * gradient + diagonal * move)).sum()
    let cross = low.x * move.x * move.y + low.y * move.x * move.z + low.z * move.y * move.z
    return -(square + 2 * cross)
  }

  /// Solves (J'J + damping diag) step = -J'r on the free parameters by L D L'.
  ///
  /// - Parameters:
  ///   - damping: Marquardt's damping, relative to the diagonal.
  ///   - held: Parameters that stay.
  /// - Returns: The step; nil when the system is not positive definite.
  func step(damping: Double, held: SIMDMask<SIMD3<Int64>>) -> SIMD3<Double>? {
    // A parameter without influence gets a pivot of its own and a step of zero.
    let floor = 1e-30 * diagonal.max()
    var d = (diagonal + damping * diagonal + floor).replacing(with: 1, where: held)
    let right = (-gradient).replacing(with: 0, where: held)
    var l = low
    if held[0] || held[1] { l.x = 0 }
    if held[0] || held[2] { l.y = 0 }
    if held[1] || held[2] { l.z = 0 }
    guard d.x > 0 else { return nil }
    let l10 = l.x / d.x
    let l20 = l.y / d.x
    d.y -= l10 * l.x
    guard d.y > 0 else { return nil }
    let l21 = (l.z - l20 * l.x) / d.y
    d.z -= l20 * l.y + l21 * l21 * d.y
    guard d.z > 0 else { return nil }
    let y1 = right.y - l10 * right.x
    let y2 = right.z - l20 * right.x - l21 * y1
    let s2 = y2 / d.z
    let s1 = y1 / d.y - l21 * s2
    return SIMD3(right.x / d.x - l10 * s1 - l20 * s2, s1, s2)
  }
}

// The integral of one out-of-the-money option under Heston's model along its saddle line.

import Glibc
import Numerics

/// Value and sensitivities of an out-of-the-money option in units of the forward.
struct HestonSaddleIntegral {
  /// Value, then its derivatives by F times F and F^2, then those by the five parameters.
  private(set) var sums: [Double]
  /// Estimated from the last change of the value under halving, plus rounding.
  private(set) var error = Double.infinity
  /// Evaluations of the characteristic function.
  private(set) var evaluations: Int

  /// The error of the value, in units of the forward, beyond which there is no answer.
  private static let largestError = 1e-9

  /// Evaluations on one grid at most.
  private static let mostEvaluations = 1 << 19

  /// Integrates; nil when the bound on evaluations was met before the value had settled.
  ///
  /// - Parameters:
  ///   - parameters: The model.
  ///   - years: Time to expiry.
  ///   - logStrike: ln(K/F); a call is valued at zero and above, a put below.
  init?(_ parameters: HestonParameters, years: Double, logStrike: Double) {
    let line = SaddleLine(parameters, years: years, logStrike: logStrike)
    let total = parameters.expectedTotalVariance(years: years)
    var step = min(1 / total.squareRoot(), 2 * line.room)
    guard let first = line.sums(from: 0, step: step, past: 0) else { return nil }
    var end = first.end
    sums = first.values.indices.map { first.values[$0] * step / Double.pi }
    evaluations = first.evaluations
    var settled = 0
    var change = Double.infinity
    while evaluations < HestonSaddleIntegral.mostEvaluations {
      // The midpoints of the present steps, weighed alike, make the rule of half the step.
      guard let middle = line.sums(from: 0.5 * step, step: step, past: end) else { break }
      end = middle.end
      evaluations += middle.evaluations
      let halving = halve(with: middle, weight: step / Double.pi)
      change = halving.change
      step *= 0.5
      settled = halving.isSettled ? settled + 1 : 0
      // Derivatives by the last four parameters carry noise when sigma is small: a value that has
      // settled twice ends the halving.
      if halving.isSettled, halving.isSmooth || settled > 1 {
        addResidue(line)
        return
      }
    }
    // What has not settled stands with the whole of its last change as its error.
    guard change <= HestonSaddleIntegral.largestError else { return nil }
    error = change + 1e-15
    addResidue(line)
  }

  /// Averages the sums with those over the midpoints.
  ///
  /// - Parameters:
  ///   - middle: The sums over the midpoints.
  ///   - weight: The weight of one of them.
  /// - Returns: The change of the value, whether value, delta, gamma and the derivative by v0 have
  ///   settled, and whether the other derivatives have.
  private mutating func halve(
    with middle: LineSums, weight: Double
  ) -> (change: Double, isSettled: Bool, isSmooth: Bool) {
    var (isSettled, isSmooth) = (true, true)
    var valueChange = 0.0
    for index in sums.indices {
      let other = middle.values[index] * weight
      let size = middle.sizes[index] * weight
      let change = 0.5 * abs(other - sums[index])
      sums[index] = 0.5 * (sums[index] + other)
      // A half step squares the error, which the change measures before it; the power 3/2 is the
      // cautious side of two, and leaves nothing above rounding when the sum has settled.
      if index == 0 {
        valueChange = change
        error = size > 0 ? change * (change / size).squareRoot() + 1e-15 * size : 0
      }
      guard change > 1e-11 * size else { continue }
      if index < 4 { isSettled = false } else { isSmooth = false }
    }
    return (valueChange, isSettled, isSmooth)
  }

  /// Turns the covered call of the central line into the out-of-the-money option.
  ///
  /// The pole crossed at w = 1 is worth the forward, that at w = 0 the strike.
  private mutating func addResidue(_ line: SaddleLine) {
    guard line.isCentral else { return }
    if line.logStrike >= 0 {
      sums[0] += 1
      sums[1] += 1
    } else {
      sums[0] += exp(line.logStrike)
    }
  }

  /// The sums of the integrand and its sensitivities over a grid.
  private struct LineSums {
    var values = [8 of Double](repeating: 0)
    var sizes = [8 of Double](repeating: 0)
    var end = 0.0
    var evaluations = 0
  }

  /// The line through the saddle of one option.
  private struct SaddleLine {
    let parameters: HestonParameters
    let years: Double
    let logStrike: Double
    /// The real part of the line.
    let place: Double
    /// How far the nearest singularity lies from it.
    let room: Double
    /// Whether the line runs at 1/2, between the poles.
    ///
    /// Where a moment explodes close to its pole, no room is left beyond it. The wing is then so
    /// heavy that its value keeps its digits when taken from the forward or the strike.
    var isCentral: Bool { place == 0.5 }

    init(_ parameters: HestonParameters, years: Double, logStrike: Double) {
      self.parameters = parameters
      self.years = years
      self.logStrike = logStrike
      let saddle = saddle(parameters, years: years, logStrike: logStrike)
      let pole = saddle > 1 ? 1.0 : 0
      // Convexity puts the explosion at least about as far beyond the saddle as the pole before it.
      let distance = abs(saddle - pole)
      place = distance < 0.3 ? 0.5 : saddle
      room = distance < 0.3 ? 0.5 : distance
    }

    /// Adds the integrand on a grid, out to where it is spent; nil when it never is.
    ///
    /// - Parameters:
    ///   - start: The first ordinate; at zero it weighs half, the line being folded there.
    ///   - step: The distance between two.
    ///   - least: An ordinate that must be reached.
    /// - Returns: The sums, or nil.
    func sums(from start: Double, step: Double, past least: Double) -> LineSums? {
      var line = LineSums()
      var y = start
      var spent = 0
      while line.evaluations < HestonSaddleIntegral.mostEvaluations {
        let w = ComplexNumber(place, y)
        let exponent = HestonExponent(parameters, years: years, w: w)
        let shift = ComplexNumber((1 - place) * logStrike, -y * logStrike)
        let weight = y == 0 ? 0.5 : 1.0
        let moment = weight * ComplexNumber.exponential(exponent.value + shift)
        let value = moment / (w * (w - ComplexNumber(1, 0)))
        let terms: [8 of ComplexNumber] = [
          value, value * w, moment, value * exponent.v0, value * exponent.kappa,
          value * exponent.theta, value * exponent.sigma, value * exponent.rho,
        ]
        var isSpent = true
        for index in terms.indices {
          let size = terms[index].modulus
          line.values[index] += terms[index].real
          line.sizes[index] += size
          if size > 1e-18 * line.sizes[index] { isSpent = false }
        }
        line.evaluations += 1
        spent = isSpent ? spent + 1 : 0
        line.end = y
        if spent > 2, y >= least, line.evaluations > 8 { return line }
        y += step
      }
      return nil
    }
  }
}

/// The real part of the line: where the integrand is least on the real axis.
///
/// Both the logarithm of the moment and -ln|w (w-1)| are convex there, so the golden section inside
/// a bracket finds it: above one for a call, below zero for a put.
private func saddle(
  _ parameters: HestonParameters, years: Double, logStrike: Double
) -> Double {
  let isCall = logStrike >= 0
  func height(_ distance: Double) -> Double {
    let w = isCall ? 1 + distance : -distance
    return hestonLogMoment(parameters, years: years, power: w) + (1 - w) * logStrike
      - log(abs(w * (w - 1)))
  }
  var high = 1.0
  for _ in 0..<60 where height(2 * high) < height(high) { high *= 2 }
  high *= 2
  // An exploded moment is infinite from a point on: the least lies below.
  for _ in 0..<60 where height(0.5 * high) == .infinity { high *= 0.5 }
  let ratio = 0.618_033_988_749_894_9
  var low = 0.0
  var (left, right) = (high - ratio * high, ratio * high)
  var (leftHeight, rightHeight) = (height(left), height(right))
  for _ in 0..<40 {
    if leftHeight <= rightHeight {
      (high, right, rightHeight) = (right, left, leftHeight)
      left = high - ratio * (high - low)
      leftHeight = height(left)
    } else {
      (low, left, leftHeight) = (left, right, rightHeight)
      right = low + ratio * (high - low)
      rightHeight = height(right)
    }
  }
  let distance = 0.5 * (low + high)
  return isCall ? 1 + distance : -distance
}

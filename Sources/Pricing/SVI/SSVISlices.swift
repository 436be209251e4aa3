// A surface of SSVI slices, each with its own correlation, that cannot be traded against.
//
//     w(k) = theta/2 ( 1 + rho phi k + sqrt((phi k + rho)^2 + 1 - rho^2) ),   psi = theta phi
//
// No butterfly while psi (1 + |rho|) < 4 and psi^2 (1 + |rho|) <= 4 theta; no crossing of neighbours
// while theta and psi grow, psi/theta does not, and |rho2 psi2 - rho1 psi1| <= psi2 - psi1. Sources:
// Gatheral and Jacquier (2014), theorem 4.2; Hendriks and Martini (2019), "The extended SSVI
// volatility surface", J. Computational Finance 22(5); the slice-by-slice search follows Corbetta,
// Cohort, Laachir and Martini (2019), "Robust calibration and arbitrage-free interpolation of SSVI
// slices", arXiv 1804.04924.

import Glibc
import Numerics

/// The parameters of one SSVI slice.
struct SSVISlice {
  var theta: Double
  var rho: Double
  var psi: Double

  /// The same smile in raw form.
  var raw: SVISlice {
    let phi = psi / theta
    let turn = (1 - rho * rho).squareRoot()
    return SVISlice(
      unchecked: 0.5 * theta * (1 - rho * rho), 0.5 * psi, rho, -rho / phi, turn / phi)
  }

  /// The range of psi for a level and correlation after an earlier slice; nil when it is empty.
  static func range(theta: Double, rho: Double, after before: SSVISlice?) -> ClosedRange<Double>? {
    let tilt = 1 + abs(rho)
    // A hair under the bounds, so that rounding leaves the density factor above zero.
    var high = 0.999 * min(4 / tilt, (4 * theta / tilt).squareRoot())
    var low = 1e-6 * high
    if let before {
      low = max(
        low, before.psi * (1 - before.rho) / (1 - rho), before.psi * (1 + before.rho) / (1 + rho))
      high = min(high, before.psi * theta / before.theta)
    }
    return low <= high ? low...high : nil
  }
}

/// Fits SSVI slices from the shortest expiry on.
func ssviFits(_ smiles: [SmileQuotes]) -> [SVIFit] {
  var fits: [SVIFit] = []
  var before: SSVISlice?
  for smile in smiles {
    let (slice, evaluations) = ssviSlice(smile, after: before)
    fits.append(
      SVIFit(
        smile, slice.raw, method: .ssvi, outcome: .converged, evaluations: evaluations))
    before = slice
  }
  return fits
}

/// The best slice after an earlier one: a search over the correlation, for each the best psi.
///
/// The level is the total variance at the forward, or the earlier slice's when that is higher.
/// With the earlier slice's correlation the range of psi is never empty, so a slice always exists.
private func ssviSlice(
  _ smile: SmileQuotes, after before: SSVISlice?
) -> (SSVISlice, evaluations: Int) {
  let k = smile.logStrikes
  let vegas = smile.vegas
  var theta = smile.levelAtForward
  // A share more than the earlier level keeps theta growing under rounding.
  if let before { theta = max(theta, before.theta * (1 + 1e-6)) }
  var evaluations = 0
  func cost(_ slice: SSVISlice) -> Double {
    evaluations += 1
    let raw = slice.raw
    var sum = 0.0
    for index in k.indices {
      let miss = raw.volatility(k[index], years: smile.years) - smile.volatilities[index]
      sum += vegas[index] * miss * miss
    }
    return sum
  }
  func best(_ rho: Double) -> (cost: Double, slice: SSVISlice)? {
    guard let range = SSVISlice.range(theta: theta, rho: rho, after: before) else { return nil }
    let (psi, least) = goldenSection(range) { cost(SSVISlice(theta: theta, rho: rho, psi: $0)) }
    return (least, SSVISlice(theta: theta, rho: rho, psi: psi))
  }
  let home = before?.rho ?? 0
  let sure = SSVISlice(theta: theta, rho: home, psi: before?.psi ?? 0.5 * theta)
  var found = best(home) ?? (cost(sure), sure)
  var centre = home
  var span = 0.98
  for _ in 0..<5 {
    for step in -6...6 {
      let rho = centre + span * Double(step) / 6
      guard abs(rho) < 0.995, let next = best(rho), next.cost < found.cost else { continue }
      found = next
    }
    centre = found.slice.rho
    span /= 5
  }
  return (found.slice, evaluations)
}

/// The least value of a function with one valley.
private func goldenSection(
  _ range: ClosedRange<Double>, _ value: (Double) -> Double
) -> (place: Double, value: Double) {
  let golden = 0.618_033_988_749_894_8
  var (low, high) = (range.lowerBound, range.upperBound)
  var first = high - golden * (high - low)
  var second = low + golden * (high - low)
  var (one, two) = (value(first), value(second))
  for _ in 0..<24 {
    if one < two {
      (high, second, two) = (second, first, one)
      first = high - golden * (high - low)
      one = value(first)
    } else {
      (low, first, one) = (first, second, two)
      second = low + golden * (high - low)
      two = value(second)
    }
  }
  return one < two ? (first, one) : (second, two)
}

extension SmileQuotes {
  /// Total variance at the forward, or at the strike nearest to it.
  fileprivate var levelAtForward: Double {
    if let atm = atmVolatility { return atm * atm * years }
    let k = logStrikes
    var nearest = 0
    for index in k.indices where abs(k[index]) < abs(k[nearest]) { nearest = index }
    return volatilities[nearest] * volatilities[nearest] * years
  }
}

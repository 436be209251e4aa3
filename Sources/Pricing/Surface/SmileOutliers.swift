// Volatilities that stand off their own smile.
//
// Each strike is compared with a quadratic through its four nearest neighbours, itself left out;
// one that misses by more than four (scaled) median deviations of its expiry, and more than any of
// its neighbours, is no volatility. The neighbours of a bad strike miss too, hence the second rule.

import Numerics

/// The positions of the outliers of a smile.
///
/// - Parameters:
///   - k: Log-moneyness by ascending strike.
///   - volatilities: One volatility for each.
/// - Returns: Positions to drop, ascending.
func smileOutliers(k: [Double], volatilities: [Double]) -> [Int] {
  let n = k.count
  guard n >= 7 else { return [] }
  var misses = [Double](repeating: 0, count: n)
  // Away from the ends every strike has two neighbours on both sides: eight at once.
  var done = 2
  while done + Lanes.scalarCount <= n - 2 {
    var column = misses.mutableSpan
    column.store(quadraticMisses(k: k.span, values: volatilities.span, at: done), at: done)
    done += Lanes.scalarCount
  }
  for index in 0..<n where index < 2 || index >= done {
    let first = min(max(index - 2, 0), n - 5)
    misses[index] = abs(
      volatilities[index] - leaveOneOutQuadratic(k: k, values: volatilities, first: first, index))
  }
  guard let typical = median(misses) else { return [] }
  // A hundredth of the volatility is never an outlier: quotes are rounded to ticks.
  var dropped: [Int] = []
  for index in 0..<n {
    let limit = max(4 * 1.4826 * typical, 0.01 * volatilities[index])
    guard misses[index] > limit else { continue }
    let low = max(index - 2, 0)
    let high = min(index + 2, n - 1)
    var isWorst = true
    for near in low...high where misses[near] > misses[index] { isWorst = false }
    if isWorst { dropped.append(index) }
  }
  return dropped
}

/// The value at `index` of the least-squares quadratic through the other four of five points.
private func leaveOneOutQuadratic(
  k: [Double], values: [Double], first: Int, _ index: Int
) -> Double {
  let centre = k[index]
  var s1 = 0.0
  var s2 = 0.0
  var s3 = 0.0
  var s4 = 0.0
  var y0 = 0.0
  var y1 = 0.0
  var y2 = 0.0
  let width = max(k[first + 4] - k[first], 1e-12)
  for j in first..<(first + 5) where j != index {
    let u = (k[j] - centre) / width
    let square = u * u
    s1 += u
    s2 += square
    s3 += square * u
    s4 += square * square
    y0 += values[j]
    y1 += u * values[j]
    y2 += square * values[j]
  }
  // Cramer's rule for the constant term of the normal equations; it is the value at u = 0.
  let m00 = s2 * s4 - s3 * s3
  let m01 = s1 * s4 - s2 * s3
  let m02 = s1 * s3 - s2 * s2
  let determinant = 4 * m00 - s1 * m01 + s2 * m02
  guard abs(determinant) > 1e-12 else { return y0 / 4 }
  return (y0 * m00 - y1 * m01 + y2 * m02) / determinant
}

/// What eight points miss the quadratics through their neighbours by: the sums of
/// `leaveOneOutQuadratic` in the same order, so to the same bits.
@inline(__always)
private func quadraticMisses(k: Span<Double>, values: Span<Double>, at index: Int) -> Lanes {
  let centre = k.lanes(at: index)
  let least = Lanes(repeating: 1e-12)
  let reach = k.lanes(at: index + 2) - k.lanes(at: index - 2)
  let width = reach.replacing(with: least, where: reach .< least)
  var (s1, s2, s3, s4) = (Lanes(), Lanes(), Lanes(), Lanes())
  var (y0, y1, y2) = (Lanes(), Lanes(), Lanes())
  for offset in [-2, -1, 1, 2] {
    let u = (k.lanes(at: index + offset) - centre) / width
    let y = values.lanes(at: index + offset)
    let square = u * u
    s1 += u
    s2 += square
    s3 += square * u
    s4 += square * square
    y0 += y
    y1 += u * y
    y2 += square * y
  }
  let m00 = s2 * s4 - s3 * s3
  let m01 = s1 * s4 - s2 * s3
  let m02 = s1 * s3 - s2 * s2
  let determinant = 4 * m00 - s1 * m01 + s2 * m02
  let size = determinant.replacing(with: -determinant, where: determinant .< 0)
  let fitted = (y0 * m00 - y1 * m01 + y2 * m02) / determinant
  let miss = values.lanes(at: index) - fitted.replacing(with: y0 / 4, where: .!(size .> 1e-12))
  return miss.replacing(with: -miss, where: miss .< 0)
}

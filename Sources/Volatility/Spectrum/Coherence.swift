// How closely two series move together at each frequency.
//
//     C(f) = |S_xy(f)|^2 / (S_xx(f) S_yy(f))
//
// with cross and own spectra averaged over tapered segments that overlap by half. Unrelated series
// exceed a level c with chance (1 - c)^(k - 1) after k independent segments; overlapping Hann
// segments count for about 36/19 fewer.
// Sources: Carter, Knapp and Nuttall (1973), IEEE Trans. Audio Electroacoustics 21; Welch (1967)
// for the worth of overlapping segments.

import Glibc
public import Numerics

/// The coherence of two series over frequencies.
public struct Coherence: Hashable, Sendable {
  /// Cycles per observation.
  public let frequencies: [Double]
  /// Magnitude-squared coherence, zero to one.
  public let squared: [Double]
  /// How far the second series runs behind the first, radians of a cycle, -pi to pi.
  public let lag: [Double]
  /// Segments averaged.
  public let segments: Int
  /// Independent segments they are worth.
  public let independentSegments: Double

  /// The coherence that unrelated series exceed with a given chance at one frequency.
  ///
  /// - Parameter significance: The chance, as 0.05.
  /// - Returns: The level 1 - significance^(1 / (k - 1)).
  public func level(significance: Double) -> Double {
    1 - pow(significance, 1 / (independentSegments - 1))
  }
}

/// Measures the coherence of two series.
///
/// - Parameters:
///   - first: Values at equal distances, oldest first.
///   - second: Values at the same times.
///   - segmentLength: Observations in a segment, from 16 to half the series: one segment alone is
///     always coherent.
///   - taper: The weight over a segment.
/// - Returns: The coherence at each frequency of a segment.
/// - Throws: `ModelError` for series of different lengths, too short, with a gap or constant, and
///   for another segment length.
public func coherence(
  _ first: [Double], _ second: [Double], segmentLength: Int, taper: Taper = .hann
) throws(ModelError) -> Coherence {
  guard first.count == second.count else {
    throw .unequalLengths(
      first: "the first series", count: first.count, second: "the second series",
      other: second.count)
  }
  try requireSeries(first, "first series", least: 2 * leastSpectralObservations)
  try requireSeries(second, "second series", least: 2 * leastSpectralObservations)
  try require(
    Double(segmentLength), in: Double(leastSpectralObservations)...Double(first.count / 2),
    "the segment length")
  let m = segmentLength
  let xs = segmentTransforms(detrended(first), length: m, taper: taper)
  let ys = segmentTransforms(detrended(second), length: m, taper: taper)
  var squared: [Double] = []
  var lag: [Double] = []
  for k in 1...(m / 2) {
    var (xx, yy, re, im) = (0.0, 0.0, 0.0, 0.0)
    for (x, y) in zip(xs, ys) {
      xx += x.power(k)
      yy += y.power(k)
      re += x.real[k] * y.real[k] + x.imaginary[k] * y.imaginary[k]
      im += x.imaginary[k] * y.real[k] - x.real[k] * y.imaginary[k]
    }
    let product = xx * yy
    squared.append(product > 0 ? min((re * re + im * im) / product, 1) : 0)
    lag.append(atan2(im, re))
  }
  return Coherence(
    frequencies: (1...(m / 2)).map { Double($0) / Double(m) }, squared: squared, lag: lag,
    segments: xs.count, independentSegments: independentSegments(xs.count, m, taper))
}

/// How many independent segments overlapping ones are worth (Welch 1967, section III).
///
///     k / (1 + 2 r^2 (k - 1) / k),   r = sum_t w_t w_(t + m/2) / sum_t w_t^2
private func independentSegments(_ count: Int, _ length: Int, _ taper: Taper) -> Double {
  let w = taper.weights(length)
  let shift = length / 2
  var overlap = 0.0
  for t in 0..<(length - shift) { overlap += w[t] * w[t + shift] }
  let r = overlap / Double(length)
  let k = Double(count)
  return k / (1 + 2 * r * r * (k - 1) / k)
}

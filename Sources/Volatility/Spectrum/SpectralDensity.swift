// The spectral density of a series: periodogram and Welch's average.
//
// Densities are one-sided over the frequencies k / m, k = 1 ... floor(m / 2), in cycles per
// observation, scaled so that their sum times the spacing is the variance. A straight line is taken out
// first, since a trend would leak into every low frequency.
// Sources: Welch (1967), IEEE Trans. Audio Electroacoustics 15; Harris (1978), Proc. IEEE 66, for
// the tapers; Percival and Walden (1993), "Spectral Analysis for Physical Applications", chapter 6.

import Glibc
public import Numerics

/// A weight over a segment that keeps distant frequencies apart.
public enum Taper: String, CaseIterable, Hashable, Sendable {
  /// No taper: the finest resolution, the most leakage.
  case rectangular
  /// Hann's raised cosine.
  case hann
  /// A tenth of the segment at each end brought to zero by a cosine (Tukey).
  case cosineTenth

  /// The weights over a segment, symmetric, with a mean square of one.
  ///
  /// - Parameter count: The length of the segment, at least two.
  /// - Returns: One weight for each observation.
  public func weights(_ count: Int) -> [Double] {
    let raw = (0..<count).map { t -> Double in
      let place = (Double(t) + 0.5) / Double(count)
      switch self {
      case .rectangular: return 1
      case .hann: return 0.5 * (1 - cos(2 * .pi * place))
      case .cosineTenth:
        let edge = min(place, 1 - place)
        return edge >= 0.1 ? 1 : 0.5 * (1 - cos(.pi * edge / 0.1))
      }
    }
    let square = raw.reduce(0) { $0 + $1 * $1 } / Double(max(count, 1))
    return raw.map { $0 / square.squareRoot() }
  }
}

/// A one-sided spectral density.
public struct SpectralDensity: Hashable, Sendable {
  /// Cycles per observation, above zero and up to one half.
  public let frequencies: [Double]
  /// Density at each frequency, in squared units of the series per cycle and observation.
  public let density: [Double]
  /// Segments averaged.
  public let segments: Int
  /// Observations in a segment.
  public let segmentLength: Int

  /// The period of a frequency, in observations.
  public func period(_ index: Int) -> Double { 1 / frequencies[index] }

  /// The variance that all frequencies together explain.
  public var variance: Double { density.reduce(0, +) / Double(segmentLength) }

  /// The share of the variance at periods within a range.
  ///
  /// - Parameter periods: Periods in observations.
  /// - Returns: Zero to one.
  public func share(of periods: ClosedRange<Double>) -> Double {
    var (inside, whole) = (0.0, 0.0)
    for (f, value) in zip(frequencies, density) {
      whole += value
      if periods.contains(1 / f) { inside += value }
    }
    return whole > 0 ? inside / whole : 0
  }
}

/// The fewest observations of a spectrum.
public let leastSpectralObservations = 16

/// The periodogram of a series: every frequency, two degrees of freedom each.
///
/// - Parameters:
///   - series: Values at equal distances, oldest first.
///   - taper: The weight over the series.
/// - Returns: Its density.
/// - Throws: `ModelError` for fewer than 16 values, a gap, or a constant.
public func periodogram(_ series: [Double], taper: Taper) throws(ModelError) -> SpectralDensity {
  try requireSeries(series, "series", least: leastSpectralObservations)
  return averagedDensity(detrended(series), segmentLength: series.count, taper: taper)
}

/// Welch's estimate: the mean of the periodograms of segments that overlap by half.
///
/// - Parameters:
///   - series: Values at equal distances, oldest first.
///   - segmentLength: Observations in a segment, 16 to the length of the series.
///   - taper: The weight over a segment.
/// - Returns: Its density.
/// - Throws: `ModelError` for a series that is too short, has a gap or is constant, and for another
///   segment length.
public func welchDensity(
  _ series: [Double], segmentLength: Int, taper: Taper = .hann
) throws(ModelError) -> SpectralDensity {
  try requireSeries(series, "series", least: leastSpectralObservations)
  try require(
    Double(segmentLength), in: Double(leastSpectralObservations)...Double(series.count),
    "the segment length")
  return averagedDensity(detrended(series), segmentLength: segmentLength, taper: taper)
}

private func averagedDensity(
  _ series: [Double], segmentLength m: Int, taper: Taper
) -> SpectralDensity {
  var sum = [Double](repeating: 0, count: m / 2)
  let transforms = segmentTransforms(series, length: m, taper: taper)
  for transform in transforms {
    for k in 1...(m / 2) {
      // Every frequency stands for its negative too, but for the highest of an even length.
      let sides = 2 * k == m ? 1.0 : 2.0
      sum[k - 1] += sides * transform.power(k) / Double(m)
    }
  }
  return SpectralDensity(
    frequencies: (1...(m / 2)).map { Double($0) / Double(m) },
    density: sum.map { $0 / Double(transforms.count) }, segments: transforms.count,
    segmentLength: m)
}

/// The transforms of the tapered segments, each less its mean, overlapping by half.
func segmentTransforms(_ series: [Double], length m: Int, taper: Taper) -> [ComplexSeries] {
  let weights = taper.weights(m)
  return stride(from: 0, through: series.count - m, by: max(m / 2, 1)).map { start in
    let piece = series[start..<start + m]
    let centre = piece.reduce(0, +) / Double(m)
    return fourierTransform(ComplexSeries(real: zip(piece, weights).map { ($0 - centre) * $1 }))
  }
}

/// A straight line through a series.
struct Trend {
  var level: Double
  var slope: Double

  init(_ series: [Double]) {
    let n = Double(series.count)
    let middle = 0.5 * (n - 1)
    var (sum, product) = (0.0, 0.0)
    for (t, value) in series.enumerated() {
      sum += value
      product += (Double(t) - middle) * value
    }
    slope = product / (n * (n * n - 1) / 12)
    level = sum / n - slope * middle
  }

  /// The line at a time counted from the first observation.
  func at(_ time: Double) -> Double { level + slope * time }
}

/// A series less its straight line.
func detrended(_ series: [Double]) -> [Double] {
  let trend = Trend(series)
  return series.enumerated().map { $1 - trend.at(Double($0)) }
}

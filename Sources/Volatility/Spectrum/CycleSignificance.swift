// Which cycles of a series are more than noise.
//
// Two backgrounds are offered. Against white noise Fisher's g asks how much of the variance the
// largest ordinate may hold. Against red noise each ordinate is compared with the spectrum of a
// first-order autoregression of the same variance, which markets' slow moods resemble:
//
//     S(f) = 2 s^2 (1 - r^2) / (1 + r^2 - 2 r cos 2 pi f),   P(I > x) = exp(-x / S)
//
// with r the first autocorrelation. Many ordinates are looked at, so the p-value of a found cycle
// is that of the best of them all, 1 - (1 - p)^m.
// Sources: Fisher (1929), "Tests of significance in harmonic analysis", Proc. R. Soc. A 125;
// Gilman, Fuglister and Mitchell (1963), J. Atmos. Sci. 20, for red noise; Torrence and Compo
// (1998), Bull. Am. Meteor. Soc. 79, equation 16.

import Glibc
public import Numerics

/// A cycle with its strength and how likely noise would be as strong.
public struct DetectedCycle: Hashable, Sendable {
  /// Observations in a cycle.
  public let period: Double
  /// Share of the variance that it holds.
  public let varianceShare: Double
  /// Its density over that of the background.
  public let ratio: Double
  /// The chance that noise has an ordinate this strong here.
  public let pointwisePValue: Double
  /// The chance that noise has an ordinate this strong anywhere.
  public let pValue: Double
}

/// What a cycle is compared with.
public enum NoiseBackground: String, Hashable, Sendable {
  /// The same density at every frequency.
  case white
  /// A first-order autoregression with the series' own first autocorrelation.
  case red
}

/// The cycles of a series that stand out of a background, strongest first.
///
/// - Parameters:
///   - series: Values at equal distances, oldest first.
///   - background: What noise looks like.
///   - significance: The largest p-value to report, as 0.05.
/// - Returns: Local peaks of the periodogram with a period of at most half the series.
/// - Throws: `ModelError` for a series that is too short, has a gap or is constant, or a
///   significance outside (0, 1].
public func dominantCycles(
  _ series: [Double], background: NoiseBackground, significance: Double
) throws(ModelError) -> [DetectedCycle] {
  try require(significance, in: .leastNormalMagnitude...1, "the significance")
  let spectrum = try periodogram(series, taper: .rectangular)
  let noise = noiseDensity(series, spectrum, background)
  let values = spectrum.density
  let whole = values.reduce(0, +)
  guard whole > 0 else { return [] }
  let count = Double(values.count)
  var found: [DetectedCycle] = []
  for k in values.indices where spectrum.frequencies[k] * Double(series.count) >= 2 {
    let left = k > 0 ? values[k - 1] : 0
    let right = k + 1 < values.count ? values[k + 1] : 0
    guard values[k] >= left, values[k] > right else { continue }
    let ratio = values[k] / noise[k]
    let single = exp(-ratio)
    let best = -expm1(count * log1p(-min(single, 1 - 0x1p-53)))
    guard best <= significance else { continue }
    found.append(
      DetectedCycle(
        period: spectrum.period(k), varianceShare: values[k] / whole, ratio: ratio,
        pointwisePValue: single, pValue: best))
  }
  return found.sorted { ($0.pValue, -$0.ratio) < ($1.pValue, -$1.ratio) }
}

/// The density of a background at the frequencies of a spectrum.
private func noiseDensity(
  _ series: [Double], _ spectrum: SpectralDensity, _ background: NoiseBackground
) -> [Double] {
  let variance = spectrum.variance
  let rho = background == .white ? 0 : firstAutocorrelation(detrended(series))
  return spectrum.frequencies.map { redNoise(at: $0, variance: variance, autocorrelation: rho) }
}

/// The one-sided density of a first-order autoregression.
func redNoise(at frequency: Double, variance: Double, autocorrelation r: Double) -> Double {
  2 * variance * (1 - r * r) / (1 + r * r - 2 * r * cos(2 * .pi * frequency))
}

/// The first autocorrelation of a series of mean zero, held within [0, 0.999].
///
/// A negative one would make the background blue, and slow cycles easier to find than they are.
func firstAutocorrelation(_ x: [Double]) -> Double {
  var (product, square) = (0.0, 0.0)
  for t in x.indices {
    square += x[t] * x[t]
    if t > 0 { product += x[t] * x[t - 1] }
  }
  return square > 0 ? min(max(product / square, 0), 0.999) : 0
}

/// Fisher's test of the largest ordinate of a periodogram against white noise.
public struct FisherTest: Hashable, Sendable {
  /// The share of the sum of ordinates that the largest one holds.
  public let statistic: Double
  /// The chance that white noise has a share this large.
  public let pValue: Double
  /// The period of the largest ordinate, in observations.
  public let period: Double
}

/// Tests whether the largest cycle of a series is more than white noise.
///
/// The ordinate at one half cycle per observation is left out: it has one degree of freedom only.
///
/// - Parameter series: Values at equal distances, oldest first.
/// - Returns: The statistic g, its p-value and the period.
/// - Throws: `ModelError` for a series that is too short, has a gap or is constant.
public func fisherTest(_ series: [Double]) throws(ModelError) -> FisherTest {
  let spectrum = try periodogram(series, taper: .rectangular)
  let count = (series.count - 1) / 2
  let ordinates = spectrum.density.prefix(count)
  let whole = ordinates.reduce(0, +)
  guard whole > 0, let largest = ordinates.max(), let place = ordinates.firstIndex(of: largest)
  else {
    throw .noSolution(what: "Fisher's statistic", why: "the series is a straight line")
  }
  let g = largest / whole
  return FisherTest(
    statistic: g, pValue: fisherPValue(g, ordinates: count), period: spectrum.period(place))
}

/// P(G > g) = sum_j (-1)^(j-1) C(m, j) (1 - j g)^(m-1) over j g < 1 (Fisher 1929).
///
/// Where the terms of the alternating sum would cancel, the chance that the best of m exponential
/// variables exceeds m g is taken, which is its limit for many ordinates.
///
/// - Parameters:
///   - g: The statistic, between zero and one.
///   - m: The number of ordinates.
/// - Returns: A probability.
public func fisherPValue(_ g: Double, ordinates m: Int) -> Double {
  guard g > 0 else { return 1 }
  let count = Double(m)
  var sum = 0.0
  var logChoose = 0.0
  for j in 1...max(m, 1) {
    let rest = 1 - Double(j) * g
    guard rest > 0 else { break }
    logChoose += log((count - Double(j) + 1) / Double(j))
    let term = exp(logChoose + (count - 1) * log(rest))
    guard term < 1e4 else { return -expm1(count * log1p(-exp(-count * g))) }
    sum += j % 2 == 1 ? term : -term
    if term < 1e-18 * abs(sum) { break }
  }
  return min(max(sum, 0), 1)
}

// How strong given cycles are: a week, a month, a quarter, a year of sessions.
//
// The sine and cosine of the exact period are regressed on the detrended series, so a period need
// not divide its length.

import Glibc
public import Numerics

/// One sinusoid fitted to a series.
public struct FittedCycle: Hashable, Sendable {
  /// Observations in a cycle.
  public let period: Double
  /// Half the distance between crest and trough, in the unit of the series.
  public let amplitude: Double
  /// Where the first observation stands in the cycle: zero at a crest, radians.
  public let phase: Double
  /// Share of the detrended variance that the sinusoid explains.
  public let varianceShare: Double
  /// The chance that red noise of the same variance and first autocorrelation is this strong here.
  public let pValue: Double
}

/// Sessions in a week, a month, a quarter and a year.
public let sessionCycles: [Double] = [5, 21, 63, 252]

/// Fits a sinusoid of each period to a series, each by itself.
///
///     x_t = a cos(2 pi t / P) + b sin(2 pi t / P) + e_t,   amplitude sqrt(a^2 + b^2)
///
/// The p-value is exp(-n A^2 / (2 S(1/P))), with S the one-sided density of red noise, whose
/// ordinates are exponentially distributed about it.
///
/// - Parameters:
///   - series: Values at equal distances, oldest first.
///   - periods: Periods in observations, above two and at most half the series.
/// - Returns: One fit for each period.
/// - Throws: `ModelError` for a series that is too short, has a gap or is constant, or a period
///   outside its range.
public func fitCycles(
  _ series: [Double], periods: [Double] = sessionCycles
) throws(ModelError) -> [FittedCycle] {
  try requireSeries(series, "series", least: leastSpectralObservations)
  for period in periods {
    try require(period, in: 2.0.nextUp...(0.5 * Double(series.count)), "a period")
  }
  let x = detrended(series)
  let n = Double(x.count)
  let square = x.reduce(0) { $0 + $1 * $1 }
  let autocorrelation = firstAutocorrelation(x)
  return periods.map { period in
    let (a, b, explained) = sinusoid(x, period)
    let noise = redNoise(
      at: 1 / period, variance: square / n, autocorrelation: autocorrelation)
    // Explained squares, n A^2 / 2, are the one-sided ordinate 2 |X|^2 / n.
    return FittedCycle(
      period: period, amplitude: (a * a + b * b).squareRoot(), phase: atan2(-b, a),
      varianceShare: square > 0 ? explained / square : 0,
      pValue: noise > 0 ? exp(-explained / noise) : 1)
  }
}

/// The least-squares cosine and sine weights of a period, and the squares they explain.
private func sinusoid(_ x: [Double], _ period: Double) -> (Double, Double, Double) {
  var (cc, ss, cs, xc, xs) = (0.0, 0.0, 0.0, 0.0, 0.0)
  for (t, value) in x.enumerated() {
    let angle = 2 * Double.pi * (Double(t) / period)
    let (c, s) = (cos(angle), sin(angle))
    cc += c * c
    ss += s * s
    cs += c * s
    xc += value * c
    xs += value * s
  }
  let determinant = cc * ss - cs * cs
  let a = (xc * ss - xs * cs) / determinant
  let b = (xs * cc - xc * cs) / determinant
  return (a, b, a * xc + b * xs)
}

// How unlikely a unit-root statistic is, by MacKinnon's response surfaces.
//
// The statistics of Dickey and Fuller and of Engle and Granger have no closed distribution; these
// polynomials were fitted to large simulations. p-values are asymptotic, critical values depend on
// the number of observations.

import Numerics

/// The deterministic terms of a regression.
public enum TrendTerms: String, CaseIterable, Hashable, Sendable {
  /// None.
  case none = "n"
  /// A constant.
  case constant = "c"
  /// A constant and a linear trend.
  case linear = "ct"
  /// A constant, a linear and a quadratic trend.
  case quadratic = "ctt"

  /// How many regressors they are.
  public var count: Int {
    switch self {
    case .none: 0
    case .constant: 1
    case .linear: 2
    case .quadratic: 3
    }
  }

  var surface: MacKinnonSurface {
    switch self {
    case .none: .none
    case .constant: .constant
    case .linear: .linear
    case .quadratic: .quadratic
    }
  }
}

/// Values that a statistic must fall below to reject a unit root.
public struct CriticalValues: Hashable, Sendable {
  /// At one percent.
  public var onePercent: Double
  /// At five percent.
  public var fivePercent: Double
  /// At ten percent.
  public var tenPercent: Double
}

/// MacKinnon's approximate asymptotic p-value.
///
///     p = N(b0 + b1 t + b2 t^2)            left of the switch point
///     p = N(b0 + b1 t + b2 t^2 + b3 t^3)   right of it
///
/// Source: MacKinnon (1994), Journal of Business and Economic Statistics 12(2).
///
/// - Parameters:
///   - statistic: The t-statistic of the lagged level.
///   - series: Series in the regression of levels, one for a unit-root test.
///   - trend: Its deterministic terms.
/// - Returns: The probability of a lower statistic under a unit root; nil beyond six series.
public func mackinnonPValue(_ statistic: Double, series: Int, trend: TrendTerms) -> Double? {
  let surface = trend.surface
  guard !statistic.isNaN, surface.left.indices.contains(series - 1) else { return nil }
  let row = series - 1
  if statistic > surface.greatest[row] { return 1 }
  if statistic < surface.least[row] { return 0 }
  let t = statistic
  if t <= surface.switchPoint[row] {
    let b = surface.left[row]
    return normalCDF(b[0] + t * (b[1] + t * (0.01 * b[2])))
  }
  let b = surface.right[row]
  return normalCDF(b[0] + t * (0.1 * b[1] + t * (0.1 * b[2] + t * (0.01 * b[3]))))
}

/// MacKinnon's critical values for a number of observations.
///
///     b0 + b1 / T + b2 / T^2 + b3 / T^3
///
/// Source: MacKinnon (2010), Queen's University working paper 1227.
///
/// - Parameters:
///   - series: Series in the regression of levels, one for a unit-root test.
///   - trend: Its deterministic terms.
///   - observations: T, above zero.
/// - Returns: The values at 1, 5 and 10 %; nil beyond twelve series, and beyond one without
///   deterministic terms, for which there are none.
public func mackinnonCriticalValues(
  series: Int, trend: TrendTerms, observations: Int
) -> CriticalValues? {
  let rows = trend.surface.critical
  guard rows.indices.contains(series - 1), observations > 0 else { return nil }
  let s = 1 / Double(observations)
  let values = rows[series - 1].map { b in b[0] + s * (b[1] + s * (b[2] + s * b[3])) }
  return CriticalValues(
    onePercent: values[0], fivePercent: values[1], tenPercent: values[2])
}

// The smile and the term structure of index volatility.
//
// One family for every expiry, day and level, fitted to Cboe chains of 2023-02-07, 2023-09-14 and
// 2024-01-05 (0.12 to 0.25 vol points rms between 5 and 50 delta). The slice is the SVI form of
// Gatheral and Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014)
// 59-71, with its centre at the money:
//   sigma(K,T)^2 = sigma_ATM(T)^2 w(z),  w = 1 + 2 a z + 2 c s^2 (sqrt(1 + z^2/s^2) - 1),
// with z = ln(K/F) / (sigma_ATM sqrt T).

import Glibc

/// The shape of one expiry's smile around its at-the-money volatility.
struct SmileShape: Sendable {
  /// Slope per unit of z.
  var slope: Double
  /// Twice the curvature times the squared width: `2 c s^2`.
  var lift: Double
  /// One over the squared width.
  var inverseWidthSquared: Double

  /// The smallest share of at-the-money variance anywhere on the smile.
  static let floor = 0.02

  /// The shape at a time to expiry.
  /// - Parameters:
  ///   - days: Calendar days to expiry.
  ///   - volatility: At-the-money volatility of the expiry, as a decimal.
  ///   - skewScale: Multiplies the slope; one on a calm day.
  ///   - curveScale: Multiplies the curvature; one on a calm day.
  init(days: Double, volatility: Double, skewScale: Double, curveScale: Double) {
    let x = exp(0.785 * log(max(days, 1e-6) / 30))
    let l = log(min(max(days, 2), 730) / 30)
    let level = log(max(volatility, 0.01) / 0.12)
    let curve = curveScale * exp(-2.183 + 0.220 * l + 0.027 * l * l - 1.01 * level)
    let width = exp(2.322 - 0.817 * l + 0.61 * level)
    slope = -skewScale * 0.352 * x / (1 + 1.10 * x)
    lift = 2 * curve * width * width
    inverseWidthSquared = 1 / (width * width)
  }

  /// Variance at z over variance at the money.
  @inline(__always) func varianceRatio(_ z: Double) -> Double {
    let root = (1 + z * z * inverseWidthSquared).squareRoot()
    return max(SmileShape.floor, 1 + 2 * slope * z + lift * (root - 1))
  }
}

/// At-the-money volatility by time to expiry, for a 30-day level.
struct TermModel: Sendable {
  /// The 30-day at-the-money volatility, as a decimal.
  var level: Double
  /// ln of the 90-day over the 30-day volatility; nil for the model's own.
  var slope90: Double?

  private static let lnDays: [Double] = [7.0, 14, 30, 60, 90, 180, 365, 730].map { log($0) }
  private static let calm: [Double] = [0.113, 0.114, 0.120, 0.1285, 0.133, 0.143, 0.156, 0.166]
  private static let exponent: [Double] = [1.15, 1.10, 1, 0.92, 0.80, 0.60, 0.45, 0.32]

  /// ln of the model's own volatility at a time, without the 90-day slope.
  private static func lnOwn(_ lnT: Double, _ lnLevel: Double) -> Double {
    log(interpolate(lnT, lnDays, calm)) + interpolate(lnT, lnDays, exponent) * lnLevel
  }

  /// The model's own ln(90-day / 30-day volatility) at a 30-day level.
  static func ownSlope90(level: Double) -> Double {
    let lnLevel = log(level / 0.12)
    return lnOwn(log(90), lnLevel) - lnOwn(log(30), lnLevel)
  }

  /// Volatility at a count of days; the tilt towards `slope90` runs from 30 to 90 days.
  func volatility(days: Double) -> Double {
    let lnT = log(max(days, 0.5))
    let lnLevel = log(level / 0.12)
    var value = TermModel.lnOwn(lnT, lnLevel)
    if let slope90 {
      let tilt = slope90 - TermModel.ownSlope90(level: level)
      value += tilt * min(max((lnT - log(30)) / log(3), 0), 1)
    }
    return exp(value)
  }
}

// The heterogeneous autoregression of realised variance.
//
//     RV_(t+1..t+h) = b0 + b1 RV_day + b2 RV_week + b3 RV_month
//
// by ordinary least squares, all in annualised variance; week and month are means over 5 and 22
// sessions. Daily data give r^2 as the day's variance, noisy but without bias.
// Source: Corsi (2009), "A simple approximate long-memory model of realized volatility", J.
// Financial Econometrics 7(2).

import Glibc
import Numerics

/// A fitted heterogeneous autoregression and its forecast.
public struct HARForecast: Hashable, Sendable {
  /// Constant, daily, weekly and monthly coefficient.
  public var coefficients: [Double]
  /// Sessions in the horizon.
  public var horizon: Int
  /// Rows of the regression.
  public var rows: Int
  /// Forecast annualised variance, mean over the horizon.
  public var variance: Double

  /// Forecast annualised volatility.
  public var volatility: Double { variance.squareRoot() }

  /// Fits the model to daily returns and forecasts from the last of them.
  ///
  /// The forecast is held between half the least and twice the largest monthly variance seen, so a
  /// negative or runaway extrapolation never leaves the fit.
  ///
  /// - Parameters:
  ///   - returns: Daily log returns, oldest first.
  ///   - horizon: Sessions ahead, at least one.
  /// - Returns: The fit; nil with fewer than 60 rows or dependent regressors.
  public init?(returns: [Double], horizon: Int) {
    let month = 22
    let n = returns.count
    guard horizon >= 1, n >= month + horizon + 60 else { return nil }
    var cumulative = [0.0]
    cumulative.reserveCapacity(n + 1)
    for r in returns { cumulative.append(cumulative[cumulative.count - 1] + 252 * r * r) }
    func average(_ end: Int, _ length: Int) -> Double {
      (cumulative[end] - cumulative[end - length]) / Double(length)
    }
    var columns = [[Double]](repeating: [], count: 4)
    var y: [Double] = []
    for end in month...(n - horizon) {
      columns[0].append(1)
      columns[1].append(average(end, 1))
      columns[2].append(average(end, 5))
      columns[3].append(average(end, month))
      y.append(average(end + horizon, horizon))
    }
    guard let b = leastSquares(columns: columns, y: y) else { return nil }
    let months = columns[3] + [average(n, month)]
    guard let least = months.min(), let largest = months.max(), largest > 0 else { return nil }
    let raw = b[0] + b[1] * average(n, 1) + b[2] * average(n, 5) + b[3] * average(n, month)
    coefficients = b
    self.horizon = horizon
    rows = y.count
    variance = min(max(raw, 0.5 * least), 2 * largest)
  }
}

/// How a variance forecast was made.
public enum VarianceForecastMethod: String, Sendable {
  case har = "HAR"
  case ewma = "EWMA"
}

/// A forecast of annualised variance with its method.
public struct VarianceForecast: Hashable, Sendable {
  /// Annualised variance, mean over the horizon.
  public var variance: Double
  /// What made it.
  public var method: VarianceForecastMethod

  /// Annualised volatility.
  public var volatility: Double { variance.squareRoot() }

  /// Forecasts by HAR, or by an EWMA of 0.94 where history is short.
  ///
  /// - Parameters:
  ///   - closes: Daily closes above zero, oldest first.
  ///   - horizon: Sessions ahead; 21 stand for 30 calendar days.
  /// - Returns: The forecast; nil below 20 returns.
  public init?(closes: [Double], horizon: Int) {
    guard closes.count > 20, closes.allSatisfy({ $0 > 0 }) else { return nil }
    let returns = logReturns(closes)
    if let fit = HARForecast(returns: returns, horizon: horizon) {
      variance = fit.variance
      method = .har
      return
    }
    guard let volatility = exponentialVolatility(returns, lambda: 0.94) else { return nil }
    variance = volatility * volatility
    method = .ewma
  }
}

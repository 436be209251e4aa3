// The heterogeneous autoregression of realised variance, in logarithms.
//
//     ln RV_(t+1..t+h) = b0 + b1 ln RV_day + b2 ln RV_week + b3 ln RV_month + e
//
// by ordinary least squares, all in annualised variance; week and month are means over 5 and 22
// sessions. Daily data give r^2 as the day's variance, noisy but without bias; a quiet day counts as
// a tenth of its month. Logarithms keep one crash in a short history from setting the level of every
// calm day after it. The forecast is exp(fit + var(e)/2), the mean of a lognormal.
// Sources: Corsi (2009), "A simple approximate long-memory model of realized volatility", J.
// Financial Econometrics 7(2); Andersen, Bollerslev and Diebold (2007), "Roughing it up", Review of
// Economics and Statistics 89(4), for the logarithmic form.

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

  /// Rows that a fit needs: overlapping months repeat themselves, and Corsi fits on a thousand days.
  static let leastRows = 500

  /// Fits the model to daily returns and forecasts from the last of them.
  ///
  /// Nil with fewer than 500 rows or dependent regressors.
  /// The forecast is held between half the least and twice the largest monthly variance seen, so a
  /// negative or runaway extrapolation never leaves the fit.
  ///
  /// - Parameters:
  ///   - returns: Daily log returns, oldest first.
  ///   - horizon: Sessions ahead, at least one.
  public init?(returns: [Double], horizon: Int) {
    let month = 22
    let n = returns.count
    guard horizon >= 1, n >= month + horizon + HARForecast.leastRows else { return nil }
    var cumulative = [0.0]
    cumulative.reserveCapacity(n + 1)
    for r in returns { cumulative.append(cumulative[cumulative.count - 1] + 252 * r * r) }
    func average(_ end: Int, _ length: Int) -> Double {
      (cumulative[end] - cumulative[end - length]) / Double(length)
    }
    func regressors(_ end: Int) -> (day: Double, week: Double, month: Double) {
      let monthly = average(end, month)
      let least = 0.1 * monthly
      return (
        log(max(average(end, 1), least)), log(max(average(end, 5), least)), log(monthly)
      )
    }
    var columns = [[Double]](repeating: [], count: 4)
    for index in columns.indices { columns[index].reserveCapacity(n) }
    var y: [Double] = []
    y.reserveCapacity(n)
    for end in month...(n - horizon) {
      let future = average(end + horizon, horizon)
      guard future > 0, average(end, month) > 0 else { return nil }
      let x = regressors(end)
      columns[0].append(1)
      columns[1].append(x.day)
      columns[2].append(x.week)
      columns[3].append(x.month)
      y.append(log(future))
    }
    guard average(n, month) > 0, let b = leastSquares(columns: columns, y: y) else { return nil }
    var residual = 0.0
    for row in y.indices {
      let fit = b[0] + b[1] * columns[1][row] + b[2] * columns[2][row] + b[3] * columns[3][row]
      residual += (y[row] - fit) * (y[row] - fit)
    }
    let now = regressors(n)
    let months = columns[3] + [now.month]
    guard let least = months.min(), let largest = months.max() else { return nil }
    let raw = b[0] + b[1] * now.day + b[2] * now.week + b[3] * now.month
    let mean = exp(raw + 0.5 * residual / Double(y.count))
    coefficients = b
    self.horizon = horizon
    rows = y.count
    variance = min(max(mean, 0.5 * exp(least)), 2 * exp(largest))
  }
}

/// How a variance forecast was made.
public enum VarianceForecastMethod: String, Sendable {
  case har = "HAR"
  case garch = "GARCH"
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

  init(variance: Double, method: VarianceForecastMethod) {
    self.variance = variance
    self.method = method
  }

  /// Forecasts by HAR, or by an EWMA of 0.94 where history is short; nil below 20 returns.
  ///
  /// - Parameters:
  ///   - closes: Daily closes above zero, oldest first.
  ///   - horizon: Sessions ahead; 21 stand for 30 calendar days.
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

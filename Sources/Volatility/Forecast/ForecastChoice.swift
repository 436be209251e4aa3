// Which model forecasts the variance that a premium is measured against.
//
// The model asked for may need more history than there is: the exponential smoother, which needs
// hardly any, then stands in, and `method` says so.

import Numerics

/// The model asked to forecast variance.
public enum VarianceForecastChoice: String, CaseIterable, Hashable, Sendable {
  /// The heterogeneous autoregression of Corsi (2009), in logarithms; 500 rows at least.
  case har
  /// GARCH(1,1) with normal errors by maximum likelihood; a year of returns at least.
  case garch
  /// RiskMetrics' smoother of 0.94.
  case ewma

  /// The method that makes it where history suffices.
  public var method: VarianceForecastMethod {
    switch self {
    case .har: .har
    case .garch: .garch
    case .ewma: .ewma
    }
  }
}

extension VarianceForecast {
  /// Returns below which a GARCH fit is not trusted: a year of sessions.
  private static let leastGARCHHistory = 252

  /// Forecasts by the model asked for, or by an EWMA of 0.94 where that one cannot be fitted.
  ///
  /// Nil below 21 closes. The variance is annualised, its mean over the horizon.
  ///
  /// - Parameters:
  ///   - closes: Daily closes above zero, oldest first.
  ///   - horizon: Sessions ahead, 1 to 10,000; 21 stand for 30 calendar days.
  ///   - choice: The model asked for.
  public init?(closes: [Double], horizon: Int, choice: VarianceForecastChoice) {
    switch choice {
    case .har: self.init(closes: closes, horizon: horizon)
    case .garch:
      if let made = VarianceForecast.garch(closes: closes, horizon: horizon) {
        self = made
      } else {
        self.init(closes: closes, horizon: horizon, choice: .ewma)
      }
    case .ewma:
      guard closes.count > 20, closes.allSatisfy({ $0 > 0 }),
        let made = try? exponentialForecast(returns: logReturns(closes))
      else { return nil }
      self = made
    }
  }

  private static func garch(closes: [Double], horizon: Int) -> VarianceForecast? {
    guard closes.count > leastGARCHHistory, closes.allSatisfy({ $0 > 0 }) else { return nil }
    let returns = logReturns(closes).map { 100 * $0 }
    guard let fit = try? fitGARCH(returns: returns, model: .garch, distribution: .normal),
      fit.outcome.isConverged || fit.outcome == .stalled,
      let path = try? fit.forecast(horizon: horizon)
    else { return nil }
    let volatility = path.annualised(steps: 252, unit: 0.01)
    guard volatility.isFinite, volatility > 0 else { return nil }
    return VarianceForecast(variance: volatility * volatility, method: .garch)
  }
}

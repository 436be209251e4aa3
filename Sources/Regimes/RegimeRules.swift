// What a trader may choose of the regime's reading.

import MarketData
import Volatility

/// How the regime's numbers are read.
public struct RegimeRules: Hashable, Sendable {
  /// How realised volatility is estimated.
  public enum Estimator: String, CaseIterable, Hashable, Sendable {
    /// The root mean square of daily log returns: the mean is taken as zero.
    case close
    /// Yang and Zhang's, which uses the whole bar and is right under gaps and drift.
    case yangZhang = "yang_zhang"
  }

  /// How R5, R20 and R60 are estimated.
  public var estimator: Estimator

  /// Makes rules.
  public init(estimator: Estimator) { self.estimator = estimator }

  /// Returns alone, as the classifier's centres were chosen.
  public static let standard = RegimeRules(estimator: .close)

  /// Realised volatility of the last sessions, annualised; nil when it cannot be estimated.
  func volatility(_ bars: [PriceBar], _ closes: [Double], window: Int) -> Double? {
    switch estimator {
    case .close: return realisedVolatility(closes, window: window)
    case .yangZhang:
      guard bars.count > window else { return nil }
      return try? rangeVolatility(.yangZhang, bars: Array(bars.suffix(window + 1)))
    }
  }
}

/// Volatility indices of a moment, in points; nil where one is missing.
struct VolatilityIndices {
  /// Over 30 days.
  var month: Double?
  /// Over three months.
  var quarter: Double?
  /// Over nine days.
  var days9: Double?
}

// How many lagged changes a unit-root regression takes.

import Glibc
import Numerics

/// A rule for the number of lagged changes.
public enum LagSelection: Hashable, Sendable {
  /// So many.
  case fixed(Int)
  /// As many as minimise Akaike's criterion, up to `most` or Schwert's bound when nil.
  case akaike(most: Int?)
  /// As many as minimise the Bayesian criterion, up to `most` or Schwert's bound when nil.
  case bayesian(most: Int?)
  /// From `most` or Schwert's bound down until the last lag is significant at 5 %, one-sided.
  case lastSignificant(most: Int?)

  /// The greatest number of lags to look at.
  ///
  ///     ceil(12 (n / 100)^(1/4)), at most n / 2 - terms - 1
  ///
  /// Source: Schwert (1989), "Tests for unit roots: a Monte Carlo investigation", Journal of Business
  /// and Economic Statistics 7(2), as statsmodels 0.15.0 `adfuller` applies it.
  func bound(observations n: Int, terms: Int) throws(ModelError) -> Int {
    let room = n / 2 - terms - 1
    guard room >= 0 else {
      throw .tooFew(what: "observations", count: n, least: 2 * (terms + 1))
    }
    let asked: Int?
    switch self {
    case .fixed(let lags): asked = lags
    case .akaike(let most), .bayesian(let most), .lastSignificant(let most): asked = most
    }
    guard let asked else {
      return min(room, Int((12 * pow(Double(n) / 100, 0.25)).rounded(.up)))
    }
    try require(Double(asked), in: 0...Double(room), "the number of lags")
    return asked
  }
}

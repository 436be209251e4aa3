// When a delta asks for a hedge, and how much of one.
//
// A fixed band trades back to zero once the delta is beyond it. The band of Whalley and Wilmott
// (1997), "An asymptotic analysis of an optimal hedging model for option pricing with transaction
// costs", Mathematical Finance 7(3), 307-324, is the optimal one of an exponential utility when
// proportional costs are small:
//
//     half-width = (3/2 exp(-rT) lambda S gamma^2 / a)^(1/3)
//
// with lambda the cost of a trade as a share of its value and a the absolute risk aversion a
// dollar; it trades to the edge of the band only.

import Glibc

/// When a delta asks for a hedge.
public struct HedgeRules: Hashable, Sendable {
  /// How the no-trade band is found.
  public enum Band: String, CaseIterable, Sendable {
    case fixed
    case whalleyWilmott = "whalley_wilmott"
  }

  /// How the band is found.
  public var band: Band
  /// Half-width of the fixed band in shares.
  public var delta: Double
  /// Gamma in shares a point beyond which an alert is due.
  public var gamma: Double
  /// Cost of trading shares, as a share of their value.
  public var cost: Double
  /// Absolute risk aversion a dollar.
  public var riskAversion: Double

  /// Makes rules.
  public init(
    band: Band, delta: Double, gamma: Double, cost: Double, riskAversion: Double
  ) {
    self.band = band
    self.delta = delta
    self.gamma = gamma
    self.cost = cost
    self.riskAversion = riskAversion
  }

  /// A fixed band of 100 shares, gamma 50, costs of 2 basis points, an aversion of 1e-5 a dollar.
  public static let standard = HedgeRules(
    band: .fixed, delta: 100, gamma: 50, cost: 0.0002, riskAversion: 1e-5)

  /// How the band is found and what a trade costs, in words.
  public var text: String {
    let basisPoints = (cost * 100_000).rounded() / 10
    let trade = "a trade costs \(basisPoints) bp"
    return switch band {
    case .fixed: "fixed band, \(trade)"
    case .whalleyWilmott: "Whalley-Wilmott band, \(trade)"
    }
  }

  /// Half the width of the no-trade band in shares.
  ///
  /// - Parameters:
  ///   - gamma: Shares a point.
  ///   - spot: Price of the underlying.
  ///   - discount: Discount factor to the last expiry.
  /// - Returns: Shares, zero or more.
  public func halfWidth(gamma: Double, spot: Double, discount: Double) -> Double {
    switch band {
    case .fixed: delta
    case .whalleyWilmott: cbrt(1.5 * discount * cost * spot * gamma * gamma / riskAversion)
    }
  }
}

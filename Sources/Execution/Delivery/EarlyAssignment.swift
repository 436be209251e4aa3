// How likely the holder of an American option is to exercise it before its expiry.
//
// A call is worth exercising on the eve of an ex-dividend date when the dividend is more than what is
// left of its time value; a put when the interest on its strike is more than its time value and the
// dividends still to come (Hull, Options, Futures and Other Derivatives, ch. 11 and 15). What is left
// is a ratio of the two sides: one half where they are equal, near one where the time value is gone.

import Glibc
public import MarketData

/// A short American leg and what its holder would weigh.
public struct EarlyAssignment: Hashable, Sendable {
  /// Call or put.
  public var right: OptionRight
  /// Exercise value a share.
  public var intrinsic: Double
  /// What the option is worth above its exercise value, a share; never below zero.
  public var timeValue: Double
  /// What exercising brings: the dividend for a call, interest on the strike less the dividends to
  /// come for a put.
  public var gain: Double

  /// The score from which a trader is told, and at which the paper market assigns.
  public static let threshold = 0.5

  /// Weighs a leg; nil when a number is missing.
  ///
  /// - Parameters:
  ///   - contract: The contract.
  ///   - mid: Its mid, a share.
  ///   - spot: Price of the underlying.
  ///   - rate: Continuously compounded rate.
  ///   - years: Years of 365 days to the expiry.
  ///   - nextDividend: The dividend of the next ex-date up to the expiry; zero for none.
  ///   - dividends: All dividends up to the expiry.
  public init?(
    _ contract: OptionContract, mid: Double, spot: Double, rate: Double, years: Double,
    nextDividend: Double, dividends: Double
  ) {
    let numbers = [mid, spot, rate, years, nextDividend, dividends]
    guard numbers.allSatisfy(\.isFinite), mid >= 0, spot > 0 else { return nil }
    let strike = contract.strike.dollars
    right = contract.right
    intrinsic = contract.right == .call ? max(spot - strike, 0) : max(strike - spot, 0)
    timeValue = max(mid - intrinsic, 0)
    switch contract.right {
    case .call: gain = nextDividend
    case .put: gain = max(strike * (1 - exp(-rate * max(years, 0))) - dividends, 0)
    }
  }

  /// Zero to one; zero out of the money or where exercising brings nothing.
  public var score: Double {
    guard intrinsic > 0, gain > 0 else { return 0 }
    return gain / (gain + timeValue)
  }

  /// Whether exercising brings more than it gives up.
  public var isWorthwhile: Bool { score > EarlyAssignment.threshold }
}

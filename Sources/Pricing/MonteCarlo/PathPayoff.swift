// What a simulated path pays at expiry.

public import MarketData
import Numerics

/// On which side of the spot a barrier lies.
public enum BarrierSide: String, CaseIterable, Sendable {
  /// Above the spot.
  case up
  /// Below the spot.
  case down
}

/// What touching a barrier does.
public enum BarrierEffect: String, CaseIterable, Sendable {
  /// The option ends.
  case knockOut
  /// The option begins.
  case knockIn
}

/// A claim on a path, paid at expiry.
///
/// Observations are equally spaced and end at expiry; today is not one of them.
public enum PathPayoff: Hashable, Sendable {
  /// A European option.
  case european(OptionRight, strike: Double)
  /// An option on the arithmetic mean of the observations.
  case arithmeticAsian(OptionRight, strike: Double)
  /// A European option that touching a level at an observation ends or begins.
  case barrier(
    OptionRight, strike: Double, level: Double, side: BarrierSide, effect: BarrierEffect)
  /// The annualised sum of squared log returns between observations.
  case realisedVariance

  /// The strike; nil for the claim without one.
  public var strike: Double? {
    switch self {
    case .european(_, let strike), .arithmeticAsian(_, let strike),
      .barrier(_, let strike, _, _, _):
      strike
    case .realisedVariance: nil
    }
  }

  /// Call or put; nil for the claim that is neither.
  public var right: OptionRight? {
    switch self {
    case .european(let right, _), .arithmeticAsian(let right, _), .barrier(let right, _, _, _, _):
      right
    case .realisedVariance: nil
    }
  }

  /// Refuses a strike or a level that makes no sense beside a spot.
  func validate(spot: Double) throws(ModelError) {
    if let strike { try requirePositive(strike, "strike") }
    guard case .barrier(_, _, let level, let side, _) = self else { return }
    try requirePositive(level, "barrier level")
    guard side == .up ? level > spot : level < spot else {
      throw .outOfDomain(
        input: "barrier level", value: level,
        rule: "it must lie \(side == .up ? "above" : "below") the spot of \(spot)")
    }
  }

  /// What a level pays beside the strike.
  func intrinsic(_ level: Double) -> Double {
    guard let strike, let right else { return 0 }
    return max(0, right == .call ? level - strike : strike - level)
  }
}

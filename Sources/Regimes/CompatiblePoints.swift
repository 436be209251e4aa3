// Five states by additive points, as an older desk had them (domain rules, end of section a.2).
//
// Kept for comparison: it has no hysteresis, and its confidence looks at the winner alone.

/// The classifier of additive points.
public enum CompatiblePoints {
  /// Points that stand for full confidence.
  static let full = 5.0
  /// Confidence of a day that no state has a point for.
  static let unnamed = 30.0

  /// The points of each state, in the order of `RegimeState.allCases`.
  public static func points(_ f: RegimeFeatures) -> [Double] {
    var points = [Double](repeating: 0, count: RegimeState.allCases.count)
    points[RegimeState.lowVolGrind.index] = grind(f)
    points[RegimeState.highVolPanic.index] = panic(f)
    points[RegimeState.trendUp.index] = trend(f, sign: 1)
    points[RegimeState.trendDown.index] = trend(f, sign: -1)
    points[RegimeState.chop.index] = chop(f)
    return points
  }

  /// The state with the most points; the more careful one wins a tie.
  ///
  /// - Parameter features: The day.
  /// - Returns: Chop at 30 % when no state has a point; nil without R20.
  public static func call(_ features: RegimeFeatures) -> RegimeCall? {
    guard features.r20 != nil else { return nil }
    let points = points(features)
    var best = RegimeState.highVolPanic
    for state in [RegimeState.trendDown, .trendUp, .lowVolGrind, .chop]
    where points[state.index] > points[best.index] {
      best = state
    }
    guard points[best.index] >= 1 else {
      return RegimeCall(state: RegimeState.chop.index, confidence: unnamed)
    }
    return RegimeCall(state: best.index, confidence: 100 * min(points[best.index] / full, 1))
  }

  /// Points for what is so; a missing number gives none.
  private static func when(_ value: Double?, _ rule: (Double) -> Bool, _ points: Double) -> Double {
    value.map { rule($0) ? points : 0 } ?? 0
  }

  private static func panic(_ f: RegimeFeatures) -> Double {
    let fear = when(f.v, { $0 >= 35 }, 3)
    let fall = when(f.dd, { $0 <= -0.20 }, 1.5)
    return (fear > 0 ? fear : when(f.v, { $0 >= 25 }, 1.5)) + when(f.r5, { $0 >= 0.30 }, 2)
      + when(f.rr, { $0 >= 1.5 }, 1.5) + (fall > 0 ? fall : when(f.dd, { $0 <= -0.10 }, 0.5))
  }

  private static func trend(_ f: RegimeFeatures, sign: Double) -> Double {
    let sides =
      when(f.d50, { sign * $0 > 0.03 }, 1.5) + when(f.d200, { sign * $0 > 0.03 }, 1)
      + when(f.mx, { sign * $0 > 0.02 }, 1) + when(f.return20, { sign * $0 > 0.05 }, 1)
    return sides + (sign > 0 ? when(f.dsh, { $0 < 10 }, 0.5) : when(f.dd, { $0 <= -0.10 }, 1))
  }

  private static func grind(_ f: RegimeFeatures) -> Double {
    let calm = when(f.v, { $0 < 15 }, 1.5) + when(f.r20, { $0 < 0.10 }, 1.5)
    let rising = when(f.d20, { $0 > 0 && $0 < 0.03 }, 1)
    return calm + when(f.rr, { $0 < 0.8 }, 1) + when(f.r20, { $0 < 0.20 }, rising)
      + when(f.dsh, { $0 < 10 }, 0.5)
  }

  private static func chop(_ f: RegimeFeatures) -> Double {
    let still = when(f.return20, { abs($0) < 0.02 }, 1)
    return when(f.d50, { abs($0) < 0.01 }, 1) + when(f.mx, { abs($0) < 0.01 }, 0.5)
      + when(f.r20, { $0 > 0.10 }, still)
  }
}

// The forward and discount of an expiry from put-call parity.
//
// C - P = D (F - K) is a line in the strike, so its slope and intercept give both. Pairs more than
// three (scaled) median deviations off a first, robust line are left out before it is drawn; every
// pair is then counted against what its spreads allow. American options obey the line only where
// neither side is worth exercising: their fit stops one percent above the spot, and beyond it a put
// may be dear by the interest on its strike, a call by the yield on the spot (the band
// S e^(-qT) - K <= C - P <= S - K e^(-rT)).

import Glibc
import MarketData
import Numerics

/// A strike with a usable call and a usable put.
struct ParityPair {
  /// The strike.
  var strike: Double
  /// Call mid minus put mid.
  var difference: Double
  /// How far the difference may stand off the line.
  var tolerance: Double
}

extension ParityFit {
  /// Half-spreads plus the larger of a nickel and 5 % of the smaller mid.
  static func tolerance(mids: (Double, Double), halves: (Double, Double)) -> Double {
    halves.0 + halves.1 + max(0.05, 0.05 * min(mids.0, mids.1))
  }

  /// Fits the line, or falls back on spot, rate and yield.
  ///
  /// A slope outside what rates between -5 % and 25 % give (and its own standard error of three)
  /// is no discount: then the rate gives it and the median pair gives the forward, flagged.
  init(
    pairs all: [ParityPair], spot: Double, years: Double, isAmerican: Bool, rules: SurfaceRules
  ) {
    let carried = spot * exp((rules.rate - rules.yield) * years)
    let bond = exp(-rules.rate * years)
    let centre = ParityFit.centre(of: all, near: carried, discount: bond)
    let reach = rules.parityReach
    let pairs = all.filter { abs($0.strike - centre) < reach * centre }
    // A call above its strike is not exercised but for a dividend; a put below it is, for interest.
    let line = isAmerican ? pairs.filter { $0.strike <= 1.01 * spot } : pairs
    let early = isAmerican ? EarlyExercise(spot: spot, years: years, rules: rules) : nil
    guard line.count >= rules.minimumPairs, let fit = ParityFit.robustLine(line, discount: bond)
    else {
      self.init(
        forward: carried, discount: bond, pairs: pairs.count,
        failures: ParityFit.failures(pairs, forward: carried, discount: bond, early),
        isFallback: true)
      return
    }
    let discount = -fit.slope
    let slack = 3 * (fit.slopeError ?? 0)
    let isDiscount = discount > exp(-0.25 * years) - slack && discount < exp(0.05 * years) + slack
    if isDiscount, discount > 0.2, fit.intercept > 0 {
      let forward = fit.intercept / discount
      self.init(
        forward: forward, discount: discount, pairs: pairs.count,
        failures: ParityFit.failures(pairs, forward: forward, discount: discount, early),
        isFallback: false)
    } else {
      let forward = median(line.map { $0.strike + $0.difference / bond }) ?? carried
      self.init(
        forward: forward, discount: bond, pairs: pairs.count,
        failures: ParityFit.failures(pairs, forward: forward, discount: bond, early),
        isFallback: true)
    }
  }

  /// A first forward from the pair whose call and put are closest in price.
  private static func centre(
    of pairs: [ParityPair], near carried: Double, discount: Double
  ) -> Double {
    var best = carried
    var least = Double.infinity
    for pair in pairs where abs(pair.difference) < least {
      least = abs(pair.difference)
      best = pair.strike + pair.difference / discount
    }
    // A single bad pair must not move the window by more than the window itself.
    return abs(best - carried) < 0.1 * carried ? best : carried
  }

  /// The line without its outliers.
  ///
  /// One wild price tilts a least-squares line enough to hide itself, so the first line is the
  /// known discount's through the median pair; what stands off it is left out, then once more off
  /// the line through the rest.
  private static func robustLine(_ pairs: [ParityPair], discount: Double) -> LineFit? {
    guard let level = median(pairs.map { $0.difference + discount * $0.strike }) else { return nil }
    // The line goes through the median pair: half of the others miss it on either side.
    let rough = near(pairs, intercept: level, slope: -discount, centre: 0)
    guard let first = line(rough) else { return line(pairs) }
    return line(near(pairs, intercept: first.intercept, slope: first.slope)) ?? first
  }

  /// Pairs within three scaled median deviations of a line; all of them when fewer than three are.
  private static func near(
    _ pairs: [ParityPair], intercept: Double, slope: Double, centre known: Double? = nil
  ) -> [ParityPair] {
    let residuals = pairs.map { $0.difference - intercept - slope * $0.strike }
    guard let centre = known ?? median(residuals),
      let deviation = medianAbsoluteDeviation(residuals, from: centre)
    else { return pairs }
    // 1.4826 scales the median deviation to a standard deviation.
    let limit = max(3 * 1.4826 * deviation, 1e-9)
    var kept: [ParityPair] = []
    kept.reserveCapacity(pairs.count)
    for index in pairs.indices where abs(residuals[index] - centre) <= limit {
      kept.append(pairs[index])
    }
    return kept.count >= 3 ? kept : pairs
  }

  private static func line(_ pairs: [ParityPair]) -> LineFit? {
    fitLine(x: pairs.map(\.strike), y: pairs.map(\.difference))
  }

  private static func failures(
    _ pairs: [ParityPair], forward: Double, discount: Double, _ early: EarlyExercise?
  ) -> Int {
    var count = 0
    for pair in pairs {
      let miss = pair.difference - discount * (forward - pair.strike)
      let below = early?.put(pair.strike) ?? 0
      let above = early?.call ?? 0
      if miss > pair.tolerance + above || miss < -(pair.tolerance + below) { count += 1 }
    }
    return count
  }
}

/// The most that the right to exercise early is worth.
private struct EarlyExercise {
  /// Of a call: what the yield takes from the spot.
  let call: Double
  private let interest: Double

  init(spot: Double, years: Double, rules: SurfaceRules) {
    call = spot * max(1 - exp(-rules.yield * years), 0)
    interest = max(1 - exp(-rules.rate * years), 0)
  }

  /// Of a put: what interest earns on the strike.
  func put(_ strike: Double) -> Double { strike * interest }
}

// One expiry of the model's surface at a moment: forward, total variance and smile.
//
// Values are Black's formula on the forward, in total variance (Black, "The pricing of commodity
// contracts", Journal of Financial Economics 3 (1976) 167-179).

import Glibc
import MarketData

/// One expiry of the surface.
struct SurfaceSlice: Sendable {
  var forward: Double
  var lnForward: Double
  var discount: Double
  /// At-the-money total variance and its root.
  var variance: Double
  var deviation: Double
  var shape: SmileShape

  /// The slice of an expiry `years` away on the calendar and `weight` trading days in event time;
  /// `scale` is the surface's `varianceScale`, `floor` the total variance of the expiry before.
  init(
    point: SurfacePoint, term: TermModel, economics: ChainEconomics, years: Double, weight: Double,
    scale: Double, floor: Double
  ) {
    let days = weight * EventClock.daysPerWeight
    let volatility = term.volatility(days: days)
    variance = max(volatility * volatility * days / 365 * scale, floor)
    shape = SmileShape(
      days: years * 365, volatility: years > 0 ? (variance / years).squareRoot() : volatility,
      skewScale: point.skewScale * economics.skewFactor, curveScale: point.curveScale)
    forward = point.spot * exp((economics.rate - economics.yield) * years)
    lnForward = log(forward)
    discount = exp(-economics.rate * years)
    deviation = variance.squareRoot()
  }

  /// Total variance at a log-moneyness.
  @inline(__always) func totalVariance(_ k: Double) -> Double {
    variance * shape.varianceRatio(k / deviation)
  }

  /// Values of a strike's options and the probability-like delta of its call.
  @inline(__always) func value(
    strike: Double, k: Double, total: Double
  ) -> (call: Double, put: Double, delta: Double) {
    let halfRoot = 0.5.squareRoot()
    let deviation = total.squareRoot()
    let d1 = -k / deviation + 0.5 * deviation
    let d2 = d1 - deviation
    let parity = discount * (forward - strike)
    let n1 = 0.5 * erfc(-d1 * halfRoot)
    if k >= 0 {
      let n2 = 0.5 * erfc(-d2 * halfRoot)
      let call = max(discount * (forward * n1 - strike * n2), 0)
      return (call, call - parity, n1)
    }
    let m2 = 0.5 * erfc(d2 * halfRoot)
    let put = max(discount * (strike * m2 - forward * (1 - n1)), 0)
    return (put + parity, put, n1)
  }

  /// The root of total variance where the call's delta on the forward has a normal quantile.
  ///
  /// Bisection in k on d1(k) = quantile, which falls in k on this smile; forty halvings of eight
  /// deviations are exact to rounding.
  func deviation(atQuantile d1: Double) -> Double {
    var low = -4 * deviation
    var high = 4 * deviation
    for _ in 0..<40 {
      let k = 0.5 * (low + high)
      let root = totalVariance(k).squareRoot()
      if -k / root + 0.5 * root > d1 { low = k } else { high = k }
    }
    return totalVariance(0.5 * (low + high)).squareRoot()
  }
}

extension SurfacePoint {
  /// What makes the variance at 30 calendar days equal the level squared.
  func varianceScale(thirtyDayWeight weight: Double) -> Double {
    let days = weight * EventClock.daysPerWeight
    let volatility = TermModel(level: level, slope90: slope90).volatility(days: days)
    return level * level * 30 / (volatility * volatility * days)
  }
}

// Values of a chain's strikes from its surface.
//
// After the smile, values are held inside the static bounds of Carr and Madan, "A note on
// sufficient conditions for no arbitrage", Finance Research Letters 2 (2005) 125-130: total
// variance at a moneyness never falls with expiry, and call prices fall in strike with a slope that
// rises. Every value that had to move is counted.

import Glibc
import MarketData
import Numerics

extension SyntheticChain {
  /// Sets every strike's call and put value.
  mutating func price(at point: SurfacePoint) {
    let scale = varianceScale(at: point)
    let term = TermModel(level: point.level, slope90: point.slope90)
    var previous: SurfaceSlice?
    var floorVariance = 0.0
    for e in expiries.indices {
      let slice = slice(e, point, term, scale, floorVariance)
      forward[e] = slice.forward
      variance[e] = slice.variance
      if slice.deviation < 1e-5 {
        settle(e, slice)
        continue
      }
      value(e, slice, previous)
      clip(e, slice)
      if underlyingIsAmerican(e) { floorAtIntrinsic(e, point.spot) }
      floorVariance = slice.variance
      previous = slice
    }
  }

  private func underlyingIsAmerican(_ e: Int) -> Bool {
    expiries[e].listed.root.style == .american
  }

  /// What makes the variance at 30 calendar days equal the level squared.
  func varianceScale(at point: SurfacePoint) -> Double {
    let remaining =
      EventClock.sessionWeight(session.date) * (1 - point.elapsed) + point.eventVariance
    return point.varianceScale(thirtyDayWeight: remaining + thirtyDayWeight)
  }

  /// An expiry of the surface at a moment, its total variance at least that of the one before.
  func slice(
    _ e: Int, _ point: SurfacePoint, _ term: TermModel, _ scale: Double, _ floor: Double
  ) -> SurfaceSlice {
    let expiry = expiries[e]
    let years = max((expiry.listed.expiration - point.time).years, 0)
    let today =
      EventClock.sessionWeight(session.date) * (1 - point.elapsed) + point.eventVariance
    return SurfaceSlice(
      point: point, term: term, economics: economics, years: years,
      weight: today + (expiry.weightAfterClose ?? 0), scale: scale, floor: floor)
  }

  private mutating func value(_ e: Int, _ slice: SurfaceSlice, _ previous: SurfaceSlice?) {
    clips.values += expiries[e].strikes.count
    for i in expiries[e].strikes {
      let k = lnStrikes[i] - slice.lnForward
      var total = slice.totalVariance(k)
      if let previous {
        let least = previous.totalVariance(k)
        if least > total * (1 + BoundClips.rounding) { clips.calendars += 1 }
        total = max(total, least)
      }
      let value = slice.value(strike: strikes[i], k: k, total: total)
      callDelta[i] = value.delta
      callValue[i] = value.call
      putValue[i] = value.put
    }
  }

  /// Intrinsic values at the moment of settlement.
  private mutating func settle(_ e: Int, _ slice: SurfaceSlice) {
    for i in expiries[e].strikes {
      let gain = slice.forward - strikes[i]
      callValue[i] = max(gain, 0)
      putValue[i] = max(-gain, 0)
      callDelta[i] = gain > 0 ? 1 : 0
    }
  }

  /// Moves call values onto monotone and convex bounds, outwards from the money.
  private mutating func clip(_ e: Int, _ slice: SurfaceSlice) {
    let range = expiries[e].strikes
    guard range.count > 2 else { return }
    var centre = range.lowerBound
    while centre < range.upperBound - 2, strikes[centre + 1] < slice.forward { centre += 1 }
    var slope = max(slopeAfter(centre), -slice.discount)
    var i = centre + 2
    while i < range.upperBound {
      let width = strikes[i] - strikes[i - 1]
      let low = max(callValue[i - 1] + slope * width, 0)
      hold(i, above: low, below: callValue[i - 1], slice)
      slope = (callValue[i] - callValue[i - 1]) / width
      i += 1
    }
    slope = slopeAfter(centre)
    i = centre - 1
    while i >= range.lowerBound {
      let width = strikes[i + 1] - strikes[i]
      let low = callValue[i + 1] - slope * width
      hold(i, above: low, below: callValue[i + 1] + slice.discount * width, slice)
      slope = (callValue[i + 1] - callValue[i]) / width
      i -= 1
    }
  }

  private func slopeAfter(_ i: Int) -> Double {
    (callValue[i + 1] - callValue[i]) / (strikes[i + 1] - strikes[i])
  }

  /// Holds a call value between bounds.
  private mutating func hold(
    _ i: Int, above low: Double, below high: Double, _ slice: SurfaceSlice
  ) {
    let value = callValue[i]
    let held = min(max(value, low), high)
    guard held != value else { return }
    clips.count(from: value, to: held, unit: slice.forward)
    callValue[i] = held
    putValue[i] = max(held - slice.discount * (slice.forward - strikes[i]), 0)
  }

  /// An American option is worth at least its exercise.
  private mutating func floorAtIntrinsic(_ e: Int, _ spot: Double) {
    for i in expiries[e].strikes {
      callValue[i] = max(callValue[i], spot - strikes[i])
      putValue[i] = max(putValue[i], strikes[i] - spot)
    }
  }
}

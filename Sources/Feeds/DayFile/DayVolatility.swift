// A day's path of the volatility indices and of the surface, minute by minute.
//
// Regressions on five-minute VIX and S&P 500 bars and on VIX3M closes; the day's close of the
// volatility index comes out exactly.

import Glibc
import MarketData
import Numerics

/// Builds the volatility columns of a day.
struct DayVolatility: Sendable {
  let head: DayHead
  /// Passed share of variance at each minute's end.
  let elapsed: [Double]

  /// How ln V answers a return inside the day, by the index's level.
  static func beta(level: Double) -> Double {
    interpolate(level, [12, 15, 17, 20, 25, 35, 50], [-8.0, -8.2, -8.7, -9.0, -7.5, -5.5, -3.5])
  }

  /// The volatility index at each minute's end, unrounded; the last is the day's close.
  func vix(closes: [Double], random: inout RandomStream) -> [Double] {
    let open = head.bar.open
    let gap = log(open / head.previousClose)
    var lnOpen = log(head.previousVix) + 0.009 - 3.2 * gap + 0.025 * random.normal()
    let beta = DayVolatility.beta(level: head.previousVix)
    let body = log(head.bar.close / open)
    var rest = log(head.vix) - lnOpen - beta * body
    // What a constant answer to returns leaves over: up to six per cent drift in with time. More
    // than that comes with the move itself when the move explains its sign (the answer is convex
    // in a panic), else it was there at the open.
    var convex = 0.0
    if abs(rest) > 0.06 {
      let excess = rest - (rest > 0 ? 0.06 : -0.06)
      rest -= excess
      if abs(body) >= 0.01, excess * body < 0 { convex = excess } else { lnOpen += excess }
    }
    let size =
      0.030 * (head.previousVix / 17).squareRoot()
      * (random.gamma(shape: 4) / 4).squareRoot()
    let noise = bridge(random: &random)
    return closes.indices.map { m in
      let r = log(closes[m] / open)
      let bend = convex == 0 ? 0 : convex * (r / body) * abs(r / body)
      return exp(lnOpen + beta * r + bend + elapsed[m] * rest + size * noise[m])
    }
  }

  /// The three-month index at each minute's end.
  func vix3M(vix: [Double], random: inout RandomStream) -> [Double] {
    let u = 0.06 * random.normal()
    let ratio = { (v: Double) in 0.0895 - 0.182 * log(v / 20) + u }
    guard let first = vix.first, let last = vix.last else { return [] }
    let start = log(first) + ratio(first)
    let end = log(last) + ratio(last)
    let own = 0.60 * log(last / first)
    let noise = bridge(random: &random)
    return vix.indices.map { m in
      let drift = (end - start - own) * elapsed[m]
      return exp(start + 0.60 * log(vix[m] / first) + drift + 0.004 * noise[m])
    }
  }

  /// A standard Brownian bridge at each minute's end.
  private func bridge(random: inout RandomStream) -> [Double] {
    var walk: [Double] = []
    var x = 0.0
    var before = 0.0
    for time in elapsed {
      x += max(time - before, 0).squareRoot() * random.normal()
      before = time
      walk.append(x)
    }
    return walk.indices.map { walk[$0] - elapsed[$0] * x }
  }

  /// Two mean-reverting walks of unit deviation with a half-life of an hour.
  static func walks(count: Int, random: inout RandomStream) -> [(Double, Double)] {
    let keep = exp(-log(2.0) / 60)
    let fresh = (1 - keep * keep).squareRoot()
    var a = random.normal()
    var b = random.normal()
    return (0..<count).map { _ in
      a = keep * a + fresh * random.normal()
      b = keep * b + fresh * random.normal()
      return (a, b)
    }
  }
}

/// How far the smile is bent by stress, from the volatility index over its mean of twenty days.
func smileStress(vix: Double, mean20: Double) -> Double {
  min(max((vix / mean20 - 1.25) / 0.9, 0), 1.5)
}

/// The scale of the smile's slope under stress.
func stressedSkew(_ stress: Double) -> Double { 1 + 0.9 * stress }

/// The scale of the smile's curvature under stress, at most what February 2018 showed.
func stressedCurve(_ stress: Double) -> Double { min(1 + 3.3 * stress, 4.2) }

/// The scale of a half-spread at a moment: wide after the open, in stress and into the close.
func spreadMultiplier(minute: Int, minutes: Int, vix: Double) -> Double {
  (1 + 1.2 * exp(-Double(minute) / 6)) * max(vix / 15, 1) * (minutes - minute < 5 ? 1.15 : 1)
}

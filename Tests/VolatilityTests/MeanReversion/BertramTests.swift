// Trading bands against integrals that need no series, and against their neighbours.

import Glibc
import Numerics
import TestKit
import Testing
import Volatility

/// Mean and variance of the time up from one level to another, in standard deviations and 1/mu.
///
/// With u the mean and v the variance from z, u'' - z u' = -1 and v'' - z v' = -2 u'^2, so that
///
///     -u'(z) = e^(z^2/2) int_-inf^z e^(-y^2/2) dy
///     -v'(z) = 2 e^(z^2/2) int_-inf^z e^(-y^2/2) u'(y)^2 dy
///
/// Source: the moment equations of Karlin and Taylor (1981), "A Second Course in Stochastic
/// Processes", section 15.3. Simpson's rule on a fine grid from far below.
private func passage(from a: Double, to m: Double) -> (mean: Double, variance: Double) {
  let (low, count) = (-14.0, 40_000)
  let steps = (count, (m - low) / Double(count))
  var (mass, weighted) = (0.0, 0.0)
  var (mean, variance) = (0.0, 0.0)
  var last = (density: 0.0, square: 0.0, rise: 0.0, fall: 0.0)
  for index in 0...steps.0 {
    let z = low + Double(index) * steps.1
    let density = exp(-0.5 * z * z)
    if index > 0 { mass += 0.5 * steps.1 * (density + last.density) }
    let rise = mass / density
    let square = density * rise * rise
    if index > 0 { weighted += 0.5 * steps.1 * (square + last.square) }
    let fall = 2 * weighted / density
    if index > 0, z > a {
      // The first step counts from a on only.
      let share = min(1, (z - a) / steps.1)
      mean += 0.5 * share * steps.1 * (rise + last.rise)
      variance += 0.5 * share * steps.1 * (fall + last.fall)
    }
    last = (density, square, rise, fall)
  }
  return (mean, variance)
}

@Suite("Bertram bands")
struct BertramTests {
  private func process(_ mean: Double = 0.2) throws -> OrnsteinUhlenbeck {
    try OrnsteinUhlenbeck(mean: mean, speed: 8, volatility: 0.3)
  }

  @Test(
    "mean and variance agree with the moment equations",
    arguments: [
      (-1.0, 1.0), (-0.3, 0.4), (-2.5, 2.5), (0.5, 2), (-3, -1), (-0.01, 1.5),
    ])
  func slowTwin(_ a: Double, _ m: Double) throws {
    let spread = try process()
    let cycle = try bertramCycle(
      of: spread, lower: spread.level(a), upper: spread.level(m), cost: 0.01)
    // Down from m to a is up from -m to -a in the mirror.
    let (up, down) = (passage(from: a, to: m), passage(from: -m, to: -a))
    let mean = (up.mean + down.mean) / spread.speed
    let variance = (up.variance + down.variance) / (spread.speed * spread.speed)
    // The trapezoid rule with steps of 4e-4.
    #expect(relativeError(cycle.expectedTime, expected: mean) <= 2e-6)
    #expect(relativeError(cycle.timeVariance, expected: variance) <= 5e-6)
  }

  @Test("the design's cycle, at the digits it gives")
  func design() throws {
    let spread = try OrnsteinUhlenbeck(mean: 0, speed: 8, volatility: 0.3)
    let cycle = try bertramCycle(of: spread, lower: -0.12, upper: 0.12, cost: 0)
    #expect(abs(cycle.expectedTime - 1.660) <= 5e-4 && abs(cycle.timeVariance - 0.963) <= 5e-4)
  }

  @Test("drawn paths take as long as the formula says")
  func monteCarlo() throws {
    let spread = try OrnsteinUhlenbeck(mean: 0, speed: 8, volatility: 0.3)
    let cycle = try bertramCycle(of: spread, lower: -0.08, upper: 0.08, cost: 0)
    let interval = 2e-4
    let slope = exp(-spread.speed * interval)
    let deviation = spread.stationaryDeviation * (1 - slope * slope).squareRoot()
    var generator = SeededGenerator(seed: 1)
    var (x, steps, cycles, isUp) = (-0.08, 0, 0, true)
    // Watching at intervals sees a level late, as if it stood 0.5826 deviations of a step farther.
    // Source: Broadie, Glasserman and Kou (1997), "A continuity correction for discrete barrier options".
    let level = 0.08 - 0.5826 * deviation
    while cycles < 400 {
      x = slope * x + deviation * standardNormal(&generator)
      steps += 1
      if isUp, x >= level {
        isUp = false
      } else if !isUp, x <= -level {
        isUp = true
        cycles += 1
      }
    }
    let mean = Double(steps) * interval / 400
    let error = (cycle.timeVariance / 400).squareRoot()
    #expect(abs(mean - cycle.expectedTime) <= 3 * error, "\(mean) not \(cycle.expectedTime)")
  }

  @Test("no neighbouring band does better", arguments: [1e-9, 1e-4, 0.005, 0.05, 0.3, 1])
  func maximum(_ cost: Double) throws {
    let spread = try process(0)
    let best = try bertramReturnMaximum(of: spread, cost: cost)
    let safest = try bertramSharpeMaximum(of: spread, cost: cost, riskFree: 0.5 * cost)
    #expect(best.gain > 0 && safest.gain > 0.5 * cost)
    for change in [-1e-3, 1e-3] {
      for (lower, upper) in [(1 + change, 1 + change), (1 + change, 1.0), (1.0, 1 + change)] {
        let near = try bertramCycle(
          of: spread, lower: best.lower * lower, upper: best.upper * upper, cost: cost)
        #expect(near.returnRate < best.returnRate)
      }
      let near = try bertramCycle(
        of: spread, lower: safest.lower * (1 + change), upper: safest.upper * (1 + change),
        cost: cost)
      #expect(near.sharpeRatio(riskFree: 0.5 * cost) < safest.sharpeRatio(riskFree: 0.5 * cost))
    }
  }

  @Test("bands move with the mean and widen with the cost")
  func moves() throws {
    var last = 0.0
    for cost in [1e-6, 1e-4, 1e-2, 0.1, 0.5] {
      let best = try bertramReturnMaximum(of: try process(), cost: cost)
      let moved = try bertramReturnMaximum(of: try process(1.2), cost: cost)
      #expect(abs(best.lower + best.upper - 0.4) <= 1e-14)
      #expect(abs(moved.upper - best.upper - 1) <= 1e-14)
      #expect(best.upper - best.lower > last)
      last = best.upper - best.lower
    }
  }

  @Test("problems without a best band say so")
  func degenerate() throws {
    #expect(
      throws: ModelError.noSolution(
        what: "a band of greatest return", why: "without cost ever narrower bands earn ever more")
    ) { _ = try bertramReturnMaximum(of: try process(), cost: 0) }
    for riskFree in [0.0, -0.01] {
      do {
        _ = try bertramSharpeMaximum(of: try process(), cost: 0.01, riskFree: riskFree)
        Issue.record("a band without a risk-free gain")
      } catch ModelError.noSolution(let what, _) {
        #expect(what == "a band of greatest Sharpe ratio")
      }
    }
  }

  @Test("levels and costs out of their range are refused")
  func badInput() throws {
    let spread = try process()
    for (lower, upper, cost) in [
      (0.2, 0.2, 0.0), (0.3, 0.2, 0), (.nan, 0.2, 0), (0.1, .infinity, 0), (0.1, 0.3, -0.1),
      (0.1, 0.3, .nan), (-9, 9, 0),
    ] {
      #expect(throws: ModelError.self) {
        _ = try bertramCycle(of: spread, lower: lower, upper: upper, cost: cost)
      }
    }
    for cost in [-0.1, .nan, .infinity, 1e3] {
      #expect(throws: ModelError.self) { _ = try bertramReturnMaximum(of: spread, cost: cost) }
      #expect(throws: ModelError.self) {
        _ = try bertramSharpeMaximum(of: spread, cost: cost, riskFree: 0.01)
      }
    }
    #expect(throws: ModelError.self) {
      _ = try bertramSharpeMaximum(of: spread, cost: 0.01, riskFree: .nan)
    }
  }
}

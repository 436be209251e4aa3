// Optimal levels against brute force, and how they move with the problem.

import Glibc
import Numerics
import TestKit
import Testing
import Volatility

/// F and G of a process by the trapezoid rule: plain, slow and independent of the fast functions.
private struct SlowSolutions {
  let process: OrnsteinUhlenbeck
  let order: Double

  func increasing(_ x: Double) -> Double { integral(process.standardised(x)) }
  func decreasing(_ x: Double) -> Double { integral(-process.standardised(x)) }

  /// int_0^inf u^(p-1) exp(z u - u^2/2) du, the singularity at zero taken out by parts.
  private func integral(_ z: Double) -> Double {
    let step = 0x1p-5
    var value = 0.0
    for index in -1_300...100 {
      let t = Double(index) * step
      let u = exp(t)
      value += step * exp((order + 1) * t + z * u - 0.5 * u * u) * (u - z) / order
    }
    return value
  }
}

/// The place of the greatest value on a grid that closes in, ten points at a time.
private func greatest(
  _ low: Double, _ high: Double, _ value: (Double) -> Double
) -> (place: Double, value: Double) {
  var (low, high) = (low, high)
  var best = (place: low, value: -Double.infinity)
  for _ in 0..<8 {
    let step = (high - low) / 20
    for index in 0...20 {
      let x = low + Double(index) * step
      let v = value(x)
      if v > best.value { best = (x, v) }
    }
    (low, high) = (max(low, best.place - step), min(high, best.place + step))
  }
  return best
}

@Suite("Optimal stopping")
struct OptimalStoppingTests {
  private func terms(_ rate: Double, _ cost: Double) throws -> StoppingTerms {
    try StoppingTerms(exitRate: rate, entryRate: rate, exitCost: cost, entryCost: cost)
  }

  private func figure() throws -> OrnsteinUhlenbeck {
    try OrnsteinUhlenbeck(mean: 0.3, speed: 8, volatility: 0.3)
  }

  /// A process whose mean lies a few deviations from zero, so that the grid can find its levels.
  private func randomProcess(_ random: inout SeededGenerator) throws -> OrnsteinUhlenbeck {
    let (speed, volatility) = (exp(random.double(in: 0..<4)), exp(random.double(in: -2..<1)))
    let unit = volatility / (2 * speed).squareRoot()
    return try OrnsteinUhlenbeck(
      mean: random.double(in: -1..<3) * unit, speed: speed, volatility: volatility)
  }

  @Test("no other level does better", arguments: 1...8)
  func bruteForce(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let process = try randomProcess(&random)
    let unit = process.stationaryDeviation
    let rate = random.double(in: 0.02..<0.3)
    let exitCost = random.double(in: 0..<0.3) * unit
    let entryCost = random.double(in: 0.01..<0.3) * unit
    let problem = try StoppingTerms(
      exitRate: rate, entryRate: rate, exitCost: exitCost, entryCost: entryCost)
    let slow = SlowSolutions(process: process, order: rate / process.speed)
    let levels = try optimalLevels(of: process, terms: problem, side: .long)
    // Waiting for b is worth (b - c) F(x) / F(b): the best b does not depend on x.
    let exit = greatest(process.mean - unit, process.mean + 6 * unit) {
      ($0 - exitCost) / slow.increasing($0)
    }
    #expect(abs(exit.place - levels.exit) <= 1e-6 * unit)
    let held = { (x: Double) -> Double in exit.value * slow.increasing(x) }
    #expect(
      relativeError(levels.holdingValue(at: process.mean), expected: held(process.mean)) <= 1e-10)
    let entry = greatest(process.mean - 6 * unit, levels.exit) {
      (held($0) - $0 - entryCost) / slow.decreasing($0)
    }
    #expect(abs(entry.place - levels.entry) <= 1e-6 * unit)
    #expect(
      relativeError(
        levels.entryValue(at: process.mean),
        expected: entry.value * slow.decreasing(process.mean)) <= 1e-10)
    #expect(levels.entry < levels.exit)
  }

  @Test("no other exit does better with a stop", arguments: 1...8)
  func bruteForceStop(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let process = try randomProcess(&random)
    let unit = process.stationaryDeviation
    let (rate, cost) = (random.double(in: 0.02..<0.2), random.double(in: 0.01..<0.1) * unit)
    let stop = process.mean - random.double(in: 0.5..<3) * unit
    let slow = SlowSolutions(process: process, order: rate / process.speed)
    let levels = try stopLossLevels(
      of: process, terms: try terms(rate, cost), side: .long, stop: stop)
    let (fStop, gStop) = (slow.increasing(stop), slow.decreasing(stop))
    let held = { (x: Double, b: Double) -> Double in
      let (f, g) = (slow.increasing(b), slow.decreasing(b))
      let determinant = f * gStop - fStop * g
      let rising = ((b - cost) * gStop - (stop - cost) * g) / determinant
      let falling = ((stop - cost) * f - (b - cost) * fStop) / determinant
      return rising * slow.increasing(x) + falling * slow.decreasing(x)
    }
    let middle = 0.5 * (stop + process.mean)
    let exit = greatest(middle + 1e-3 * unit, process.mean + 5 * unit) { held(middle, $0) }
    #expect(abs(exit.place - levels.exit) <= 1e-5 * unit)
    #expect(relativeError(levels.holdingValue(at: middle), expected: exit.value) <= 1e-9)
    let reward = greatest(stop, levels.exit) { levels.holdingValue(at: $0) - $0 - cost }
    #expect(abs(levels.greatestEntryReward - reward.value) <= 1e-12 * unit)
    guard case .between(let range) = levels.entry else {
      #expect(reward.value <= 0)
      return
    }
    // J is the least concave majorant in G and F: both ratios peak at the ends of the interval.
    let upper = greatest(stop, levels.exit) {
      (levels.holdingValue(at: $0) - $0 - cost) / slow.decreasing($0)
    }
    let lower = greatest(stop, levels.exit) {
      (levels.holdingValue(at: $0) - $0 - cost) / slow.increasing($0)
    }
    #expect(abs(range.upperBound - upper.place) <= 1e-5 * unit)
    #expect(abs(range.lowerBound - lower.place) <= 1e-5 * unit)
  }

  @Test("the figure's problem, at the digits the design gives")
  func design() throws {
    let problem = try terms(0.05, 0.02)
    let levels = try optimalLevels(of: try figure(), terms: problem, side: .long)
    #expect(abs(levels.exit - 0.4668) <= 5e-5 && abs(levels.entry - 0.1157) <= 5e-5)
    for (stop, exit) in [(-0.05, 0.4667), (0.10, 0.4190), (0.20, 0.3502)] {
      let stopped = try stopLossLevels(of: try figure(), terms: problem, side: .long, stop: stop)
      #expect(abs(stopped.exit - exit) <= 5e-5, "stop \(stop)")
      if stop < 0 {
        guard case .between(let range) = stopped.entry else {
          Issue.record("no entry with the stop at \(stop)")
          continue
        }
        #expect(abs(range.lowerBound - 0.0083) <= 5e-5 && abs(range.upperBound - 0.1159) <= 5e-5)
      }
    }
  }

  @Test("a higher stop takes the profit earlier, a far one changes nothing")
  func stopMoves() throws {
    let problem = try terms(0.05, 0.01)
    let free = try optimalLevels(of: try figure(), terms: problem, side: .long)
    var last = free.exit + 1e-12
    for stop in [-1e5, -100, -3, -1, -0.5, 0, 0.1, 0.2, 0.25, 0.29] {
      let levels = try stopLossLevels(of: try figure(), terms: problem, side: .long, stop: stop)
      #expect(levels.exit <= last && levels.exit > stop, "stop \(stop)")
      last = levels.exit + 1e-12
      if stop <= -3 {
        #expect(abs(levels.exit - free.exit) <= 1e-12, "stop \(stop)")
        guard case .between(let range) = levels.entry else {
          Issue.record("no entry with the stop at \(stop)")
          continue
        }
        #expect(abs(range.upperBound - free.entry) <= 1e-12 && range.lowerBound > stop)
        #expect(
          relativeError(
            levels.holdingValue(at: 0.2), expected: free.holdingValue(at: 0.2)) <= 1e-12)
      }
    }
  }

  @Test("a stop where leaving is best already has no exit beyond it")
  func lateStop() throws {
    // (mu theta + r c) / (mu + r) = (8 0.3 + 0.05 0.02) / 8.05.
    let indifference = 2.401 / 8.05
    let problem = try terms(0.05, 0.02)
    for stop in [indifference + 1e-9, 0.4, 5] {
      #expect(throws: ModelError.self, "stop \(stop)") {
        _ = try stopLossLevels(of: try figure(), terms: problem, side: .long, stop: stop)
      }
    }
    let tight = try stopLossLevels(
      of: try figure(), terms: problem, side: .long, stop: indifference - 1e-4)
    #expect(tight.exit > indifference && tight.exit < indifference + 1e-3)
    #expect(tight.entry == .never && tight.greatestEntryReward < 0)
  }

  @Test("a short position is the mirrored long one")
  func shortSide() throws {
    let (process, problem) = (try figure(), try terms(0.05, 0.01))
    let short = try optimalLevels(of: process, terms: problem, side: .short)
    let long = try optimalLevels(of: process.mirrored, terms: problem, side: .long)
    #expect(short.exit == -long.exit && short.entry == -long.entry && short.exit < short.entry)
    #expect(short.holdingValue(at: 0.3) == long.holdingValue(at: -0.3))
    #expect(short.entryValue(at: 0.3) == long.entryValue(at: -0.3))
    let stopped = try stopLossLevels(of: process, terms: problem, side: .short, stop: 0.6)
    let mirror = try stopLossLevels(of: process.mirrored, terms: problem, side: .long, stop: -0.6)
    guard case .between(let range) = stopped.entry, case .between(let other) = mirror.entry else {
      Issue.record("no entry")
      return
    }
    #expect(range.lowerBound == -other.upperBound && range.upperBound == -other.lowerBound)
    #expect(stopped.exit < range.lowerBound && range.upperBound < 0.6)
  }

  @Test("values join smoothly and never fall below acting at once")
  func values() throws {
    let (process, problem) = (try figure(), try terms(0.05, 0.02))
    let levels = try optimalLevels(of: process, terms: problem, side: .long)
    for index in -40...80 {
      let x = 0.01 * Double(index)
      #expect(levels.holdingValue(at: x) >= x - 0.02 - 1e-14)
      #expect(levels.entryValue(at: x) >= levels.holdingValue(at: x) - x - 0.02 - 1e-14)
      #expect(levels.entryValue(at: x) >= 0)
    }
    #expect(
      levels.holdingValue(at: 0.9) == 0.88 || abs(levels.holdingValue(at: 0.9) - 0.88) < 1e-15)
  }

  @Test("levels stay finite in lopsided problems")
  func extremes() throws {
    for mean in [-1e5, -50.0, -5, 5, 50, 1_000, 1e6] {
      for rate in [1e-6, 0.05, 5] {
        let process = try OrnsteinUhlenbeck(mean: mean, speed: 10, volatility: 1)
        let levels = try optimalLevels(of: process, terms: try terms(rate, 0.01), side: .long)
        #expect(levels.exit.isFinite && levels.entry < levels.exit, "\(mean) \(rate)")
        #expect(levels.exit > 0.01 && levels.holdingValue(at: mean) >= 0)
        let short = try optimalLevels(of: process, terms: try terms(rate, 0.01), side: .short)
        #expect(short.exit < -0.01 && short.entry > short.exit, "\(mean) \(rate)")
      }
    }
  }

  @Test("terms and rates out of their range are refused")
  func badInput() throws {
    for (exit, entry, leaving, entering) in [
      (0.0, 0.0, 0.01, 0.01), (-0.1, -0.1, 0.01, 0.01), (0.05, 0.06, 0.01, 0.01),
      (0.05, 0.05, -0.01, 0.02), (0.05, 0.05, 0.01, -0.01), (0.05, 0.05, 0, 0),
      (.nan, 0.05, 0.01, 0.01), (0.05, 0.05, .nan, 0.01), (0.05, 0.05, 0.01, .infinity),
    ] {
      #expect(throws: ModelError.self) {
        _ = try StoppingTerms(
          exitRate: exit, entryRate: entry, exitCost: leaving, entryCost: entering)
      }
    }
    // A rate of a thousand times the speed leaves the range of the gamma function.
    let slow = try OrnsteinUhlenbeck(mean: 0, speed: 1e-4, volatility: 1)
    #expect(throws: ModelError.self) {
      _ = try optimalLevels(of: slow, terms: try terms(0.1, 0.01), side: .long)
    }
    let remote = try OrnsteinUhlenbeck(mean: 1e9, speed: 10, volatility: 1)
    #expect(throws: ModelError.self) {
      _ = try optimalLevels(of: remote, terms: try terms(0.1, 0.01), side: .long)
    }
    for stop in [Double.nan, .infinity, -.infinity, -1e200] {
      #expect(throws: ModelError.self) {
        _ = try stopLossLevels(
          of: try figure(), terms: try terms(0.05, 0.02), side: .long, stop: stop)
      }
    }
  }
}

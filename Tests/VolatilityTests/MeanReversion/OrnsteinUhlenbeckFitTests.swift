// The fit against its own likelihood, and the series that have none.

import Glibc
import Numerics
import TestKit
import Testing
import Volatility

/// The log likelihood of a series, transition by transition.
private func likelihood(
  _ values: [Double], _ interval: Double, _ mean: Double, _ speed: Double, _ volatility: Double
) -> Double {
  let slope = exp(-speed * interval)
  let variance = volatility * volatility * -expm1(-2 * speed * interval) / (2 * speed)
  var sum = 0.0
  for (x, next) in zip(values, values.dropFirst()) {
    let miss = next - mean - slope * (x - mean)
    sum -= 0.5 * (log(2 * Double.pi * variance) + miss * miss / variance)
  }
  return sum
}

@Suite("Ornstein-Uhlenbeck fit")
struct OrnsteinUhlenbeckFitTests {
  private let interval = 1.0 / 252

  private func sample(seed: UInt64) throws -> [Double] {
    var generator = SeededGenerator(seed: seed)
    let process = try OrnsteinUhlenbeck(mean: 0.4, speed: 20, volatility: 0.5)
    return simulated(process, count: 600, interval: interval, from: &generator)
  }

  @Test("maximises the exact likelihood, and its curvature gives the errors", arguments: 1...5)
  func maximum(_ seed: Int) throws {
    let values = try sample(seed: UInt64(seed))
    let fit = try #require(
      try fitOrnsteinUhlenbeck(values, interval: interval, least: 252).fit)
    let best = [fit.process.mean, fit.process.speed, fit.process.volatility]
    let errors = fit.standardErrors
    let steps = [errors.mean, errors.speed, errors.volatility].map { 1e-3 * $0 }
    func value(_ shifts: [Double]) -> Double {
      let p = (0..<3).map { best[$0] + shifts[$0] * steps[$0] }
      return likelihood(values, interval, p[0], p[1], p[2])
    }
    let top = value([0, 0, 0])
    #expect(abs(top - fit.logLikelihood) <= 1e-9 * abs(top))
    #expect(fit.akaike == 6 - 2 * fit.logLikelihood)
    #expect(fit.averageLogLikelihood == fit.logLikelihood / 599)
    var information = [Double](repeating: 0, count: 9)
    for i in 0..<3 {
      for j in 0..<3 {
        var sum = 0.0
        for (a, b) in [(1.0, 1.0), (1, -1), (-1, 1), (-1, -1)] {
          var shifts = [0.0, 0, 0]
          shifts[i] += a
          shifts[j] += b
          sum += a * b * value(shifts)
        }
        information[3 * i + j] = -sum / (4 * steps[i] * steps[j])
      }
      var (up, down) = ([0.0, 0, 0], [0.0, 0, 0])
      up[i] = 1
      down[i] = -1
      #expect(value(up) < top && value(down) < top)
    }
    let covariance = try #require(choleskyInverse(information, order: 3))
    for (index, error) in [errors.mean, errors.speed, errors.volatility].enumerated() {
      let expected = covariance[4 * index].squareRoot()
      #expect(relativeError(error, expected: expected) <= 2e-3, "parameter \(index)")
    }
    #expect(
      relativeError(
        errors.halfLife, expected: log(2) * errors.speed / (fit.process.speed * fit.process.speed))
        <= 1e-12)
    #expect(
      relativeError(errors.slope, expected: interval * fit.slope * errors.speed) <= 1e-12)
  }

  @Test("standard errors say how far fits of drawn series scatter")
  func coverage() throws {
    let process = try OrnsteinUhlenbeck(mean: -2, speed: 50, volatility: 3)
    var generator = SeededGenerator(seed: 77)
    var squares = [0.0, 0, 0]
    let draws = 300
    for _ in 0..<draws {
      let values = simulated(process, count: 2_000, interval: interval, from: &generator)
      let fit = try #require(
        try fitOrnsteinUhlenbeck(values, interval: interval, least: 252).fit)
      let errors = fit.standardErrors
      let scores = [
        (fit.process.mean - process.mean) / errors.mean,
        (fit.process.speed - process.speed) / errors.speed,
        (fit.process.volatility - process.volatility) / errors.volatility,
      ]
      for index in 0..<3 { squares[index] += scores[index] * scores[index] / Double(draws) }
    }
    // Three hundred draws know a mean square of one to 8 %; the speed is a little biased besides.
    for square in squares { #expect(square > 0.7 && square < 1.35) }
  }

  @Test("does not feel where zero is")
  func shift() throws {
    let values = try sample(seed: 9)
    let near = try #require(try fitOrnsteinUhlenbeck(values, interval: interval, least: 4).fit)
    // Adding 4,096 rounds the data to 5e-13, which is all the difference there may be.
    let shifted = values.map { $0 + 4_096 }
    let far = try #require(try fitOrnsteinUhlenbeck(shifted, interval: interval, least: 4).fit)
    #expect(relativeError(far.process.speed, expected: near.process.speed) <= 1e-9)
    #expect(relativeError(far.process.volatility, expected: near.process.volatility) <= 1e-9)
    #expect(abs(far.process.mean - near.process.mean - 4_096) <= 1e-10)
  }

  @Test("gives times and deviations in their units")
  func units() throws {
    let process = try OrnsteinUhlenbeck(mean: 1, speed: 4, volatility: 0.2)
    #expect(relativeError(process.halfLife, expected: log(2) / 4) <= 1e-15)
    #expect(relativeError(process.stationaryDeviation, expected: 0.2 / 8.squareRoot()) <= 1e-15)
    #expect(process.level(process.standardised(1.3)) == 1.3)
    #expect(process.mirrored.mean == -1 && process.mirrored.mirrored == process)
    let fit = try #require(
      try fitOrnsteinUhlenbeck(try sample(seed: 3), interval: interval, least: 4).fit)
    #expect(relativeError(fit.halfLifeInIntervals, expected: 252 * fit.halfLife) <= 1e-14)
  }

  @Test("an explosive series has no pull")
  func explosive() throws {
    var generator = SeededGenerator(seed: 4)
    var values = [1.0]
    for _ in 0..<300 {
      values.append(1.01 * values[values.count - 1] + 0.1 * standardNormal(&generator))
    }
    guard
      case .notReverting(let reason) = try fitOrnsteinUhlenbeck(
        values, interval: interval, least: 252)
    else { throw TestDataError.field("notReverting", in: "the fit of an explosive series") }
    #expect(reason.cause == .noPull && reason.slope >= 1 && reason.transitions == 300)
    #expect(reason.slopeError > 0 && reason.description.contains("not mean reverting"))
  }

  @Test("a random walk is without pull or not far enough from it to tell", arguments: 1...20)
  func randomWalk(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var values = [0.0]
    for _ in 0..<500 { values.append(values[values.count - 1] + standardNormal(&generator)) }
    switch try fitOrnsteinUhlenbeck(values, interval: interval, least: 252) {
    case .notReverting(let reason): #expect(reason.cause == .noPull)
    case .reverting(let fit):
      let p = try #require(fit.randomWalkPValue)
      let test = try augmentedDickeyFuller(values, trend: .constant, lags: .fixed(0))
      #expect(relativeError(p, expected: test.pValue) <= 1e-9)
      // One walk in a thousand looks that much like reversion.
      #expect(p > 1e-3)
    }
  }

  @Test("a series that alternates overshoots")
  func overshoot() throws {
    var generator = SeededGenerator(seed: 5)
    let values = (0..<300).map { (Double($0 % 2) - 0.5) + 0.2 * standardNormal(&generator) }
    guard
      case .notReverting(let reason) = try fitOrnsteinUhlenbeck(
        values, interval: interval, least: 252)
    else { throw TestDataError.field("notReverting", in: "the fit of an alternating series") }
    #expect(reason.cause == .overshoot && reason.slope <= 0)
  }

  @Test("bad series are refused, and the error names the place")
  func badInput() throws {
    let good = try sample(seed: 6)
    var gap = good
    gap[17] = .nan
    do {
      _ = try fitOrnsteinUhlenbeck(gap, interval: interval, least: 4)
      Issue.record("a series with a gap was fitted")
    } catch {
      #expect("\(error)" == "observations[17] is nan, but a series must have no gap")
    }
    for bad in [-1, 0, .nan, .infinity] {
      #expect(throws: ModelError.self) {
        _ = try fitOrnsteinUhlenbeck(good, interval: bad, least: 4)
      }
    }
    #expect(throws: ModelError.tooFew(what: "observations", count: 600, least: 601)) {
      _ = try fitOrnsteinUhlenbeck(good, interval: interval, least: 601)
    }
    #expect(throws: ModelError.tooFew(what: "observations", count: 3, least: 4)) {
      _ = try fitOrnsteinUhlenbeck([1, 2, 1], interval: interval, least: 0)
    }
    #expect(throws: ModelError.self) {
      _ = try fitOrnsteinUhlenbeck([Double](repeating: 7, count: 300), interval: 1, least: 4)
    }
    // Half the distance every day, without noise: nothing to estimate a volatility from.
    let certain = (0..<300).map { 1 + exp2(-Double($0)) }
    #expect(throws: ModelError.self) {
      _ = try fitOrnsteinUhlenbeck(certain, interval: interval, least: 4)
    }
    #expect(throws: ModelError.self) {
      _ = try fitOrnsteinUhlenbeck([1e200, -1e200, 1e200, 0, 3], interval: interval, least: 4)
    }
  }

  @Test("a process with bad parameters is refused")
  func badProcess() {
    for (mean, speed, volatility) in [
      (Double.nan, 1.0, 1.0), (0, 0, 1), (0, -1, 1), (0, 1, 0), (0, 1, .nan), (.infinity, 1, 1),
    ] {
      #expect(throws: ModelError.self) {
        _ = try OrnsteinUhlenbeck(mean: mean, speed: speed, volatility: volatility)
      }
    }
  }
}

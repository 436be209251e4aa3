// Path-dependent claims under Heston: identities, and another scheme altogether.

import Glibc
import MarketData
import Numerics
import Pricing
import Testing

@Suite("path-dependent claims")
struct PathPayoffTests {
  private func run(
    _ payoff: PathPayoff, observations: Int, steps: Int = 60, paths: Int = 20_000
  ) throws -> MonteCarloEstimate {
    try HestonMonteCarlo(
      payoff, spot: 100, years: 1, rate: 0.03, yield: 0.01,
      parameters: HestonParameters(v0: 0.04, kappa: 2, theta: 0.05, sigma: 0.6, rho: -0.7),
      settings: MonteCarloSettings(
        paths: paths, steps: steps, observations: observations, seed: 5, pairing: .antithetic)
    ).run()
  }

  @Test("the mean of one observation is the European option", arguments: OptionRight.allCases)
  func oneObservation(_ right: OptionRight) throws {
    let asian = try run(.arithmeticAsian(right, strike: 95), observations: 1)
    let european = try run(.european(right, strike: 95), observations: 1)
    #expect(abs(asian.price - european.price) < 1e-10)
    #expect(abs(asian.standardError - european.standardError) < 1e-10)
  }

  @Test("knocked in and knocked out make the European option")
  func inAndOut() throws {
    for (side, level) in [(BarrierSide.down, 85.0), (.up, 120.0)] {
      let parts = try BarrierEffect.allCases.map { effect in
        try run(
          .barrier(.call, strike: 100, level: level, side: side, effect: effect),
          observations: 12
        ).plain.value
      }
      let whole = try run(.european(.call, strike: 100), observations: 12).plain.value
      #expect(abs(parts[0] + parts[1] - whole) < 1e-10 * whole)
      #expect(parts[0] > 0.1 && parts[1] > 0.1)
    }
  }

  @Test("a barrier out of reach changes nothing, one watched more often takes more")
  func barrierLimits() throws {
    func out(level: Double, observations: Int) throws -> Double {
      try run(
        .barrier(.put, strike: 100, level: level, side: .down, effect: .knockOut),
        observations: observations
      ).plain.value
    }
    let european = try run(.european(.put, strike: 100), observations: 60).plain.value
    #expect(try out(level: 1, observations: 60) == european)
    let (often, seldom) = (
      try out(level: 80, observations: 60), try out(level: 80, observations: 4)
    )
    #expect(often < seldom && seldom < european)
  }

  @Test("the mean variance is the closed form's")
  func variance() throws {
    let model = try HestonParameters(v0: 0.04, kappa: 2, theta: 0.05, sigma: 0.6, rho: -0.7)
    let estimate = try run(.realisedVariance, observations: 240, steps: 240)
    let truth = exp(-0.03) * model.expectedTotalVariance(years: 1)
    // 240 observations add about a thousandth to the continuous value (Broadie and Jain 2008).
    #expect(abs(estimate.price - truth) < 3 * estimate.standardError + 2e-3 * truth)
    #expect(abs(estimate.plain.value - truth) < 3 * estimate.plain.standardError + 2e-3 * truth)
    #expect(try #require(estimate.varianceRatio) > 10)
  }

  /// Arithmetic mean and barrier under the full-truncation Euler scheme with small steps.
  @Test("Asian and barrier options agree with another scheme")
  func anotherScheme() throws {
    let model = try HestonParameters(v0: 0.04, kappa: 2, theta: 0.05, sigma: 0.6, rho: -0.7)
    let (paths, steps, observations) = (20_000, 240, 12)
    var stream = RandomStream(seed: 3)
    var (asian, asianSquare, barrier, barrierSquare) = (0.0, 0.0, 0.0, 0.0)
    for _ in 0..<paths {
      var twin = EulerTwin(model, step: 1 / Double(steps), carry: 0.02)
      var (sum, isAlive) = (0.0, true)
      for step in 1...steps {
        twin.advance(stream.normal(), stream.normal())
        guard step % (steps / observations) == 0 else { continue }
        sum += 100 * exp(twin.logPrice)
        if 100 * exp(twin.logPrice) <= 90 { isAlive = false }
      }
      let first = exp(-0.03) * max(0, sum / Double(observations) - 100)
      let second = isAlive ? exp(-0.03) * max(0, 100 * exp(twin.logPrice) - 100) : 0
      asian += first
      asianSquare += first * first
      barrier += second
      barrierSquare += second * second
    }
    let n = Double(paths)
    let checks = [
      (asian / n, asianSquare / n, PathPayoff.arithmeticAsian(.call, strike: 100)),
      (
        barrier / n, barrierSquare / n,
        .barrier(.call, strike: 100, level: 90, side: .down, effect: .knockOut)
      ),
    ]
    for (mean, square, payoff) in checks {
      let error = ((square - mean * mean) / n).squareRoot()
      let estimate = try run(payoff, observations: observations, steps: 120, paths: 60_000)
      let allowed =
        3
        * (error * error + estimate.standardError * estimate.standardError)
        .squareRoot()
      #expect(abs(estimate.price - mean) < allowed, "\(payoff): \(estimate.price), \(mean)")
      #expect(estimate.standardError < 0.6 * estimate.plain.standardError, "\(payoff)")
    }
  }
}

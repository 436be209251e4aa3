// Heston by simulation: the scheme against its slow twin, martingales, streams and refusals.

import Glibc
import MarketData
import Numerics
import Pricing
import Testing

@Suite("Heston Monte Carlo")
struct HestonMonteCarloTests {
  /// The bench's model, and Andersen's three, which break Feller's condition.
  static let models: [[Double]] = [
    [0.04, 2, 0.04, 0.3, -0.7], [0.04, 0.5, 0.04, 1, -0.9], [0.04, 0.3, 0.04, 0.9, -0.5],
    [0.09, 1, 0.09, 1, -0.3], [0.04, 1, 0.09, 0.5, 0.9],
  ]

  private func plan(
    _ payoff: PathPayoff, model: [Double] = models[0], paths: Int = 4096, steps: Int = 48,
    observations: Int = 1, seed: UInt64 = 42, pairing: PathPairing = .antithetic,
    years: Double = 1
  ) throws -> HestonMonteCarlo {
    try HestonMonteCarlo(
      payoff, spot: 100, years: years, rate: 0.03, yield: 0.01,
      parameters: HestonParameters(vector: model),
      settings: MonteCarloSettings(
        paths: paths, steps: steps, observations: observations, seed: seed, pairing: pairing))
  }

  @Test("every path is the one the paper's formulas give", arguments: models)
  func agreesWithTwin(_ vector: [Double]) throws {
    let (steps, samples, years) = (40, HestonMonteCarlo.samplesPerBlock, 4.0)
    let plan = try plan(
      .european(.call, strike: 90), model: vector, paths: samples, steps: steps,
      pairing: .independent, years: years)
    let model = try HestonParameters(vector: vector)
    let step = years / Double(steps)
    var twins = [AndersenTwin](
      repeating: AndersenTwin(model, step: step, carry: 0.02), count: samples)
    var stream = RandomStream(seed: 42, purpose: "Heston paths")
    for _ in 0..<steps {
      let normals = (0..<samples).map { _ in stream.normal() }
      for index in twins.indices {
        twins[index].advance(uniform: stream.openUniform(), normal: normals[index])
      }
    }
    let payoffs = twins.map { exp(-0.03 * years) * max(0, 100 * exp($0.logPrice) - 90) }
    let mean = payoffs.reduce(0, +) / Double(samples)
    let estimate = try plan.run()
    #expect(abs(estimate.plain.value - mean) < 1e-9 * mean)
    let square = payoffs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(samples - 1)
    let error = (square / Double(samples)).squareRoot()
    #expect(abs(estimate.plain.standardError - error) < 1e-9 * error)
  }

  @Test("the discounted price is a martingale", arguments: models)
  func martingale(_ vector: [Double]) throws {
    // A call struck next to nothing is the asset; the control variates are left out.
    for pairing in PathPairing.allCases {
      let mean = try plan(
        .european(.call, strike: 1e-9), model: vector, paths: 40_000, steps: 50,
        pairing: pairing, years: 10
      ).run().plain
      let asset = 100 * exp(-0.01 * 10)
      #expect(abs(mean.value - asset) < 3 * mean.standardError, "\(pairing) \(mean), \(asset)")
    }
  }

  @Test("blocks in any order and on any threads give the same bits")
  func orderOfBlocks() async throws {
    let plan = try plan(.european(.put, strike: 100), paths: 10_002)
    let single = try plan.run()
    #expect(single.paths == 10_002 && single.samples == 5001)
    #expect(plan.blockCount == 20)
    let backward = Array((0..<plan.blockCount).reversed().map { plan.block($0) }.reversed())
    #expect(try plan.estimate(backward) == single)
    let sums = await withTaskGroup(of: (Int, PathSums).self) { group in
      for index in 0..<plan.blockCount { group.addTask { (index, plan.block(index)) } }
      var sums = [PathSums](repeating: PathSums(), count: plan.blockCount)
      for await (index, block) in group { sums[index] = block }
      return sums
    }
    #expect(try plan.estimate(sums) == single)
  }

  @Test("blocks outside the run are empty, and missing blocks are refused")
  func missingBlocks() throws {
    let plan = try plan(.european(.put, strike: 100), paths: 1024)
    #expect(plan.block(-1) == PathSums() && plan.block(2) == PathSums())
    #expect(throws: ModelError.self) { _ = try plan.estimate([plan.block(0)]) }
    #expect(throws: ModelError.self) { _ = try plan.estimate([]) }
  }

  @Test("a seed gives the same bits again, another seed other numbers")
  func seeds() throws {
    let first = try plan(.european(.call, strike: 100), seed: 1).run()
    #expect(try plan(.european(.call, strike: 100), seed: 1).run() == first)
    let second = try plan(.european(.call, strike: 100), seed: 2).run()
    #expect(second != first)
    #expect(abs(second.price - first.price) < 4 * (first.standardError + second.standardError))
  }

  @Test("control variates and mirrored paths cut the error")
  func varianceReduction() throws {
    let mirrored = try plan(.european(.call, strike: 100)).run()
    let independent = try plan(.european(.call, strike: 100), pairing: .independent).run()
    #expect(try #require(mirrored.varianceRatio) > 25)
    #expect(try #require(independent.varianceRatio) > 7)
    #expect(mirrored.plain.standardError < 0.75 * independent.plain.standardError)
    #expect(mirrored.standardError < 0.5 * independent.standardError)
  }

  @Test("says when the sample misses the tail that the control variates need")
  func missedTail() throws {
    // A mean asset of which a third rests on paths drawn less than once in a thousand.
    let model = [0.0001, 0.08, 0.24, 2.9, 0.6]
    let wild = try plan(
      .european(.put, strike: 150), model: model, paths: 2048, steps: 320, years: 16
    ).run()
    #expect(!wild.controlsHold && wild.price == wild.plain.value)
    let calm = try plan(.european(.put, strike: 150)).run()
    #expect(calm.controlsHold && calm.price == calm.controlled.value)
  }

  @Test("a payoff that no path meets is zero with no error and no weights")
  func unmetPayoff() throws {
    let estimate = try plan(.european(.call, strike: 1e6)).run()
    #expect(estimate.price == 0 && estimate.standardError == 0)
    #expect(estimate.weights.lognormal == 0 && estimate.varianceRatio == nil)
  }

  @Test("four steps a year miss the price by less than a fiftieth")
  func coarseSteps() throws {
    let estimate = try plan(.european(.call, strike: 100), paths: 100_000, steps: 4).run()
    #expect(abs(estimate.price - 8.599588102) < 0.02, "\(estimate)")
  }

  @Test("refuses settings outside their range")
  func refusesSettings() {
    func settings(_ paths: Int, _ steps: Int, _ observations: Int, _ pairing: PathPairing) throws {
      _ = try MonteCarloSettings(
        paths: paths, steps: steps, observations: observations, seed: 0, pairing: pairing)
    }
    #expect(throws: Never.self) { try settings(101, 10, 5, .independent) }
    #expect(throws: ModelError.self) { try settings(101, 10, 5, .antithetic) }
    #expect(throws: ModelError.self) { try settings(-1, 10, 5, .independent) }
    #expect(throws: ModelError.self) { try settings(100, 0, 1, .independent) }
    #expect(throws: ModelError.self) { try settings(100, 10, 11, .independent) }
    #expect(throws: ModelError.self) { try settings(100, 10, 0, .independent) }
    #expect(throws: ModelError.self) { try settings(100, 10, 3, .independent) }
  }

  @Test("refuses markets and claims outside their domain, and names the input")
  func refusesMarkets() throws {
    let settings = try MonteCarloSettings(
      paths: 64, steps: 1, observations: 1, seed: 0, pairing: .antithetic)
    func refused(
      _ payoff: PathPayoff = .realisedVariance, spot: Double = 100, years: Double = 1,
      rate: Double = 0, yield: Double = 0, rho: Double = -0.5, sigma: Double = 0.5
    ) throws -> String {
      let model = try HestonParameters(v0: 0.04, kappa: 1, theta: 0.04, sigma: sigma, rho: rho)
      do throws(ModelError) {
        _ = try HestonMonteCarlo(
          payoff, spot: spot, years: years, rate: rate, yield: yield, parameters: model,
          settings: settings)
        return "accepted"
      } catch {
        guard case .outOfDomain(let input, _, _) = error else { return "\(error)" }
        return input
      }
    }
    #expect(try refused() == "accepted")
    #expect(try refused(spot: 0) == "spot")
    #expect(try refused(years: -1) == "years")
    #expect(try refused(rate: .nan) == "rate")
    #expect(try refused(yield: .infinity) == "yield")
    #expect(try refused(.european(.call, strike: -5)) == "strike")
    #expect(try refused(.arithmeticAsian(.put, strike: .nan)) == "strike")
    for (side, level) in [(BarrierSide.up, 99.0), (.down, 101), (.up, .nan), (.down, 0)] {
      let payoff = PathPayoff.barrier(
        .call, strike: 100, level: level, side: side, effect: .knockOut)
      #expect(try refused(payoff) == "barrier level")
    }
    #expect(try refused(years: 30, rho: 0.9, sigma: 2) == "step length")
  }
}

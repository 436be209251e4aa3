// Ornstein-Uhlenbeck fits, optimal stopping levels and trading bands against 40-digit values.
//
// Every case and every field of each file is used.

import Numerics
import TestKit
import Testing
import Volatility

@Suite("Mean Reversion Reference")
struct MeanReversionReferenceTests {
  @Test("Ornstein-Uhlenbeck: exact maximum likelihood")
  func maximumLikelihood() throws {
    for row in try ReferenceFile("pricing/ou_mle.json").cases() {
      let label = "seed \(try row.int("seed"))"
      let expected = try #require(row["expected"])
      let interval = try row.double("dt")
      let estimate = try fitOrnsteinUhlenbeck(
        try row.doubles("x"), interval: interval, least: 4)
      let fit = try #require(estimate.fit, "\(label): \(estimate)")
      let euler = (fit.residualVariance / interval).squareRoot()
      let relative: [(String, Double)] = [
        ("theta", fit.process.mean), ("mu", fit.process.speed), ("sigma", fit.process.volatility),
        ("half_life_years", fit.halfLife), ("stationary_sd", fit.process.stationaryDeviation),
        ("beta", fit.slope), ("alpha", fit.intercept), ("sigma_WRONG_std_over_sqrtdt", euler),
      ]
      for (name, value) in relative {
        let truth = try expected.double(name)
        #expect(
          relativeError(value, expected: truth) <= 1e-10, "\(label) \(name) \(value) not \(truth)")
      }
      #expect(fit.process.volatility > euler)
      #expect(abs(fit.logLikelihood - (try expected.double("loglik"))) <= 1e-8, "\(label)")
      #expect(
        abs(fit.averageLogLikelihood - (try expected.double("avg_loglik_leungli"))) <= 1e-8,
        "\(label)")
    }
  }

  @Test("Leung-Li: levels and values without a stop")
  func optimalStopping() throws {
    for row in try ReferenceFile("pricing/leung_li.json").cases() {
      let problem = try StoppingCase(row)
      let levels = try optimalLevels(of: problem.process, terms: problem.terms, side: .long)
      let mean = problem.process.mean
      try problem.checkLevel("b", levels.exit)
      try problem.checkLevel("d", levels.entry)
      try problem.checkValue("V_theta", levels.holdingValue(at: mean))
      try problem.checkValue("V_d", levels.holdingValue(at: levels.entry))
      try problem.checkValue("J_theta", levels.entryValue(at: mean))
      // The short side is the same problem seen from below.
      let short = try optimalLevels(
        of: problem.process.mirrored, terms: problem.terms, side: .short)
      try problem.checkLevel("b", -short.exit)
      try problem.checkLevel("d", -short.entry)
      try problem.checkValue("J_theta", short.entryValue(at: -mean))
    }
  }

  @Test("Leung-Li: levels and values with a stop")
  func stopLoss() throws {
    for row in try ReferenceFile("pricing/leung_li.json").cases() {
      let problem = try StoppingCase(row)
      guard let stop = row["L"]?.double else {
        #expect(problem.expected["bL"] == nil && row["L"]?.isNull == true, "\(problem.label)")
        continue
      }
      let levels = try stopLossLevels(
        of: problem.process, terms: problem.terms, side: .long, stop: stop)
      try problem.checkLevel("bL", levels.exit)
      try problem.checkValue(
        "VL_mid", levels.holdingValue(at: try problem.expected.double("x_mid")))
      // The file's greatest reward is the greatest on a grid of 300 steps from the stop to the exit.
      let step = (levels.exit - stop) / 300
      let rewards = (1..<300).map { (index: Int) -> Double in
        let x = stop + Double(index) * step
        return levels.holdingValue(at: x) - x - problem.terms.entryCost
      }
      let best = try #require(rewards.max())
      try problem.checkValue("max_entry_reward_stop", best)
      #expect(levels.greatestEntryReward >= best, "\(problem.label)")
      switch levels.entry {
      case .never:
        #expect(try problem.expected.string("entry_with_stop").hasPrefix("never enter"))
        #expect(problem.expected["aL"] == nil && problem.expected["dL"] == nil)
        #expect(levels.greatestEntryReward <= 0)
      case .between(let range):
        #expect(problem.expected["entry_with_stop"] == nil, "\(problem.label)")
        try problem.checkLevel("aL", range.lowerBound)
        try problem.checkLevel("dL", range.upperBound)
        try problem.checkValue("VL_aL", levels.holdingValue(at: range.lowerBound))
        try problem.checkValue("VL_dL", levels.holdingValue(at: range.upperBound))
      }
    }
  }

  @Test("Bertram: bands of greatest return and of greatest Sharpe ratio")
  func bertram() throws {
    for row in try ReferenceFile("pricing/bertram.json").cases() {
      let label = "case \(try row.int("id")) \(try row.string("tag"))"
      let process = try OrnsteinUhlenbeck(
        mean: try row.double("theta"), speed: try row.double("mu"),
        volatility: try row.double("sigma"))
      let (cost, riskFree) = (try row.double("c"), try row.double("rf"))
      let expected = try #require(row["expected"])
      let best = try bertramReturnMaximum(of: process, cost: cost)
      let truth = try #require(expected["return_max"])
      try checkCycle(best, truth, of: process, levels: 1e-8, label)
      let rates: [(String, Double, Double)] = [
        ("V_T_double_integral_check", best.timeVariance, 1e-8), ("mu_s", best.returnRate, 1e-8),
        ("sigma2_s", best.returnVariance, 1e-8),
      ]
      for (name, value, bound) in rates {
        #expect(
          relativeError(value, expected: try truth.double(name)) <= bound, "\(label) \(name)")
      }
      let sharpe = try #require(expected["sharpe_max"])
      guard !sharpe.isNull else {
        #expect(throws: ModelError.self, "\(label)") {
          _ = try bertramSharpeMaximum(of: process, cost: cost, riskFree: riskFree)
        }
        #expect(try row.string("sharpe_note").contains("degenerate"), "\(label)")
        continue
      }
      let safest = try bertramSharpeMaximum(of: process, cost: cost, riskFree: riskFree)
      try checkCycle(safest, sharpe, of: process, levels: 1e-6, label)
      #expect(
        relativeError(
          safest.sharpeRatio(riskFree: riskFree), expected: try sharpe.double("sharpe")) <= 1e-8,
        "\(label) sharpe")
    }
  }

  /// Levels, expected time and variance of a cycle.
  ///
  /// The file grants its levels more room than its times, so the times are taken at those levels.
  private func checkCycle(
    _ best: BertramCycle, _ truth: JSONValue, of process: OrnsteinUhlenbeck, levels: Double,
    _ label: String
  ) throws {
    let (a, m) = (try truth.double("a"), try truth.double("m"))
    #expect(relativeError(best.lower, expected: a) <= levels, "\(label) a \(best.lower)")
    #expect(relativeError(best.upper, expected: m) <= levels, "\(label) m \(best.upper)")
    let cycle = try bertramCycle(of: process, lower: a, upper: m, cost: best.cost)
    #expect(
      relativeError(cycle.expectedTime, expected: try truth.double("E_T")) <= 1e-10, "\(label) E")
    #expect(
      relativeError(cycle.timeVariance, expected: try truth.double("V_T")) <= 1e-8, "\(label) V")
  }
}

/// One case of the stopping problem with its tolerances.
private struct StoppingCase {
  let row: JSONValue
  let expected: JSONValue
  let label: String
  let process: OrnsteinUhlenbeck
  let terms: StoppingTerms

  init(_ row: JSONValue) throws {
    self.row = row
    expected = try #require(row["expected"])
    label = "case \(try row.int("id")) \(try row.string("tag"))"
    process = try OrnsteinUhlenbeck(
      mean: try row.double("theta"), speed: try row.double("mu"),
      volatility: try row.double("sigma"))
    terms = try StoppingTerms(
      exitRate: try row.double("r"), entryRate: try row.double("r_hat"),
      exitCost: try row.double("c"), entryCost: try row.double("c_hat"))
  }

  func checkLevel(_ name: String, _ value: Double) throws {
    let truth = try expected.double(name)
    let printed = try #require(row["digits"], "\(label): no digits").string(name)
    let digits = try #require(Double(printed), "\(label): \(printed) is no number")
    #expect(ulpDistance(truth, digits) <= 1, "\(label) \(name) beside its digits")
    let bound = 1e-8 * process.stationaryDeviation + 1e-10
    #expect(abs(value - truth) <= bound, "\(label) \(name) \(value) not \(truth)")
  }

  func checkValue(_ name: String, _ value: Double) throws {
    let truth = try expected.double(name)
    #expect(
      relativeError(value, expected: truth) <= 1e-9, "\(label) \(name) \(value) not \(truth)")
  }
}

// Fits of simulated series, forecasts against simulation, and requests that have no answer.

import Glibc
import Numerics
import TestKit
import Testing
import Volatility

/// A series of a process, its shocks by inversion, and the variance after its last.
private func simulate(
  _ process: VolatilityProcess, count: Int, seed: UInt64
) -> [Double] {
  var generator = SeededGenerator(seed: seed)
  let p = { process[$0] }
  var h = process.unconditionalVariance ?? 1
  return (0..<count).map { _ in
    let z = shock(process, &generator)
    let e = h.squareRoot() * z
    if process.model == .egarch {
      let size = abs(z) - (2 / Double.pi).squareRoot()
      h = exp(p(.constant) + p(.shock) * size + p(.asymmetry) * z + p(.persistence) * log(h))
    } else {
      h = p(.constant) + (p(.shock) + (e < 0 ? p(.asymmetry) : 0)) * e * e + p(.persistence) * h
    }
    return p(.mean) + e
  }
}

/// A normal shock, or Hansen's skewed t from a normal over a chi: his construction in two halves.
private func shock(
  _ process: VolatilityProcess, _ generator: inout SeededGenerator
) -> Double {
  func normal() -> Double { normalQuantile(generator.double(in: 1e-15..<1)) }
  guard process.distribution != .normal else { return normal() }
  let (nu, lambda) = (process[.degrees], process[.skew])
  var square = 0.0
  for _ in 0..<Int(nu) {
    let x = normal()
    square += x * x
  }
  let u = abs(normal()) / (square / nu).squareRoot() * ((nu - 2) / nu).squareRoot()
  let c = exp(lgamma(0.5 * (nu + 1)).0 - lgamma(0.5 * nu).0) / (Double.pi * (nu - 2)).squareRoot()
  let a = 4 * lambda * c * (nu - 2) / (nu - 1)
  let b = (1 + 3 * lambda * lambda - a * a).squareRoot()
  let isUpper = generator.double(in: 0..<1) < 0.5 * (1 + lambda)
  return isUpper ? ((1 + lambda) * u - a) / b : (-(1 - lambda) * u - a) / b
}

private let truths: [(VolatilityModel, ErrorDistribution, [Double])] = [
  (.garch, .normal, [0.05, 0.02, 0.08, 0.90]),
  (.garch, .studentT, [0.05, 0.02, 0.08, 0.90, 6]),
  (.gjr, .skewedT, [0.02, 0.03, 0.03, 0.10, 0.88, 8, -0.2]),
  (.egarch, .normal, [0.02, 0.01, 0.15, -0.10, 0.96]),
  (.egarch, .studentT, [0.02, 0.01, 0.15, -0.10, 0.96, 7]),
]

@Suite("GARCH")
struct GARCHTests {
  @Test(
    "finds the parameters of a simulated series within their errors", arguments: 0..<truths.count)
  func recovery(index: Int) throws {
    let (model, distribution, values) = truths[index]
    let truth = try VolatilityProcess(model, distribution, values: values)
    let returns = simulate(truth, count: 8_000, seed: 40 + UInt64(index))
    let fit = try fitGARCH(returns: returns, model: model, distribution: distribution)
    #expect(fit.outcome == .converged && fit.heldParameters.isEmpty)
    let errors = try #require(fit.standardErrors)
    for (k, name) in fit.names.enumerated() {
      let error = try #require(errors.robust[k])
      #expect(abs(fit.values[k] - values[k]) < 3.5 * error, "\(name) \(fit.values[k]) +- \(error)")
      // The model is right, so the three views agree.
      let other = try #require(errors.outerProduct[k])
      #expect(abs(error / other - 1) < 0.25 && abs((errors.hessian[k] ?? 0) / other - 1) < 0.25)
    }
    let given = try variancePath(returns: returns, process: truth)
    #expect(fit.logLikelihood > given.logLikelihood)
    #expect(fit.path.variances.count == 8_000 && fit.observations == 8_000)
    #expect(fit.akaike == 2 * Double(values.count) - 2 * fit.logLikelihood)
    #expect(fit.bayesian > fit.akaike)
  }

  @Test("no neighbour is better, and the standard errors are those of the curvature")
  func maximum() throws {
    for (model, distribution, values) in truths {
      let truth = try VolatilityProcess(model, distribution, values: values)
      let returns = simulate(truth, count: 1_500, seed: 5)
      let fit = try fitGARCH(returns: returns, model: model, distribution: distribution)
      let errors = try #require(fit.standardErrors?.hessian)
      let plain = PlainLikelihood(returns: returns, model: model, distribution: distribution)
      #expect(abs(plain.sum(fit.values) - fit.logLikelihood) < 1e-9)
      for k in values.indices {
        for sign in [-0.02, 0.02] {
          var moved = fit.values
          moved[k] += sign * (errors[k] ?? 0)
          #expect(plain.sum(moved) < fit.logLikelihood + 1e-7, "\(fit.names[k])")
        }
      }
    }
  }

  @Test("the unit of the returns changes nothing but the unit", arguments: VolatilityModel.allCases)
  func units(model: VolatilityModel) throws {
    let truth = try VolatilityProcess(.garch, .studentT, values: [0.05, 0.02, 0.08, 0.90, 6])
    let percent = simulate(truth, count: 1_000, seed: 3)
    let unit = 1e-4
    let first = try fitGARCH(returns: percent, model: model, distribution: .studentT)
    let second = try fitGARCH(
      returns: percent.map { $0 * unit }, model: model, distribution: .studentT)
    #expect(abs(second.logLikelihood - first.logLikelihood + 1_000 * log(unit)) < 1e-6)
    for (k, name) in first.names.enumerated() {
      var (value, error) = (first.values[k], try #require(first.standardErrors?.robust[k]))
      if name == .mean { (value, error) = (value * unit, error * unit) }
      if name == .constant {
        guard model != .egarch else { continue }
        (value, error) = (value * unit * unit, error * unit * unit)
      }
      #expect(relativeError(second.values[k], expected: value) < 1e-5, "\(name)")
      let other = try #require(second.standardErrors?.robust[k])
      #expect(relativeError(other, expected: error) < 1e-4, "\(name)")
    }
    #expect(relativeError(second.path.next, expected: first.path.next * unit * unit) < 1e-6)
  }

  @Test("an ensemble ranks the true model first and averages by weight")
  func ensemble() throws {
    let truth = try VolatilityProcess(
      .gjr, .studentT, values: [0.05, 0.02, 0.02, 0.12, 0.90, 5])
    let returns = simulate(truth, count: 4_000, seed: 23)
    let ensemble = try VolatilityEnsemble(returns: returns, criterion: .bayesian)
    let best = try #require(ensemble.members.first)
    #expect(best.fit.process.model == .gjr && best.fit.process.distribution == .studentT)
    #expect(ensemble.members.count == 9)
    #expect(abs(ensemble.members.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
    for (left, right) in zip(ensemble.members, ensemble.members.dropFirst()) {
      let distance = right.fit.bayesian - left.fit.bayesian
      #expect(distance >= 0)
      #expect(abs(right.weight - left.weight * exp(-0.5 * distance)) < 1e-12)
    }
    let mean = try ensemble.forecast(horizon: 5)
    var direct = 0.0
    for member in ensemble.members {
      direct += member.weight * (try member.fit.forecast(horizon: 5).variances[4])
    }
    #expect(relativeError(mean.variances[4], expected: direct) < 1e-14)
    #expect(throws: ModelError.self) { try ensemble.forecast(horizon: 0) }
    #expect(throws: ModelError.self) {
      try VolatilityEnsemble(returns: returns, models: [], criterion: .akaike)
    }
  }

  @Test("a fit that may not finish says so")
  func limited() throws {
    let truth = try VolatilityProcess(.garch, .normal, values: [0.05, 0.02, 0.08, 0.90])
    let returns = simulate(truth, count: 500, seed: 1)
    let fit = try fitGARCH(
      returns: returns, model: .egarch, distribution: .skewedT,
      settings: GARCHSettings(maximumEvaluations: 3))
    #expect(fit.outcome == .evaluationLimit && !fit.outcome.isConverged)
    #expect(fit.evaluations < 120 && fit.logLikelihood.isFinite)
  }

  @Test("returns that cannot be fitted are refused by name")
  func badInput() {
    var generator = SeededGenerator(seed: 1)
    let good = (0..<200).map { _ in generator.double(in: -1..<1) }
    func refusal(_ returns: [Double], _ presample: PresampleVariance = .backcast) -> String {
      do {
        _ = try fitGARCH(
          returns: returns, model: .garch, distribution: .normal, presample: presample)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(
      refusal(Array(good.prefix(99)))
        == "there are 99 returns, but the model needs at least 100")
    #expect(refusal(good + [.nan]).hasPrefix("returns[200] is nan"))
    #expect(refusal([.infinity] + good).hasPrefix("returns[0] is inf"))
    #expect(refusal([Double](repeating: 0.5, count: 200)).hasPrefix("every value of returns"))
    #expect(refusal(good.map { $0 * 1e150 }).hasPrefix("the mean deviation"))
    #expect(refusal(good, .fixed(-1)).hasPrefix("the presample variance is -1"))
    #expect(refusal(good) == "accepted")
  }

  @Test("parameters that define no process are refused by name")
  func badParameters() throws {
    func refusal(_ distribution: ErrorDistribution, _ values: [Double]) -> String {
      do {
        _ = try VolatilityProcess(.garch, distribution, values: values)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(refusal(.normal, [0, 1, 0.1]).hasPrefix("the model has 4 values"))
    #expect(refusal(.normal, [0, .nan, 0.1, 0.8]).hasPrefix("omega is nan"))
    #expect(refusal(.studentT, [0, 1, 0.1, 0.8, 2]).hasPrefix("nu is 2"))
    #expect(refusal(.skewedT, [0, 1, 0.1, 0.8, 5, -1]).hasPrefix("lambda is -1"))
    let negative = try VolatilityProcess(.garch, .normal, values: [0, -1, 0.1, 0.8])
    #expect(throws: ModelError.self) {
      try variancePath(returns: [1, -1, 0.5], process: negative)
    }
  }
}

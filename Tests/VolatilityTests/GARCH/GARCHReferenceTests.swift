// Conditional-variance models against the Fiorentini-Calzolari-Panattoni benchmark and a peer.

import Glibc
import Numerics
import TestKit
import Testing
import Volatility

@Suite("GARCH Reference")
struct GARCHReferenceTests {
  /// The file's tolerances: parameters 1e-5 relative of the published digits and 1e-7 of those
  /// re-derived, log-likelihood 1e-6, standard errors 1e-4 relative.
  @Test("Bollerslev-Ghysels exchange rates: estimates and three kinds of errors")
  func exchangeRates() throws {
    let file = try ReferenceFile("pricing/garch_demgbp.json").document
    let returns = try file.doubles("data")
    let names = try file.array("order").compactMap(\.string)
    let fit = try fitGARCH(
      returns: returns, model: .garch, distribution: .normal, presample: .meanSquare)
    #expect(names == fit.names.map(\.symbol))
    #expect(fit.outcome == .converged && fit.heldParameters.isEmpty)
    let errors = try #require(fit.standardErrors)
    let published = try #require(file["published"])
    let expected = try #require(file["expected"])
    compare(fit.values, try published.doubles("params"), 1e-5, "published parameter", names)
    compare(fit.values, try expected.doubles("params"), 1e-7, "parameter", names)
    // Five decimals are printed.
    #expect(abs(fit.logLikelihood - (try published.double("loglik"))) <= 0.5e-5)
    #expect(abs(fit.logLikelihood - (try expected.double("loglik"))) <= 1e-6)
    for (owner, robust) in [(published, "se_qmle"), (expected, "se_qmle_bollerslev_wooldridge")] {
      compare(errors.hessian, try owner.doubles("se_hessian"), 1e-4, "Hessian error", names)
      compare(errors.outerProduct, try owner.doubles("se_opg"), 1e-4, "OPG error", names)
      compare(errors.robust, try owner.doubles(robust), 1e-4, "robust error", names)
    }
    // The file's optimum has no slope left: a likelihood a step aside is lower by its curvature.
    #expect(try expected.double("score_at_opt_max") < 1e-11)
    let there = try likelihood(returns, try expected.doubles("params"))
    #expect(abs(there - (try expected.double("loglik"))) <= 1e-6)
    #expect(there >= fit.logLikelihood - 1e-9)
  }

  private func likelihood(_ returns: [Double], _ values: [Double]) throws -> Double {
    try variancePath(
      returns: returns, process: VolatilityProcess(.garch, .normal, values: values),
      presample: .meanSquare
    ).logLikelihood
  }

  /// Bounds of the file: a log-likelihood 1e-6 below fails (1e-5 for EGARCH), higher is fine;
  /// parameters 1e-3 relative, since the likelihood is flat.
  ///
  /// The robust errors of the peer come from numerical derivatives: repeated on a plain likelihood
  /// they are met to 1e-3, and the exact ones to 2e-3. Where EGARCH's maximum lies in a kink the
  /// peer's differences straddle it and say little, so there only the repetition counts.
  @Test("S&P 500: nine models against a peer's polished fits")
  func index() throws {
    let file = try ReferenceFile("pricing/garch_sp500.json")
    let returns = try file.document.doubles("data")
    for row in try file.cases() {
      let model = try #require(VolatilityModel(rawValue: try row.string("model")))
      let distribution = try #require(ErrorDistribution(rawValue: try row.string("dist")))
      let label = "\(model.rawValue) \(distribution.rawValue)"
      let fit = try fitGARCH(returns: returns, model: model, distribution: distribution)
      #expect(fit.outcome == .converged, "\(label) \(fit.outcome)")
      let names = try row.array("param_names").compactMap(\.string).map(ourName)
      #expect(names == fit.names.map(\.symbol), "\(label)")
      let slack = model == .egarch ? 1e-5 : 1e-6
      let (polished, plainFit) = (try row.double("loglik"), try row.double("arch_fit_loglik"))
      #expect(fit.logLikelihood >= max(polished, plainFit) - slack, "\(label) \(fit.logLikelihood)")
      // Before its polish the peer's own fit stood a little lower at most.
      #expect(abs(plainFit - polished) <= 1e-2, "\(label)")
      let start = backcastVariance(returns)
      let backcast = model == .egarch ? log(start) : start
      #expect(relativeError(backcast, expected: try row.double("backcast")) < 1e-12, "\(label)")
      let params = try row.doubles("params")
      compare(fit.values, params, 1e-3, label, names, floor: 1e-6)
      let path = try variancePath(
        returns: returns, process: VolatilityProcess(model, distribution, values: params))
      #expect(abs(path.logLikelihood - polished) <= slack, "\(label) as given")
      let errors = try #require(fit.standardErrors, "\(label)")
      let robust = try row.doubles("robust_se")
      let plain = PlainLikelihood(returns: returns, model: model, distribution: distribution)
      #expect(abs(plain.sum(params) - path.logLikelihood) < 1e-8, "\(label) plain twin")
      compare(plain.robustErrors(params), robust, 1e-3, "\(label) repeated error", names)
      let isInKink = model == .egarch && returns.contains { abs($0 - params[0]) < 3e-5 }
      if !isInKink { compare(errors.robust, robust, 2e-3, "\(label) robust error", names) }
      // The views of the mean's error differ by the misfit of the errors, never by orders.
      let ratio = (errors.robust[0] ?? 0) / (errors.outerProduct[0] ?? 1)
      #expect(abs(ratio - 1) < 0.3, "\(label) \(ratio)")
      try expectUnconstrained(row, returns, model, distribution, fit, label)
    }
  }

  /// Where a bound is active, the point beyond it has the likelihood the file says.
  private func expectUnconstrained(
    _ row: JSONValue, _ returns: [Double], _ model: VolatilityModel,
    _ distribution: ErrorDistribution, _ fit: GARCHFit, _ label: String
  ) throws {
    guard let beyond = row["unconstrained"], !beyond.isNull else {
      #expect(!fit.heldParameters.contains(.shock), "\(label)")
      return
    }
    #expect(fit.heldParameters.contains(.shock) && fit.process[.shock] == 0, "\(label)")
    let values = try beyond.doubles("params")
    let path = try variancePath(
      returns: returns, process: VolatilityProcess(model, distribution, values: values))
    let expected = try beyond.double("loglik")
    #expect(abs(path.logLikelihood - expected) <= 1e-6, "\(label) \(path.logLikelihood)")
    #expect(expected > fit.logLikelihood, "\(label)")
    #expect(try beyond.string("note").contains("alpha"))
  }

  /// The file's tolerances: 1e-7 for the likelihood at fixed parameters, a fit not worse by 0.01,
  /// forecasts within 1 %.
  ///
  /// At the peer's own parameters its forecasts are met to ten digits.
  @Test("800 returns: likelihood, variances, fits and forecasts")
  func fixedParameters() throws {
    let file = try ReferenceFile("stats/garch.json").document
    let returns = try file.doubles("returns")
    let expected = try #require(file["expected"])
    #expect(expected.keys.count >= 2)
    for key in expected.keys {
      let row = try #require(expected[key])
      let model: VolatilityModel = key.hasPrefix("gjr") ? .gjr : .garch
      let distribution: ErrorDistribution = key.hasSuffix("_t") ? .studentT : .normal
      #expect(try row.string("order") == "mu,omega,alpha,[gamma],beta,[nu]")
      let fixed = try variancePath(
        returns: returns,
        process: VolatilityProcess(model, distribution, values: row.doubles("fixed_params")))
      #expect(abs(fixed.logLikelihood - (try row.double("loglik_at_fixed"))) <= 1e-7, "\(key)")
      #expect(
        relativeError(backcastVariance(returns), expected: try row.double("backcast")) < 1e-12)
      let first = try row.doubles("cond_var_first5")
      compare(Array(fixed.variances.prefix(first.count)), first, 1e-12, "\(key) variance")
      let last = try #require(fixed.variances.last)
      #expect(relativeError(last, expected: try row.double("cond_var_last")) < 1e-12, "\(key)")
      let values = try row.doubles("fitted_params")
      let process = try VolatilityProcess(model, distribution, values: values)
      let theirs = try variancePath(returns: returns, process: process)
      #expect(abs(theirs.logLikelihood - (try row.double("fitted_loglik"))) <= 1e-7, "\(key)")
      let forecasts = try row.doubles("forecast_variance_h1_5_fitted")
      let same = try process.forecast(from: theirs.next, horizon: forecasts.count)
      compare(same.variances, forecasts, 1e-10, "\(key) forecast at the peer's parameters")
      let fit = try fitGARCH(returns: returns, model: model, distribution: distribution)
      #expect(fit.outcome == .converged)
      #expect(fit.logLikelihood >= theirs.logLikelihood - 1e-6, "\(key)")
      compare(
        try fit.forecast(horizon: forecasts.count).variances, forecasts, 1e-2, "\(key) forecast")
    }
  }
}

/// The peer's names of the parameters as symbols.
private func ourName(_ name: String) -> String {
  let plain = String(name.prefix { $0 != "[" })
  return plain == "eta" ? "nu" : plain
}

/// Compares lists by relative error, absolute below a floor.
private func compare(
  _ optional: [Double?], _ expected: [Double], _ tolerance: Double, _ label: String,
  _ names: [String] = [], floor: Double = 0
) {
  let values = optional.compactMap(\.self)
  #expect(values.count == expected.count, "\(label)")
  for (index, pair) in zip(values, expected).enumerated() {
    let name = index < names.count ? names[index] : "\(index)"
    let bound = tolerance * max(abs(pair.1), floor)
    #expect(
      abs(pair.0 - pair.1) <= bound,
      "\(label) \(name): \(pair.0) expected \(pair.1), off \((pair.0 - pair.1) / pair.1)")
  }
}

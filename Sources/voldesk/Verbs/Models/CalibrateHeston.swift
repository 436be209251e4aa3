// voldesk calibrate heston: one set of parameters for a whole surface.

import Glibc
import Numerics
import Pricing

/// Fits Heston's model and prints parameters, diagnostics and errors by expiry.
func calibrateHeston(
  _ given: QuotedChain, _ invocation: Invocation, from begin: HestonParameters, since start: Int64
) throws -> Int32 {
  var chain = given
  let smiles = try chain.smiles(
    width: invocation.number("--width") ?? 2.5, most: invocation.integer("--strikes") ?? 25,
    least: 5)
  let settings = hestonSettings(
    invocation, hasSpreads: smiles.allSatisfy { !$0.bidVolatilities.isEmpty })
  let fit = try calibrateHeston(smiles, start: begin, settings: settings)
  let report = HestonReport(
    chain: chain, smiles: smiles, fit: fit, settings: settings, time: elapsedText(since: start))
  if invocation.has("--json") { say(report.json) } else { for line in report.lines { say(line) } }
  guard fit.isConverged else {
    complain("the calibration did not converge (\(fit.outcome.rawValue)); its best point is shown")
    return 1
  }
  return 0
}

/// Where a calibration begins: `--start`, else the customary parameters of an index.
///
/// - Throws: `ModelError` for parameters for which the model does not exist.
func hestonStart(_ invocation: Invocation) throws(ModelError) -> HestonParameters {
  let p = invocation.numbers("--start") ?? [0.04, 2, 0.04, 0.3, -0.7]
  return try HestonParameters(v0: p[0], kappa: p[1], theta: p[2], sigma: p[3], rho: p[4])
}

/// What the flags ask of a calibration: global by default, weighted by the quotes' own spreads.
private func hestonSettings(
  _ invocation: Invocation, hasSpreads: Bool
) -> HestonCalibrationSettings {
  var settings = HestonCalibrationSettings.standard
  switch invocation.text("--measure") {
  case "price": settings.measure = .relativePrice
  case "vega": settings.measure = .vegaWeightedPrice
  default: settings.measure = .impliedVolatility
  }
  settings.tolerance = 1e-9
  settings.bounds = .wide
  settings.weighting =
    hasSpreads && invocation.text("--weights") == "spread"
    ? .inverseHalfSpread(floor: 0.001) : .equal
  settings.fellerPenalty = invocation.number("--feller") ?? 0
  if !invocation.has("--local") {
    settings.globalSearch = DifferentialEvolutionSettings(
      population: 75, generations: 100, seed: UInt64(invocation.integer("--seed") ?? 42))
  }
  return settings
}

/// A calibration as it is printed.
private struct HestonReport {
  let chain: QuotedChain
  let smiles: [SmileQuotes]
  let fit: HestonCalibration
  let settings: HestonCalibrationSettings
  let time: String

  private var feller: String {
    let ratio = figureText(fit.parameters.fellerRatio, decimals: 3)
    return fit.parameters.satisfiesFeller
      ? "\(ratio), satisfied: the variance stays above zero"
      : "\(ratio), violated: the variance can reach zero"
  }

  private var expiries: [ModelColumn] {
    let rows = zip(smiles, fit.expiries).map { ($0, $1) }
    return [
      ModelColumn("expiry", texts: rows.map(\.1.label)),
      ModelColumn("days", figures: rows.map { $0.1.years * 365 }, decimals: 2),
      ModelColumn("forward", figures: rows.map(\.0.forward), decimals: 2),
      ModelColumn("discount", figures: rows.map(\.0.discount), decimals: 6),
      ModelColumn("strikes", cells: rows.map { .count($0.0.count) }),
      ModelColumn(
        "ATM vol", key: "atm_volatility", figures: rows.map(\.0.atmVolatility), decimals: 4),
      ModelColumn(
        "RMSE", key: "rmse_vol_points", figures: rows.map(\.1.rootMeanSquareError), decimals: 3),
    ]
  }

  /// What the model says of maturities inside the fitted range, at the forward and around it.
  private var surface: [ModelColumn] {
    let range = (smiles.first?.years ?? 0)...(smiles.last?.years ?? 0)
    let days = [7.0, 14, 30, 60, 90, 180, 270, 365, 730, 1_095].filter { range.contains($0 / 365) }
    func volatility(_ deviations: Double) -> [Double?] {
      days.map { days in
        let years = days / 365
        let level = (fit.parameters.expectedTotalVariance(years: years) / years).squareRoot()
        let k = deviations * level * years.squareRoot()
        let found = try? hestonVolatilities(
          fit.parameters, years: years, forward: 1, strikes: [exp(k)])
        return found?.first ?? nil
      }
    }
    return [
      ModelColumn("model", key: "days", texts: days.map { "\(Int($0)) days" }),
      ModelColumn("-2 sd", key: "minus_2_sd", figures: volatility(-2), decimals: 4),
      ModelColumn("-1 sd", key: "minus_1_sd", figures: volatility(-1), decimals: 4),
      ModelColumn("ATM vol", key: "atm_volatility", figures: volatility(0), decimals: 4),
      ModelColumn("+1 sd", key: "plus_1_sd", figures: volatility(1), decimals: 4),
    ]
  }

  private var facts: [(String, String)] {
    let p = fit.parameters
    return [
      (
        "parameters",
        zip(["v0", "kappa", "theta", "sigma", "rho"], [p.v0, p.kappa, p.theta, p.sigma, p.rho])
          .map { "\($0) \(figureText($1, decimals: 6))" }.joined(separator: "  ")
      ),
      (
        "volatility",
        "today \(figureText(p.v0.squareRoot(), decimals: 4)), in the long run "
          + figureText(p.theta.squareRoot(), decimals: 4)
      ),
      ("Feller ratio", feller),
      (
        "RMSE",
        "\(figureText(fit.rootMeanSquareError, decimals: 4)) vol points over "
          + "\(smiles.reduce(0) { $0 + $1.count }) quotes, R2 \(figureText(fit.rSquared, decimals: 4))"
      ),
      (
        "search",
        "\(fit.evaluations) evaluations downhill, \(fit.searchEvaluations) in the global search, "
          + "condition \(figureText(fit.condition, decimals: 0))"
      ),
      ("at a bound", fit.atBounds.isEmpty ? "none" : fit.atBounds.joined(separator: ", ")),
      (
        "outcome",
        fit.isConverged ? "converged in \(time)" : "FAILED (\(fit.outcome.rawValue)) after \(time)"
      ),
    ]
  }

  var lines: [String] {
    [chain.heading, ""] + factLines(facts) + [""] + tableLines(expiries) + [""]
      + tableLines(surface) + ["", "RMSE in vol points; days of 1/365 year"] + chain.footnotes
  }

  var json: String {
    let p = fit.parameters
    return jsonObject(
      chain.json + [
        ("v0", jsonNumber(p.v0)), ("kappa", jsonNumber(p.kappa)), ("theta", jsonNumber(p.theta)),
        ("sigma", jsonNumber(p.sigma)), ("rho", jsonNumber(p.rho)),
        ("feller_ratio", jsonNumber(p.fellerRatio)),
        ("feller_satisfied", p.satisfiesFeller ? "true" : "false"),
        ("rmse_vol_points", jsonNumber(fit.rootMeanSquareError)),
        ("r_squared", jsonNumber(fit.rSquared)), ("evaluations", "\(fit.evaluations)"),
        ("search_evaluations", "\(fit.searchEvaluations)"),
        ("condition", jsonNumber(fit.condition)),
        ("at_bounds", "[\(fit.atBounds.map(jsonText).joined(separator: ","))]"),
        ("converged", fit.isConverged ? "true" : "false"),
        ("outcome", jsonText(fit.outcome.rawValue)), ("lost_quotes", "\(fit.lostQuotes)"),
        ("smiles", tableJSON(expiries)), ("surface", tableJSON(surface)),
      ])
  }
}

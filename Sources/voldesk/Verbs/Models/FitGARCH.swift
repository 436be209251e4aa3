// voldesk fit garch: conditional-variance models by maximum likelihood, side by side.

import Feeds
import Numerics
import Volatility

/// Fits every model asked for, prints their criteria, and the best one in full.
func fitGARCHModels(_ table: ColumnFile, _ invocation: Invocation) throws -> Int32 {
  let series = try SeriesFile(
    table, column: invocation.text("--column"), last: invocation.integer("--last").map { $0 + 1 })
  let kind = invocation.text("--returns") ?? "log"
  let returns = try series.percentReturns(kind)
  var fits: [GARCHFit] = []
  for model in VolatilityModel.allCases
  where invocation.text("--model").map({ $0 == model.word }) ?? true {
    for distribution in ErrorDistribution.allCases
    where invocation.text("--errors").map({ $0 == distribution.rawValue }) ?? true {
      fits.append(try fitGARCH(returns: returns, model: model, distribution: distribution))
    }
  }
  let best = fits.filter(\.outcome.isConverged).min { $0.bayesian < $1.bayesian } ?? fits[0]
  let horizon = invocation.integer("--horizon") ?? 21
  let forecast = try best.forecast(horizon: horizon)
  let report = GARCHReport(
    series: series, returns: returns.count, kind: kind, fits: fits, best: best, forecast: forecast)
  if invocation.has("--json") { say(report.json) } else { for line in report.lines { say(line) } }
  for fit in fits where !fit.outcome.isConverged {
    complain(
      "\(fit.process.model.rawValue) with \(fit.process.distribution.rawValue) errors did not "
        + "converge (\(fit.outcome.rawValue)); its best point is shown")
  }
  return best.outcome.isConverged ? 0 : 1
}

extension VolatilityModel {
  /// The word of the command line.
  var word: String {
    switch self {
    case .garch: "garch"
    case .gjr: "gjr"
    case .egarch: "egarch"
    }
  }
}

/// Fits to one series.
private struct GARCHReport {
  let series: SeriesFile
  let returns: Int
  let kind: String
  let fits: [GARCHFit]
  let best: GARCHFit
  let forecast: VolatilityForecast

  /// Annualised volatility of a variance in squared percent a session.
  private func annual(_ variance: Double?) -> Double? {
    variance.map { 0.01 * (sessionsPerYear * $0).squareRoot() }
  }

  private var comparison: [ModelColumn] {
    [
      ModelColumn("model", texts: fits.map(\.process.model.rawValue)),
      ModelColumn("errors", texts: fits.map(\.process.distribution.rawValue)),
      ModelColumn(
        "log-lik", key: "log_likelihood", figures: fits.map(\.logLikelihood), decimals: 4),
      ModelColumn("AIC", key: "aic", figures: fits.map(\.akaike), decimals: 2),
      ModelColumn("BIC", key: "bic", figures: fits.map(\.bayesian), decimals: 2),
      ModelColumn("persistence", figures: fits.map(\.process.persistence), decimals: 4),
      ModelColumn(
        "half-life", key: "half_life", figures: fits.map(\.process.halfLife), decimals: 1),
      ModelColumn(
        "vol next", key: "volatility_next", figures: fits.map { annual($0.path.next) },
        decimals: 4),
      ModelColumn(
        "long run", key: "volatility_long_run",
        figures: fits.map { annual($0.process.unconditionalVariance) }, decimals: 4),
      ModelColumn("passes", key: "evaluations", cells: fits.map { .count($0.evaluations) }),
      ModelColumn("outcome", texts: fits.map { $0.outcome.isConverged ? "converged" : "FAILED" }),
    ]
  }

  private var parameters: [ModelColumn] {
    let errors = best.standardErrors
    return [
      ModelColumn("parameter", texts: best.names.map(\.symbol)),
      ModelColumn("estimate", figures: best.values, decimals: 6),
      ModelColumn(
        "robust se", key: "robust_se", cells: cells(errors?.robust), decimals: 6),
      ModelColumn("hessian se", key: "hessian_se", cells: cells(errors?.hessian), decimals: 6),
      ModelColumn("OPG se", key: "opg_se", cells: cells(errors?.outerProduct), decimals: 6),
      ModelColumn(
        "bound", texts: best.names.map { best.heldParameters.contains($0) ? "held" : "" }),
    ]
  }

  private func cells(_ values: [Double?]?) -> [ModelCell] {
    best.names.indices.map { place in .figure(values.flatMap { $0[place] }) }
  }

  private var steps: [ModelColumn] {
    let last = forecast.variances.count
    let shown = [1, 2, 5, 10, 21, 63, 126, 252].filter { $0 < last } + [last]
    func mean(_ step: Int) -> Double {
      forecast.variances.prefix(step).reduce(0, +) / Double(step)
    }
    return [
      ModelColumn("step", cells: shown.map { .count($0) }),
      ModelColumn("variance", figures: shown.map { forecast.variances[$0 - 1] }, decimals: 6),
      ModelColumn(
        "vol", key: "volatility", figures: shown.map { annual(forecast.variances[$0 - 1]) },
        decimals: 4),
      ModelColumn(
        "mean to here", key: "mean_volatility", figures: shown.map { annual(mean($0)) },
        decimals: 4),
    ]
  }

  var lines: [String] {
    let unit = kind == "none" ? "returns as given" : "\(kind) returns in percent"
    let name = "\(best.process.model.rawValue) with \(best.process.distribution.rawValue) errors"
    let expected =
      forecast.kind == .mean
      ? "" : "; beyond one step the lognormal mean, for the mean itself is infinite"
    return ["\(series.file)  \(series.column)  \(returns) \(unit), \(series.span)", ""]
      + tableLines(comparison) + ["", "Best by BIC: \(name)", ""] + tableLines(parameters)
      + ["", "Forecast, volatility a year of 252 sessions\(expected)", ""] + tableLines(steps)
  }

  var json: String {
    jsonObject([
      ("file", jsonText(series.file)), ("column", jsonText(series.column)),
      ("returns", "\(returns)"), ("kind", jsonText(kind)), ("fits", tableJSON(comparison)),
      ("best", jsonText("\(best.process.model.rawValue) \(best.process.distribution.rawValue)")),
      ("parameters", tableJSON(parameters)),
      ("forecast_kind", jsonText(forecast.kind.rawValue)), ("forecast", tableJSON(steps)),
    ])
  }
}

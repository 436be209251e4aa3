// voldesk calibrate sabr: alpha, rho and nu of each expiry, beta given.

import Numerics
import Pricing

/// Fits every smile by itself and prints parameters, errors and where the expansion ends.
func calibrateSABR(
  _ given: QuotedChain, _ invocation: Invocation, since start: Int64
) throws -> Int32 {
  var chain = given
  let beta = invocation.number("--beta") ?? 0.5
  let smiles = try chain.smiles(
    width: invocation.number("--width") ?? 2.5, most: invocation.integer("--strikes") ?? 200,
    least: 5)
  var rows: [SABRRow] = []
  for smile in smiles {
    let quotes = try SABRSmileQuotes(
      forward: smile.forward, years: smile.years, strikes: smile.strikes,
      volatilities: smile.volatilities, weights: nil)
    let fit = try calibrateSABR(quotes, beta: beta, start: nil)
    rows.append(SABRRow(smile: smile, fit: fit, flags: try SABRRow.flags(fit, smile)))
  }
  let report = SABRReport(chain: chain, beta: beta, rows: rows, time: elapsedText(since: start))
  if invocation.has("--json") { say(report.json) } else { for line in report.lines { say(line) } }
  let failed = rows.filter { !$0.fit.outcome.isConverged }
  for row in failed {
    complain(
      "\(row.smile.label) did not converge (\(row.fit.outcome.rawValue)); its best point is shown")
  }
  return failed.isEmpty ? 0 : 1
}

/// The fit of one expiry.
private struct SABRRow {
  let smile: SmileQuotes
  let fit: SABRFit
  /// Why the expansion should not be trusted at some quoted strike.
  let flags: [String]

  static func flags(_ fit: SABRFit, _ smile: SmileQuotes) throws(ModelError) -> [String] {
    let model = try fit.smile()
    var found = SABRValidity()
    for strike in smile.strikes { found.formUnion(try model.validity(at: strike)) }
    return found.reasons
  }
}

private struct SABRReport {
  let chain: QuotedChain
  let beta: Double
  let rows: [SABRRow]
  let time: String

  private var expiries: [ModelColumn] {
    [
      ModelColumn("expiry", texts: rows.map(\.smile.label)),
      ModelColumn("days", figures: rows.map { $0.smile.years * 365 }, decimals: 2),
      ModelColumn("forward", figures: rows.map(\.smile.forward), decimals: 2),
      ModelColumn("strikes", cells: rows.map { .count($0.smile.count) }),
      ModelColumn(
        "ATM vol", key: "atm_volatility",
        figures: rows.map { try? $0.fit.smile().atTheMoneyVolatility }, decimals: 4),
      ModelColumn("alpha", figures: rows.map(\.fit.parameters.alpha), decimals: 5),
      ModelColumn("rho", figures: rows.map(\.fit.parameters.rho), decimals: 4),
      ModelColumn("nu", figures: rows.map(\.fit.parameters.nu), decimals: 4),
      ModelColumn(
        "RMSE", key: "rmse_vol_points", figures: rows.map { 100 * $0.fit.rmse }, decimals: 3),
      ModelColumn("R2", key: "r_squared", figures: rows.map(\.fit.rSquared), decimals: 4),
      ModelColumn(
        "outcome", texts: rows.map { $0.fit.outcome.isConverged ? "converged" : "FAILED" }),
      ModelColumn("flags", texts: rows.map { $0.flags.joined(separator: "; ") }),
    ]
  }

  var lines: [String] {
    [chain.heading, "beta \(beta), \(rows.count) expiries in \(time)", ""] + tableLines(expiries)
      + ["", "RMSE in vol points; days of 1/365 year"] + chain.footnotes
  }

  var json: String {
    jsonObject(chain.json + [("beta", jsonNumber(beta)), ("smiles", tableJSON(expiries))])
  }
}

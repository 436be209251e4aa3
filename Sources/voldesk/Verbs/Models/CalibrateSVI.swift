// voldesk calibrate svi: an arbitrage-free surface with forwards, discounts and the thirty-day index.

import Feeds
import Glibc
import MarketData
import Numerics
import Pricing

/// Fits every expiry together so that nothing can be traded against the surface.
func calibrateSVI(
  _ given: QuotedChain, _ invocation: Invocation, since start: Int64
) throws -> Int32 {
  var chain = given
  let fitted = try fitChainSurface(chain.prepared)
  chain.refusals = fitted.expiries.compactMap { one in
    one.refusal.map { (one.prepared.label, $0) }
  }
  let surface = fitted.surface
  let report = SVIReport(chain: chain, surface: surface, time: elapsedText(since: start))
  if invocation.has("--json") { say(report.json) } else { for line in report.lines { say(line) } }
  if !surface.arbitrage.isFree {
    complain("\(surface.arbitrage.violations) slices of the fitted surface can be traded against")
  }
  let failed = surface.slices.filter { !$0.outcome.isConverged }
  for slice in failed {
    complain(
      "\(slice.smile.label) did not converge (\(slice.outcome.rawValue)); its best point is shown")
  }
  return surface.arbitrage.isFree && failed.isEmpty ? 0 : 1
}

private struct SVIReport {
  let chain: QuotedChain
  let surface: SurfaceFit
  let time: String
  /// The thirty-day index on Fridays, as Cboe publishes it; nil without two terms around it.
  let index: ThirtyDayIndex?
  /// The same on the expiries closest to thirty days.
  let closest: ThirtyDayIndex?

  init(chain: QuotedChain, surface: SurfaceFit, time: String) {
    self.chain = chain
    self.surface = surface
    self.time = time
    let prepared = chain.prepared
    func rate(_ place: Int) -> Double {
      guard let discount = prepared[place].parity?.discount else { return 0 }
      return -log(discount) / prepared[place].years
    }
    index = try? chain.snapshot.thirtyDayIndex(of: .fridays, rate: rate)
    closest = try? chain.snapshot.thirtyDayIndex(of: .everyExpiry, rate: rate)
  }

  private var expiries: [ModelColumn] {
    let rows = surface.slices
    return [
      ModelColumn("expiry", texts: rows.map(\.smile.label)),
      ModelColumn("days", figures: rows.map { $0.smile.years * 365 }, decimals: 2),
      ModelColumn("forward", figures: rows.map(\.smile.forward), decimals: 2),
      ModelColumn("discount", figures: rows.map(\.smile.discount), decimals: 5),
      ModelColumn("strikes", cells: rows.map { .count($0.smile.count) }),
      ModelColumn(
        "ATM vol", key: "atm_volatility", figures: rows.map(\.smile.atmVolatility), decimals: 4),
      ModelColumn(
        "SVI ATM", key: "svi_atm_volatility", figures: rows.map(\.atmVolatility), decimals: 4),
      ModelColumn(
        "RR25", key: "risk_reversal_25", figures: rows.map { try? $0.riskReversal(delta: 0.25) },
        decimals: 4),
      ModelColumn(
        "BF25", key: "butterfly_25", figures: rows.map { try? $0.butterfly(delta: 0.25) },
        decimals: 4),
      ModelColumn(
        "RMSE", key: "rmse_vol_points", figures: rows.map { 100 * $0.rootMeanSquareError },
        decimals: 3),
      ModelColumn(
        "vega RMSE", key: "vega_rmse_vol_points", figures: rows.map { 100 * $0.vegaWeightedError },
        decimals: 3),
      ModelColumn(
        "inside", key: "share_inside_spread", figures: rows.map(\.shareInsideSpread), decimals: 2),
      ModelColumn(
        "fit", key: "method",
        texts: rows.map { $0.outcome.isConverged ? $0.method.rawValue : "FAILED" }),
    ]
  }

  private var slices: [ModelColumn] {
    let rows = surface.slices
    let later =
      [nil] + rows.indices.dropFirst().map { try? surface.forwardVolatility(from: $0 - 1, to: $0) }
    return [
      ModelColumn("slice", key: "expiry", texts: rows.map(\.smile.label)),
      ModelColumn("a", figures: rows.map(\.slice.a), decimals: 6),
      ModelColumn("b", figures: rows.map(\.slice.b), decimals: 6),
      ModelColumn("rho", figures: rows.map(\.slice.rho), decimals: 4),
      ModelColumn("m", figures: rows.map(\.slice.m), decimals: 5),
      ModelColumn("sigma", figures: rows.map(\.slice.sigma), decimals: 5),
      ModelColumn(
        "forward vol", key: "forward_volatility", figures: later.map { $0 ?? nil }, decimals: 4),
      ModelColumn(
        "swap vol", key: "variance_swap_volatility", figures: moments.map { $0?.swap }, decimals: 4),
      ModelColumn(
        "down/up", key: "down_over_up_variance", figures: moments.map { $0?.ratio }, decimals: 2),
    ]
  }

  /// Volatility of the variance swap, and its part below the forward over that above it.
  private var moments: [(swap: Double, ratio: Double)?] {
    surface.slices.map { fit in
      guard let found = try? fit.modelFreeMoments() else { return nil }
      return (found.volatility, found.downVariance / found.upVariance)
    }
  }

  private var maturities: [ModelColumn] {
    let days: [Double] = [7, 14, 30, 60, 90, 180, 270, 365, 730, 1_095]
    let known = days.filter { surface.constantMaturityVolatility(days: $0) != nil }
    func volatility(_ k: Double) -> [Double?] {
      known.map { days in
        let level = surface.constantMaturityVolatility(days: days) ?? 0
        let reach = k * level * (days / 365).squareRoot()
        return surface.constantMaturityVolatility(days: days, logMoneyness: reach)
      }
    }
    return [
      ModelColumn("days", figures: known, decimals: 0),
      ModelColumn("-2 sd", key: "minus_2_sd", figures: volatility(-2), decimals: 4),
      ModelColumn("-1 sd", key: "minus_1_sd", figures: volatility(-1), decimals: 4),
      ModelColumn("ATM vol", key: "atm_volatility", figures: volatility(0), decimals: 4),
      ModelColumn("+1 sd", key: "plus_1_sd", figures: volatility(1), decimals: 4),
    ]
  }

  private var facts: [(String, String)] {
    let least = surface.arbitrage.butterflies.map(\.value).min()
    let gap = surface.arbitrage.calendars.map(\.value).min()
    let quotes = surface.slices.reduce(0) { $0 + $1.smile.count }
    return [
      ("fitted", "\(surface.slices.count) expiries, \(quotes) strikes, in \(time)"),
      (
        "arbitrage",
        surface.arbitrage.isFree
          ? "none: least density factor \(figureText(least, decimals: 4)), least calendar excess "
            + figureText(gap, decimals: 8)
          : "\(surface.arbitrage.violations) VIOLATIONS"
      ),
      ("30-day index", text(index, "by Cboe's rules on Fridays")),
      ("", text(closest, "on the closest expiries")),
    ]
  }

  private func text(_ index: ThirtyDayIndex?, _ rule: String) -> String {
    guard let index else { return "- \(rule): no two stand around thirty days" }
    func term(_ place: Int, _ strip: VarianceStrip) -> String {
      let volatility = figureText(strip.volatility.map { 100 * $0 }, decimals: 2)
      return "\(chain.snapshot.series[place].label) (\(volatility))"
    }
    return
      "\(figureText(index.points, decimals: 2)) \(rule): \(term(index.nearSeries, index.near)), "
      + term(index.nextSeries, index.next)
  }

  var lines: [String] {
    [chain.heading, ""] + factLines(facts) + [""] + tableLines(expiries) + [""]
      + tableLines(slices) + [""] + tableLines(maturities)
      + [
        "",
        "w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2)) is total variance at k = ln(K/F);",
        "RMSE in vol points; inside is the share of quotes whose spread holds the fit; forward vol is",
        "that between an expiry and the one before; down/up is the swap's variance on both sides of F",
      ] + chain.footnotes
  }

  var json: String {
    jsonObject(
      chain.json + [
        ("arbitrage_free", surface.arbitrage.isFree ? "true" : "false"),
        ("violations", "\(surface.arbitrage.violations)"), ("index", jsonNumber(index?.points)),
        ("index_closest_expiries", jsonNumber(closest?.points)),
        ("smiles", tableJSON(expiries)), ("slices", tableJSON(slices)),
        ("maturities", tableJSON(maturities)),
      ])
  }
}

// voldesk calibrate svi: an arbitrage-free surface with forwards, discounts and the thirty-day index.

import Feeds
import Glibc
import MarketData
import Numerics
import Pricing

/// Fits every expiry together so that nothing can be traded against the surface.
func calibrateSVI(
  _ chain: QuotedChain, _ invocation: Invocation, since start: Int64
) throws -> Int32 {
  let smiles = chain.prepared.compactMap(\.smile)
  let surface = try fitSurface(smiles)
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
  /// The thirty-day index; nil where no two terms stand around thirty days.
  let index: ThirtyDayIndex?

  init(chain: QuotedChain, surface: SurfaceFit, time: String) {
    self.chain = chain
    self.surface = surface
    self.time = time
    let prepared = chain.prepared
    index = try? chain.snapshot.thirtyDayIndex { place in
      guard let discount = prepared[place].parity?.discount else { return 0 }
      return -log(discount) / prepared[place].years
    }
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
        "SVI ATM", key: "svi_atm_volatility",
        figures: rows.map { $0.slice.volatility(0, years: $0.smile.years) }, decimals: 4),
      ModelColumn("a", figures: rows.map(\.slice.a), decimals: 6),
      ModelColumn("b", figures: rows.map(\.slice.b), decimals: 6),
      ModelColumn("rho", figures: rows.map(\.slice.rho), decimals: 4),
      ModelColumn("m", figures: rows.map(\.slice.m), decimals: 5),
      ModelColumn("sigma", figures: rows.map(\.slice.sigma), decimals: 5),
      ModelColumn(
        "RMSE", key: "rmse_vol_points", figures: rows.map { 100 * $0.vegaWeightedError },
        decimals: 3),
      ModelColumn(
        "inside", key: "share_inside_spread", figures: rows.map(\.shareInsideSpread), decimals: 2),
      ModelColumn("fit", key: "method", texts: rows.map(\.method.rawValue)),
    ]
  }

  private var facts: [(String, String)] {
    let least = surface.arbitrage.butterflies.map(\.value).min()
    let gap = surface.arbitrage.calendars.map(\.value).min()
    let quotes = surface.slices.reduce(0) { $0 + $1.smile.count }
    var facts = [
      ("fitted", "\(surface.slices.count) expiries, \(quotes) strikes, in \(time)"),
      (
        "arbitrage",
        surface.arbitrage.isFree
          ? "none: least density factor \(figureText(least, decimals: 4)), least calendar excess "
            + figureText(gap, decimals: 8)
          : "\(surface.arbitrage.violations) VIOLATIONS"
      ),
    ]
    if let index {
      let (near, next) = (
        chain.snapshot.series[index.nearSeries], chain.snapshot.series[index.nextSeries]
      )
      facts.append(
        (
          "30-day index",
          "\(figureText(index.points, decimals: 2)) by Cboe's rules on \(near.label) "
            + "(\(figureText(100 * (index.near.volatility ?? .nan), decimals: 2))) and \(next.label) "
            + "(\(figureText(100 * (index.next.volatility ?? .nan), decimals: 2)))"
        ))
      facts.append(
        (
          "its skew",
          "variance below the forward over that above it: "
            + "\(figureText(index.near.putSum / index.near.callSum, decimals: 2)) near, "
            + "\(figureText(index.next.putSum / index.next.callSum, decimals: 2)) next"
        ))
    } else {
      facts.append(("30-day index", "no two index expiries stand around thirty days"))
    }
    return facts
  }

  var lines: [String] {
    [chain.heading, ""] + factLines(facts) + [""] + tableLines(expiries)
      + [
        "",
        "w(k) = a + b (rho (k - m) + sqrt((k - m)^2 + sigma^2)) is total variance at k = ln(K/F);",
        "RMSE in vol points weighted by vega; inside is the share of quotes whose spread holds the fit",
      ] + chain.footnotes
  }

  var json: String {
    var fields = chain.json
    fields += [
      ("arbitrage_free", surface.arbitrage.isFree ? "true" : "false"),
      ("violations", "\(surface.arbitrage.violations)"), ("index", jsonNumber(index?.points)),
      ("smiles", tableJSON(expiries)),
    ]
    return jsonObject(fields)
  }
}

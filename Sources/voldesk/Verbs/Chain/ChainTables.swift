// The tables of a chain: its expiries, the strikes of one of them, and the rules that were broken.

import Feeds
import Glibc
import MarketData
import Numerics
import Pricing

extension ChainReport {
  /// One row an expiry and root: the table for people.
  ///
  /// Against a curve, what is implied at its rate takes the place of what is implied at the box's.
  var shownColumns: [ModelColumn] {
    let replaced = carry == nil ? [] : ["implied_yield", "implied_dividends"]
    return expiryColumns.filter { !replaced.contains($0.key) }
  }

  /// The same with everything that is known, for programs.
  var expiryColumns: [ModelColumn] {
    let series = chain.review.series
    let raw = chain.raw.series
    let spot = chain.review.spot ?? .nan
    let head = [
      ModelColumn("expiry", texts: raw.map(\.label)),
      ModelColumn("days", figures: series.map { $0.quotes.years * 365 }, decimals: 2),
      ModelColumn("forward", figures: series.map { $0.prepared.parity?.forward }, decimals: 2),
      ModelColumn("discount", figures: series.map { $0.prepared.parity?.discount }, decimals: 5),
    ]
    let rest = [
      ModelColumn(
        "yield", key: "implied_yield", figures: series.map { $0.impliedYield(spot: spot) },
        decimals: 4),
      ModelColumn(
        "dividends", key: "implied_dividends",
        figures: series.map { $0.impliedDividends(spot: spot) }, decimals: 2),
      ModelColumn(
        "ATM vol", key: "atm_volatility", figures: series.map(\.prepared.atmVolatility),
        decimals: 4),
      ModelColumn(
        "RR25", key: "risk_reversal_25", figures: series.map(\.riskReversal25), decimals: 4),
      ModelColumn("BF25", key: "butterfly_25", figures: series.map(\.butterfly25), decimals: 4),
      ModelColumn("quotes", cells: raw.map { .count($0.contracts.count) }),
      ModelColumn("dropped", cells: series.map { .count($0.isLive ? $0.counts.dropped : 0) }),
      ModelColumn("pairs", cells: series.map { .count($0.pairs) }),
      ModelColumn("fail", key: "failing_pairs", cells: series.map { .count($0.counts[.parity]) }),
      ModelColumn("note", texts: series.map { note($0) }),
    ]
    return head + (carry?.columns ?? []) + rest
  }

  private func note(_ series: ReviewedSeries) -> String {
    if let refusal = series.prepared.refusal { return refusal }
    return series.prepared.parity?.isFallback ?? false ? "discount of its neighbours" : ""
  }

  /// The quotes of a series: the call left of the strike and the put right of it.
  func strikeColumns(_ place: Int) -> [ModelColumn] {
    let series = chain.review.series[place]
    let quotes = series.quotes.quotes
    func side(_ name: String, _ right: OptionRight) -> [ModelColumn] {
      let side = series.side(right)
      let key = right.rawValue
      func known(_ values: [Double]) -> [Double?] { values.map { $0 == 0 ? nil : $0 } }
      return [
        ModelColumn(
          "\(name) bid", key: "\(key)_bid", figures: quotes.map { $0.bid(right) }, decimals: 2),
        ModelColumn("ask", key: "\(key)_ask", figures: quotes.map { $0.ask(right) }, decimals: 2),
        ModelColumn(
          "IV", key: "\(key)_volatility", figures: known(side.volatilities), decimals: 4),
        ModelColumn("delta", key: "\(key)_delta", figures: known(side.deltas), decimals: 3),
      ]
    }
    func dropped(_ side: ReviewedSide, _ index: Int) -> String? {
      guard case .dropped(let check) = side.fates[index] else { return nil }
      return check.code
    }
    let notes = quotes.indices.map { index in
      [
        dropped(series.calls, index).map { "call \($0)" },
        dropped(series.puts, index).map { "put \($0)" },
      ].compactMap { $0 }.joined(separator: ", ")
    }
    return side("call", .call) + [ModelColumn("strike", figures: quotes.map(\.strike), decimals: 2)]
      + side("put", .put) + [ModelColumn("dropped", texts: notes)]
  }

  /// What was wrong with rows and with quotes.
  var problems: [ReportedFinding] { file.findings.reported + chain.findings.reported }

  /// Severity, count, rule and the first place of each problem.
  func findingRows(_ problems: [ReportedFinding]) -> [[String]] {
    problems.map { finding in
      let first = finding.examples.first.map { place in
        place.line > 0 ? " (first: line \(place.line), \(place.value))" : " (\(place.value))"
      }
      return [finding.severity.rawValue, "\(finding.count)", finding.rule + (first ?? "")]
    }
  }
}

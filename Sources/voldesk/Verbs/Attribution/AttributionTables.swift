// The tables of voldesk attribution.

import DeskEngine
import Edges
import MarketData
import Persistence
import Portfolio

extension AttributionReport {
  /// Everything, for a person.
  var lines: [String] {
    var lines = [heading, "", "profit by \(grouping.rawValue), dollars"]
    lines += tableLines(profitColumns(reading.rows(by: grouping)))
    if grouping == .edge || grouping == .underlying, reading.state.money.capital > .zero {
      lines += ["", "contributions: capital is the largest proven loss open at once"]
      lines += tableLines(contributionColumns)
    }
    if hasGreeks { lines += ["", "profit explained by the Greeks, dollars"] + explainedLines }
    if brinson != nil { lines += [""] + brinsonLines }
    if factors != nil { lines += [""] + factorLines }
    return lines + [""] + checkLines
  }

  private var heading: String {
    let time = reading.mark?.time ?? reading.state.time
    return "run \(run.run) \(run.identity.key)  \(time)  equity \(reading.equity)  "
      + "capital \(reading.state.money.capital)  profit \(reading.profit)"
  }

  private func profitColumns(_ rows: [ProfitRow]) -> [ModelColumn] {
    var all = rows
    var sum = ProfitRow(name: "total")
    for row in rows {
      sum.positions += row.positions
      sum.sum.realised += row.sum.realised
      sum.sum.fees += row.sum.fees
      sum.sum.unrealised += row.sum.unrealised
    }
    all.append(sum)
    func money(_ value: (ProfitSum) -> Money) -> [Double?] { all.map { value($0.sum).dollars } }
    var columns = [ModelColumn(grouping.rawValue, texts: all.map(\.name))]
    if all.contains(where: { !$0.detail.isEmpty }) {
      columns.append(ModelColumn("", key: "detail", texts: all.map(\.detail)))
    }
    return columns + [
      ModelColumn("positions", cells: all.map { .count($0.positions) }),
      ModelColumn("realised", figures: money(\.realised), decimals: 2),
      ModelColumn("fees", figures: money(\.fees), decimals: 2),
      ModelColumn("unrealised", figures: money(\.unrealised), decimals: 2),
      ModelColumn("profit", figures: money(\.total), decimals: 2),
    ]
  }

  private var contributionColumns: [ModelColumn] {
    let rows = reading.contributions(by: grouping)
    func percent(_ value: (StrategyContribution) -> Double?) -> [Double?] {
      rows.map { value($0).map { $0 * 100 } } + [nil]
    }
    let total = rows.reduce(0) { $0 + $1.contribution } * 100
    return [
      ModelColumn(grouping.rawValue, texts: rows.map(\.name) + ["total"]),
      ModelColumn("capital", figures: rows.map { $0.capital.dollars } + [nil], decimals: 2),
      ModelColumn("weight %", figures: percent(\.weight), decimals: 3),
      ModelColumn("return %", figures: percent(\.rate), decimals: 3),
      ModelColumn(
        "contribution %", figures: rows.map { $0.contribution * 100 } + [total], decimals: 4),
    ]
  }

  private var explainedLines: [String] {
    let rows = explainedRows
    func money(_ value: (ExplainedSum) -> Money) -> [Double?] { rows.map { value($0.sum).dollars } }
    return tableLines([
      ModelColumn("", key: "name", texts: rows.map(\.name)),
      ModelColumn("profit", figures: money(\.total), decimals: 2),
      ModelColumn("delta", figures: money(\.delta), decimals: 2),
      ModelColumn("gamma", figures: money(\.gamma), decimals: 2),
      ModelColumn("vega", figures: money(\.vega), decimals: 2),
      ModelColumn("theta", figures: money(\.theta), decimals: 2),
      ModelColumn("costs", figures: money(\.costs), decimals: 2),
      ModelColumn("residual", figures: money(\.residual), decimals: 2),
    ])
  }

  /// Positions, then underlyings with their edges, then the run.
  var explainedRows: [(name: String, sum: ExplainedSum)] {
    let book = reading.state.explained
    return book.positions.map { ("P\($0.position) \($0.underlying)", $0.sum) }
      + book.groups.map { ("\($0.underlying) \($0.kind.rawValue)", $0.sum) }
      + [("run", book.total)]
  }

  private var brinsonLines: [String] {
    guard case .success(let found) = brinson else {
      guard case .failure(let fault) = brinson else { return [] }
      return ["Brinson: \(fault.text)"]
    }
    let rows = found.effects
    func percent(_ value: (BrinsonEffect) -> Double) -> [Double?] {
      rows.map { value($0) * 100 } + [rows.reduce(0) { $0 + value($1) } * 100]
    }
    func part(_ value: (BrinsonSegment) -> Double) -> [Double?] {
      rows.map { value($0.segment) * 100 } + [nil]
    }
    return [
      "Brinson against \(measure), percent: active \(figureText(found.active * 100, decimals: 4))"
    ]
      + tableLines([
        ModelColumn("segment", texts: rows.map(\.segment.name) + ["total"]),
        ModelColumn("w", figures: part(\.weight), decimals: 3),
        ModelColumn("R", figures: part(\.rate), decimals: 3),
        ModelColumn("W", figures: part(\.benchmarkWeight), decimals: 3),
        ModelColumn("B", figures: part(\.benchmarkRate), decimals: 3),
        ModelColumn("allocation", figures: percent(\.allocation), decimals: 4),
        ModelColumn("selection", figures: percent(\.selection), decimals: 4),
        ModelColumn("interaction", figures: percent(\.interaction), decimals: 4),
        ModelColumn("active", figures: percent(\.total), decimals: 4),
      ])
  }

  private var factorLines: [String] {
    guard case .success(let found) = factors else {
      guard case .failure(let fault) = factors else { return [] }
      return ["factors: \(fault.text)"]
    }
    return [
      "factors of daily returns over \(found.days) sessions, R2 "
        + figureText(found.rSquared, decimals: 3)
    ]
      + tableLines([
        ModelColumn("factor", texts: found.exposures.map(\.name)),
        ModelColumn("exposure", figures: found.exposures.map(\.exposure), decimals: 5),
        ModelColumn("error", figures: found.exposures.map(\.error), decimals: 5),
        ModelColumn("t", figures: found.exposures.map(\.tStatistic), decimals: 2),
      ])
  }

  private var checkLines: [String] {
    reading.checks.map { "check  \($0.name): \($0.holds ? "yes" : "NO")" }
  }
}

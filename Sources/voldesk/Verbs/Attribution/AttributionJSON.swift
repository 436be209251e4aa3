// The figures of voldesk attribution as one JSON object, every digit kept.

import DeskEngine
import MarketData
import Persistence
import Portfolio

extension AttributionReport {
  /// Everything, for a program.
  var json: String {
    let money = reading.state.money
    var fields = [
      ("run", "\(run.run)"), ("key", jsonText(run.identity.key)),
      ("ts", jsonText((reading.mark?.time ?? reading.state.time).description)),
      ("equity", reading.equity.description), ("capital", money.capital.description),
      ("profit", reading.profit.description), ("by", jsonText(grouping.rawValue)),
      ("rows", list(reading.rows(by: grouping).map(row))),
    ]
    if grouping == .edge || grouping == .underlying {
      let rows = reading.contributions(by: grouping)
      fields.append(("contributions", list(rows.map(contribution))))
    }
    if hasGreeks { fields.append(("greeks", list(explainedRows.map(explained)))) }
    if let brinson { fields.append(("brinson", effects(brinson))) }
    if let factors { fields.append(("factors", regression(factors))) }
    fields.append(
      (
        "checks",
        list(
          reading.checks.map {
            jsonObject([("check", jsonText($0.name)), ("holds", $0.holds ? "true" : "false")])
          })
      ))
    return jsonObject(fields)
  }

  private func list(_ items: [String]) -> String { "[\(items.joined(separator: ","))]" }

  private func row(_ row: ProfitRow) -> String {
    jsonObject([
      ("name", jsonText(row.name)), ("detail", jsonText(row.detail)),
      ("positions", "\(row.positions)"), ("realised", row.sum.realised.description),
      ("fees", row.sum.fees.description), ("unrealised", row.sum.unrealised.description),
      ("profit", row.sum.total.description),
    ])
  }

  private func contribution(_ row: StrategyContribution) -> String {
    jsonObject([
      ("name", jsonText(row.name)), ("profit", row.profit.description),
      ("capital", row.capital.description), ("weight", jsonNumber(row.weight)),
      ("return", jsonNumber(row.rate)), ("contribution", jsonNumber(row.contribution)),
    ])
  }

  private func explained(_ row: (name: String, sum: ExplainedSum)) -> String {
    jsonObject([
      ("name", jsonText(row.name)), ("profit", row.sum.total.description),
      ("delta", row.sum.delta.description), ("gamma", row.sum.gamma.description),
      ("vega", row.sum.vega.description), ("theta", row.sum.theta.description),
      ("costs", row.sum.costs.description), ("residual", row.sum.residual.description),
    ])
  }

  private func effects(_ found: Result<BrinsonAttribution, AttributionFault>) -> String {
    switch found {
    case .failure(let fault): return jsonObject([("fault", jsonText(fault.text))])
    case .success(let found):
      return jsonObject([
        ("measure", jsonText(measure)), ("return", jsonNumber(found.rate)),
        ("benchmark", jsonNumber(found.benchmarkRate)), ("active", jsonNumber(found.active)),
        (
          "segments",
          list(
            found.effects.map { effect in
              let one = effect.segment
              return jsonObject([
                ("name", jsonText(one.name)), ("w", jsonNumber(one.weight)),
                ("R", jsonNumber(one.rate)), ("W", jsonNumber(one.benchmarkWeight)),
                ("B", jsonNumber(one.benchmarkRate)),
                ("allocation", jsonNumber(effect.allocation)),
                ("selection", jsonNumber(effect.selection)),
                ("interaction", jsonNumber(effect.interaction)),
              ])
            })
        ),
      ])
    }
  }

  private func regression(_ found: Result<FactorRegression, AttributionFault>) -> String {
    switch found {
    case .failure(let fault): return jsonObject([("fault", jsonText(fault.text))])
    case .success(let found):
      return jsonObject([
        ("days", "\(found.days)"), ("r_squared", jsonNumber(found.rSquared)),
        (
          "exposures",
          list(
            found.exposures.map {
              jsonObject([
                ("name", jsonText($0.name)), ("exposure", jsonNumber($0.exposure)),
                ("error", jsonNumber($0.error)), ("t", jsonNumber($0.tStatistic)),
              ])
            })
        ),
      ])
    }
  }
}

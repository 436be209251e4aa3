// The figures of voldesk risk as one JSON object, every digit kept.

import DeskEngine
import MarketData
import Persistence
import Risk

extension RiskReport {
  /// Everything, for a program.
  var json: String {
    let state = book.state
    return jsonObject([
      ("run", "\(run.run)"), ("key", jsonText(run.identity.key)),
      ("ts", jsonText(state.time.description)), ("state", jsonText(state.trading.state.rawValue)),
      ("causes", list(state.trading.causes.map { jsonText($0.rawValue) })),
      ("killed", state.trading.isKilled ? "true" : "false"),
      ("equity", jsonNumber(book.exposure.equity)),
      ("buying_power", buyingPower), ("limits", list(picture.limits.map(limit))),
      ("stress", stress), ("tails", tails), ("scenarios", list(picture.scenarios.map(scenario))),
      ("monte_carlo", monteCarlo), ("effective_bets", jsonNumber(picture.effectiveBets)),
      (
        "bets",
        list(
          picture.bets.map {
            jsonObject([
              ("name", jsonText($0.name)), ("max_loss", jsonNumber($0.loss)),
              ("share", jsonNumber($0.share)),
            ])
          })
      ), ("greeks", greekJSON), ("hedging", hedgeJSON), ("gaps", list(book.gaps.map(jsonText))),
    ])
  }

  private func list(_ items: [String]) -> String { "[\(items.joined(separator: ","))]" }

  private var buyingPower: String {
    guard let power = BuyingPower(of: book.exposure) else { return "null" }
    return jsonObject([
      ("available", jsonNumber(power.available)), ("equity", jsonNumber(power.equity)),
      ("margin", jsonNumber(power.margin)), ("reserved", jsonNumber(power.reserved)),
    ])
  }

  private func limit(_ reading: LimitReading) -> String {
    jsonObject([
      ("limit", jsonText(reading.name)), ("value", jsonNumber(reading.value)),
      ("bound", jsonNumber(reading.bound)), ("level", "\(reading.level.rawValue)"),
    ])
  }

  private func cell(_ point: StressPoint, days: Int) -> String {
    jsonObject([
      ("days", "\(days)"), ("move", jsonNumber(point.move)), ("points", jsonNumber(point.points)),
      ("profit", jsonNumber(point.profit)),
      ("of_equity", jsonNumber(picture.stress.ofEquity(point.profit))),
      ("of_max_loss", jsonNumber(picture.stress.ofMaxLoss(point.profit))),
    ])
  }

  private var stress: String {
    let stress = picture.stress
    return jsonObject([
      ("cells", list(stress.days.flatMap { day in day.cells.map { cell($0, days: day.days) } })),
      ("headlines", list(stress.headlines.map { cell($0, days: 0) })),
      ("custom", list(stress.custom.map { cell($0, days: 0) })),
      ("double_spread", jsonNumber(stress.doubleSpread)),
      ("max_loss", jsonNumber(stress.maxLoss)),
      ("over_limit", stress.isOverLimit ? "true" : "false"),
      ("faults", list(stress.faults.map { jsonText($0.text) })),
    ])
  }

  private func tail(_ tail: TailLoss?) -> String {
    guard let tail else { return "null" }
    return jsonObject([
      ("var", jsonNumber(tail.valueAtRisk)), ("shortfall", jsonNumber(tail.expectedShortfall)),
    ])
  }

  private var tails: String {
    guard let tails = picture.tails else { return "null" }
    let rows = tails.rows.map {
      jsonObject([
        ("confidence", jsonNumber($0.confidence)), ("historical", tail($0.historical)),
        ("normal", tail($0.parametric)), ("cornish_fisher", tail($0.cornishFisher)),
      ])
    }
    return jsonObject([
      ("rows", list(rows)), ("sessions", "\(tails.days)"), ("past", jsonText(past)),
      ("low_sample", tails.isLowSample ? "true" : "false"),
      ("volatility", jsonNumber(tails.volatility)),
    ])
  }

  private func scenario(_ row: ScenarioOutcome) -> String {
    func count(_ value: Int?) -> String { value.map { "\($0)" } ?? "null" }
    let scenario = row.path.scenario
    return jsonObject([
      ("name", jsonText(scenario.name)), ("from", jsonText(scenario.start.description)),
      ("to", jsonText(scenario.end.description)), ("days", "\(scenario.days)"),
      ("move", jsonNumber(scenario.move)), ("points", jsonNumber(scenario.points)),
      ("measured", row.path.isMeasured ? "true" : "false"), ("instant", jsonNumber(row.instant)),
      ("worst", jsonNumber(row.worst)), ("final", jsonNumber(row.final)),
      ("drawdown", jsonNumber(row.drawdown)), ("recovery_days", count(row.recovery)),
      ("sharpe", jsonNumber(row.sharpe)), ("daily_block", count(row.dailyBlock)),
      ("weekly_block", count(row.weeklyBlock)), ("kill_day", count(row.latch?.day)),
      ("kill_reason", row.latch.map { jsonText($0.reason.rawValue) } ?? "null"),
      ("profits", list(row.profits.map { jsonNumber($0) })),
    ])
  }

  private var monteCarlo: String {
    guard let found = picture.monteCarlo else { return "null" }
    return jsonObject([
      ("paths", "\(found.paths)"), ("days", "\(found.days)"), ("mean", jsonNumber(found.mean)),
      ("tail_95", tail(found.tail95)), ("tail_99", tail(found.tail99)),
      ("worst", jsonNumber(found.worst)), ("loss_share", jsonNumber(found.lossShare)),
      ("median_drawdown", jsonNumber(found.medianDrawdown)),
      ("drawdown_95", jsonNumber(found.drawdown95)),
      ("latch_share", jsonNumber(found.latchShare)),
    ])
  }
}

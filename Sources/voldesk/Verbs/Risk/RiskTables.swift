// The tables of voldesk risk.

import DeskEngine
import MarketData
import Persistence
import Risk

extension RiskReport {
  /// Everything, for a person.
  var lines: [String] {
    var lines = [heading, buyingPowerText]
    lines += ["", "limits"] + tableLines(limitColumns)
    guard !book.exposure.structures.isEmpty else { return lines + ["", "the book is flat"] }
    lines += [""] + greekLines
    lines += ["", "stress, dollars: the price against points of volatility"] + stressLines
    lines += ["", "value at risk of one session, dollars; \(past)"] + tailLines
    lines += ["", "scenarios, dollars; S&P 500 and VIX from close to close"]
    lines += tableLines(scenarioColumns) + monteCarloLines
    lines += ["", "concentration: \(betText)"] + tableLines(betColumns)
    return lines
  }

  private var heading: String {
    let state = book.state
    let equity = book.exposure.equity.map { figureText($0, decimals: 0) } ?? "-"
    let causes = state.trading.causes.map(\.rawValue).joined(separator: " ")
    let kill = state.trading.isKilled ? "  kill engaged: \(state.trading.killReason)" : ""
    return "run \(run.run) \(run.identity.key)  \(state.time)  equity $\(equity)  "
      + state.trading.state.rawValue + (causes.isEmpty ? "" : ": \(causes)") + kill
  }

  private var buyingPowerText: String {
    guard let power = BuyingPower(of: book.exposure) else { return "buying power not known" }
    func dollars(_ value: Double) -> String { figureText(settled(value, 2), decimals: 2) }
    return "buying power $\(dollars(power.available)): equity \(dollars(power.equity)) less margin "
      + "\(dollars(power.margin)) less reserved \(dollars(power.reserved))"
  }

  private var limitColumns: [ModelColumn] {
    let rows = picture.limits
    return [
      ModelColumn("limit", texts: rows.map(\.name)),
      ModelColumn("used", texts: rows.map { amount($0.value, bound: $0.bound) }),
      ModelColumn("of", texts: rows.map { amount($0.bound, bound: $0.bound) }),
      ModelColumn(
        "share %", key: "share",
        figures: rows.map { row in
          settled(row.value.flatMap { row.bound > 0 ? $0 / row.bound * 100 : nil }, 0)
        }, decimals: 0),
      ModelColumn(
        "", key: "level",
        texts: rows.map { row in
          row.value == nil
            ? "FULL: unknown" : row.level == .full ? "FULL" : row.level == .high ? "high" : ""
        }),
    ]
  }

  /// A share in percent where the bound is one, else a plain figure.
  private func amount(_ value: Double?, bound: Double) -> String {
    guard let value else { return "-" }
    return abs(bound) <= 1
      ? figureText(settled(value * 100, 2), decimals: 2) + "%"
      : figureText(settled(value, 0), decimals: 0)
  }

  /// A figure rounded to its decimals, so that what is almost nothing shows as nothing.
  private func settled(_ value: Double?, _ decimals: Int) -> Double? {
    let unit = [1.0, 10, 100][decimals]
    return value.map { ($0 * unit).rounded() / unit + 0 }
  }

  private var stressLines: [String] {
    let stress = picture.stress
    var lines: [String] = []
    for day in stress.days {
      let title = day.days == 0 ? "now" : "+\(day.days) d"
      let rows = stressShocks.map { points in
        day.cells.filter { $0.points == points }.map {
          figureText(settled($0.profit, 0), decimals: 0)
        }
      }
      let head = [title] + stressMoves.map { signed($0 * 100) + "%" }
      let table = [head] + zip(stressShocks, rows).map { [signed($0)] + $1 }
      lines += aligned(table, numeric: Set(1...stressMoves.count)) + [""]
    }
    let cells = stress.headlines + stress.custom
    lines += tableLines([
      ModelColumn("cell", texts: cells.map(\.name) + ["spread x2"]),
      ModelColumn("profit", figures: cells.map(\.profit) + [stress.doubleSpread], decimals: 0),
      ModelColumn(
        "% equity",
        figures: (cells.map(\.profit) + [stress.doubleSpread]).map {
          settled(stress.ofEquity($0).map { $0 * 100 }, 2)
        }, decimals: 2),
      ModelColumn(
        "% max loss",
        figures: (cells.map(\.profit) + [stress.doubleSpread]).map {
          settled(stress.ofMaxLoss($0).map { $0 * 100 }, 1)
        }, decimals: 1),
    ])
    if stress.isOverLimit { lines.append("FAIL: the worst cell is beyond the stress limit") }
    return lines + stress.faults.map { "FAULT: \($0.text)" }
  }

  private func signed(_ value: Double) -> String {
    (value > 0 ? "+" : "") + figureText(value, decimals: 0)
  }

  private var tailLines: [String] {
    guard let tails = picture.tails else { return ["not known: too few past sessions"] }
    let rows = tails.rows
    return tableLines([
      ModelColumn("level %", figures: rows.map { $0.confidence * 100 }, decimals: 0),
      ModelColumn("historical", figures: rows.map(\.historical.valueAtRisk), decimals: 0),
      ModelColumn("shortfall", figures: rows.map(\.historical.expectedShortfall), decimals: 0),
      ModelColumn("normal", figures: rows.map(\.parametric.valueAtRisk), decimals: 0),
      ModelColumn("shortfall ", figures: rows.map(\.parametric.expectedShortfall), decimals: 0),
      ModelColumn(
        "Cornish-Fisher", figures: rows.map { $0.cornishFisher?.valueAtRisk }, decimals: 0),
      ModelColumn(
        "shortfall  ", figures: rows.map { $0.cornishFisher?.expectedShortfall }, decimals: 0),
    ]) + (tails.isLowSample ? ["low sample: \(tails.days) sessions"] : [])
      + ["volatility of the book \(figureText(tails.volatility, decimals: 0)) a year"]
  }

  private var scenarioColumns: [ModelColumn] {
    let rows = picture.scenarios
    return [
      ModelColumn("scenario", texts: rows.map(\.path.scenario.name)),
      ModelColumn("days", cells: rows.map { .count($0.path.scenario.days) }),
      ModelColumn("S&P %", figures: rows.map { $0.path.scenario.move * 100 }, decimals: 1),
      ModelColumn("VIX", figures: rows.map(\.path.scenario.points), decimals: 1),
      ModelColumn("at once", figures: rows.map(\.instant), decimals: 0),
      ModelColumn("worst", figures: rows.map(\.worst), decimals: 0),
      ModelColumn("end", figures: rows.map(\.final), decimals: 0),
      ModelColumn(
        "DD %", figures: rows.map { settled($0.drawdown.map { $0 * 100 }, 1) }, decimals: 1),
      ModelColumn("back", texts: rows.map { day($0.recovery) }),
      ModelColumn("Sharpe", figures: rows.map(\.sharpe), decimals: 1),
      ModelColumn("blocked", texts: rows.map { day(first($0.dailyBlock, $0.weeklyBlock)) }),
      ModelColumn(
        "kill",
        texts: rows.map { row in row.latch.map { "\($0.day) \($0.reason.rawValue)" } ?? "-" }),
      ModelColumn("path", texts: rows.map { $0.path.isMeasured ? "days" : "line" }),
    ]
  }

  private func day(_ day: Int?) -> String { day.map { "day \($0)" } ?? "-" }

  private func first(_ a: Int?, _ b: Int?) -> Int? { [a, b].compactMap(\.self).min() }

  private var monteCarloLines: [String] {
    guard let found = picture.monteCarlo else { return [] }
    func dollars(_ value: Double) -> String { figureText(value, decimals: 0) }
    func percent(_ share: Double) -> String {
      figureText(settled(share * 100, 1), decimals: 1) + " %"
    }
    return [
      "",
      "\(found.paths) paths of \(found.days) days from pieces of them: mean \(dollars(found.mean)), "
        + "VaR 95 \(dollars(found.tail95.valueAtRisk)), 99 \(dollars(found.tail99.valueAtRisk)), "
        + "shortfall 95 \(dollars(found.tail95.expectedShortfall)), worst \(dollars(found.worst))",
      "\(percent(found.lossShare)) end in a loss; drawdown median \(percent(found.medianDrawdown)), "
        + "one in twenty \(percent(found.drawdown95)); the kill latches on "
        + "\(percent(found.latchShare))",
    ]
  }

  private var betText: String {
    let count = picture.effectiveBets.map { figureText($0, decimals: 2) } ?? "-"
    return "\(count) effective bets"
  }

  private var betColumns: [ModelColumn] {
    [
      ModelColumn("bet", texts: picture.bets.map(\.name)),
      ModelColumn("max loss", key: "max_loss", figures: picture.bets.map(\.loss), decimals: 0),
      ModelColumn(
        "share %", key: "share", figures: picture.bets.map { $0.share * 100 }, decimals: 0),
    ]
  }
}

// voldesk estimate vol: what volatility was, by every estimator, and what it is expected to be.

import Feeds
import MarketData
import Numerics
import Volatility

/// Estimates the volatility of a file of daily bars or closes.
func runEstimate(_ invocation: Invocation) -> Int32 {
  let path = invocation.operands[1]
  do {
    let table = try readFigures(path, columns: [invocation.text("--column")].compactMap(\.self))
    let report = try VolatilityReport(table, invocation)
    if invocation.has("--json") { say(report.json) } else { for line in report.lines { say(line) } }
    return 0
  } catch {
    return refuse(model: error, of: path)
  }
}

/// An estimator's readings over a history.
private struct EstimatorRow {
  let name: String
  let key: String
  /// One reading a window, oldest first.
  let readings: [Double]

  /// Share of the readings below the newest, 0 to 100.
  var percentile: Double? {
    guard let now = readings.last else { return nil }
    return midRankPercentile(of: now, in: readings.dropLast())
  }
}

/// A cycle of the size of returns.
private struct CycleRow {
  /// Sessions.
  let period: Double
  /// Share of the variance of the absolute return.
  let share: Double
  let pValue: Double
  let kind: String
}

/// Readings of one series.
private struct VolatilityReport {
  let file: String
  let labels: [String]
  let window: Int
  let horizon: Int
  var rows: [EstimatorRow] = []
  let cycles: [CycleRow]
  let forecasts: [(name: String, key: String, value: Double?, note: String)]

  init(_ table: ColumnFile, _ invocation: Invocation) throws {
    file = table.file
    window = invocation.integer("--window") ?? 21
    horizon = invocation.integer("--horizon") ?? 21
    let last = invocation.integer("--last")
    let closes: [Double]
    if BarFile.holds(table), !invocation.has("--column") {
      let bars = try BarFile(table, last: last)
      labels = bars.labels
      closes = bars.bars.map(\.close)
      rows = try VolatilityReport.ranges(bars.bars, window: window)
    } else {
      let series = try SeriesFile(table, column: invocation.text("--column"), last: last)
      for (index, value) in series.values.enumerated() {
        try requirePositive(value, "\(series.column) of \(series.labels[index])")
      }
      labels = series.labels
      closes = series.values
    }
    let returns = logReturns(closes)
    try requireSeries(returns, "returns", least: max(window, 20))
    rows.append(VolatilityReport.zeroMean(returns, window: window))
    cycles = try VolatilityReport.cycles(returns)
    forecasts = VolatilityReport.forecasts(
      returns: returns, closes: closes, lambda: invocation.number("--lambda") ?? 0.94,
      horizon: horizon)
  }

  private static func ranges(_ bars: [PriceBar], window: Int) throws -> [EstimatorRow] {
    let rolling = try rollingRangeVolatility(bars: bars, window: window)
    return [
      EstimatorRow(
        name: "close to close", key: "close_to_close", readings: rolling.closeToClose),
      EstimatorRow(name: "Parkinson", key: "parkinson", readings: rolling.parkinson),
      EstimatorRow(name: "Garman-Klass", key: "garman_klass", readings: rolling.garmanKlass),
      EstimatorRow(
        name: "Rogers-Satchell", key: "rogers_satchell", readings: rolling.rogersSatchell),
      EstimatorRow(name: "Yang-Zhang", key: "yang_zhang", readings: rolling.yangZhang),
    ]
  }

  /// The estimator of the desk: squares of returns, the mean taken as zero.
  private static func zeroMean(_ returns: [Double], window: Int) -> EstimatorRow {
    var readings: [Double] = []
    for end in window...max(window, returns.count) where end <= returns.count {
      let squares = returns[(end - window)..<end].reduce(0) { $0 + $1 * $1 }
      readings.append((sessionsPerYear * squares / Double(window)).squareRoot())
    }
    return EstimatorRow(
      name: "zero mean", key: "close_to_close_zero_mean", readings: readings)
  }

  /// The calendar's cycles of the absolute return, and others that stand out of red noise.
  private static func cycles(_ returns: [Double]) throws -> [CycleRow] {
    let sizes = returns.map(abs)
    let periods = sessionCycles.filter { 2 * $0 <= Double(sizes.count) }
    let named = try fitCycles(sizes, periods: periods).map {
      CycleRow(period: $0.period, share: $0.varianceShare, pValue: $0.pValue, kind: "calendar")
    }
    let found = try dominantCycles(sizes, background: .red, significance: 0.05).prefix(3).map {
      CycleRow(period: $0.period, share: $0.varianceShare, pValue: $0.pValue, kind: "found")
    }
    return named + found
  }

  private static func forecasts(
    returns: [Double], closes: [Double], lambda: Double, horizon: Int
  ) -> [(name: String, key: String, value: Double?, note: String)] {
    let har = HARForecast(returns: returns, horizon: horizon)
    return [
      (
        "EWMA", "ewma", exponentialVolatility(returns, lambda: lambda),
        "lambda \(lambda), the same at every horizon"
      ),
      (
        "HAR", "har", har?.volatility,
        har.map { "\($0.rows) rows, mean over \(horizon) sessions" }
          ?? "needs 500 rows of a month and the horizon"
      ),
    ]
  }

  private var columns: [ModelColumn] {
    [
      ModelColumn("estimator", key: "estimator", texts: rows.map(\.name)),
      ModelColumn("now", key: "now", figures: rows.map(\.readings.last), decimals: 4),
      ModelColumn("pct", key: "percentile", figures: rows.map(\.percentile), decimals: 0),
      ModelColumn("least", key: "least", figures: rows.map { $0.readings.min() }, decimals: 4),
      ModelColumn("median", key: "median", figures: rows.map { median($0.readings) }, decimals: 4),
      ModelColumn("most", key: "most", figures: rows.map { $0.readings.max() }, decimals: 4),
      ModelColumn("windows", key: "windows", cells: rows.map { .count($0.readings.count) }),
    ]
  }

  private var rhythm: [ModelColumn] {
    [
      ModelColumn("cycle", key: "period", figures: cycles.map(\.period), decimals: 1),
      ModelColumn("share", key: "variance_share", figures: cycles.map(\.share), decimals: 4),
      ModelColumn("p", key: "p_value", figures: cycles.map(\.pValue), decimals: 3),
      ModelColumn("", key: "kind", texts: cycles.map(\.kind)),
    ]
  }

  private var ahead: [ModelColumn] {
    [
      ModelColumn("forecast", key: "forecast", texts: forecasts.map(\.name)),
      ModelColumn("vol", key: "volatility", figures: forecasts.map(\.value), decimals: 4),
      ModelColumn("", key: "note", texts: forecasts.map(\.note)),
    ]
  }

  var lines: [String] {
    let span = "\(labels.first ?? "-") to \(labels.last ?? "-")"
    return ["\(file)  \(labels.count) sessions, \(span), window \(window)", ""]
      + tableLines(columns) + [""] + tableLines(ahead) + [""] + tableLines(rhythm)
      + [
        "",
        "A year has \(Int(sessionsPerYear)) sessions; pct is the share of earlier windows below now;",
        "a cycle, in sessions, is one of the absolute return, its p-value against red noise",
      ]
  }

  var json: String {
    jsonObject([
      ("file", jsonText(file)), ("sessions", "\(labels.count)"), ("window", "\(window)"),
      ("estimators", tableJSON(columns)), ("forecasts", tableJSON(ahead)),
      ("cycles", tableJSON(rhythm)),
    ])
  }
}

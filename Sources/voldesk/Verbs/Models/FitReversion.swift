// voldesk fit ou: a spread as a mean-reverting process, and where to trade it.

import Feeds
import Glibc
import Numerics
import Volatility

/// Fits a series, or the spread of a pair, and prints the levels at which trading it pays most.
func fitReversion(_ table: ColumnFile, _ invocation: Invocation) throws -> Int32 {
  let last = invocation.integer("--last")
  let series = try SeriesFile(table, column: invocation.text("--column"), last: last)
  let interval = 1 / (invocation.number("--per-year") ?? sessionsPerYear)
  let other = try invocation.text("--against").map {
    try SeriesFile(table, column: $0, last: last)
  }
  var report = try ReversionReport(
    series: series, other: other, interval: interval, scale: invocation.text("--scale") ?? "level",
    isCentred: invocation.has("--centre"))
  if let fit = report.estimate.fit {
    let spread = fit.process.stationaryDeviation
    let cost = invocation.number("--cost") ?? 0.05 * spread
    report.levels = try ReversionLevels(
      fit.process, rate: invocation.number("--rate") ?? 0.05, cost: cost,
      stop: invocation.number("--stop"))
  }
  if invocation.has("--json") { say(report.json) } else { for line in report.lines { say(line) } }
  if case .notReverting(let why) = report.estimate {
    complain("\(series.file): \(why)")
    return 1
  }
  return 0
}

/// A level at which a spread is traded.
private struct ReversionLevel {
  let rule: String
  let enter: String
  let leave: String
  let note: String
}

/// The levels of a process under costs.
private struct ReversionLevels {
  var rows: [ReversionLevel] = []

  init(_ process: OrnsteinUhlenbeck, rate: Double, cost: Double, stop: Double?) throws {
    let terms = try StoppingTerms(
      exitRate: rate, entryRate: rate, exitCost: cost, entryCost: cost)
    for side in [SpreadSide.long, .short] {
      let levels = try optimalLevels(of: process, terms: terms, side: side)
      let isReached = abs(process.standardised(levels.exit)) < 4
      rows.append(
        ReversionLevel(
          rule: "Leung-Li \(side.rawValue)", enter: figureText(levels.entry, decimals: 6),
          leave: figureText(levels.exit, decimals: 6),
          note: isReached
            ? "rate \(rate), cost \(figureText(cost, decimals: 6)) each way"
            : "never left in practice: the level itself is discounted; try --centre"))
    }
    if let stop { rows.append(try ReversionLevels.stopped(process, terms, stop)) }
    try addBertram(process, cost: 2 * cost, rate: rate)
  }

  private static func stopped(
    _ process: OrnsteinUhlenbeck, _ terms: StoppingTerms, _ stop: Double
  ) throws -> ReversionLevel {
    let side = stop < process.mean ? SpreadSide.long : .short
    let levels = try stopLossLevels(of: process, terms: terms, side: side, stop: stop)
    let entry: String
    switch levels.entry {
    case .between(let range):
      entry =
        "\(figureText(range.lowerBound, decimals: 6)) to \(figureText(range.upperBound, decimals: 6))"
    case .never: entry = "never"
    }
    return ReversionLevel(
      rule: "with stop \(side.rawValue)", enter: entry, leave: figureText(levels.exit, decimals: 6),
      note: "stop at \(figureText(stop, decimals: 6))")
  }

  private mutating func addBertram(
    _ process: OrnsteinUhlenbeck, cost: Double, rate: Double
  ) throws {
    let fastest = try bertramReturnMaximum(of: process, cost: cost)
    rows.append(
      ReversionLevel(
        rule: "Bertram return", enter: figureText(fastest.lower, decimals: 6),
        leave: figureText(fastest.upper, decimals: 6),
        note: "a cycle takes \(figureText(fastest.expectedTime * sessionsPerYear, decimals: 1))"
          + " sessions, earns \(figureText(fastest.returnRate, decimals: 4)) a year"))
    let steadiest = try bertramSharpeMaximum(
      of: process, cost: cost, riskFree: rate * process.stationaryDeviation)
    let ratio = steadiest.sharpeRatio(riskFree: rate * process.stationaryDeviation)
    rows.append(
      ReversionLevel(
        rule: "Bertram Sharpe", enter: figureText(steadiest.lower, decimals: 6),
        leave: figureText(steadiest.upper, decimals: 6),
        note: "Sharpe ratio \(figureText(ratio, decimals: 2))"))
  }

  var columns: [ModelColumn] {
    [
      ModelColumn("rule", texts: rows.map(\.rule)), ModelColumn("enter", texts: rows.map(\.enter)),
      ModelColumn("leave", texts: rows.map(\.leave)), ModelColumn("note", texts: rows.map(\.note)),
    ]
  }
}

/// A series, or what is left of a pair, with its fit.
private struct ReversionReport {
  let series: SeriesFile
  let other: SeriesFile?
  let spread: [Double]
  let pair: EngleGranger?
  /// Health of the pair over the last year; nil for one series or less than a year.
  let health: PairSpread?
  let unitRoot: AugmentedDickeyFuller
  let estimate: OrnsteinUhlenbeckEstimate
  let interval: Double
  var levels: ReversionLevels?

  init(
    series: SeriesFile, other: SeriesFile?, interval: Double, scale: String, isCentred: Bool
  ) throws {
    self.series = series
    self.other = other
    self.interval = interval
    let first = try series.scaled(scale)
    var pair: EngleGranger?
    var health: PairSpread?
    if let other {
      let second = try other.scaled(scale)
      pair = try engleGranger(
        first, against: [second], trend: .constant, lags: .akaike(most: nil))
      if first.count >= customaryReversionObservations {
        health = try pairSpread(first, against: second, interval: interval, rules: .desk)
      }
    }
    self.pair = pair
    self.health = health
    let values = pair?.residuals ?? first
    let centre = isCentred ? mean(values) ?? 0 : 0
    spread = values.map { $0 - centre }
    unitRoot = try augmentedDickeyFuller(
      spread, trend: pair == nil ? .constant : .none, lags: .akaike(most: nil))
    estimate = try fitOrnsteinUhlenbeck(spread, interval: interval, least: 30)
  }

  /// What speaks against new entries by the desk's rules, over the last year.
  private var concerns: [String] {
    guard let health else { return [] }
    guard !health.concerns.isEmpty else { return ["healthy: no concern by the desk's rules"] }
    return health.concerns.map { concern in
      switch concern {
      case .notCointegrated(let p): "not cointegrated, p \(figureText(p, decimals: 4))"
      case .notReverting: "not mean reverting"
      case .slowing(let now, let before):
        "half-life \(figureText(now, decimals: 1)) after \(figureText(before, decimals: 1))"
      case .untradableHalfLife(let now):
        "half-life \(figureText(now, decimals: 1)) is outside 2 to 60 observations"
      case .weakCorrelation(let value):
        "correlation of changes \(figureText(value, decimals: 2))"
      }
    }
  }

  private var facts: [(String, String)] {
    var facts: [(String, String)] = []
    if let pair, let other {
      let ratio = figureText(pair.hedgeRatios.first, decimals: 6)
      facts.append(
        (
          "pair",
          "\(series.column) - \(ratio) * \(other.column), R2 \(figureText(pair.rSquared, decimals: 4))"
        ))
      facts.append(
        (
          "Engle-Granger",
          "t \(figureText(pair.statistic, decimals: 4)), p \(figureText(pair.pValue, decimals: 4)), "
            + "\(pair.lags) lags, 5 % at \(figureText(pair.criticalValues?.fivePercent, decimals: 3))"
        ))
      for (index, line) in concerns.enumerated() {
        facts.append((index == 0 ? "last year" : "", line))
      }
    } else {
      facts.append(
        (
          "unit root",
          "ADF t \(figureText(unitRoot.statistic, decimals: 4)), p \(figureText(unitRoot.pValue, decimals: 4)), "
            + "\(unitRoot.lags) lags, 5 % at \(figureText(unitRoot.criticalValues.fivePercent, decimals: 3))"
        ))
    }
    if let fit = estimate.fit {
      let now = spread[spread.count - 1]
      facts += [
        ("half-life", "\(figureText(fit.halfLifeInIntervals, decimals: 1)) observations"),
        ("stationary sd", figureText(fit.process.stationaryDeviation, decimals: 6)),
        (
          "now",
          "\(figureText(now, decimals: 6)), \(figureText(fit.process.standardised(now), decimals: 2)) deviations from the mean"
        ),
        ("random walk", "p \(figureText(fit.randomWalkPValue, decimals: 4)) (Dickey-Fuller)"),
        (
          "log-likelihood",
          "\(figureText(fit.logLikelihood, decimals: 4)), AIC \(figureText(fit.akaike, decimals: 4))"
        ),
      ]
    }
    return facts
  }

  private var parameters: [ModelColumn] {
    guard let fit = estimate.fit else { return [] }
    let errors = fit.standardErrors
    return [
      ModelColumn(
        "parameter",
        texts: ["theta (mean)", "mu (speed a year)", "sigma", "half-life (years)", "b (slope)"]),
      ModelColumn(
        "estimate",
        figures: [
          fit.process.mean, fit.process.speed, fit.process.volatility, fit.halfLife, fit.slope,
        ], decimals: 6),
      ModelColumn(
        "std error", key: "standard_error",
        figures: [errors.mean, errors.speed, errors.volatility, errors.halfLife, errors.slope],
        decimals: 6),
    ]
  }

  var lines: [String] {
    var lines = ["\(series.file)  \(series.values.count) observations, \(series.span)", ""]
    lines += factLines(facts)
    if estimate.fit != nil { lines += [""] + tableLines(parameters) }
    if let levels { lines += [""] + tableLines(levels.columns) }
    if series.values.count < customaryReversionObservations {
      lines += [
        "", "Fewer than \(customaryReversionObservations) observations: too few to trade on.",
      ]
    }
    return lines
  }

  var json: String {
    var fields: [(String, String)] = [
      ("file", jsonText(series.file)), ("column", jsonText(series.column)),
      ("observations", "\(series.values.count)"),
      ("adf_statistic", jsonNumber(unitRoot.statistic)), ("adf_p", jsonNumber(unitRoot.pValue)),
      ("adf_lags", "\(unitRoot.lags)"),
    ]
    if let pair {
      fields += [
        ("hedge_ratio", jsonNumber(pair.hedgeRatios.first)),
        ("engle_granger_statistic", jsonNumber(pair.statistic)),
        ("engle_granger_p", jsonNumber(pair.pValue)), ("engle_granger_lags", "\(pair.lags)"),
        ("last_year", "[\(concerns.map(jsonText).joined(separator: ","))]"),
      ]
    }
    guard let fit = estimate.fit else {
      if case .notReverting(let why) = estimate {
        fields.append(("refused", jsonText(why.description)))
      }
      return jsonObject(fields + [("reverting", "false")])
    }
    fields += [
      ("reverting", "true"), ("theta", jsonNumber(fit.process.mean)),
      ("mu", jsonNumber(fit.process.speed)), ("sigma", jsonNumber(fit.process.volatility)),
      ("half_life_years", jsonNumber(fit.halfLife)),
      ("stationary_sd", jsonNumber(fit.process.stationaryDeviation)),
      ("beta", jsonNumber(fit.slope)), ("alpha", jsonNumber(fit.intercept)),
      ("loglik", jsonNumber(fit.logLikelihood)), ("aic", jsonNumber(fit.akaike)),
      ("parameters", tableJSON(parameters)),
    ]
    if let levels { fields.append(("levels", tableJSON(levels.columns))) }
    return jsonObject(fields)
  }
}

extension SeriesFile {
  /// The values, or their logarithms.
  fileprivate func scaled(_ scale: String) throws(ModelError) -> [Double] {
    guard scale == "log" else { return values }
    for (index, value) in values.enumerated() {
      try requirePositive(value, "\(column) of \(labels[index])")
    }
    return values.map { log($0) }
  }
}

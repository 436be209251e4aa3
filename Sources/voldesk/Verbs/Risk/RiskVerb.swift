// voldesk risk: limits, stress, value at risk, scenarios and concentration of a stored book.

import Configuration
import DeskEngine
import Feeds
import MarketData
import Persistence
import Portfolio
import Risk

/// Measures the book of a database and prints it.
///
/// - Returns: 0; 1 when a limit is full or the book cannot be measured; otherwise why it failed.
func runRisk(_ invocation: Invocation) -> Int32 {
  var custom: [MarketShock] = []
  if let text = invocation.text("--shock") {
    guard let found = customShocks(text) else {
      complain(
        "--shock \(ConfigValue.visible(text)) is not allowed; must be pairs such as -7,+12 or "
          + "-7,+12/-20,+30: a move above -100 in percent, points of volatility")
      return 2
    }
    custom = found
  }
  return printReport(invocation) {
    try RiskReport(invocation, custom: custom)
  } judge: { report in
    for gap in report.book.gaps { complain(gap) }
    let isFull = report.picture.limits.contains {
      $0.level == .full && $0.name != "open_structures"
    }
    return report.book.gaps.isEmpty && !isFull ? 0 : 1
  }
}

/// Moves of `percent,points` pairs with a slash between them; nil when a pair is none.
func customShocks(_ text: String) -> [MarketShock]? {
  var shocks: [MarketShock] = []
  for pair in text.split(separator: "/", omittingEmptySubsequences: false) {
    guard let numbers = ArgumentKind.decimals(String(pair)), numbers.count == 2,
      numbers[0] > -100, numbers[0] <= 1_000, abs(numbers[1]) <= 500
    else { return nil }
    shocks.append(MarketShock(move: numbers[0] / 100, points: numbers[1]))
  }
  return shocks.isEmpty ? nil : shocks
}

/// The risk of a stored book.
struct RiskReport: StoredReport {
  let run: RunRow
  let book: MeasuredStoredBook
  let picture: RiskPicture
  /// Trading days of past moves, and where they came from.
  let past: String
  /// What hedging each underlying would take.
  let hedges: [HedgeReading]

  /// Reads a database.
  init(_ invocation: Invocation, custom: [MarketShock]) throws {
    let configuration = try loadConfiguration(
      configurationSources(invocation), keys: DeskPlan.vocabulary)
    let settings = deskSettings(configuration)
    let archive = try DeskArchive(databasePath(invocation))
    defer { archive.close() }
    run = try archive.run(invocation.integer("--run"))
    var book = try MeasuredStoredBook(archive, run: run.run, settings: settings)
    let history = try dailyCloses(
      archive, settings: settings, until: book.state.session.date,
      sampleData: try dataHome(invocation).sampleData)
    let closes = history.closes
    let past = closes.filter { $0.date <= book.state.session.date }
    book.exposure.shocks = marketShocks(
      closes: past.map(\.value), points: matchedPoints(history.points, to: past))
    self.book = book
    let stored = StoredHedges(
      archive: archive, run: run.run, time: book.state.time, state: book.state)
    hedges = try hedgeReadings(
      of: book.exposure.structures, due: book.state.hedgesDue, rules: settings.hedging
    ).map(stored.named)
    self.past = "\(book.exposure.shocks.count) past sessions of \(history.source)"
    var question = RiskQuestion(
      limits: settings.limits.changed(by: book.state.limitChanges),
      paths: ScenarioPath.all(closes: closes, points: history.points))
    question.custom = custom
    question.monteCarlo = MonteCarloPlan(seed: UInt64(invocation.integer("--seed") ?? 1))
    picture = riskPicture(of: book.exposure, question)
  }
}

/// Closes of the benchmark and its volatility index: imported ones, else the sample data.
func dailyCloses(
  _ archive: DeskArchive, settings: DeskEngine.DeskSettings, until date: CivilDate,
  sampleData: String?
) throws -> (closes: [DailyValue], points: [DailyValue], source: String) {
  let end = date.adding(days: 1)
  let own = try archive.importedHistory(
    settings.benchmark, volatilityIndex: settings.volatilityIndex, before: end)
  if own.bars.count > 1, !own.volatilityIndex.isEmpty {
    return (
      own.bars.map { DailyValue(date: $0.date, value: $0.bar.close) }, own.volatilityIndex,
      "imported files"
    )
  }
  guard let sampleData else { return ([], [], "nothing") }
  let figures = try DailyFigures(sampleData: sampleData)
  return (
    figures.bars.map { DailyValue(date: $0.date, value: $0.bar.close) }, figures.vix,
    "the sample data, 2014 to 2018"
  )
}

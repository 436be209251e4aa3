// What is measured for a report beside what the journal tells: the book's risk, the health of the
// detectors, and what stands beside the regime.

import Configuration
import DeskEngine
import Edges
import Feeds
import MarketData
import Persistence
import Portfolio
import Regimes
import Risk

/// What is measured for a report.
struct ReportMeasures: Sendable {
  /// The book at the end of the day, priced; nil when it is not known.
  var exposure: Exposure?
  /// What it is measured against.
  var question: RiskQuestion?
  /// What could not be priced, in words.
  var gaps: [String] = []
  /// What hedging it would take; nil when only the journal tells.
  var hedges: [HedgeReading]?
  /// Why the book is not known.
  var bookReason = "The report was written from the journal alone, which holds no prices."
  /// Health of the detectors by symbol; nil when their past is not known.
  var health: [SymbolHealth]?
  /// Why it is not.
  var healthReason = "The report was written from the journal alone, which holds no daily history."
  /// The held regime with its past, and what other classifiers say.
  var regime = RegimeSummary()

  /// Nothing measured.
  init() {}

  /// What a desk has measured of itself.
  init(_ snapshot: DeskSnapshot) {
    exposure = snapshot.exposure
    question = snapshot.riskQuestion
    bookReason = "The book has no equity yet."
    health = snapshot.health
    // Before the first session's quotes nothing was read.
    hedges = snapshot.session == nil ? nil : snapshot.hedges
    regime = snapshot.regime
  }
}

extension DeskLoop {
  /// What the desk measures of itself for a report.
  func reportMeasures() -> ReportMeasures {
    readRegimeOutlook()
    return ReportMeasures(core.snapshot(RunSummary()))
  }
}

/// Measures a stored run at the end of a day.
struct StoredMeasures {
  let archive: DeskArchive
  let run: RunRow
  let date: CivilDate
  let settings: DeskEngine.DeskSettings
  /// The folder of the sample data; nil for none.
  let sampleData: String?

  /// Everything that the run and daily histories give.
  ///
  /// - Parameters:
  ///   - state: The folded book at the end of the day.
  ///   - hedging: When the run asks for a hedge.
  /// - Returns: What was measured, with reasons for what was not.
  /// - Throws: `StoreError` or `FeedError` when the database or the sample data do not read.
  func measures(_ state: DeskState, hedging: HedgeRules) throws -> ReportMeasures {
    var measures = ReportMeasures()
    try measureBook(&measures)
    let stored = StoredHedges(archive: archive, run: run.run, time: state.time, state: state)
    measures.hedges = try lastHedges(state, rules: hedging).map(stored.named)
    if let tracker = state.lastTracker {
      measures.regime.dwell = tracker.dwell
      measures.regime.transitions = tracker.transitions
      measures.regime.meanDwell = RegimeState.allCases.map { tracker.meanDwell($0) }
    }
    guard let history = try history() else {
      measures.healthReason =
        run.identity.mode == "sim"
        ? "A simulation's past is not stored: a desk at work shows it."
        : "No imported or sample history of \(settings.benchmark) reaches this day."
      return measures
    }
    addOutlook(history, to: &measures)
    measures.health = [
      SymbolHealth(
        symbol: settings.benchmark,
        rows: edgeHealth(
          of: HealthHistory(history), own: state.pastSignals(of: settings.benchmark),
          rules: settings.edges))
    ]
    return measures
  }

  /// The book on the last quotes that the run kept: those of its last session alone.
  private func measureBook(_ measures: inout ReportMeasures) throws {
    guard try archive.sessions(run: run.run).last == date else {
      measures.bookReason = "The run went on after this day; only its last book is priced again."
      return
    }
    var book = try MeasuredStoredBook(archive, run: run.run, settings: settings)
    let past = try dailyCloses(archive, settings: settings, until: date, sampleData: sampleData)
    let closes = past.closes.filter { $0.date <= date }
    book.exposure.shocks = marketShocks(
      closes: closes.map(\.value), points: matchedPoints(past.points, to: closes))
    measures.exposure = book.exposure
    measures.gaps = book.gaps
    measures.question = RiskQuestion(
      limits: settings.limits.changed(by: book.state.limitChanges),
      paths: ScenarioPath.all(closes: past.closes, points: past.points))
  }

  /// Daily history of the benchmark up to the day and with it; nil when none reaches it.
  private func history() throws -> DailyHistory? {
    guard run.identity.mode != "sim" else { return nil }
    let end = date.adding(days: 1)
    var found = try archive.importedHistory(
      settings.benchmark, volatilityIndex: settings.volatilityIndex, before: end)
    if found.bars.last?.date != date, let sampleData {
      let figures = try DailyFigures(sampleData: sampleData)
      found = DailyHistory(
        symbol: settings.benchmark, bars: figures.bars.filter { $0.date < end },
        volatilityIndex: figures.vix.filter { $0.date < end }, volatilityIndex3M: [])
    }
    return found.bars.last?.date == date ? found : nil
  }

  private func addOutlook(_ history: DailyHistory, to measures: inout ReportMeasures) {
    var days = RegimeHistory(history).days(rules: settings.regime)
    guard let today = days.popLast() else { return }
    let outlook = RegimeOutlook(days, session: date)
    measures.regime.calls = outlook.calls(today)
    measures.regime.nearest = outlook.nearest(
      to: today.features, count: RegimeSummary.nearestCount)
  }
}

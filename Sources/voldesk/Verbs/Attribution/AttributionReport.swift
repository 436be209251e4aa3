// What voldesk attribution reads, before it is printed.

import Configuration
import DeskEngine
import Feeds
import MarketData
import Persistence
import Portfolio

/// The attribution of a stored run.
struct AttributionReport: StoredReport {
  let run: RunRow
  let reading: AttributionReading
  let grouping: ProfitGrouping
  /// Brinson's effects; nil when they were not asked for.
  private(set) var brinson: Result<BrinsonAttribution, AttributionFault>?
  /// What the effects are measured against, in words.
  private(set) var measure = ""
  /// The regression; nil when it was not asked for.
  private(set) var factors: Result<FactorRegression, AttributionFault>?
  /// Whether explained profit was asked for.
  let hasGreeks: Bool

  /// Reads a database.
  init(_ invocation: Invocation, weights: [(name: String, share: Double)]) throws {
    let archive = try DeskArchive(databasePath(invocation))
    defer { archive.close() }
    let run = try archive.run(invocation.integer("--run"))
    self.run = run
    var reading = AttributionReading()
    try archive.eachLine(run: run.run, after: 0) { line throws(StoreError) in
      do throws(LineError) { reading.take(try Event(line: line.line)) } catch {
        throw .chainBroken(run: run.run, seq: line.seq, detail: error.description)
      }
    }
    self.reading = reading
    grouping = invocation.text("--by").flatMap { ProfitGrouping(rawValue: $0) } ?? .edge
    hasGreeks = invocation.has("--greeks")
    guard invocation.has("--brinson") || invocation.has("--factors") else { return }
    let configuration = try loadConfiguration(
      configurationSources(invocation), keys: DeskPlan.vocabulary)
    let universe = configuration.universe
    if invocation.has("--brinson") {
      let segments: ProfitGrouping = grouping == .underlying ? .underlying : .edge
      measure = segments == .edge ? universe.benchmark : "each underlying itself"
      do throws(AttributionFault) {
        brinson = .success(
          try reading.brinson(by: segments, benchmark: universe.benchmark, weights: weights))
      } catch { brinson = .failure(error) }
    }
    if invocation.has("--factors") {
      factors = try regression(archive, configuration, invocation)
    }
  }

  private func regression(
    _ archive: DeskArchive, _ configuration: DeskConfiguration, _ invocation: Invocation
  ) throws -> Result<FactorRegression, AttributionFault> {
    guard let first = reading.state.days.first?.date else {
      return .failure(AttributionFault("too few days: no session has closed"))
    }
    let past = try history(archive, configuration, before: first, invocation)
    let days = reading.factorDays(
      benchmark: configuration.universe.benchmark, closes: past.closes, points: past.points)
    if let found = factorRegression(days) { return .success(found) }
    let least = FactorRegression.fewestDays
    return .failure(
      AttributionFault(
        days.count < least
          ? "too few days: \(days.count) with every factor, of \(least) at least"
          : "the factors of these days do not differ"))
  }

  /// Closes before the run: those that a simulation draws from its seed, imported ones, else the
  /// sample data.
  private func history(
    _ archive: DeskArchive, _ configuration: DeskConfiguration, before first: CivilDate,
    _ invocation: Invocation
  ) throws -> (closes: [Double], points: [Double]) {
    let universe = configuration.universe
    if run.identity.mode == "sim" {
      let drawn = try simulatedPast(of: run, archive, configuration, before: first)
      return (
        drawn?.bars.map(\.bar.close) ?? [], drawn?.volatilityIndex.map(\.value) ?? []
      )
    }
    let own = try archive.importedHistory(
      universe.benchmark, volatilityIndex: universe.volIndex, before: first)
    if own.bars.count > 1, !own.volatilityIndex.isEmpty {
      return (own.bars.map(\.bar.close), own.volatilityIndex.map(\.value))
    }
    guard let folder = try dataHome(invocation).sampleData else { return ([], []) }
    let figures = try DailyFigures(sampleData: folder)
    return (
      figures.bars.filter { $0.date < first }.map(\.bar.close),
      figures.vix.filter { $0.date < first }.map(\.value)
    )
  }
}

// What the database of a desk knows of the time before a replay.

import Configuration
import DeskEngine
import Feeds
import MarketData
import Persistence

extension DeskPlan {
  /// The imported past that a replay has not itself; empty for a simulation and without imports.
  ///
  /// - Throws: `StartFailure` when the database does not read.
  func importedPast(of tape: any TapeSource) throws -> ImportedPast {
    guard tape.identity.mode == .replay, DatabaseFiles(database).exists else {
      return ImportedPast()
    }
    do throws(StoreError) {
      let archive = try DeskArchive(database)
      defer { archive.close() }
      guard try archive.hasMarketImports() else { return ImportedPast() }
      guard let start = firstStart(of: tape) else { return ImportedPast() }
      var past = try past(of: start, from: archive)
      if let last = tape.lastDayWithoutRate {
        past.rates = try archive.importedRates(
          since: start.session.date.adding(days: -MoneyCurve.patience), before: last)
      }
      return past
    } catch {
      throw StartFailure(text: error.description, code: error.exitCode)
    }
  }

  private func firstStart(of tape: any TapeSource) -> SessionStart? {
    // A tape that cannot be read says so when it is played.
    var ahead = tape
    return try? ahead.next()?.start
  }

  private func past(
    of start: SessionStart, from archive: DeskArchive
  ) throws(StoreError) -> ImportedPast {
    let universe = configuration.universe
    var histories: [DailyHistory] = []
    for symbol in start.chains.map(\.underlying) {
      let own = start.histories.first { $0.symbol == symbol }
      let isBenchmark = symbol == universe.benchmark
      let hasOwn = !(own?.bars.isEmpty ?? true)
      guard !hasOwn || isBenchmark else { continue }
      var imported = try archive.importedHistory(
        symbol, volatilityIndex: isBenchmark ? universe.volIndex : nil,
        before: start.session.date)
      if hasOwn {
        // A tape brings its own past, but none of the nine-day index.
        guard !imported.volatilityIndex9D.isEmpty else { continue }
        imported = DailyHistory(
          symbol: symbol, bars: [], volatilityIndex: [], volatilityIndex3M: [],
          volatilityIndex9D: imported.volatilityIndex9D)
      }
      histories.append(imported)
    }
    let first = start.session.date.adding(days: -AnnouncedTape.pastDays)
    let symbols = start.chains.map(\.underlying)
    let events = try archive.importedEvents().filter { event in
      event.effectiveDate >= first && (event.symbol.map { symbols.contains($0) } ?? true)
    }
    var past = ImportedPast(histories: histories, events: events)
    past.actions = try archive.importedActions(of: symbols, since: start.session.date)
    return past
  }
}

extension DeskArchive {
  /// Imported dividends and splits of symbols from a day on.
  ///
  /// What the files announce beyond a tape counts too: an ex-date is known before it comes.
  ///
  /// - Throws: `StoreError` when the database does not read.
  func importedActions(
    of symbols: [String], since first: CivilDate
  ) throws(StoreError) -> ImportedActions {
    var actions = ImportedActions()
    for symbol in symbols {
      let stored = try importedSeries(symbol, since: first, before: first.adding(days: 3_650))
      for series in stored { actions.add(series.values, metric: series.metric, of: symbol) }
    }
    return actions
  }

  /// The three-month rates of the imported Treasury curves.
  ///
  /// - Parameters:
  ///   - first: The first day of a curve.
  ///   - end: The day after the last one.
  /// - Returns: The rates by ascending date; none without a curve.
  /// - Throws: `StoreError` when the database does not read.
  func importedRates(
    since first: CivilDate, before end: CivilDate
  ) throws(StoreError) -> ImportedRates {
    let curve = try importedSeries("UST", since: first, before: end)
    return ImportedRates(
      threeMonthRates(
        curve.map { NamedSeries(symbol: "UST", metric: $0.metric, values: $0.values) }))
  }
}

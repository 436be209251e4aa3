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
      return try past(of: firstStart(of: tape), from: archive)
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
    of start: SessionStart?, from archive: DeskArchive
  ) throws(StoreError) -> ImportedPast {
    guard let start else { return ImportedPast() }
    let universe = configuration.universe
    var histories: [DailyHistory] = []
    for symbol in start.chains.map(\.underlying) {
      let own = start.histories.first { $0.symbol == symbol }
      guard own?.bars.isEmpty ?? true else { continue }
      histories.append(
        try archive.importedHistory(
          symbol, volatilityIndex: symbol == universe.benchmark ? universe.volIndex : nil,
          before: start.session.date))
    }
    let first = start.session.date.adding(days: -AnnouncedTape.pastDays)
    let symbols = start.chains.map(\.underlying)
    let events = try archive.importedEvents().filter { event in
      event.effectiveDate >= first && (event.symbol.map { symbols.contains($0) } ?? true)
    }
    return ImportedPast(histories: histories, events: events)
  }
}

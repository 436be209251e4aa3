// Taking files of market data into the database: all of a set of files, or nothing.

public import Feeds
import MarketData

extension DeskStore {
  /// Imports files of market data in one transaction.
  ///
  /// The hash of a file's bytes tells a repetition: importing them again, under whatever name,
  /// changes nothing. One file is in memory at a time.
  ///
  /// - Parameters:
  ///   - paths: The files.
  ///   - options: Which rows are kept, and what becomes of rows that are there.
  ///   - read: Reads and checks a file; read twice when the newest date of several must be known.
  /// - Returns: What was done, file by file.
  /// - Throws: `StoreError`, or what `read` throws; the database is then as it was.
  public func importMarket(
    _ paths: [String], options: ImportOptions = ImportOptions(),
    read: (String) throws -> MarketFile
  ) throws -> [StoredImport] {
    if let fault { throw StoreError.faulted(fault) }
    var first: MarketFile?
    var since = options.since
    if let years = options.lastYears {
      var newest: CivilDate?
      for path in paths {
        let file = try read(path)
        newest = [newest, file.newestDate].compactMap { $0 }.max()
        first = paths.count == 1 ? file : nil
      }
      since = [since, newest?.years(before: years)].compactMap { $0 }.max()
    }
    var importer = MarketImporter(connection, options, since: since)
    try reach(ImportPoint.begin)
    // Pages of 64 MiB: fewer are written twice, and the memory of a large import stays the same.
    try connection.script("PRAGMA cache_size=-65536")
    defer { try? connection.script("PRAGMA cache_size=-2000") }
    try connection.run("BEGIN IMMEDIATE")
    do {
      for path in paths {
        let file = try first ?? read(path)
        try importer.take(file)
        try reach(ImportPoint.rows)
      }
      try reach(ImportPoint.record)
      try connection.buildLayers(after: importer)
      try reach(ImportPoint.layers)
      try reach(ImportPoint.commit)
      try connection.run("COMMIT")
    } catch {
      if !connection.rollback() { fault = "\(error)" }
      throw error
    }
    try checkpoint()
    return importer.done
  }

  private func reach(_ point: ImportPoint) throws(StoreError) {
    if let importHook { try importHook(point) }
  }
}

extension MarketFile {
  /// The newest date of its rows, New York; nil when it has none.
  var newestDate: CivilDate? {
    switch content {
    case .bars(let tables):
      tables.compactMap(\.starts.last).max().map {
        NewYorkTime.date(Instant(nanoseconds: $0))
      }
    case .chain(let chain): chain.snapshots.compactMap(\.time).max().map(NewYorkTime.date)
    case .series(let all): all.compactMap(\.values.last?.date).max()
    case .events(let events): events.map(\.time).max().map(NewYorkTime.date)
    case .recording: nil
    }
  }
}

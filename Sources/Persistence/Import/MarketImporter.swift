// Taking files of market data into the tables, file after file, in one open transaction.

import Feeds
import MarketData

/// The state of an import: what the files so far brought.
struct MarketImporter {
  let db: Connection
  let options: ImportOptions
  /// The first date that is kept; nil for every date.
  let since: CivilDate?
  /// What was done, file by file.
  private(set) var done: [StoredImport] = []
  /// The file that is being taken in.
  var report = StoredImport(name: "", sha256: "", format: "")
  /// The symbols whose daily bars changed, each with the first date.
  var changedBars: [(symbol: String, from: CivilDate)] = []
  /// The symbols and metrics of dated values that changed, each with the first date.
  var changedSeries: [(symbol: String, from: CivilDate)] = []
  /// The feature schemas whose rows changed.
  var changedSchemas: [String] = []
  /// What the first file holds, for the others of one table.
  private var shape: String?

  init(_ db: Connection, _ options: ImportOptions, since: CivilDate?) {
    self.db = db
    self.options = options
    self.since = since
  }

  /// Takes one file in.
  ///
  /// - Throws: `StoreError` for a file that breaks a rule; the transaction is then to be undone.
  mutating func take(_ file: MarketFile) throws(StoreError) {
    let name = ImportSource.plainName(file.path)
    report = StoredImport(name: name, sha256: file.sha256, format: file.format)
    try requireOneShape(file)
    guard let named = ImportSource(name: name, sha256: file.sha256) else {
      throw refusal(nil, "the hash of the file is not 64 hexadecimal digits")
    }
    let known = try db.rows(
      "SELECT name, json_extract(report,'$.choices') FROM imports WHERE sha256=?",
      [.string(file.sha256)]
    ).first
    if let known, known[1].string == options.text {
      report.isRepeat = true
      report.name = known[0].string ?? name
      done.append(report)
      return
    }
    // The same bytes under another name are the same source.
    let source = ImportSource(name: known?[0].string ?? name, sha256: file.sha256) ?? named
    try keep(file, source)
    var apart = file.apart
    if case .chain(let chain) = file.content { apart.add(chain.droppedQuotes()) }
    report.setApart = apart.count
    report.setApartKept = apart.rows.count
    try record(file, source, isKnown: known != nil)
    try db.keep(apart, of: source.sha256, symbol: options.symbol)
    done.append(report)
  }

  private mutating func keep(_ file: MarketFile, _ source: ImportSource) throws(StoreError) {
    switch file.content {
    case .bars(let tables):
      for table in tables {
        try keep(table, symbol: symbol(table.symbol, of: tables.count), source)
      }
      // Dividends and splits that stand beside the bars.
      for series in file.attached {
        try keep(series, symbol: symbol(series.symbol, of: tables.count), source)
      }
    case .chain(let chain):
      var names = chain.snapshots.map(\.underlying)
      names = names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map(\.element)
      for snapshot in chain.snapshots {
        try keep(snapshot, symbol: symbol(snapshot.underlying, of: names.count), source)
      }
    case .series(let all):
      var names = all.map(\.symbol)
      names = names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map(\.element)
      for series in all {
        try keep(series, symbol: symbol(series.symbol, of: names.count), source)
      }
    case .events(let events):
      try keep(events, source)
      // What stands beside the events, such as the earnings that were reported.
      for series in file.attached { try keep(series, symbol: symbol(series.symbol, of: 1), source) }
    case .recording:
      throw refusal(
        nil,
        "recorded rows have no table here; replay the file or load it with `voldesk ticks load`")
    }
  }

  /// The symbol under which a part of a file is stored.
  private func symbol(_ own: String, of count: Int) throws(StoreError) -> String {
    guard let wanted = options.symbol else {
      guard !own.isEmpty else { throw refusal(nil, "names no symbol; name it with --symbol S") }
      return own
    }
    guard count <= 1 else {
      throw refusal(nil, "holds \(count) symbols, so --symbol \(wanted) cannot name them all")
    }
    return wanted
  }

  /// Files that are parts of one table have one format and one kind of content.
  private mutating func requireOneShape(_ file: MarketFile) throws(StoreError) {
    guard options.consolidates else { return }
    let own: String =
      switch file.content {
      case .bars(let tables):
        tables.map { "\($0.symbol) \($0.interval) s \($0.adjustedClose.isEmpty ? "" : "adjusted")" }
          .joined(separator: ", ")
      case .series(let all): all.map { "\($0.symbol) \($0.metric)" }.joined(separator: ", ")
      case .chain(let chain):
        Set(chain.snapshots.map(\.underlying)).sorted().joined(separator: ", ")
      case .events: "events"
      case .recording: "recording"
      }
    let found = "\(file.format): \(own)"
    if let shape, shape != found {
      throw refusal(nil, "is not of the same table as the first file: \(found), not \(shape)")
    }
    shape = found
  }

  private func record(
    _ file: MarketFile, _ source: ImportSource, isKnown: Bool
  ) throws(StoreError) {
    let text = SQLValue.string(importReport(file, report, choices: options.text))
    if isKnown {
      try db.run(
        "UPDATE imports SET report=? WHERE sha256=?", [text, .string(source.sha256)])
    } else {
      try db.run(
        "INSERT INTO imports VALUES(?,?,?,?,?,?)",
        [
          .string(source.sha256), .string(source.name), .string(file.format), .int(file.rows),
          .integer(wallNanoseconds()), text,
        ])
    }
  }

  /// The refusal of the file at hand.
  func refusal(_ line: Int?, _ reason: String) -> StoreError {
    .importRefused(file: report.name, line: line, reason: reason)
  }
}

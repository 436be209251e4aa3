// Comparing the projected tables with the same tables projected anew in memory.

import DeskEngine

/// An empty database in memory that fills with what follows from journals.
struct ProjectedTables {
  let connection: Connection
  /// The stored rows of the large tables, with which those of the journals are compared at once; nil
  /// where all are projected.
  private let streams: StreamedRows?
  private var projector = Projector(run: 0)
  /// Why a line could not be projected; nil while all could.
  private(set) var fault: StoreError?

  /// Makes the tables with the runs of a database; a transaction stays open for all that follows.
  init(of source: Connection, streams: StreamedRows? = nil) throws(StoreError) {
    self.streams = streams
    connection = try Connection(":memory:", .create)
    let fresh = connection
    try fresh.makeSchema()
    // A candidate's state changes in its open revision: without this its whole past is looked through.
    try fresh.run(
      "CREATE INDEX open_candidates ON candidates(run,candidate,rev) WHERE state='OPEN'")
    try fresh.run("BEGIN")
    try source.each("SELECT * FROM runs ORDER BY run") { row throws(StoreError) in
      try fresh.run("INSERT INTO runs VALUES(?,?,?,?,?,?,?,?,?)", row.row())
    }
  }

  /// Whether everything could be projected, and every row met was the stored one.
  var isWhole: Bool { fault == nil && streams?.isComplete != false }

  /// Begins the journal of a run.
  mutating func begin(run: Int) {
    projector = Projector(run: run)
    projector.streams = streams
    do throws(StoreError) { try streams?.begin(run: run) } catch { fault = error }
  }

  /// Projects the next event.
  mutating func take(_ known: CheckedLine) {
    guard fault == nil else { return }
    do throws(StoreError) {
      try projector.project(known.event, line: known.line, to: connection)
    } catch { fault = error }
  }

  /// Ends the journal of a run.
  mutating func end() {
    do throws(StoreError) { try streams?.end() } catch { fault = error }
  }

  /// The query whose rows must be those of the database; nil for a table that was met row by row.
  func query(_ table: String, _ key: String) -> String? {
    if streams != nil, StreamedTable(rawValue: table) != nil { return nil }
    return "SELECT * FROM \(table) ORDER BY \(key)"
  }
}

extension Verifier {
  /// Compares the tables row by row with what the journals give.
  mutating func checkProjections() throws(StoreError) {
    let tables: ProjectedTables
    if let projected, projected.isWhole {
      tables = projected
    } else {
      // Where the chain was found damaged, the journals are read again to name where the tables
      // end; where a row was not the expected one, to name it.
      tables = try ProjectedTables(of: db)
      try tables.connection.project(from: db)
    }
    projected = nil
    let fresh = tables.connection
    defer { fresh.close() }
    for (table, key) in Schema.projections {
      if let query = tables.query(table, key) { try compare(table, query, with: fresh) }
    }
  }

  private mutating func compare(
    _ table: String, _ query: String, with fresh: Connection
  ) throws(StoreError) {
    let stored = try db.statement(query)
    let rebuilt = try fresh.statement(query)
    defer {
      stored.reset()
      rebuilt.reset()
    }
    var differences = 0
    while differences < 5 {
      let hasStored = try stored.step()
      let hasRebuilt = try rebuilt.step()
      if !hasStored, !hasRebuilt { return }
      guard hasStored, hasRebuilt else {
        let row = hasStored ? stored : rebuilt
        find(
          .projections, run: row.int(0),
          "\(table): \(hasStored ? "a row too many" : "a row is missing") (\(label(row.row())))")
        return
      }
      guard !stored.isSameRow(as: rebuilt) else { continue }
      let a = stored.row()
      let b = rebuilt.row()
      differences += 1
      let column = zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
      find(
        .projections, run: stored.int(0),
        "\(table): \(stored.name(column)) of the row (\(label(a))) differs from the journal")
    }
  }

  private func label(_ row: [SQLValue]) -> String {
    row.prefix(3).map { value in
      switch value {
      case .integer(let number): String(number)
      case .text(let bytes): String(decoding: bytes.prefix(40), as: UTF8.self)
      default: "-"
      }
    }.joined(separator: ", ")
  }
}

extension Connection {
  /// Projects every journal of another connection, or of this one, into this one.
  func project(from source: Connection) throws(StoreError) {
    let runs = try source.rows("SELECT run FROM runs ORDER BY run").compactMap { $0[0].int }
    for number in runs {
      var projector = Projector(run: number)
      try source.eachLine(run: number, after: 0) { line throws(StoreError) in
        let event = try decoded(line.line, run: number, seq: line.seq)
        try projector.project(event, line: line.line[...], to: self)
      }
    }
  }
}

extension DeskStore {
  /// Rewrites the projected tables and the latches from the journal and accepts the journal as it stands.
  ///
  /// The findings are those from before. A journal that is damaged, or shorter than its witness,
  /// is not touched; the chain is truth, and truth is not rebuilt.
  public static func rebuild(_ path: String) throws(StoreError) -> VerificationReport {
    let files = DatabaseFiles(path)
    guard files.exists else { throw .file(path: path, reason: "there is no database") }
    let store = try DeskStore(files, migrations: Migration.all, checksWitness: false)
    defer { store.close() }
    var verifier = try Verifier(store.connection, files)
    do throws(StoreError) { try store.connection.checkWitness(verifier.witness) } catch {
      guard case .witnessMissing = error else { throw error }
    }
    verifier.verify()
    if let broken = verifier.report.findings.first(where: { $0.check == .chain }) {
      throw .chainBroken(run: broken.run ?? 0, seq: broken.seq ?? 0, detail: broken.text)
    }
    try store.connection.transaction { () throws(StoreError) in
      for (table, _) in Schema.projections.reversed() {
        try store.connection.run("DELETE FROM \(table)")
      }
      try store.connection.project(from: store.connection)
      try store.connection.rebuildLatches()
    }
    try store.witnessNewestRun()
    return verifier.report
  }
}

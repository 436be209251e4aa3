// Checking a database from end to end, and rebuilding what follows from its journal.
//
// SQLite checks structure and knows nothing of content: a flipped byte in a price passes its
// integrity check. So every line is hashed again, read, written again and compared, every
// projected row is compared with one that is projected anew, and commands, latches, cursors and
// the states of runs with what the journal says of them. Quotes, bars and history do not follow
// from the journal, so only their structure is checked; layers are compared with their manifest,
// recorded tapes and ticks with their hashes.

/// What a finding is about.
public enum VerificationCheck: String, CaseIterable, Sendable {
  case structure, references, chain, witness, runs, projections, ledger, snapshots, latch, commands
  case tapes, layers, ticks
}

/// Something that does not hold.
public struct VerificationFinding: Hashable, Sendable, CustomStringConvertible {
  /// Which check found it.
  public var check: VerificationCheck
  /// The run, when it is about one.
  public var run: Int?
  /// The event, when it is about one.
  public var seq: Int?
  /// What is wrong.
  public var text: String

  /// The finding as one line.
  public var description: String {
    let place = run.map { "run \($0)" + (seq.map { ", seq \($0)" } ?? "") + ": " } ?? ""
    return "\(check.rawValue): \(place)\(text)"
  }
}

/// A run whose journal was read.
public struct VerifiedRun: Hashable, Sendable {
  /// The run.
  public var run: Int
  /// Its key.
  public var key: String
  /// Its events.
  public var events: Int
  /// The hash after the last one, in hexadecimal.
  public var journalHash: String
}

/// The outcome of a verification.
public struct VerificationReport: Hashable, Sendable {
  /// Everything that does not hold, in the order of the checks.
  public var findings: [VerificationFinding] = []
  /// Every run of the database.
  public var runs: [VerifiedRun] = []
  /// True when nothing was found.
  public var isSound: Bool { findings.isEmpty }
}

/// Collects findings over a connection.
struct Verifier {
  let db: Connection
  /// The witness, read before the journal.
  let witness: HeadReading?
  private(set) var report = VerificationReport()
  /// The tables projected anew while the chains were read; nil where that was not possible.
  var projected: ProjectedTables?
  /// What the journals of runs that were read soundly told beside, by run.
  var told: [Int: JournalTold] = [:]

  init(_ db: Connection, _ files: DatabaseFiles) throws(StoreError) {
    self.db = db
    witness = try HeadFile.read(files.head)
  }

  mutating func find(
    _ check: VerificationCheck, run: Int? = nil, seq: Int? = nil, _ text: String
  ) {
    guard report.findings.count < 200 else { return }
    report.findings.append(VerificationFinding(check: check, run: run, seq: seq, text: text))
  }

  /// Runs every check; a check that cannot read becomes a finding.
  mutating func verify() {
    let structure = StructureCheck(of: db)
    attempt(.chain) { (v: inout Verifier) throws(StoreError) in try v.checkChains() }
    attempt(.witness) { (v: inout Verifier) throws(StoreError) in try v.checkWitness() }
    attempt(.runs) { (v: inout Verifier) throws(StoreError) in try v.checkRuns() }
    attempt(.projections) { (v: inout Verifier) throws(StoreError) in try v.checkProjections() }
    attempt(.ledger) { (v: inout Verifier) throws(StoreError) in try v.checkLedger() }
    attempt(.snapshots) { (v: inout Verifier) throws(StoreError) in try v.checkSnapshots() }
    attempt(.latch) { (v: inout Verifier) throws(StoreError) in try v.checkLatches() }
    attempt(.commands) { (v: inout Verifier) throws(StoreError) in try v.checkCommands() }
    attempt(.tapes) { (v: inout Verifier) throws(StoreError) in try v.checkTapes() }
    attempt(.layers) { (v: inout Verifier) throws(StoreError) in try v.checkLayers() }
    attempt(.layers) { (v: inout Verifier) throws(StoreError) in try v.checkSetApart() }
    attempt(.tapes) { (v: inout Verifier) throws(StoreError) in try v.checkTapeParts() }
    attempt(.ticks) { (v: inout Verifier) throws(StoreError) in try v.checkTicks() }
    // What SQLite itself finds stands first, whenever it was found.
    let others = report.findings
    report.findings = []
    take(structure.wait())
    attempt(.references) { (v: inout Verifier) throws(StoreError) in try v.checkQuoteOwners() }
    for finding in others where report.findings.count < 200 { report.findings.append(finding) }
  }

  private mutating func take(_ found: [StructureFinding]) {
    for finding in found { find(finding.check, finding.text) }
  }

  private mutating func attempt(
    _ check: VerificationCheck, _ body: (inout Verifier) throws(StoreError) -> Void
  ) {
    do throws(StoreError) { try body(&self) } catch {
      var run: Int?
      var seq: Int?
      if case .chainBroken(let brokenRun, let brokenSeq, _) = error {
        run = brokenRun
        seq = brokenSeq
      }
      find(check, run: run, seq: seq, error.description)
    }
  }

  mutating func checkChains() throws(StoreError) {
    let runs = try db.rows("SELECT run, key, last_seq, last_hash FROM runs ORDER BY run")
    projected = try? ProjectedTables(of: db, streams: StreamedRows(of: db))
    for row in runs {
      guard let run = row[0].int else { continue }
      var reader = try readChain(run, ChainOrder.stored)
      if !reader.problems.isEmpty || reader.seq != row[2].int {
        // Rows that were written in another order are no damage, and damage is named in theirs.
        projected = nil
        told[run] = nil
        reader = try readChain(run, ChainOrder.numbered)
      }
      if !reader.problems.isEmpty { told[run] = nil }
      for (seq, text) in reader.problems { find(.chain, run: run, seq: seq, text) }
      if row[2].int != reader.seq {
        find(
          .chain, run: run, seq: reader.seq,
          "the run says \(row[2].int ?? -1) events, the journal holds \(reader.seq)")
      } else if row[3] != .blob(reader.chain.value) {
        find(.chain, run: run, seq: reader.seq, "the run's last hash is not the journal's")
      }
      report.runs.append(
        VerifiedRun(
          run: run, key: row[1].string ?? "", events: reader.seq,
          journalHash: reader.chain.hexadecimal))
    }
    let orphans = "SELECT DISTINCT run FROM journal WHERE run NOT IN (SELECT run FROM runs)"
    for row in try db.rows(orphans) {
      find(.chain, run: row[0].int, "the journal has lines of a run that does not exist")
    }
  }

  /// Reads the journal of a run once, for the chain and for everything that follows from it.
  private mutating func readChain(
    _ run: Int, _ order: ChainOrder
  ) throws(StoreError) -> ChainBlocks {
    var reader = ChainBlocks()
    var told = JournalTold(commands: try CommandLedger(run: run, of: db))
    projected?.begin(run: run)
    try db.each(order.query, try order.bounds(run, db)) { row throws(StoreError) in
      take(reader.take(row), &told)
    }
    take(reader.finish(), &told)
    projected?.end()
    told.market = reader.market
    self.told[run] = told
    return reader
  }

  private mutating func take(_ lines: [CheckedLine], _ told: inout JournalTold) {
    // By place: an event is large, and would be copied to be named.
    for place in lines.indices {
      projected?.take(lines[place])
      told.commands.read(lines[place].event)
    }
  }

  private mutating func checkWitness() throws(StoreError) {
    if let witness, witness.damaged > 0 {
      find(.witness, "\(witness.damaged) of its two slots damaged")
    }
    try db.checkWitness(witness)
  }

  private mutating func checkLedger() throws(StoreError) {
    let unbalanced = """
      SELECT run, posting, sum(amount_e4) FROM ledger GROUP BY run, posting HAVING sum(amount_e4)<>0
      """
    for row in try db.rows(unbalanced) {
      find(
        .ledger, run: row[0].int, "posting \(row[1].int ?? 0) is off by \(row[2].int ?? 0) e-4 $")
    }
  }

  private mutating func checkSnapshots() throws(StoreError) {
    for row in try db.rows("SELECT seq, version, state, hash, run FROM snapshots") {
      let run = row[4].int ?? 0
      guard let snapshot = StoredSnapshot(row: row), row[3] == .blob(snapshot.hash(run: run))
      else {
        find(.snapshots, run: run, seq: row[0].int, "the snapshot does not match its hash")
        continue
      }
    }
  }
}

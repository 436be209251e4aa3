// Runs and the processes that work on them.

import CSQLite
import Glibc
import MarketData

extension DeskStore {
  /// Continues the newest open run of a key or makes one.
  public func begin(
    _ identity: RunIdentity, start identityOfStart: StartIdentity, restart: Bool,
    accept: (RunOpening) throws(StoreError) -> Void
  ) throws(StoreError) -> RunOpening {
    if let fault { throw .faulted(fault) }
    let opening: RunOpening
    do throws(StoreError) {
      opening = try connection.transaction { () throws(StoreError) in
        let opening = try open(identity, identityOfStart, restart: restart)
        try adopt(opening)
        try accept(opening)
        start = try connection.makeStart(identityOfStart, run: opening.run, now: wallNanoseconds())
        return opening
      }
    } catch {
      run = nil
      throw error
    }
    try head.write(
      Head(run: opening.run, seq: lastSeq, hash: chain.value), isAcknowledged: true)
    return opening
  }

  /// Finds or makes the run, inside a transaction.
  private func open(
    _ identity: RunIdentity, _ start: StartIdentity, restart: Bool
  ) throws(StoreError) -> RunOpening {
    let crashed = try connection.rows("SELECT DISTINCT run FROM starts WHERE ended IS NULL")
    try connection.run(
      "UPDATE starts SET ended=?, how='crashed' WHERE ended IS NULL",
      [.integer(wallNanoseconds())])
    var open = try connection.openRun(identity.key)
    if let wanted = start.run, wanted != open {
      throw .otherRun(wanted, key: identity.key, open: open)
    }
    var inherited = Latch.released
    if restart, let old = open {
      inherited = connection.latch(run: old)
      try connection.run("UPDATE runs SET status='abandoned' WHERE run=?", [.int(old)])
      open = nil
    }
    let number: Int
    if let open {
      number = open
    } else {
      number = try connection.makeRun(identity, latch: inherited)
    }
    var opening = try connection.opening(of: number, isResumed: open != nil)
    opening.didCrash = open != nil && crashed.contains([.int(number)])
    return opening
  }

  /// Goes on where a run stands.
  func adopt(_ opening: RunOpening) throws(StoreError) {
    run = opening.run
    lastSeq = opening.lastSeq
    chain = HashChain(opening.lastHash)
    projector = try Projector(run: opening.run, resuming: connection)
  }

  /// The settings of an earlier start by their hash; nil when they were not kept.
  public func settings(_ hash: String) throws(StoreError) -> String? {
    try connection.value(
      "SELECT report FROM imports WHERE sha256=? AND format='settings'", [.string(hash)])?.string
  }

  /// Leaves the run, open or ended, and marks this process as ended cleanly.
  public func finish(_ status: RunStatus) throws(StoreError) {
    let run = try requireRun()
    try connection.transaction { () throws(StoreError) in
      try connection.run(
        "UPDATE runs SET status=? WHERE run=?", [.string(status.rawValue), .int(run)])
      try connection.run(
        "UPDATE starts SET ended=?, how='clean' WHERE start=?",
        [.integer(wallNanoseconds()), .int(start)])
    }
    self.run = nil
    try checkpoint()
  }
}

extension Connection {
  func openRun(_ key: String) throws(StoreError) -> Int? {
    try value(
      "SELECT run FROM runs WHERE key=? AND status='open' ORDER BY run DESC LIMIT 1",
      [.string(key)])?.int
  }

  func makeRun(_ identity: RunIdentity, latch: Latch) throws(StoreError) -> Int {
    let number = (try value("SELECT max(run) FROM runs")?.int ?? 0) + 1
    try run(
      "INSERT INTO runs VALUES(?,?,?,?,?,?,'open',0,?)",
      [
        .int(number), .string(identity.key), .string(identity.mode), .string(identity.source),
        .int(identity.seed), .string(identity.dataHash), .blob(HashChain.origin),
      ])
    try setLatch(latch, run: number)
    return number
  }

  func makeStart(
    _ identity: StartIdentity, run number: Int, now: Int64
  ) throws(StoreError) -> Int {
    var library = Connection.libraryVersion
    if !Connection.hasWALResetFix { library += " (before 3.51.3: one writer only)" }
    try run(
      "INSERT INTO starts VALUES(NULL,?,?,?,?,?,?,?,NULL,NULL)",
      [
        .int(number), .int(Int(getpid())), .string(hostName()), .string(identity.version),
        .string(identity.configHash), .string(library), .integer(now),
      ])
    let start = Int(sqlite3_last_insert_rowid(handle))
    if !identity.settings.isEmpty {
      try keep(settings: identity.settings, hash: identity.configHash, now: now)
    }
    return start
  }

  /// Keeps settings as text, once for each content: the hash is that of the text.
  func keep(settings: String, hash: String, now: Int64) throws(StoreError) {
    try run(
      "INSERT OR IGNORE INTO imports VALUES(?,'configuration','settings',?,?,?)",
      [
        .string(hash), .int(settings.split(separator: "\n").count), .integer(now),
        .string(settings),
      ])
  }

  /// A run as it stands, checked against the last line of its journal.
  func opening(of number: Int, isResumed: Bool) throws(StoreError) -> RunOpening {
    let found = try rows("SELECT last_seq, last_hash FROM runs WHERE run=?", [.int(number)]).first
    guard let row = found, let seq = row[0].int, case .blob(let hash) = row[1] else {
      throw .noRun(number)
    }
    let last = try rows(
      "SELECT seq, hash, ts FROM journal WHERE run=? ORDER BY seq DESC LIMIT 1", [.int(number)]
    ).first
    if seq > 0 || last != nil {
      guard last?[0].int == seq, last?[1] == .blob(hash) else {
        throw .chainBroken(
          run: number, seq: seq, detail: "the journal does not end where the run says")
      }
    }
    let config = try value(
      "SELECT config_hash FROM starts WHERE run=? ORDER BY start DESC LIMIT 1", [.int(number)])
    return RunOpening(
      run: number, isResumed: isResumed, lastSeq: seq, lastHash: hash,
      lastTime: last?[2].int.map { Instant(nanoseconds: Int64($0)) }, latch: latch(run: number),
      cursor: try cursor(run: number), didCrash: false, previousConfigHash: config?.string)
  }
}

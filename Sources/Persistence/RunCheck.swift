// Comparing what is kept beside the journal with it: latches, cursors and the states of runs.
//
// A run's end is printed and not journaled, so an ended run that is called open again is found
// only by a later run of its key.

import DeskEngine
import MarketData

extension Latch {
  /// The reason in the latch of a run that was saved from a damaged database.
  static let recoveredReason = "recovered from a damaged database"

  /// Whether a recovery engaged it, of which the journal says nothing.
  var isRecovered: Bool { source == .latch && reason == Latch.recoveredReason }
}

extension Connection {
  /// The latch by the journal's last word on the kill; nil when there is none.
  func journaledLatch(run number: Int) throws(StoreError) -> Latch? {
    let found = try rows(
      """
      SELECT seq, line FROM journal WHERE run=? AND type IN ('KillEngaged','KillReset')
      ORDER BY seq DESC LIMIT 1
      """, [.int(number)]
    ).first
    guard let row = found, case .text(let line) = row[1] else { return nil }
    let event = try decoded(line, run: number, seq: row[0].int ?? 0)
    guard case .killEngaged(let kill) = event.body else { return .released }
    return Latch(isEngaged: true, source: kill.source, reason: kill.reason, since: event.time)
  }

  /// Writes every latch as the journal has it.
  ///
  /// A latch of which the journal says nothing stays, and is engaged when it cannot be read.
  func rebuildLatches() throws(StoreError) {
    for number in try rows("SELECT run FROM runs ORDER BY run").compactMap({ $0[0].int }) {
      let stored = latch(run: number)
      if stored.isRecovered { continue }
      if let told = try journaledLatch(run: number) {
        try setLatch(told, run: number)
      } else if stored == .unreadable {
        let lost = Latch(
          isEngaged: true, source: .latch, reason: "rebuilt: the latch was lost", since: nil)
        try setLatch(lost, run: number)
      }
    }
  }
}

/// When the events that come of a batch of the tape were first and last.
struct MarketTimes {
  var first: Int?
  var last: Int?

  /// Takes an event into account.
  mutating func read(_ event: Event) {
    switch event.body {
    case .sessionOpened, .sessionClosed, .dayRolled, .quotesRejected, .chainJudged, .regimeChanged,
      .edgeDetected, .edgeAbstained, .edgeEnded, .legFilled, .equityMarked:
      let time = Int(event.time.nanoseconds)
      first = min(first ?? time, time)
      last = max(last ?? time, time)
    default: break
    }
  }

  /// Takes other events of the run into account.
  mutating func add(_ others: MarketTimes) {
    guard let otherFirst = others.first, let otherLast = others.last else { return }
    first = min(first ?? otherFirst, otherFirst)
    last = max(last ?? otherLast, otherLast)
  }
}

extension Verifier {
  /// Compares every latch with the journal's last word on the kill.
  mutating func checkLatches() throws(StoreError) {
    for row in try db.rows("SELECT run FROM runs ORDER BY run") {
      guard let run = row[0].int else { continue }
      let latch = db.latch(run: run)
      if latch == .unreadable {
        find(.latch, run: run, "the latch cannot be read: engaged")
      } else if let told = try db.journaledLatch(run: run), latch != told, !latch.isRecovered {
        let stored = latch.isEngaged ? "engaged: \(latch.reason)" : "released"
        let said = told.isEngaged ? "engaged: \(told.reason)" : "released"
        find(.latch, run: run, "the latch is \(stored), by the journal \(said)")
      }
    }
  }

  /// Compares how far each tape was read with the events that its batches gave.
  mutating func checkTapes() throws(StoreError) {
    for run in try db.rows("SELECT run FROM runs ORDER BY run").compactMap({ $0[0].int }) {
      let market: MarketTimes
      if let read = told[run]?.market {
        market = read
      } else {
        market = try marketTimes(run)
      }
      guard let first = market.first, let last = market.last else { continue }
      guard let cursor = try db.cursor(run: run) else {
        if try !isSaved(run) { find(.tapes, run: run, "how far the tape was read is missing") }
        continue
      }
      if cursor.batches < 1 || cursor.first.nanoseconds > Int64(first) {
        find(.tapes, run: run, "the tape begins at \(cursor.first), after its first event")
      }
      if cursor.last.nanoseconds < Int64(last) {
        find(.tapes, run: run, "the tape was read to \(cursor.last), before its last event")
      } else if try isAhead(cursor, run) {
        find(.tapes, run: run, "the tape was read to \(cursor.last), after its last event")
      }
    }
  }

  private func marketTimes(_ run: Int) throws(StoreError) -> MarketTimes {
    let found = try db.rows(
      """
      SELECT min(ts), max(ts) FROM journal WHERE run=? AND type IN ('SessionOpened',
      'SessionClosed','DayRolled','QuotesRejected','ChainJudged','RegimeChanged','EdgeDetected',
      'EdgeAbstained','EdgeEnded','LegFilled','EquityMarked')
      """, [.int(run)]
    ).first
    return MarketTimes(first: found?[0].int, last: found?[1].int)
  }

  /// Compares every piece of the recorded tapes with its hash, and their times with each other.
  mutating func checkTapeParts() throws(StoreError) {
    for run in try db.rows("SELECT DISTINCT run FROM tapes WHERE part>0").compactMap({ $0[0].int })
    {
      do throws(StoreError) { try db.eachTapePart(run: run, from: 1) { _ in } } catch {
        find(.tapes, run: run, error.description)
      }
      let wrong = try db.value(
        """
        SELECT b.part FROM tapes a JOIN tapes b ON a.run=b.run AND b.part=a.part+1
        WHERE a.run=? AND a.part>0 AND b.first_ts<=a.last_ts LIMIT 1
        """, [.int(run)])
      if let part = wrong?.int {
        find(
          .tapes, run: run, "part \(part) of the recorded tape begins before the one before it ends"
        )
      }
    }
  }

  /// Whether the run was saved from a damaged database, which keeps no cursor.
  private func isSaved(_ run: Int) throws(StoreError) -> Bool {
    if db.latch(run: run).isRecovered { return true }
    if try db.value("SELECT 1 FROM starts WHERE run=?", [.int(run)]) == nil { return true }
    let carried = """
      SELECT 1 FROM journal WHERE run=? AND type='KillEngaged'
      AND line LIKE '%\(Latch.recoveredReason)%'
      """
    return try db.value(carried, [.int(run)]) != nil
  }

  /// Whether a cursor stands after the last event though that one came from the market.
  ///
  /// A command is stored with the batches before it, which may have decided nothing.
  private func isAhead(_ cursor: TapeCursor, _ run: Int) throws(StoreError) -> Bool {
    let key = SQLValue.int(run)
    // A live tape is also kept where it caused nothing.
    let recorded = try db.value("SELECT max(last_ts) FROM tapes WHERE run=? AND part>0", [key])?.int
    if let recorded, Int64(recorded) >= cursor.last.nanoseconds { return false }
    let last = "SELECT seq, ts FROM journal WHERE run=? ORDER BY seq DESC LIMIT 1"
    guard let row = try db.rows(last, [key]).first, let time = row[1].int,
      cursor.last.nanoseconds > Int64(time)
    else { return false }
    let command = """
      SELECT 1 FROM commands WHERE run=?1 AND (seq=?2 OR (seq IS NULL AND code IS NULL)) UNION ALL
      SELECT 1 FROM journal WHERE run=?1 AND ts=?3 AND type IN ('CommandRefused','ConfigChanged')
      """
    return try db.value(command, [key, row[0], row[1]]) == nil
  }

  /// Checks that the states of the runs of each key fit together.
  mutating func checkRuns() throws(StoreError) {
    let rows = try db.rows(
      """
      SELECT r.run, r.mode, r.status,
        EXISTS(SELECT 1 FROM runs n WHERE n.key=r.key AND n.run>r.run),
        (SELECT how FROM starts s WHERE s.run=r.run ORDER BY start DESC LIMIT 1),
        EXISTS(SELECT 1 FROM starts s WHERE s.run=r.run)
      FROM runs r ORDER BY r.run
      """)
    for row in rows {
      let run = row[0].int
      let isLast = row[3].int == 0
      switch row[2].string {
      case "open":
        if !isLast { find(.runs, run: run, "it is open though a later run of its key began") }
      case "abandoned":
        if isLast { find(.runs, run: run, "it is abandoned though no later run of its key began") }
      case "ended":
        if row[1].string != "replay" {
          find(.runs, run: run, "it has ended, but only a replay ends")
        } else if row[5].int == 1, row[4].string != "clean" {
          find(.runs, run: run, "it has ended, but its last start did not")
        }
      default: find(.runs, run: run, "it is \(row[2].string ?? "in no state")")
      }
    }
  }
}

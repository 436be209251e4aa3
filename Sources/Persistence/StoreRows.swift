// Rows that are written as they come and read back by the key: latch, commands, cursor, quotes.

import CSQLite
import DeskEngine
import MarketData

extension Connection {
  // MARK: The latch

  /// The latch of a run; engaged unless every column says released.
  func latch(run number: Int) -> Latch {
    let found: [SQLValue]?
    let newest: String?
    do throws(StoreError) {
      found = try rows(
        "SELECT engaged, source, reason, ts FROM latches WHERE run=?", [.int(number)]
      ).first
      newest = try value(
        """
        SELECT type FROM journal WHERE run=? AND type IN ('KillEngaged','KillReset')
        ORDER BY seq DESC LIMIT 1
        """, [.int(number)])?.string
    } catch { return .unreadable }
    guard let row = found else { return .unreadable }
    if row[0] == .integer(0), row[1...].allSatisfy({ $0 == .null }), newest != "KillEngaged" {
      return .released
    }
    guard row[0] == .integer(1), let word = row[1].string, let source = KillSource(rawValue: word)
    else { return .unreadable }
    return Latch(
      isEngaged: true, source: source, reason: row[2].string ?? "",
      since: row[3].int.map { Instant(nanoseconds: Int64($0)) })
  }

  func setLatch(_ latch: Latch, run number: Int) throws(StoreError) {
    let source = latch.isEngaged ? (latch.source ?? .latch).rawValue : nil
    try run(
      "INSERT OR REPLACE INTO latches VALUES(?,?,?,?,?)",
      [
        .int(number), .int(latch.isEngaged ? 1 : 0), .string(source),
        latch.isEngaged ? .string(latch.reason) : .null,
        latch.isEngaged ? .time(latch.since) : .null,
      ])
  }

  /// Engages or releases the latch when an event says so.
  func turnLatch(_ event: Event, run number: Int) throws(StoreError) {
    switch event.body {
    case .killEngaged(let kill):
      let latch = Latch(
        isEngaged: true, source: kill.source, reason: kill.reason, since: event.time)
      try setLatch(latch, run: number)
    case .killReset: try setLatch(.released, run: number)
    default: break
    }
  }

  // MARK: Commands and the cursor

  func insert(_ command: StoredCommand, run number: Int) throws(StoreError) {
    try run(
      "INSERT INTO commands VALUES(?,?,?,?,?,?,?,?)",
      [
        .int(number), .string(command.command), .time(command.time),
        .string(command.verb.rawValue), .string(command.arguments), .int(command.seq),
        .string(command.outcome), .string(command.code),
      ])
  }

  func commands(_ clause: String, _ values: [SQLValue]) throws(StoreError) -> [StoredCommand] {
    try rows(
      """
      SELECT command, ts, verb, arguments, seq, outcome, code FROM commands WHERE run=? \(clause)
      """, values
    ).map { row in
      StoredCommand(
        command: row[0].string ?? "", time: Instant(nanoseconds: Int64(row[1].int ?? 0)),
        verb: row[2].string.flatMap { CommandVerb(rawValue: $0) } ?? .note,
        arguments: row[3].string ?? "", seq: row[4].int, outcome: row[5].string ?? "",
        code: row[6].string)
    }
  }

  /// Part 0 of a tape holds no data: it says how far the tape was read.
  func move(_ cursor: TapeCursor, run number: Int) throws(StoreError) {
    try run(
      "INSERT OR REPLACE INTO tapes VALUES(?,0,?,?,?,NULL,NULL)",
      [.int(number), .time(cursor.first), .time(cursor.last), .int(cursor.batches)])
  }

  func cursor(run number: Int) throws(StoreError) -> TapeCursor? {
    let found = try rows(
      "SELECT first_ts, last_ts, rows FROM tapes WHERE run=? AND part=0", [.int(number)]
    ).first
    guard let first = found?[0].int, let last = found?[1].int, let count = found?[2].int else {
      return nil
    }
    return TapeCursor(
      first: Instant(nanoseconds: Int64(first)), last: Instant(nanoseconds: Int64(last)),
      batches: count)
  }

  // MARK: Market data

  /// Keeps a quote; the first reason at a moment stays.
  func insert(_ row: OptionQuoteRow, run number: Int) throws(StoreError) {
    try run(
      "INSERT OR IGNORE INTO option_quotes VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      [
        .int(number), .time(row.time), .string(row.underlying), .time(row.expiration),
        .money(row.strike), .string(row.right.rawValue), .money(row.quote.bid),
        .money(row.quote.ask), .int(row.quote.bidSize), .int(row.quote.askSize),
        .int(row.quote.volume), .int(row.openInterest), .number(row.impliedVolatility),
        .number(row.delta), .number(row.gamma), .number(row.vega), .number(row.theta),
        .string(row.quality.rawValue), .string(row.reason.rawValue),
      ])
  }

  /// Keeps a bar once; a bar that is there stays as it is.
  @discardableResult func insert(_ row: MarketPriceRow) throws(StoreError) -> Bool {
    let bar = row.bar
    guard let open = Money(dollars: bar.open), let high = Money(dollars: bar.high),
      let low = Money(dollars: bar.low), let close = Money(dollars: bar.close)
    else { return false }
    try run(
      "INSERT OR IGNORE INTO market_prices VALUES(?,?,?,?,?,?,?,?,?)",
      [
        .string(row.symbol), .time(row.time), .int(row.interval), .money(open), .money(high),
        .money(low), .money(close), .number(bar.volume), .string(row.source),
      ])
    return sqlite3_changes(handle) > 0
  }

  /// Keeps a dated value once.
  @discardableResult func insert(_ row: HistoryRow) throws(StoreError) -> Bool {
    try run(
      "INSERT OR IGNORE INTO history VALUES(?,?,?,?,?)",
      [
        .string(row.symbol), .string(row.date.description), .string(row.metric),
        .number(row.value), .string(row.source),
      ])
    return sqlite3_changes(handle) > 0
  }
}

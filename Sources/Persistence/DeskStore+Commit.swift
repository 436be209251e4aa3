// One commit: everything one input decided, in one transaction, then the witness.
//
// A failure before COMMIT leaves nothing behind and the store can go on. A failure of COMMIT or
// after it leaves open what reached the disk, so the store stops; the next start finds out.

import DeskEngine
import MarketData
import Numerics

extension DeskStore {
  /// Makes one input's results durable, all or nothing.
  public func commit(_ transaction: Transaction) throws(StoreError) -> Acknowledgement {
    let run = try requireRun()
    let (lines, hashes) = try encode(transaction.events)
    let before = projector
    do throws(StoreError) {
      try reach(.begin)
      try connection.run("BEGIN IMMEDIATE")
      try store(transaction, lines, hashes, run)
      try reach(.commit)
    } catch {
      projector = before
      if !connection.rollback() { fault = error.description }
      throw error
    }
    do throws(StoreError) {
      try connection.run("COMMIT")
      try reach(.committed)
      if let hash = hashes.last {
        try head.write(
          Head(run: run, seq: lastSeq + lines.count, hash: hash),
          isAcknowledged: transaction.command != nil)
      }
      try reach(.witnessed)
    } catch {
      fault = error.description
      connection.rollback()
      throw error
    }
    lastSeq += lines.count
    if let hash = hashes.last { chain = HashChain(hash) }
    return Acknowledgement(seq: lastSeq, hash: chain.value, lines: lines)
  }

  private func encode(
    _ events: [Event]
  ) throws(StoreError) -> (lines: [[UInt8]], hashes: [[UInt8]]) {
    var lines: [[UInt8]] = []
    var hashes: [[UInt8]] = []
    var next = chain
    for event in events {
      let expected = lastSeq + lines.count + 1
      guard event.seq == expected, event.body.isJournaled else {
        throw .sequence(expected: expected, found: event.seq)
      }
      let line = event.line()
      next.append(line)
      lines.append(line)
      hashes.append(next.value)
    }
    return (lines, hashes)
  }

  private func store(
    _ transaction: Transaction, _ lines: [[UInt8]], _ hashes: [[UInt8]], _ run: Int
  ) throws(StoreError) {
    let wall = SQLValue.integer(wallNanoseconds())
    for index in lines.indices {
      let event = transaction.events[index]
      try connection.run(
        "INSERT INTO journal VALUES(?,?,?,?,?,?,?)",
        [
          .int(run), .int(event.seq), .time(event.time), .string(event.body.name),
          .text(lines[index]), .blob(hashes[index]), wall,
        ])
      try reach(.journal)
      try projector.project(event, line: lines[index][...], to: connection)
      try reach(.projection)
      try connection.turnLatch(event, run: run)
      try reach(.latch)
    }
    if let command = transaction.command { try connection.insert(command, run: run) }
    try reach(.command)
    for quote in transaction.quotes { try connection.insert(quote, run: run) }
    for price in transaction.prices { try connection.insert(price) }
    for value in transaction.history { try connection.insert(value) }
    try reach(.rows)
    if let settings = transaction.settings {
      try connection.keep(
        settings: settings.text, hash: settings.hash, now: wallNanoseconds())
    }
    if let cursor = transaction.cursor { try connection.move(cursor, run: run) }
    if let part = transaction.tape { try connection.insert(part, run: run) }
    try reach(.cursor)
    if let hash = hashes.last {
      try connection.run(
        "UPDATE runs SET last_seq=?, last_hash=? WHERE run=?",
        [.int(lastSeq + lines.count), .blob(hash), .int(run)])
    }
    try reach(.run)
  }
}

extension EventBody {
  /// False for the events that are printed only.
  var isJournaled: Bool {
    switch self {
    case .runStarted, .runEnded: false
    default: true
    }
  }
}

// Reading a journal row by row against its chain, going on after damage to name all of it.

import DeskEngine
import MarketData

/// A row of the journal as it is stored.
struct JournalRow: Sendable {
  var seq: Int
  var time: Instant?
  var type: String
  var line: [UInt8]
  var hash: [UInt8]

  /// Reads `seq, ts, type, line, hash`.
  init(_ row: Statement) {
    seq = row.int(0) ?? 0
    time = row.time(1)
    type = row.text(2) ?? ""
    line = row.bytes(3)
    hash = row.bytes(4)
  }
}

/// A line that was understood.
struct CheckedLine: Sendable {
  var event: Event
  var line: [UInt8]
}

/// The journal of one run as it is read.
///
/// What a row is checked against is the row before it, as stored, so that a reader can begin anywhere.
struct ChainReader: Sendable {
  private(set) var seq: Int
  private(set) var chain: HashChain
  private(set) var problems: [(seq: Int, text: String)] = []

  /// Goes on after a row, or begins.
  init(after seq: Int = 0, chain: HashChain = HashChain()) {
    self.seq = seq
    self.chain = chain
  }

  /// Reads the next row.
  ///
  /// - Returns: The event with its line, for whoever else wants to look at it; nil for damage.
  mutating func read(_ row: JournalRow) -> CheckedLine? {
    if row.seq != seq + 1 { note(seq + 1, "the event is missing") }
    seq = row.seq
    chain.append(row.line)
    if chain.value != row.hash {
      note(row.seq, "the line does not match its hash")
      chain = HashChain(row.hash)
    }
    return check(row)
  }

  private mutating func check(_ row: JournalRow) -> CheckedLine? {
    let event: Event
    do throws(LineError) { event = try Event(line: row.line) } catch {
      note(seq, "the line does not read: \(error)")
      return nil
    }
    if event.line() != row.line { note(seq, "the line is not in its canonical form") }
    if event.seq != seq { note(seq, "the line says seq \(event.seq)") }
    if event.time != row.time { note(seq, "the column ts is not the line's time") }
    if event.body.name != row.type { note(seq, "the column type is not the line's type") }
    return problems.isEmpty ? CheckedLine(event: event, line: row.line) : nil
  }

  private mutating func note(_ seq: Int, _ text: String) {
    if problems.count < 20 { problems.append((seq, text)) }
  }
}

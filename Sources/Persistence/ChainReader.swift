// Reading a journal row by row against its chain, going on after damage to name all of it.

import DeskEngine
import Glibc
import MarketData
import Numerics

/// Rows of the journal as they are stored, one behind the other in one run of bytes.
///
/// Each line stands behind the hash that it follows, so that both are hashed in place.
struct JournalRows: Sendable {
  private struct Row {
    var seq: Int
    var time: Int?
    /// Where the line begins, where its own hash does, and where the next line would.
    var line: Int
    var hash: Int
    var end: Int
    /// Where the type ends.
    var type: Int
  }

  private var bytes: [UInt8]
  private var types: [UInt8] = []
  private var rows: [Row] = []

  /// Begins after a hash.
  init(after hash: [UInt8], reserving count: Int = 0) {
    bytes = hash
    bytes.reserveCapacity(count * 512)
    rows.reserveCapacity(count)
  }

  /// How many rows there are.
  var count: Int { rows.count }

  /// The number of the last one.
  var lastSeq: Int { rows.last?.seq ?? 0 }

  /// Its hash, or the one before the first.
  var lastHash: [UInt8] { Array(bytes[(rows.last?.hash ?? 0)...]) }

  /// Takes the next row: `seq, ts, type, line, hash`.
  mutating func append(_ row: Statement) {
    row.append(2, to: &types)
    let line = bytes.count
    row.append(3, to: &bytes)
    let hash = bytes.count
    row.append(4, to: &bytes)
    rows.append(
      Row(
        seq: row.int(0) ?? 0, time: row.int(1), line: line, hash: hash, end: bytes.count,
        type: types.count))
  }

  func seq(_ place: Int) -> Int { rows[place].seq }

  func time(_ place: Int) -> Int? { rows[place].time }

  /// The line of a row.
  func line(_ place: Int) -> ArraySlice<UInt8> { bytes[rows[place].line..<rows[place].hash] }

  /// Whether the type of a row is a word.
  func isType(_ place: Int, _ word: String) -> Bool {
    let start = place > 0 ? rows[place - 1].type : 0
    let count = rows[place].type - start
    var word = word
    return word.withUTF8 { word in
      guard word.count == count, let word = word.baseAddress else { return false }
      return types.withUnsafeBufferPointer { types in
        types.baseAddress.map { memcmp($0 + start, word, count) == 0 } ?? false
      }
    }
  }

  /// Whether each row's hash is that of its line after the hash before it.
  ///
  /// What a line follows is the hash as it is stored in the row before, not one that was found here.
  /// So no row waits for another and several are hashed side by side, and it proves the same: the
  /// first hash is known, and each that is right makes the next one known.
  func areHashed() -> [Bool] {
    var before = 0
    let messages = rows.map { row in
      defer { before = row.hash }
      return before..<row.hash
    }
    let digests = SHA256.hashes(of: messages, in: bytes)
    return digests.withUnsafeBufferPointer { digests in
      bytes.withUnsafeBufferPointer { bytes in
        guard let found = digests.baseAddress, let stored = bytes.baseAddress else { return [] }
        return rows.indices.map { place in
          let row = rows[place]
          return row.end - row.hash == 32
            && memcmp(found + 32 * place, stored + row.hash, 32) == 0
        }
      }
    }
  }

  /// Reads the line of a row.
  func event(_ place: Int) throws(LineError) -> (event: Event, isCanonical: Bool) {
    let row = rows[place]
    return try bytes.withUnsafeBufferPointer { all throws(LineError) in
      try Event.read(UnsafeBufferPointer(rebasing: all[row.line..<row.hash]))
    }
  }
}

/// A line that was understood.
struct CheckedLine: Sendable {
  var event: Event
  var line: ArraySlice<UInt8>
}

/// The journal of one run as it is read.
///
/// What a row is checked against is the row before it, as stored, so that a reader can begin anywhere.
struct ChainReader: Sendable {
  private(set) var seq: Int
  private(set) var chain: HashChain
  private(set) var problems: [(seq: Int, text: String)] = []
  /// When the market moved the rows that were read.
  private(set) var market = MarketTimes()

  /// Goes on after a row, or begins.
  init(after seq: Int = 0, chain: HashChain = HashChain()) {
    self.seq = seq
    self.chain = chain
  }

  /// Reads the rows that follow.
  ///
  /// - Returns: The events from which more follows, with their lines, up to damage.
  mutating func read(_ rows: JournalRows) -> [CheckedLine] {
    var lines: [CheckedLine] = []
    lines.reserveCapacity(rows.count)
    let areHashed = rows.areHashed()
    for place in 0..<rows.count {
      if rows.seq(place) != seq + 1 { note(seq + 1, "the event is missing") }
      seq = rows.seq(place)
      if !areHashed[place] { note(seq, "the line does not match its hash") }
      guard let event = check(rows, place) else { continue }
      market.read(event)
      if event.body.isFollowed {
        lines.append(CheckedLine(event: event, line: rows.line(place)))
      }
    }
    chain = HashChain(rows.lastHash)
    return lines
  }

  private mutating func check(_ rows: JournalRows, _ place: Int) -> Event? {
    let event: Event
    let isCanonical: Bool
    do throws(LineError) { (event, isCanonical) = try rows.event(place) } catch {
      note(seq, "the line does not read: \(error)")
      return nil
    }
    if !isCanonical { note(seq, "the line is not in its canonical form") }
    if event.seq != seq { note(seq, "the line says seq \(event.seq)") }
    if rows.time(place) != Int(event.time.nanoseconds) {
      note(seq, "the column ts is not the line's time")
    }
    if !rows.isType(place, event.body.name) {
      note(seq, "the column type is not the line's type")
    }
    return problems.isEmpty ? event : nil
  }

  private mutating func note(_ seq: Int, _ text: String) {
    if problems.count < 20 { problems.append((seq, text)) }
  }
}

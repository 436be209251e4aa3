// A journal checked in blocks, each on a thread of its own, and handed on in its order.
//
// A row is checked against the row before it as stored, so blocks need not wait for each other. At
// most three are in memory; without a thread a block is checked where it stands.

import Synchronization

/// Rows that are checked while others are read.
private final class ChainBlock: Sendable {
  /// What was found.
  struct Outcome: Sendable {
    var reader: ChainReader
    var lines: [CheckedLine]
  }

  private let start: ChainReader
  private let found: Found
  private let thread: WorkThread

  private final class Found: Sendable {
    let outcome = Mutex<Outcome?>(nil)
  }

  /// Starts to check the rows after a reader's last.
  init(_ rows: [JournalRow], after start: ChainReader) {
    let found = Found()
    self.start = start
    self.found = found
    thread = WorkThread {
      var reader = start
      var lines: [CheckedLine] = []
      lines.reserveCapacity(rows.count)
      for row in rows {
        if let line = reader.read(row) { lines.append(line) }
      }
      let outcome = Outcome(reader: reader, lines: lines)
      found.outcome.withLock { $0 = outcome }
    }
  }

  /// Waits for the outcome.
  func wait() -> Outcome {
    thread.wait()
    return found.outcome.withLock { $0 } ?? Outcome(reader: start, lines: [])
  }
}

/// The journal of one run, checked in blocks.
struct ChainBlocks {
  private static let size = 4_096
  private static let most = 3

  private var rows: [JournalRow] = []
  private var blocks: [ChainBlock] = []
  /// The reader before the rows that are collected now.
  private var start = ChainReader()
  /// Everything that was checked so far.
  private(set) var seq = 0
  private(set) var chain = HashChain()
  private(set) var problems: [(seq: Int, text: String)] = []

  /// Takes the next row.
  ///
  /// - Returns: Lines that have been checked meanwhile, the next in the order of the journal.
  mutating func take(_ row: JournalRow) -> [CheckedLine] {
    rows.append(row)
    guard rows.count == ChainBlocks.size else { return [] }
    return beginBlock()
  }

  /// Checks what is left.
  ///
  /// - Returns: The last lines.
  mutating func finish() -> [CheckedLine] {
    var lines = rows.isEmpty ? [] : beginBlock()
    while !blocks.isEmpty { lines += endBlock() }
    return lines
  }

  private mutating func beginBlock() -> [CheckedLine] {
    blocks.append(ChainBlock(rows, after: start))
    if let last = rows.last { start = ChainReader(after: last.seq, chain: HashChain(last.hash)) }
    rows = []
    rows.reserveCapacity(ChainBlocks.size)
    return blocks.count == ChainBlocks.most ? endBlock() : []
  }

  private mutating func endBlock() -> [CheckedLine] {
    let outcome = blocks.removeFirst().wait()
    seq = outcome.reader.seq
    chain = outcome.reader.chain
    problems += outcome.reader.problems.prefix(20 - problems.count)
    return outcome.lines
  }
}

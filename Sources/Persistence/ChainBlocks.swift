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
  init(_ rows: JournalRows, after start: ChainReader) {
    let found = Found()
    self.start = start
    self.found = found
    thread = WorkThread {
      var reader = start
      let lines = reader.read(rows)
      let outcome = Outcome(reader: reader, lines: lines)
      found.outcome.withLock { $0 = outcome }
    }
  }

  /// Waits for the outcome, which is handed out once.
  func wait() -> Outcome {
    thread.wait()
    let outcome = found.outcome.withLock { found in
      defer { found = nil }
      return found
    }
    return outcome ?? Outcome(reader: start, lines: [])
  }
}

/// The journal of one run, checked in blocks.
struct ChainBlocks {
  private static let size = 4_096
  private static let most = 3

  private var rows = JournalRows(after: HashChain.origin, reserving: ChainBlocks.size)
  private var blocks: [ChainBlock] = []
  /// The reader before the rows that are collected now.
  private var start = ChainReader()
  /// Everything that was checked so far.
  private(set) var seq = 0
  private(set) var chain = HashChain()
  private(set) var problems: [(seq: Int, text: String)] = []
  private(set) var market = MarketTimes()

  /// Takes the next row.
  ///
  /// - Returns: Lines that have been checked meanwhile, the next in the order of the journal.
  mutating func take(_ row: Statement) -> [CheckedLine] {
    rows.append(row)
    guard rows.count == ChainBlocks.size else { return [] }
    return beginBlock()
  }

  /// Checks what is left.
  ///
  /// - Returns: The last lines.
  mutating func finish() -> [CheckedLine] {
    var lines = rows.count == 0 ? [] : beginBlock()
    while !blocks.isEmpty { lines += endBlock() }
    return lines
  }

  private mutating func beginBlock() -> [CheckedLine] {
    blocks.append(ChainBlock(rows, after: start))
    let hash = rows.lastHash
    start = ChainReader(after: rows.lastSeq, chain: HashChain(hash))
    rows = JournalRows(after: hash, reserving: ChainBlocks.size)
    return blocks.count == ChainBlocks.most ? endBlock() : []
  }

  private mutating func endBlock() -> [CheckedLine] {
    let outcome = blocks.removeFirst().wait()
    seq = outcome.reader.seq
    chain = outcome.reader.chain
    market.add(outcome.reader.market)
    problems += outcome.reader.problems.prefix(20 - problems.count)
    return outcome.lines
  }
}

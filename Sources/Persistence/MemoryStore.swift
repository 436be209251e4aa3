// A store that keeps its run in memory: the read-only desk, and tests.
//
// Lines, hashes and outcomes are the same as in the database; nothing survives the process.

import DeskEngine
import MarketData

/// A journal in memory.
public final class MemoryStore: JournalStore {
  private var lines: [JournalLine] = []
  private var stored: [StoredCommand] = []
  private var snapshots: [StoredSnapshot] = []
  private var chain = HashChain()
  private var latched = Latch.unreadable
  private var identity: RunIdentity?
  private var cursor: TapeCursor?
  private var lastTime: Instant?
  private var run = 0

  /// Makes an empty store.
  public init() {}

  /// Continues the run of a key or makes one.
  public func begin(
    _ identity: RunIdentity, start: StartIdentity, restart: Bool,
    accept: (RunOpening) throws(StoreError) -> Void
  ) throws(StoreError) -> RunOpening {
    let goesOn = self.identity == identity && !restart
    if let wanted = start.run, !goesOn || wanted != run {
      throw .otherRun(wanted, key: identity.key, open: goesOn ? run : nil)
    }
    if !goesOn {
      let carries = self.identity == identity && latched.isEngaged
      if !carries { latched = .released }
      self.identity = identity
      run += 1
      lines = []
      stored = []
      snapshots = []
      chain = HashChain()
      cursor = nil
      lastTime = nil
    }
    let opening = RunOpening(
      run: run, isResumed: goesOn, lastSeq: lines.count, lastHash: chain.value,
      lastTime: lastTime, latch: latched, cursor: cursor, didCrash: false,
      previousConfigHash: nil)
    try accept(opening)
    return opening
  }

  /// Appends one input's results.
  public func commit(_ transaction: Transaction) throws(StoreError) -> Acknowledgement {
    guard identity != nil else { throw .noRun(0) }
    var next = chain
    var added: [JournalLine] = []
    for event in transaction.events {
      let expected = lines.count + added.count + 1
      guard event.seq == expected, event.body.isJournaled else {
        throw .sequence(expected: expected, found: event.seq)
      }
      let line = event.line()
      next.append(line)
      added.append(JournalLine(seq: expected, line: line, hash: next.value))
    }
    for event in transaction.events { turnLatch(event) }
    lastTime = transaction.events.last?.time ?? lastTime
    lines += added
    chain = next
    if let command = transaction.command { stored.append(command) }
    cursor = transaction.cursor ?? cursor
    return Acknowledgement(seq: lines.count, hash: chain.value, lines: added.map(\.line))
  }

  private func turnLatch(_ event: Event) {
    switch event.body {
    case .killEngaged(let kill):
      latched = Latch(isEngaged: true, source: kill.source, reason: kill.reason, since: event.time)
    case .killReset: latched = .released
    default: break
    }
  }

  /// What became of a command; nil when it is new.
  public func outcome(of command: String) throws(StoreError) -> StoredCommand? {
    stored.first { $0.command == command }
  }

  /// The latest commands, oldest first.
  public func commands(last count: Int) throws(StoreError) -> [StoredCommand] {
    Array(stored.suffix(count))
  }

  /// Keeps a snapshot and the two before it.
  public func save(_ snapshot: StoredSnapshot) throws(StoreError) {
    snapshots.removeAll { $0.seq == snapshot.seq }
    snapshots = (snapshots + [snapshot]).sorted { $0.seq < $1.seq }.suffix(3)
  }

  /// The newest snapshot in a version of the encoding.
  public func newestSnapshot(version: Int) throws(StoreError) -> StoredSnapshot? {
    snapshots.last { $0.version == version }
  }

  /// Visits the lines after an event.
  public func eachLine(
    after seq: Int, _ visit: (JournalLine) throws(StoreError) -> Void
  ) throws(StoreError) {
    for line in lines.dropFirst(seq) { try visit(line) }
  }

  /// The latch.
  public func latch() -> Latch { latched }

  /// There is no log to move.
  public func checkpoint() throws(StoreError) {}

  /// Nothing is older than this process.
  public func settings(_ hash: String) throws(StoreError) -> String? { nil }

  /// There are no tables.
  public func book() throws(StoreError) -> StoredBook? { nil }

  /// There is no file that could be damaged.
  public func unsound(_ detail: String) -> StoreError { .unsound(path: "memory", detail: detail) }

  /// There is no structure to check.
  public func quickCheck() throws(StoreError) {}

  /// A process that keeps nothing records nothing.
  public func recordedTape(isWhole: Bool) throws(StoreError) -> [UInt8] { [] }

  /// Leaves the run.
  public func finish(_ status: RunStatus) throws(StoreError) {
    if status != .open { identity = nil }
  }
}

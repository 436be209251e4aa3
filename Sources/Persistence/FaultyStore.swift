// A store that fails a chosen commit, to show what the desk does when the disk does not obey.

/// A wrapper that fails one commit, and every later one.
public final class FaultyStore: JournalStore {
  private let inner: any JournalStore
  private let failing: Int
  private var commits = 0

  /// Wraps a store; `failing` is the commit that fails first, counted from 1.
  public init(_ inner: any JournalStore, failing: Int) {
    self.inner = inner
    self.failing = failing
  }

  /// Continues or makes a run.
  public func begin(
    _ identity: RunIdentity, start: StartIdentity, restart: Bool,
    accept: (RunOpening) throws(StoreError) -> Void
  ) throws(StoreError) -> RunOpening {
    try inner.begin(identity, start: start, restart: restart, accept: accept)
  }

  /// Commits, or fails from the chosen commit on.
  public func commit(_ transaction: Transaction) throws(StoreError) -> Acknowledgement {
    commits += 1
    guard commits < failing else { throw .injected("commit \(commits)") }
    return try inner.commit(transaction)
  }

  /// What became of a command.
  public func outcome(of command: String) throws(StoreError) -> StoredCommand? {
    try inner.outcome(of: command)
  }

  /// The latest commands.
  public func commands(last count: Int) throws(StoreError) -> [StoredCommand] {
    try inner.commands(last: count)
  }

  /// Keeps a snapshot.
  public func save(_ snapshot: StoredSnapshot) throws(StoreError) { try inner.save(snapshot) }

  /// The newest snapshot.
  public func newestSnapshot(version: Int) throws(StoreError) -> StoredSnapshot? {
    try inner.newestSnapshot(version: version)
  }

  /// Visits the lines after an event.
  public func eachLine(
    after seq: Int, _ visit: (JournalLine) throws(StoreError) -> Void
  ) throws(StoreError) { try inner.eachLine(after: seq, visit) }

  /// The latch.
  public func latch() -> Latch { inner.latch() }

  /// Moves the log.
  public func checkpoint() throws(StoreError) { try inner.checkpoint() }

  /// The settings of an earlier start.
  public func settings(_ hash: String) throws(StoreError) -> String? { try inner.settings(hash) }

  /// The book in the tables.
  public func book() throws(StoreError) -> StoredBook? { try inner.book() }

  /// The refusal of a damaged store.
  public func unsound(_ detail: String) throws(StoreError) -> StoreError {
    try inner.unsound(detail)
  }

  /// Checks the structure.
  public func quickCheck() throws(StoreError) { try inner.quickCheck() }

  /// The recorded lines.
  public func recordedTape(isWhole: Bool) throws(StoreError) -> [UInt8] {
    try inner.recordedTape(isWhole: isWhole)
  }

  /// Leaves the run.
  public func finish(_ status: RunStatus) throws(StoreError) { try inner.finish(status) }
}

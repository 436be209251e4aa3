// Runs and their configuration.
//
// `RunStarted` and `RunEnded` are printed, not journaled: they carry what belongs to a process.

public import MarketData

/// A process began to work on a run; printed only.
public struct RunStarted: LineRecord, Hashable, Sendable {
  /// The run.
  public var run: Int = 0
  /// What identifies the run.
  public var key: String = ""
  /// sim, replay or live.
  public var mode: String = ""
  /// The name of the tape.
  public var source: String = ""
  /// The seed.
  public var seed: Int = 0
  /// True when an open run goes on.
  public var resumed: Bool = false
  /// The program's version.
  public var version: String = ""
  /// Hash of the settings that influence decisions.
  public var configHash: String = ""
  /// Hash of the source files.
  public var dataHash: String = ""
  /// Equity at the start.
  public var equity: Money = .zero

  init() {}

  /// Makes the line of a start.
  public init(
    run: Int, key: String, mode: String, source: String, seed: Int, resumed: Bool,
    version: String, configHash: String, dataHash: String, equity: Money
  ) {
    self.run = run
    self.key = key
    self.mode = mode
    self.source = source
    self.seed = seed
    self.resumed = resumed
    self.version = version
    self.configHash = configHash
    self.dataHash = dataHash
    self.equity = equity
  }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("run", &run)
    try coder.field("key", &key)
    try coder.field("mode", &mode)
    try coder.field("source", &source)
    try coder.field("seed", &seed)
    try coder.field("resumed", &resumed)
    try coder.field("version", &version)
    try coder.field("config_hash", &configHash)
    try coder.field("data_hash", &dataHash)
    try coder.field("equity", &equity)
  }
}

/// A process stopped working on a run; printed only.
public struct RunEnded: LineRecord, Hashable, Sendable {
  /// The run.
  public var run: Int = 0
  /// Why: end of tape, days done, signal, quit.
  public var reason: String = ""
  /// Events in the journal.
  public var events: Int = 0
  /// Candidates so far.
  public var candidates: Int = 0
  /// Fills so far.
  public var fills: Int = 0
  /// Equity at the last mark.
  public var equity: Money = .zero
  /// Positions still open.
  public var openPositions: [Int] = []
  /// Hash of the last line, in hex.
  public var journalHash: String = ""

  init() {}

  /// Makes the line of an end.
  public init(
    run: Int, reason: String, events: Int, candidates: Int, fills: Int, equity: Money,
    openPositions: [Int], journalHash: String
  ) {
    self.run = run
    self.reason = reason
    self.events = events
    self.candidates = candidates
    self.fills = fills
    self.equity = equity
    self.openPositions = openPositions
    self.journalHash = journalHash
  }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("run", &run)
    try coder.field("reason", &reason)
    try coder.field("events", &events)
    try coder.field("candidates", &candidates)
    try coder.field("fills", &fills)
    try coder.field("equity", &equity)
    try coder.field("open_positions", &openPositions)
    try coder.field("journal_hash", &journalHash)
  }
}

/// One changed setting.
public struct ConfigurationChange: LineRecord, Hashable, Sendable {
  /// The key path.
  public var key: String = ""
  /// The old value.
  public var from: String?
  /// The new value.
  public var to: String?

  init() {}

  /// Makes a change; nil stands for a key that is not there.
  public init(key: String, from: String?, to: String?) {
    self.key = key
    self.from = from
    self.to = to
  }

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("key", &key)
    try coder.field("from", &from)
    try coder.field("to", &to)
  }
}

/// The configuration differs from the one the run was started with.
public struct ConfigChanged: LineRecord, Hashable, Sendable {
  /// The new hash.
  public var configHash: String = ""
  /// Every change.
  public var changes: [ConfigurationChange] = []

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("config_hash", &configHash)
    try coder.records("changes", &changes)
  }
}

/// A note of the trader.
public struct Noted: LineRecord, Hashable, Sendable {
  /// What the note is about, such as C118.
  public var ref: String?
  /// The note.
  public var text: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("ref", &ref)
    try coder.field("text", &text)
  }
}

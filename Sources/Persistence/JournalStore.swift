// What the desk needs of a store: runs, commits, outcomes, snapshots and the latch.
//
// A store belongs to one thread. Everything decided from one input is one transaction: it is
// there entirely after a crash, or not at all.

public import DeskEngine
public import MarketData

/// What identifies a run.
public struct RunIdentity: Hashable, Sendable {
  /// `sim:SEED`, `live:NAME` or `replay:SOURCE:DATA12:FROM:TO:SEED`.
  public var key: String
  /// sim, live or replay.
  public var mode: String
  /// The name of the tape.
  public var source: String
  /// The seed.
  public var seed: Int
  /// SHA-256 of the source files in hexadecimal; empty for the simulator.
  public var dataHash: String

  /// Makes an identity.
  public init(key: String, mode: String, source: String, seed: Int, dataHash: String) {
    self.key = key
    self.mode = mode
    self.source = source
    self.seed = seed
    self.dataHash = dataHash
  }
}

/// What a process says of itself.
public struct StartIdentity: Hashable, Sendable {
  /// The program's version.
  public var version: String
  /// Hash of the settings that influence decisions.
  public var configHash: String
  /// Those settings as text, whose SHA-256 is the hash; empty to keep none.
  public var settings: String
  /// The run that must be the one to go on with; nil for any.
  public var run: Int?

  /// Makes an identity.
  public init(version: String, configHash: String, settings: String = "", run: Int? = nil) {
    self.version = version
    self.configHash = configHash
    self.settings = settings
    self.run = run
  }
}

/// The kill latch of a run.
public struct Latch: Hashable, Sendable {
  /// Whether the kill is engaged.
  public var isEngaged: Bool
  /// What engaged it.
  public var source: KillSource?
  /// Why.
  public var reason: String
  /// When, by exchange time.
  public var since: Instant?

  /// Makes a latch.
  public init(isEngaged: Bool, source: KillSource?, reason: String, since: Instant?) {
    self.isEngaged = isEngaged
    self.source = source
    self.reason = reason
    self.since = since
  }

  /// Not engaged.
  public static let released = Latch(isEngaged: false, source: nil, reason: "", since: nil)

  /// What counts while nothing sound can be read.
  public static let unreadable = Latch(
    isEngaged: true, source: .latch, reason: "the latch cannot be read", since: nil)
}

/// A run that was begun or goes on.
public struct RunOpening: Hashable, Sendable {
  /// The run's number.
  public var run: Int
  /// True when an open run goes on.
  public var isResumed: Bool
  /// Events so far.
  public var lastSeq: Int
  /// The hash after them.
  public var lastHash: [UInt8]
  /// Exchange time of the last event; nil without one.
  public var lastTime: Instant?
  /// The latch.
  public var latch: Latch
  /// How far the tape was read; nil when it was not.
  public var cursor: TapeCursor?
  /// True when the last process on the run did not end cleanly.
  public var didCrash: Bool
  /// Hash of the settings of the last process on this run; nil for the first.
  public var previousConfigHash: String?
}

/// How far a tape was read.
public struct TapeCursor: Hashable, Sendable {
  /// Time of the first batch.
  public var first: Instant
  /// Time of the last batch.
  public var last: Instant
  /// Batches read.
  public var batches: Int

  /// Makes a cursor.
  public init(first: Instant, last: Instant, batches: Int) {
    self.first = first
    self.last = last
    self.batches = batches
  }
}

/// A command with what became of it.
public struct StoredCommand: Hashable, Sendable {
  /// Its id.
  public var command: String
  /// When it was decided, by exchange time.
  public var time: Instant
  /// What it asked for.
  public var verb: CommandVerb
  /// What it named: a JSON object, as a command file spells it.
  public var arguments: String
  /// The event that carries its effect; nil when it had none.
  public var seq: Int?
  /// The outcome in words.
  public var outcome: String
  /// The refusal's code; nil when it took effect.
  public var code: String?

  /// Makes a command.
  public init(
    command: String, time: Instant, verb: CommandVerb, arguments: String, seq: Int?,
    outcome: String, code: String?
  ) {
    self.command = command
    self.time = time
    self.verb = verb
    self.arguments = arguments
    self.seq = seq
    self.outcome = outcome
    self.code = code
  }
}

/// A piece of the tape of a live run, as `TapeLine` writes it.
public struct TapePart: Hashable, Sendable {
  /// Time of its first item.
  public var first: Instant
  /// Time of its last item.
  public var last: Instant
  /// Its items.
  public var rows: Int
  /// Its lines, each with its newline.
  public var data: [UInt8]

  /// Makes a piece.
  public init(first: Instant, last: Instant, rows: Int, data: [UInt8]) {
    self.first = first
    self.last = last
    self.rows = rows
    self.data = data
  }
}

/// Everything that one input decided.
public struct Transaction: Sendable {
  /// The events, numbered on from the last one.
  public var events: [Event]
  /// The command and its outcome, when the input was one.
  public var command: StoredCommand?
  /// How far the tape was read.
  public var cursor: TapeCursor?
  /// Quotes behind what was decided.
  public var quotes: [OptionQuoteRow]
  /// Bars to keep.
  public var prices: [MarketPriceRow]
  /// Daily values to keep.
  public var history: [HistoryRow]
  /// What was recorded of a live tape since the last piece.
  public var tape: TapePart?
  /// The settings that are in force from here on: their hash and their text; nil when they stay.
  public var settings: (hash: String, text: String)?

  /// Makes a transaction.
  public init(
    events: [Event] = [], command: StoredCommand? = nil, cursor: TapeCursor? = nil,
    quotes: [OptionQuoteRow] = [], prices: [MarketPriceRow] = [], history: [HistoryRow] = [],
    tape: TapePart? = nil, settings: (hash: String, text: String)? = nil
  ) {
    self.tape = tape
    self.settings = settings
    self.events = events
    self.command = command
    self.cursor = cursor
    self.quotes = quotes
    self.prices = prices
    self.history = history
  }
}

/// What is durable after a commit.
public struct Acknowledgement: Hashable, Sendable {
  /// The last event of the run.
  public var seq: Int
  /// The hash after it.
  public var hash: [UInt8]
  /// The lines of this commit's events, without newlines: what a log prints.
  public var lines: [[UInt8]]
}

/// One line of the journal.
public struct JournalLine: Hashable, Sendable {
  /// Its position, from 1.
  public var seq: Int
  /// Its bytes, without a newline.
  public var line: [UInt8]
  /// The hash after it.
  public var hash: [UInt8]
}

/// The state of a desk after an event, in the engine's own encoding.
public struct StoredSnapshot: Hashable, Sendable {
  /// The last event in it.
  public var seq: Int
  /// The version of the encoding.
  public var version: Int
  /// The encoded state.
  public var state: [UInt8]

  /// Makes a snapshot.
  public init(seq: Int, version: Int, state: [UInt8]) {
    self.seq = seq
    self.version = version
    self.state = state
  }
}

/// How a process leaves a run.
public enum RunStatus: String, Sendable {
  case open, ended, abandoned, damaged
}

/// Where a desk keeps its run; owned by one thread.
public protocol JournalStore: AnyObject {
  /// Continues the newest open run of a key or makes one.
  ///
  /// - Parameters:
  ///   - identity: What identifies the run.
  ///   - start: What this process says of itself.
  ///   - restart: Abandons the open run; an engaged latch is carried over to the new one.
  ///   - accept: Looks at the run, which can be read from then on, before anything is written.
  /// - Returns: The run and how far it has come.
  /// - Throws: `StoreError` when the run does not read, is not the one that is wanted or is not
  ///   accepted; nothing is written then.
  func begin(
    _ identity: RunIdentity, start: StartIdentity, restart: Bool,
    accept: (RunOpening) throws(StoreError) -> Void
  ) throws(StoreError) -> RunOpening

  /// Makes one input's results durable, all or nothing.
  func commit(_ transaction: Transaction) throws(StoreError) -> Acknowledgement

  /// What became of a command of this run; nil when it is new.
  func outcome(of command: String) throws(StoreError) -> StoredCommand?

  /// The latest commands of this run, oldest first.
  func commands(last count: Int) throws(StoreError) -> [StoredCommand]

  /// Keeps a snapshot of the state after the last event, and the two before it.
  func save(_ snapshot: StoredSnapshot) throws(StoreError)

  /// The newest sound snapshot in a version of the encoding; nil when there is none.
  func newestSnapshot(version: Int) throws(StoreError) -> StoredSnapshot?

  /// Visits the lines after an event, each checked against the chain.
  func eachLine(
    after seq: Int, _ visit: (JournalLine) throws(StoreError) -> Void
  ) throws(StoreError)

  /// The latch as it is stored; engaged when it cannot be read.
  func latch() -> Latch

  /// Moves the log into the database, at the end of a session; skipped while a reader is at work.
  func checkpoint() throws(StoreError)

  /// The settings of an earlier start by their hash; nil when they were not kept.
  func settings(_ hash: String) throws(StoreError) -> String?

  /// The book of this run as its tables have it; nil when there are none.
  func book() throws(StoreError) -> StoredBook?

  /// The refusal of a store that is damaged.
  func unsound(_ detail: String) throws(StoreError) -> StoreError

  /// Checks the structure of the journal and of the tables that follow from it.
  func quickCheck() throws(StoreError)

  /// The recorded lines of a live run.
  ///
  /// - Parameter isWhole: From the run's beginning; else from that of its latest session.
  /// - Returns: The lines, each with its newline; none for a run that is not live.
  /// - Throws: `StoreError` when a piece is damaged.
  func recordedTape(isWhole: Bool) throws(StoreError) -> [UInt8]

  /// Leaves the run, open or ended, and marks this process as ended cleanly.
  func finish(_ status: RunStatus) throws(StoreError)
}

extension JournalStore {
  /// Continues the newest open run of a key or makes one, whatever it holds.
  public func begin(
    _ identity: RunIdentity, start: StartIdentity, restart: Bool
  ) throws(StoreError) -> RunOpening {
    try begin(identity, start: start, restart: restart) { _ throws(StoreError) in }
  }
}

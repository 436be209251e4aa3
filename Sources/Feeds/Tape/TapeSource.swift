// What the desk reads a market from.
//
// A tape hands out batches in time order and nothing else: it knows no clock and no pace. The
// same identity gives the same batches, to the last bit.

public import DeskEngine
public import MarketData

/// What a tape hands out: a batch, or a word on the feed that it came from.
public enum TapeItem: Sendable {
  /// Everything that became known at one moment.
  case batch(MarketBatch)
  /// What became of the feed, as it was recorded.
  case feed(FeedState, reason: String, time: Instant)
  /// A jump of the clock of the machine that recorded the tape; negative for back.
  case clock(jump: TimeSpan, time: Instant)

  /// Exchange time; later with every item of a tape.
  public var time: Instant {
    switch self {
    case .batch(let batch): batch.time
    case .feed(_, _, let time), .clock(_, let time): time
    }
  }
}

/// A market that can be read batch by batch.
public protocol TapeSource: Sendable {
  /// What the tape is, for the run's key and the title bar.
  var identity: TapeIdentity { get }

  /// True while having no next item only means that none has come yet.
  var isWaiting: Bool { get }

  /// The last day whose session may have no rate but a general one, since nothing recorded says
  /// what money cost; nil when the tape brings its rates.
  var lastDayWithoutRate: CivilDate? { get }

  /// The next batch, or nil at the end of the tape.
  mutating func next() throws -> MarketBatch?

  /// The next batch or word on the feed, or nil at the end of the tape.
  mutating func nextItem() throws -> TapeItem?
}

extension TapeSource {
  /// A stored tape waits for nothing.
  public var isWaiting: Bool { false }

  /// A tape that says nothing else brings its rates.
  public var lastDayWithoutRate: CivilDate? { nil }

  /// A tape that knows of no feed hands out batches.
  public mutating func nextItem() throws -> TapeItem? { try next().map(TapeItem.batch) }
}

/// A tape that is recorded while it is read, and goes on after what was recorded.
public protocol LiveTapeSource: TapeSource {
  /// Takes an item that an earlier process has recorded.
  mutating func restore(_ item: TapeItem)

  /// Takes a session that an earlier process has finished.
  mutating func restore(_ bars: [SessionBar], of date: CivilDate)

  /// Begins to listen; after a restart, what was known before does not count.
  mutating func takeUp(_ reason: String)
}

/// Where a tape's prices come from.
public enum TapeMode: String, Sendable {
  case simulation = "sim"
  case replay
  case live
}

/// What a tape is: two tapes of one identity hold the same batches.
public struct TapeIdentity: Hashable, Sendable {
  /// Simulated, replayed or live.
  public var mode: TapeMode
  /// The day, the folder or the model that is played.
  public var source: String
  /// The seed of everything random in the tape.
  public var seed: UInt64
  /// SHA-256 over the source files in hexadecimal; empty for the simulator.
  public var dataHash: String
  /// One line for the title bar, such as `reconstructed from daily bars`.
  public var title: String
  /// The first time of day that is delivered, `HH:MM` New York; nil from the start.
  public var from: String?
  /// The last time of day that is delivered, `HH:MM` New York; nil to the end.
  public var to: String?

  /// Makes an identity.
  public init(
    mode: TapeMode, source: String, seed: UInt64, dataHash: String, title: String,
    from: String? = nil, to: String? = nil
  ) {
    self.mode = mode
    self.source = source
    self.seed = seed
    self.dataHash = dataHash
    self.title = title
    self.from = from
    self.to = to
  }

  /// The first twelve digits of the data hash, as used in the run's key.
  public var dataHash12: String { String(dataHash.prefix(12)) }

  /// The key by which a run is found: `sim:SEED`, `live:NAME` or
  /// `replay:SOURCE:DATA12:FROM:TO:SEED`.
  public var runKey: String {
    switch mode {
    case .simulation: "sim:\(seed)"
    case .live: "live:\(source)"
    case .replay: "replay:\(source):\(dataHash12):\(from ?? ""):\(to ?? ""):\(seed)"
    }
  }
}

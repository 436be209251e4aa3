// Turns the lines of a live feed into the items of a tape.
//
// It owns no clock: whoever calls says how far a clock that never goes back has come. Quotes of one
// instrument conflate until the next batch is cut; a session begins once its contracts are listed and
// ends after its close; the feed is lost, stale or warm. What comes out is recorded and is all that
// the desk ever sees, so a recorded session replays to the same decisions.
//
// Item times rise strictly. A command of a live desk is stamped one nanosecond after the last item,
// so that a replay finds it between the same two items.

public import DeskEngine
public import MarketData

/// A market in the making.
public struct LiveMarket: Sendable {
  /// What it listens to.
  public let universe: LiveUniverse
  /// How it is cut.
  public let rules: LiveRules
  /// What came so far.
  public internal(set) var counts = FeedCounts()
  /// The feed, as the last item told it.
  public internal(set) var state = FeedState.down
  /// The session; nil before its first batch and after its last.
  public internal(set) var session: Session?
  /// Exchange time of the newest line that was taken, in nanoseconds; 0 before the first.
  public internal(set) var latest: Int64 = 0

  let past: @Sendable (CivilDate) -> LivePast
  /// True for a file of ticks: its own times are the only clock.
  let isStored: Bool
  var symbols = SymbolTable()
  var instruments: [LiveInstrument?] = []
  var contracts: [LiveContract] = []
  var roots: [OptionRoot] = []
  var prices: [LivePrice]
  var volatility = LiveIndex()
  var volatility3M = LiveIndex()
  /// Underlyings of the session in the order of its chains.
  var listed: [Int] = []
  /// Contracts in those chains.
  var placed = 0
  var finished: [SessionBars]
  /// Contracts by underlying and place, while a recorded session is taken up.
  var placeIndex: [[Int]] = []
  /// Contracts whose quotes wait for the next batch.
  var pending: [Int32] = []
  var isIndexPending = false
  var ready: [TapeItem] = []
  var readyFirst = 0

  /// The clock when the newest line came; nil after a restart.
  var arrived: Int64?
  /// Jumps of the machine's clock that came before there was a market.
  var heldJumps: [TimeSpan] = []
  /// Time of the last item.
  var lastItem: Int64 = 0
  /// Minutes since 1970 of the minute in the making.
  var minute: Int64 = 0
  /// The clock, for stored ticks their time, when the first line of the next batch came.
  var batchBegan: Int64?
  /// The clock when the first line of a session came that has not begun.
  var gatheringSince: Int64?
  var isListed = false
  /// Exchange time up to which the last session lasted; no session begins before it.
  var closedUntil: Int64 = 0
  var day: (from: Int64, to: Int64, session: Session?) = (0, 0, nil)
  var farTime: Int64 = 0
  var farCount = 0

  /// Counts connections, so that a quote is known to have come on this one.
  var connection = 0
  var heardAt: Int64?
  var quoteArrived: Int64 = 0
  var isHeard = false
  var quotedHere = 0
  var quotedBefore = 0

  /// Makes a market.
  ///
  /// - Parameters:
  ///   - universe: What it listens to.
  ///   - rules: How it is cut.
  ///   - isStored: True for ticks from a file, whose own times are the only clock.
  ///   - past: What is known before the session of a date.
  public init(
    universe: LiveUniverse, rules: LiveRules = LiveRules(), isStored: Bool = false,
    past: @escaping @Sendable (CivilDate) -> LivePast
  ) {
    self.universe = universe
    self.rules = rules
    self.isStored = isStored
    self.past = past
    prices = universe.symbols.map { _ in LivePrice() }
    finished = universe.symbols.map { _ in SessionBars() }
  }

  /// Takes a line as it came; what is wrong with it is counted.
  ///
  /// - Parameters:
  ///   - bytes: What holds the line.
  ///   - range: Where it stands; nil for one that was too long to read.
  ///   - now: A clock that never goes back, in nanoseconds.
  public mutating func take(_ bytes: [UInt8], _ range: Range<Int>?, at now: Int64) {
    counts.lines += 1
    guard let range else { return counts.count(.tooLong) }
    do throws(TickFault) {
      try take(try TickLine(bytes, range), bytes, at: now)
    } catch {
      counts.count(error)
    }
    if isStored { pass(to: latest) }
  }

  /// Takes a piece of the feed's bytes.
  public mutating func take(
    _ piece: ArraySlice<UInt8>, through splitter: inout LineSplitter, at now: Int64
  ) {
    splitter.take(piece) { take($0, $1, at: now) }
  }

  /// The next item; nil while there is none.
  public mutating func next() -> TapeItem? {
    guard readyFirst < ready.count else { return nil }
    defer {
      readyFirst += 1
      if readyFirst == ready.count {
        ready.removeAll(keepingCapacity: true)
        readyFirst = 0
      }
    }
    return ready[readyFirst]
  }

  /// Items that wait to be taken.
  public var backlog: Int { ready.count - readyFirst }

  /// Contracts that the feed has named.
  public var contractCount: Int { contracts.count }

  /// Exchange time at a moment of the clock.
  func exchangeTime(at now: Int64) -> Int64 {
    guard !isStored, let arrived else { return max(latest, lastItem) }
    return max(latest + max(0, now - arrived), lastItem)
  }

  mutating func emit(_ item: TapeItem) {
    lastItem = item.time.nanoseconds
    ready.append(item)
  }
}

/// Finished sessions of one underlying, as the next one needs them.
struct SessionBars: Sendable {
  var bars: [DailyBar] = []
  var volatility: [DailyValue] = []
  var volatility3M: [DailyValue] = []
}

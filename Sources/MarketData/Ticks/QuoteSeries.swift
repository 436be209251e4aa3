// The quotes of one symbol as columns, in the order of their times.
//
// A quote may tell one side only; the other is missing then, and `carryingSides` fills it with the
// last one known.

/// Quotes of one symbol.
public struct QuoteSeries: TickSeries, Hashable {
  /// Nanoseconds since 1970 UTC.
  public private(set) var time: [Int64] = []
  /// Bids in the table's unit; `TickTable.missingPrice` where there is none.
  public private(set) var bid: [Int64] = []
  /// Asks in the table's unit; `TickTable.missingPrice` where there is none.
  public private(set) var ask: [Int64] = []
  /// Shares or contracts bid for; `TickTable.missingSize` where the number is missing.
  public private(set) var bidSize: [Int32] = []
  /// Shares or contracts offered; `TickTable.missingSize` where the number is missing.
  public private(set) var askSize: [Int32] = []
  /// Whether no row is earlier than one before it.
  public private(set) var isOrdered = true
  /// Rows that were earlier than one before them when they came.
  public private(set) var late = 0
  private var newest = Int64.min

  /// Makes empty columns.
  public init() {}

  /// Makes columns; all must have one length.
  init(time: [Int64], bid: [Int64], ask: [Int64], bidSize: [Int32], askSize: [Int32]) {
    self.time = time
    self.bid = bid
    self.ask = ask
    self.bidSize = bidSize
    self.askSize = askSize
    for moment in time {
      if moment < newest { late += 1 } else { newest = moment }
    }
    isOrdered = late == 0
  }

  /// Bytes that the columns take when they are just as long as they must be.
  public var columnBytes: Int { count * 32 }
  /// Bytes set aside for the columns.
  public var reservedBytes: Int {
    8 * (time.capacity + bid.capacity + ask.capacity) + 4 * (bidSize.capacity + askSize.capacity)
  }

  /// Adds a quote at the end.
  mutating func append(_ quote: QuoteTick) {
    if quote.time < newest {
      late += 1
      isOrdered = false
    } else {
      newest = quote.time
    }
    time.append(quote.time)
    bid.append(quote.bid)
    ask.append(quote.ask)
    bidSize.append(quote.bidSize)
    askSize.append(quote.askSize)
  }

  /// Adds the rows of other columns at the end.
  public mutating func append(_ more: QuoteSeries) {
    reserve(more.count)
    for row in 0..<more.count { append(more[row]) }
  }

  /// The quote at a place.
  public subscript(row: Int) -> QuoteTick {
    QuoteTick(
      time: time[row], bid: bid[row], ask: ask[row], bidSize: bidSize[row], askSize: askSize[row])
  }

  /// Makes room for more rows.
  public mutating func reserve(_ more: Int) {
    guard count + more > time.capacity else { return }
    let room = max(count + more, count + count / 2)
    time.reserveCapacity(room)
    bid.reserveCapacity(room)
    ask.reserveCapacity(room)
    bidSize.reserveCapacity(room)
    askSize.reserveCapacity(room)
  }

  /// Puts the rows in the order of their times; rows of one time keep theirs.
  public mutating func sort() {
    guard !isOrdered else { return }
    let order = timeOrder(time)
    time = gathered(time, order)
    bid = gathered(bid, order)
    ask = gathered(ask, order)
    bidSize = gathered(bidSize, order)
    askSize = gathered(askSize, order)
    isOrdered = true
  }

  /// Keeps some rows only.
  public mutating func keep(_ rows: Range<Int>) {
    guard rows != 0..<count else { return }
    time = Array(time[rows])
    bid = Array(bid[rows])
    ask = Array(ask[rows])
    bidSize = Array(bidSize[rows])
    askSize = Array(askSize[rows])
  }

  /// Whether every price can be multiplied by a factor.
  public func allows(factor: Int64) -> Bool {
    pricesAllow(bid, factor) && pricesAllow(ask, factor)
  }

  /// Multiplies every price.
  public mutating func rescale(by factor: Int64) {
    for index in bid.indices {
      if bid[index] != QuoteTable.missingPrice { bid[index] *= factor }
      if ask[index] != QuoteTable.missingPrice { ask[index] *= factor }
    }
  }

  /// The quotes with each missing side filled with the last one known.
  ///
  /// Sides that were never known stay missing. The columns must be in order.
  public func carryingSides() -> QuoteSeries {
    var filled = QuoteSeries()
    filled.reserve(count)
    var last = QuoteTick(time: .min)
    for row in 0..<count {
      var quote = self[row]
      if quote.bid == QuoteTable.missingPrice {
        (quote.bid, quote.bidSize) = (last.bid, last.bidSize)
      }
      if quote.ask == QuoteTable.missingPrice {
        (quote.ask, quote.askSize) = (last.ask, last.askSize)
      }
      filled.append(quote)
      last = quote
    }
    return filled
  }
}

/// One quote.
public struct QuoteTick: Hashable, Sendable {
  /// Nanoseconds since 1970 UTC.
  public var time: Int64
  /// In the table's unit.
  public var bid: Int64
  /// In the table's unit.
  public var ask: Int64
  /// Shares or contracts bid for.
  public var bidSize: Int32
  /// Shares or contracts offered.
  public var askSize: Int32

  /// Makes a quote; a side that is not given is missing.
  public init(
    time: Int64, bid: Int64 = QuoteTable.missingPrice, ask: Int64 = QuoteTable.missingPrice,
    bidSize: Int32 = QuoteTable.missingSize, askSize: Int32 = QuoteTable.missingSize
  ) {
    self.time = time
    self.bid = bid
    self.ask = ask
    self.bidSize = bidSize
    self.askSize = askSize
  }
}

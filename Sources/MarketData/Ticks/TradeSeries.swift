// The trades of one symbol as columns, in the order of their times.
//
// Every symbol has columns of its own, so that a bar, a mean or a variance reads memory straight
// through, and a stretch of time is found by halving. Prices are integers in the table's unit.

/// The columns of one symbol, whatever a row of them holds.
public protocol TickSeries: Sendable {
  /// Makes empty columns.
  init()
  /// Nanoseconds since 1970 UTC.
  var time: [Int64] { get }
  /// Whether no row is earlier than one before it.
  var isOrdered: Bool { get }
  /// Rows that were earlier than one before them when they came.
  var late: Int { get }
  /// Bytes that the columns take when they are just as long as they must be.
  var columnBytes: Int { get }
  /// Bytes set aside for the columns.
  var reservedBytes: Int { get }
  /// Makes room for more rows.
  mutating func reserve(_ more: Int)
  /// Puts the rows in the order of their times; rows of one time keep theirs.
  mutating func sort()
  /// Whether every price can be multiplied by a factor.
  func allows(factor: Int64) -> Bool
  /// Adds the rows of other columns at the end.
  mutating func append(_ more: Self)
  /// Keeps some rows only.
  mutating func keep(_ rows: Range<Int>)
  /// Multiplies every price.
  mutating func rescale(by factor: Int64)
}

extension TickSeries {
  /// How many rows there are.
  public var count: Int { time.count }

  /// The columns in the order of their times.
  public func ordered() -> Self {
    guard !isOrdered else { return self }
    var copy = self
    copy.sort()
    return copy
  }

  /// The rows of a stretch of time; the columns must be in order.
  ///
  /// - Parameters:
  ///   - from: The first moment, in nanoseconds since 1970 UTC.
  ///   - to: The moment after the last.
  /// - Returns: Their places.
  public func rows(from: Int64, to: Int64) -> Range<Int> {
    guard from < to else { return 0..<0 }
    let first = from == .min ? 0 : firstRow(notBefore: from)
    return first..<max(first, to == .max ? count : firstRow(notBefore: to))
  }

  /// The first row that is not before a moment; the columns must be in order.
  public func firstRow(notBefore moment: Int64) -> Int {
    let column = time.span
    var low = 0
    var high = column.count
    while low < high {
      let middle = (low + high) >> 1
      if column[middle] < moment { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Trades of one symbol.
public struct TradeSeries: TickSeries, Hashable {
  /// Nanoseconds since 1970 UTC.
  public private(set) var time: [Int64] = []
  /// Prices in the table's unit; `TickTable.missingPrice` where there is none.
  public private(set) var price: [Int64] = []
  /// Shares or contracts; `TickTable.missingSize` where the number is missing.
  public private(set) var size: [Int32] = []
  /// Whether no row is earlier than one before it.
  public private(set) var isOrdered = true
  /// Rows that were earlier than one before them when they came.
  public private(set) var late = 0
  private var newest = Int64.min

  /// Makes empty columns.
  public init() {}

  /// Makes columns; all must have one length.
  init(time: [Int64], price: [Int64], size: [Int32]) {
    self.time = time
    self.price = price
    self.size = size
    countLate()
  }

  /// Bytes that the columns take when they are just as long as they must be.
  public var columnBytes: Int { count * 20 }
  /// Bytes set aside for the columns.
  public var reservedBytes: Int {
    8 * (time.capacity + price.capacity) + 4 * size.capacity
  }

  /// Adds a trade at the end.
  @inline(__always) mutating func append(_ moment: Int64, _ price: Int64, _ size: Int32) {
    if moment < newest {
      late += 1
      isOrdered = false
    } else {
      newest = moment
    }
    time.append(moment)
    self.price.append(price)
    self.size.append(size)
  }

  /// Adds rows that were sorted by symbol.
  mutating func append(_ partition: TradePartition, _ rows: Range<Int>) {
    let moments = partition.time.span
    for row in rows {
      if moments[row] < newest {
        late += 1
        isOrdered = false
      } else {
        newest = moments[row]
      }
    }
    time.append(contentsOf: partition.time[rows])
    price.append(contentsOf: partition.price[rows])
    size.append(contentsOf: partition.size[rows])
  }

  /// Adds the rows of other columns at the end.
  public mutating func append(_ more: TradeSeries) {
    reserve(more.count)
    for row in 0..<more.count { append(more.time[row], more.price[row], more.size[row]) }
  }

  /// Makes room for more rows.
  public mutating func reserve(_ more: Int) {
    guard count + more > time.capacity else { return }
    // Growing by what comes alone would copy everything each time.
    let room = max(count + more, count + count / 2)
    time.reserveCapacity(room)
    price.reserveCapacity(room)
    size.reserveCapacity(room)
  }

  /// Puts the rows in the order of their times; rows of one time keep theirs.
  public mutating func sort() {
    guard !isOrdered else { return }
    let order = timeOrder(time)
    time = gathered(time, order)
    price = gathered(price, order)
    size = gathered(size, order)
    isOrdered = true
  }

  /// Keeps some rows only.
  public mutating func keep(_ rows: Range<Int>) {
    guard rows != 0..<count else { return }
    time = Array(time[rows])
    price = Array(price[rows])
    size = Array(size[rows])
  }

  /// Whether every price can be multiplied by a factor.
  public func allows(factor: Int64) -> Bool { pricesAllow(price, factor) }

  /// Multiplies every price.
  public mutating func rescale(by factor: Int64) {
    for index in price.indices where price[index] != TradeTable.missingPrice {
      price[index] *= factor
    }
  }

  private mutating func countLate() {
    for moment in time {
      if moment < newest { late += 1 } else { newest = moment }
    }
    isOrdered = late == 0
  }
}

/// Whether prices can be multiplied by a factor.
func pricesAllow(_ prices: [Int64], _ factor: Int64) -> Bool {
  prices.allSatisfy {
    $0 == TradeTable.missingPrice || !$0.multipliedReportingOverflow(by: factor).overflow
  }
}

/// The places of times in their order; equal times keep theirs.
func timeOrder(_ time: [Int64]) -> [Int32] {
  // The place decides between equal times, so the result does not lean on how the sort works.
  (0..<Int32(time.count)).sorted {
    let (a, b) = (time[Int($0)], time[Int($1)])
    return a < b || (a == b && $0 < $1)
  }
}

/// The values at some places.
func gathered<Value>(_ values: [Value], _ places: [Int32]) -> [Value] {
  places.map { values[Int($0)] }
}

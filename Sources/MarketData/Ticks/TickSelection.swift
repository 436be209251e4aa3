// Which ticks a query is about, and the rows of a stretch of time in one order.

/// Some symbols and a stretch of time.
public struct TickSelection: Hashable, Sendable {
  /// The symbols' names; nil for all.
  public var symbols: [String]?
  /// The first moment, in nanoseconds since 1970 UTC.
  public var from: Int64
  /// The moment after the last.
  public var to: Int64

  /// Makes a selection; everything without arguments.
  public init(symbols: [String]? = nil, from: Int64 = .min, to: Int64 = .max) {
    self.symbols = symbols
    self.from = from
    self.to = to
  }

  /// Whether it leaves out a time.
  public var isWhole: Bool { from == .min && to == .max }
}

/// Where a row stands.
public struct TickPlace: Hashable, Sendable {
  /// The symbol's number.
  public var symbol: Int32
  /// The row of its columns.
  public var row: Int32
}

extension TickTable {
  /// The numbers of the symbols a selection names, ascending; unknown names are left out.
  public func numbers(of selection: TickSelection) -> [Int32] {
    guard let names = selection.symbols else { return (0..<Int32(symbols.count)).map(\.self) }
    var numbers: [Int32] = []
    for name in names {
      if let number = symbols.number(of: name), !numbers.contains(number) {
        numbers.append(number)
      }
    }
    return numbers.sorted()
  }

  /// A table of the selected rows alone, in the order of time, that keeps the symbols' numbers.
  public func selected(_ selection: TickSelection) -> TickTable {
    var table = TickTable(symbols: symbols, decimals: decimals)
    for number in numbers(of: selection) {
      var rows = series[Int(number)].ordered()
      let range = rows.rows(from: selection.from, to: selection.to)
      rows.keep(range)
      table.series[Int(number)] = rows
    }
    return table
  }

  /// The rows of all symbols in the order of time.
  ///
  /// Of one time, they stand in the order of the symbols' numbers. Every symbol must be in order.
  ///
  /// - Parameter limit: Most rows that are given.
  /// - Returns: Where the rows stand, the earliest first.
  public func merged(limit: Int = .max) -> [TickPlace] {
    var heap = CursorHeap()
    for number in series.indices where series[number].count > 0 {
      heap.push(.init(time: series[number].time[0], symbol: Int32(number), row: 0))
    }
    var places: [TickPlace] = []
    places.reserveCapacity(min(limit, count))
    while places.count < limit, var first = heap.first {
      places.append(TickPlace(symbol: first.symbol, row: first.row))
      let column = series[Int(first.symbol)].time
      first.row += 1
      if Int(first.row) < column.count {
        first.time = column[Int(first.row)]
        heap.replaceFirst(first)
      } else {
        heap.removeFirst()
      }
    }
    return places
  }
}

/// The next row of a symbol.
private struct Cursor {
  var time: Int64
  var symbol: Int32
  var row: Int32

  func isBefore(_ other: Cursor) -> Bool {
    time < other.time || (time == other.time && symbol < other.symbol)
  }
}

/// Cursors, the earliest on top.
private struct CursorHeap {
  private var items: [Cursor] = []

  var first: Cursor? { items.first }

  mutating func push(_ cursor: Cursor) {
    items.append(cursor)
    var place = items.count - 1
    while place > 0, items[place].isBefore(items[(place - 1) / 2]) {
      items.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func replaceFirst(_ cursor: Cursor) {
    items[0] = cursor
    sink()
  }

  mutating func removeFirst() {
    let last = items.removeLast()
    if !items.isEmpty { replaceFirst(last) }
  }

  private mutating func sink() {
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < items.count && items[child].isBefore(items[least]) {
        least = child
      }
      guard least != place else { return }
      items.swapAt(place, least)
      place = least
    }
  }
}

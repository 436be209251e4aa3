// Rows of Lean's files as they are written.
//
// Lean (QuantConnect) stores one file a contract inside each zip, without a header: milliseconds
// since midnight of the data's zone, then prices. An empty side is no quote. Prices are kept in
// 1/10 000 of the number in the file.

import MarketData

/// Four prices and a size: one side of a quote bar, or a trade bar.
struct LeanPrices: Hashable, Sendable {
  var open: Int64 = 0
  var high: Int64 = 0
  var low: Int64 = 0
  var close: Int64 = 0
  var size: Int64 = 0

  /// Whether nothing stands there.
  var isEmpty: Bool { open == 0 && high == 0 && low == 0 && close == 0 }

  /// Whether the low is the lowest and the high the highest.
  var isOrdered: Bool { low <= min(open, close) && high >= max(open, close) }
}

/// A row of a file: bars and ticks alike.
struct LeanRow: Hashable, Sendable {
  /// Milliseconds since midnight.
  var time: Int
  /// The bid of a quote; the prices and the volume of a trade; the contracts of open interest.
  var first = LeanPrices()
  /// The ask of a quote.
  var second = LeanPrices()
  /// Whether the source itself doubts a tick.
  var isSuspicious = false
}

/// Reads rows of one kind and names what is wrong with them.
struct LeanRowReader: Sendable {
  /// `zip/entry` for errors.
  let file: String
  let resolution: LeanResolution
  let kind: LeanKind
  /// The highest price that is kept, in 1/10 000 of the number in the file.
  let limit: Int64

  init(file: String, resolution: LeanResolution, kind: LeanKind, limit: Int64) {
    self.file = file
    self.resolution = resolution
    self.kind = kind
    self.limit = limit
  }

  private static let quoteNames = [
    "time", "bid open", "bid high", "bid low", "bid close", "bid size", "ask open", "ask high",
    "ask low", "ask close", "ask size",
  ]
  private static let tradeNames = ["time", "open", "high", "low", "close", "volume"]
  private static let tickQuoteNames = [
    "time", "bid", "bid size", "ask", "ask size", "exchange", "condition", "suspicious",
  ]
  private static let tickTradeNames = [
    "time", "price", "size", "exchange", "condition", "suspicious",
  ]
  private static let openInterestNames = ["time", "open interest"]

  /// Reads a row.
  ///
  /// - Throws: `FeedError` for a row without the right cells, with line and column.
  func read(_ bytes: UnsafeRawBufferPointer, line: Int) throws -> LeanRow {
    switch (kind, resolution) {
    case (.openInterest, _): try openInterest(cells(bytes, line, LeanRowReader.openInterestNames))
    case (.quote, .tick): try tickQuote(cells(bytes, line, LeanRowReader.tickQuoteNames))
    case (.trade, .tick): try tickTrade(cells(bytes, line, LeanRowReader.tickTradeNames))
    case (.quote, _): try quote(cells(bytes, line, LeanRowReader.quoteNames))
    case (.trade, _): try trade(cells(bytes, line, LeanRowReader.tradeNames))
    }
  }

  private func cells(_ bytes: UnsafeRawBufferPointer, _ line: Int, _ names: [String]) -> LeanCells {
    LeanCells(bytes: bytes, file: file, line: line, names: names, limit: limit)
  }

  private func quote(_ start: LeanCells) throws -> LeanRow {
    var cells = start
    var row = LeanRow(time: try time(&cells))
    row.first = try prices(&cells)
    row.second = try prices(&cells)
    try cells.finish()
    return row
  }

  private func trade(_ start: LeanCells) throws -> LeanRow {
    var cells = start
    var row = LeanRow(time: try time(&cells))
    row.first = try prices(&cells)
    try cells.finish()
    return row
  }

  private func tickQuote(_ start: LeanCells) throws -> LeanRow {
    var cells = start
    var row = LeanRow(time: try time(&cells))
    row.first = try price(&cells)
    row.second = try price(&cells)
    row.isSuspicious = try flags(&cells)
    return row
  }

  private func tickTrade(_ start: LeanCells) throws -> LeanRow {
    var cells = start
    var row = LeanRow(time: try time(&cells))
    row.first = try price(&cells)
    row.isSuspicious = try flags(&cells)
    return row
  }

  private func openInterest(_ start: LeanCells) throws -> LeanRow {
    var cells = start
    var row = LeanRow(time: try time(&cells))
    row.first.size = try cells.size()
    try cells.finish()
    return row
  }

  private func time(_ cells: inout LeanCells) throws -> Int {
    let time = try cells.whole()
    guard time < 86_400_000 else {
      throw cells.refuse("time must be below 86400000 milliseconds, found \(time)")
    }
    // Open interest is told once a day, at any moment.
    let step = resolution == .minute ? 60_000 : 1_000
    guard resolution == .tick || kind == .openInterest || time % step == 0 else {
      throw cells.refuse(
        "time must be whole \(resolution.rawValue)s in milliseconds, found \(time)")
    }
    return time
  }

  private func prices(_ cells: inout LeanCells) throws -> LeanPrices {
    LeanPrices(
      open: try cells.price(), high: try cells.price(), low: try cells.price(),
      close: try cells.price(), size: try cells.size())
  }

  private func price(_ cells: inout LeanCells) throws -> LeanPrices {
    let price = try cells.price()
    return LeanPrices(open: price, high: price, low: price, close: price, size: try cells.size())
  }

  /// Exchange and condition, which are passed over, and the mark of a doubtful tick.
  private func flags(_ cells: inout LeanCells) throws -> Bool {
    try cells.skip()
    try cells.skip()
    let mark = try cells.whole()
    try cells.finish()
    return mark != 0
  }
}

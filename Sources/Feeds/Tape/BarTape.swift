// Bars of a vendor as a tape: one session a day, prices only, no options.
//
// A bar is known when its interval has passed. Where several tables hold one symbol, as a file a
// day does, their bars are joined; of two bars at one moment the first stands.

import Glibc
public import MarketData

extension RecordedTape {
  /// Makes a tape of tables of bars.
  ///
  /// - Parameters:
  ///   - tables: Bars shorter than a day; VIX and VIX3M become the indices of the leading symbol
  ///     unless they stand alone.
  ///   - source: What the run's key calls the recording.
  ///   - dataHash: SHA-256 over the files, in hexadecimal.
  ///   - leftOut: What else lies beside them and is not played, in words.
  /// - Throws: `FeedError` when no table can be played.
  public init(
    bars tables: [BarColumns], source: String, dataHash: String, leftOut: [String] = []
  ) throws {
    var market = RecordedMarket()
    var notes = leftOut
    let within = tables.filter { $0.count > 0 && $0.interval < 86_400 }
    for table in tables where table.interval >= 86_400 {
      notes.append("\(BarTables.name(table, source)): daily bars are not played")
    }
    guard !within.isEmpty else {
      throw FeedError(
        file: source, rule: "holds no bars shorter than a day; a replay needs some")
    }
    for symbol in BarTables.symbols(within, source) {
      let own = within.filter { BarTables.name($0, source) == symbol }
      let (underlying, longer) = try BarTables.joined(own, symbol, source)
      if longer > 0 {
        notes.append("\(symbol): \(longer) bars stand beside shorter ones of their day, left out")
      }
      market.underlyings.append(underlying)
    }
    market.routeVolatility()
    market.order()
    if market.underlyings.contains(where: { $0.symbol == "SPX" }) {
      market.yield = ReferenceRates.dividendYield
    }
    if let first = market.sessionDates.first {
      market.notes = notes.prefix(20).map { RecordedNote(date: first, text: $0) }
    }
    try self.init(
      market,
      identity: TapeIdentity(
        mode: .replay, source: recordingName(source), seed: 0, dataHash: dataHash,
        title: market.title("recorded bars")))
  }
}

/// Tables of bars as recorded prices.
enum BarTables {
  /// The symbols of some tables, in order of appearance.
  static func symbols(_ tables: [BarColumns], _ source: String) -> [String] {
    var symbols: [String] = []
    for table in tables {
      let symbol = name(table, source)
      if !symbols.contains(symbol) { symbols.append(symbol) }
    }
    return symbols
  }

  /// The symbol of a table, in capitals and without a caret or an exchange; where it has none, the
  /// letters that the source begins with.
  static func name(_ table: BarColumns, _ source: String) -> String {
    var symbol = table.symbol.uppercased()
    if let colon = symbol.lastIndex(of: ":") {
      symbol = String(symbol[symbol.index(after: colon)...])
    }
    while let first = symbol.first, "^$.".contains(first) { symbol.removeFirst() }
    if symbol.isEmpty {
      let last = source.split(separator: "/").last.map(String.init) ?? source
      symbol = last.prefix { $0.isASCII && $0.isLetter }.uppercased()
    }
    let aliases = [("GSPC", "SPX"), ("SP500", "SPX"), ("SPX500", "SPX")]
    symbol = aliases.first { $0.0 == symbol }?.1 ?? symbol
    return LeanEntryName.symbol(symbol) ?? "BARS"
  }

  /// The bars of several tables in order of time, each day's by its shortest interval, and how many
  /// longer ones were left out.
  fileprivate static func joined(
    _ tables: [BarColumns], _ symbol: String, _ source: String
  ) throws -> (underlying: RecordedUnderlying, longer: Int) {
    var bars: [RecordedBar] = []
    var longer = 0
    var covered: Set<Int> = []
    for interval in distinct(tables.map(\.interval)) {
      var days: Set<Int> = []
      for table in tables where table.interval == interval {
        for index in table.starts.indices {
          let day = NewYorkTime.date(table.start(index)).dayNumber
          if covered.contains(day) {
            longer += 1
            continue
          }
          days.insert(day)
          bars.append(try recorded(table, index, symbol, source))
        }
      }
      covered.formUnion(days)
    }
    // Swift's sort is stable: the bar of the first table stands first.
    bars.sort { $0.end < $1.end }
    var underlying = RecordedUnderlying(symbol: symbol)
    underlying.bars.reserveCapacity(bars.count)
    for bar in bars where underlying.bars.last?.end != bar.end { underlying.bars.append(bar) }
    return (underlying, longer)
  }

  /// Different numbers, ascending.
  private static func distinct(_ numbers: [Int]) -> [Int] {
    var result: [Int] = []
    for number in numbers.sorted() where result.last != number { result.append(number) }
    return result
  }

  private static func recorded(
    _ table: BarColumns, _ index: Int, _ symbol: String, _ source: String
  ) throws -> RecordedBar {
    let end = table.starts[index] / 1_000_000_000 + Int64(table.interval)
    guard let known = Int32(exactly: end), known > 0 else {
      throw FeedError(
        file: source, line: table.lines.indices.contains(index) ? Int(table.lines[index]) : nil,
        rule: "a bar of \(symbol) must lie between 1970 and 2038")
    }
    return RecordedBar(end: known, bar: table.bar(index))
  }
}

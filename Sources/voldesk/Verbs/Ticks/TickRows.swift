// voldesk ticks query: rows as they are, in the order of time.

import MarketData
import Persistence

/// Prints ticks.
func queryTicks(_ invocation: Invocation) throws -> Int32 {
  let input = try TickInput(invocation)
  let isQuotes = invocation.text("--kind") == "quotes"
  for name in input.selection.symbols ?? []
  where input.trades.symbols.number(of: name) == nil && input.quotes.symbols.number(of: name) == nil
  {
    throw UsageError("there are no ticks of \(name)")
  }
  let isTable = !invocation.has("--json") && !invocation.has("--csv")
  let limit = invocation.integer("--limit") ?? (isTable ? 50 : .max)
  let rows =
    isQuotes
    ? TickRows(input.quotes.selected(input.selection), limit)
    : TickRows(input.trades.selected(input.selection), limit)
  let sink = try FileSink(nil)
  if isTable {
    for line in rows.lines { sink.take(Array((line + "\n").utf8)) }
    if rows.total > limit {
      sink.take(Array("\(rows.total - limit) more rows; see them with --limit or --csv\n".utf8))
    }
  } else if invocation.has("--json") {
    rows.writeJSON { sink.take($0) }
  } else {
    rows.writeCSV { sink.take($0) }
  }
  try sink.finish()
  return 0
}

/// Rows of trades or quotes on their way out.
struct TickRows {
  /// Rows there are, whatever the limit.
  let total: Int
  private let places: [TickPlace]
  private let names: [String]
  private let titles: [String]
  private let time: (TickPlace) -> Int64
  /// The cells after symbol and time; nil where there is no value.
  private let cells: (TickPlace) -> [String?]

  init(_ trades: TradeTable, _ limit: Int) {
    total = trades.count
    places = trades.merged(limit: limit)
    names = trades.symbols.names
    titles = ["price", "size"]
    time = { trades.series[Int($0.symbol)].time[Int($0.row)] }
    cells = { place in
      let series = trades.series[Int(place.symbol)]
      return [
        priceText(series.price[Int(place.row)], decimals: trades.decimals),
        "\(series.size[Int(place.row)])",
      ]
    }
  }

  init(_ quotes: QuoteTable, _ limit: Int) {
    total = quotes.count
    places = quotes.merged(limit: limit)
    names = quotes.symbols.names
    titles = ["bid", "bid_size", "ask", "ask_size"]
    time = { quotes.series[Int($0.symbol)].time[Int($0.row)] }
    cells = { place in
      let quote = quotes.series[Int(place.symbol)][Int(place.row)]
      func price(_ units: Int64) -> String? {
        units == QuoteTable.missingPrice ? nil : priceText(units, decimals: quotes.decimals)
      }
      func size(_ count: Int32) -> String? { count == QuoteTable.missingSize ? nil : "\(count)" }
      return [price(quote.bid), size(quote.bidSize), price(quote.ask), size(quote.askSize)]
    }
  }

  /// The lines of a table.
  var lines: [String] {
    let rows = places.map { place in
      [names[Int(place.symbol)], Instant(nanoseconds: time(place)).description]
        + cells(place).map { $0 ?? "-" }
    }
    return aligned(
      [["symbol", "time"] + titles] + rows, numeric: Set(2..<(2 + titles.count)))
  }

  /// Writes the rows as they can be loaded again.
  func writeCSV(_ take: ([UInt8]) -> Void) {
    take(Array((["symbol", "ts"] + titles).joined(separator: ",").utf8) + [0x0A])
    for place in places {
      let row = [names[Int(place.symbol)], "\(time(place))"] + cells(place).map { $0 ?? "" }
      take(Array(row.joined(separator: ",").utf8) + [0x0A])
    }
  }

  /// Writes the rows as a JSON list of objects.
  func writeJSON(_ take: ([UInt8]) -> Void) {
    take(Array("[".utf8))
    for (number, place) in places.enumerated() {
      let fields =
        [
          ("symbol", jsonText(names[Int(place.symbol)])),
          ("time", jsonText(Instant(nanoseconds: time(place)).description)),
          ("ts", "\(time(place))"),
        ] + zip(titles, cells(place)).map { ($0, $1 ?? "null") }
      take(Array(((number > 0 ? "," : "") + jsonObject(fields)).utf8))
    }
    take(Array("]\n".utf8))
  }
}

// Bars, means, volatility and a filter of ticks against DuckDB.

import TestKit
import Testing

@testable import MarketData

@Suite("Tick Reference")
struct TickReferenceTests {
  private let file: ReferenceFile
  private let table: TradeTable
  private static let minute: Int64 = 60_000_000_000

  init() throws {
    file = try ReferenceFile("stats/ticks_aggregates.json")
    let name = try file.document.string("file")
    let folder = ProjectPaths.reference
    let direct = "\(folder)/stats/\(name)"
    let rows = try CSVTable(path: ProjectPaths.exists(direct) ? direct : "\(folder)/\(name)")
    var table = TradeTable()
    let price = try rows.numbers("price")
    let size = try rows.numbers("size")
    for (row, symbol) in try rows.column("symbol").enumerated() {
      let number = table.number(adding: symbol)
      let time = try #require(Int64(try rows.column("ts_ns")[row]))
      table.append(
        time: time, price: Int64((price[row] * 10_000).rounded()), size: Int32(size[row]),
        symbol: number)
    }
    self.table = table
  }

  private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-10 * max(1, abs(b)) }

  /// The symbols of a table stand in the order of their first tick, golden rows by number.
  private func sorted<Row>(_ rows: [Row], by key: (Row) -> (String, Int64)) -> [Row] {
    rows.sorted { key($0) < key($1) }
  }

  @Test("one-minute bars")
  func bars() throws {
    let golden = try file.cases("ohlcv_1m").map { try #require($0.doubles) }
    let bars = table.bars(every: TickReferenceTests.minute)
    #expect(bars.count == golden.count)
    let order = sorted(Array(0..<bars.count)) {
      (table.symbols.names[Int(bars.symbol[$0])], bars.start[$0])
    }
    for (bar, row) in zip(order, golden) {
      #expect(table.symbols.names[Int(bars.symbol[bar])] == "\(Int(row[0]))")
      #expect(Double(bars.start[bar]) == row[1])
      for (units, value) in zip(
        [bars.open[bar], bars.high[bar], bars.low[bar], bars.close[bar]], row[2...5])
      {
        #expect(isClose(table.price(units), value))
      }
      #expect(Double(bars.volume[bar]) == row[6] && Double(bars.trades[bar]) == row[7])
      #expect(isClose(try #require(bars.meanPrice(bar)) / table.unitsPerOne, row[8]))
    }
  }

  @Test("five-minute mean prices")
  func means() throws {
    let golden = try file.cases("vwap_5m").map { try #require($0.doubles) }
    let means = table.weightedPrices(every: 5 * TickReferenceTests.minute)
    #expect(means.count == golden.count)
    let order = sorted(Array(0..<means.count)) {
      (table.symbols.names[Int(means.symbol[$0])], means.start[$0])
    }
    for (place, row) in zip(order, golden) {
      #expect(Double(means.start[place]) == row[1])
      #expect(isClose(means.mean[place] / table.unitsPerOne, row[2]))
      #expect(Double(means.volume[place]) == row[3])
    }
  }

  @Test("realised volatility, tick by tick and by minutes")
  func volatility() throws {
    for (list, interval) in [
      ("realized_vol_tick_returns", nil),
      ("realized_vol_1m_closes_observed_bars_only", TickReferenceTests.minute),
    ] as [(String, Int64?)] {
      let golden = try #require(file.document[list])
      #expect(!golden.keys.isEmpty)
      let found = table.realisedVariance(every: interval)
      for name in golden.keys {
        let number = try #require(table.symbols.number(of: name))
        let volatility = try #require(found[Int(number)].volatility)
        #expect(isClose(volatility, try golden.double(name)))
      }
    }
  }

  @Test("a filter by symbol and time")
  func filter() throws {
    let golden = try #require(file.document["filter"])
    let selection = TickSelection(
      symbols: ["\(try golden.int("symbol"))"], from: Int64(try golden.int("from_ns")),
      to: Int64(try golden.int("to_ns_exclusive")))
    let found = table.selected(selection)
    #expect(found.count == (try golden.int("rows")))
    let rows = try #require(found.series.first { $0.count > 0 })
    #expect(rows.time.first.map(Int.init) == (try golden.int("first_ts")))
    #expect(rows.time.last.map(Int.init) == (try golden.int("last_ts")))
    #expect(rows.size.reduce(0) { $0 + Int($1) } == (try golden.int("sum_size")))
  }
}

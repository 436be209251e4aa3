// Quotes: spreads and the as-of join against a plain twin, missing sides, defects.

import TestKit
import Testing

@testable import MarketData

@Suite("Quote ticks")
struct QuoteTickTests {
  private func randomQuotes(_ random: inout SeededGenerator, rows: Int) -> [QuoteTick] {
    var time: Int64 = 1_000
    return (0..<rows).map { _ in
      time += Int64(random.integer(in: 0...4))
      let middle = Int64(random.integer(in: 9_000...11_000))
      var quote = QuoteTick(
        time: time, bid: middle - Int64(random.integer(in: -20...100)), ask: middle + 30,
        bidSize: Int32(random.integer(in: 1...9)), askSize: 5)
      if random.integer(in: 0...3) == 0 { quote.bid = QuoteTable.missingPrice }
      if random.integer(in: 0...3) == 0 { quote.ask = QuoteTable.missingPrice }
      return quote
    }
  }

  private func table(_ quotes: [QuoteTick]) -> QuoteTable {
    var table = QuoteTable(symbols: TickSymbols(["A"]))
    for quote in quotes { table.append(quote, symbol: 0) }
    return table
  }

  @Test(
    "a trade is joined with the last quote at or before it", arguments: [11, 12, 13] as [UInt64])
  func join(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let quotes = randomQuotes(&random, rows: 300)
    var trades = TradeTable(symbols: TickSymbols(["A", "B"]))
    for row in 0..<200 {
      trades.append(
        time: Int64(990 + 4 * row), price: Int64(random.integer(in: 9_000...11_000)), size: 1,
        symbol: Int32(row % 7 == 0 ? 1 : 0))
    }
    let joined = try #require(trades.joined(table(quotes)))
    #expect(joined.map(\.symbol) == ["A", "B"])
    var distances: [Double] = []
    for row in 0..<joined[0].trades.count {
      let moment = joined[0].trades.time[row]
      let earlier = quotes.filter { $0.time <= moment }
      let bid = earlier.last { $0.bid != QuoteTable.missingPrice }?.bid
      let ask = earlier.last { $0.ask != QuoteTable.missingPrice }?.ask
      #expect((joined[0].quote[row] == nil) == earlier.isEmpty)
      if let place = joined[0].quote[row] {
        #expect(joined[0].quotes.bid[place] == bid ?? QuoteTable.missingPrice)
        #expect(joined[0].quotes.ask[place] == ask ?? QuoteTable.missingPrice)
      }
      if let bid, let ask, bid <= ask {
        distances.append(abs(2 * Double(joined[0].trades.price[row]) - Double(bid + ask)))
      }
    }
    let mean = distances.reduce(0, +) / Double(distances.count)
    #expect(abs(try #require(joined[0].effectiveSpread) - mean) < 1e-9 * mean)
    #expect(joined[1].quote.allSatisfy { $0 == nil } && joined[1].effectiveSpread == nil)
    #expect(trades.joined(QuoteTable(decimals: 2)) == nil)
  }

  @Test("spreads are averaged by quote and by the time they stand")
  func spread() throws {
    let found = table([
      .init(time: 100, bid: 9_990, ask: 10_010), .init(time: 110, bid: 9_995),
      .init(time: 140, ask: 9_990), .init(time: 150, bid: 9_990), .init(time: 160, bid: 9_980),
    ]).quotedSpread(every: nil)
    let spread = try #require(found.first)
    #expect(found.count == 1 && spread.start == 100)
    #expect(spread.quotes == 4 && spread.crossed == 1 && spread.locked == 1)
    #expect(spread.narrowest == 0 && spread.widest == 20)
    #expect(spread.mean == 11.25)
    // 20 stands for 10 ns, 15 for 30 and 0 for 10; the crossed quote and the last one for none.
    #expect(spread.timeWeightedMean == 13)
    let shares: [Double] = [20.0 / 10_000, 15.0 / 10_002.5, 0, 10.0 / 9_985]
    let relative = shares.reduce(0, +) / 4
    #expect(abs(try #require(spread.relativeMean) - relative) < 1e-15)
    let parts = table([
      .init(time: 100, bid: 10, ask: 20), .init(time: 119, bid: 10, ask: 12),
      .init(time: 125, bid: 10, ask: 13),
    ]).quotedSpread(every: 20)
    #expect(parts.map(\.start) == [100, 120])
    #expect(parts[0].timeWeightedMean == 9.6 && parts[1].mean == 3)
    #expect(table([.init(time: 1, bid: 5)]).quotedSpread(every: nil)[0].oneSided == 1)
    #expect(table([]).quotedSpread(every: nil).isEmpty)
  }

  @Test("defects are counted and cleaned away")
  func defects() {
    let missing = TradeTable.missingPrice
    var trades = TradeTable(symbols: TickSymbols(["A"]))
    for (time, price, size) in [
      (10, 100, 1), (9, 101, 1), (11, missing, 1), (12, -5, 1), (13, 0, 1), (14, 100, 0),
      (15, 100, -3), (16, 100, TradeTable.missingSize), (17, 102, 7),
    ] as [(Int64, Int64, Int32)] {
      trades.append(time: time, price: price, size: size, symbol: 0)
    }
    let (clean, found) = trades.cleaned()
    #expect(found == trades.defects())
    #expect(found.rows == 9 && found.missing == 2 && found.negativePrices == 1)
    #expect(found.zeroPrices == 1 && found.emptySizes == 2 && found.late == 1 && found.dropped == 6)
    #expect(clean.series[0].time == [9, 10, 17] && clean.defects().dropped == 0)
    #expect(trades.realisedVariance()[0].variance == nil)
    #expect(clean.realisedVariance()[0].variance != nil)
    let quotes = table([
      .init(time: 1, bid: 10, ask: 9), .init(time: 2), .init(time: 3, bid: -1, ask: 9),
      .init(time: 4, bid: 1, ask: 2, bidSize: -1), .init(time: 5, ask: 2), .init(time: 4, bid: 0),
    ])
    let checked = quotes.cleaned()
    #expect(checked.defects.crossed == 1 && checked.defects.missing == 1)
    #expect(checked.defects.negativePrices == 1 && checked.defects.negativeSizes == 1)
    #expect(checked.defects.late == 1 && checked.table.series[0].time == [4, 5])
  }

  @Test("a table takes finer prices, and refuses those that do not fit")
  func refine() {
    var trades = TradeTable(symbols: TickSymbols(["A"]), decimals: 2)
    trades.append(time: 1, price: 1_234, size: 1, symbol: 0)
    #expect(trades.price(1_234) == 12.34)
    let finer = trades.refine(to: 4)
    #expect(finer && trades.series[0].price == [123_400] && trades.decimals == 4)
    let coarser = trades.refine(to: 2)
    #expect(!coarser && trades.decimals == 4)
    trades.append(time: 2, price: .max / 5, size: 1, symbol: 0)
    let tooFine = trades.refine(to: 9)
    #expect(!tooFine && trades.series[0].price[0] == 123_400)
    var other = TradeTable(decimals: 2)
    let isTaken = other.take(trades)
    #expect(!isTaken && other.count == 0)
  }
}

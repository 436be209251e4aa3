// Every question about ticks against its slow plain twin.

import Glibc
import TestKit
import Testing

@testable import MarketData

@Suite("Ticks against a plain twin")
struct TickTwinTests {
  struct Shape: CustomTestStringConvertible {
    let seed: UInt64
    let rows: Int
    let symbols: Int
    let isLate: Bool
    var start: Int64 = 1_704_205_800_000_000_000
    var testDescription: String { "seed \(seed), \(rows) rows, \(symbols) symbols" }
  }

  static let shapes: [Shape] = [
    .init(seed: 1, rows: 3_000, symbols: 5, isLate: false),
    .init(seed: 2, rows: 2_000, symbols: 7, isLate: true),
    .init(seed: 3, rows: 900, symbols: 1, isLate: false),
    .init(seed: 4, rows: 900, symbols: 1, isLate: true, start: -40_000_000_000_000),
    .init(seed: 5, rows: 1, symbols: 3, isLate: false),
    .init(seed: 6, rows: 0, symbols: 2, isLate: false),
  ]

  private func made(_ shape: Shape) -> ([PlainTrade], TradeTable, SeededGenerator) {
    var random = SeededGenerator(seed: shape.seed)
    let trades = randomTrades(
      &random, rows: shape.rows, symbols: shape.symbols, isLate: shape.isLate, start: shape.start)
    return (trades, table(trades, symbols: shape.symbols), random)
  }

  /// A stretch of time somewhere in the trades.
  private func stretch(_ trades: [PlainTrade], _ random: inout SeededGenerator) -> TickSelection {
    let times = trades.map(\.time)
    guard let first = times.min(), let last = times.max(), last > first else {
      return TickSelection()
    }
    let a = Int64(random.integer(in: Int(first)...Int(last)))
    let b = Int64(random.integer(in: Int(first)...Int(last)))
    return TickSelection(from: min(a, b), to: max(a, b))
  }

  @Test("filter, with and without a sort before", arguments: shapes)
  func filter(_ shape: Shape) {
    var (trades, table, random) = made(shape)
    for turn in 0..<20 {
      var selection = turn == 0 ? TickSelection() : stretch(trades, &random)
      let symbol = random.integer(in: 0...(shape.symbols - 1))
      selection.symbols = ["\(symbol)", "unknown"]
      let rows = table.selected(selection)
      let plain = plainRows(trades, symbol, from: selection.from, to: selection.to)
      #expect(rows.count == plain.count)
      let found = rows.series[symbol]
      #expect(found.time == plain.map(\.time) && found.price == plain.map(\.price))
      #expect(found.size == plain.map(\.size))
      if turn == 10 { table.sort() }
    }
  }

  @Test("bars, mean prices and their sums", arguments: shapes)
  func bars(_ shape: Shape) {
    var (trades, table, random) = made(shape)
    for width in [
      1_000_000_000, 60_000_000_000, 300_000_000_000, 86_400_000_000_000, 7, 12_345_678_901,
    ] as [Int64] {
      let selection = stretch(trades, &random)
      let bars = table.bars(every: width, selection)
      let means = table.weightedPrices(every: width, selection)
      var place = 0
      for symbol in 0..<shape.symbols {
        let rows = plainRows(trades, symbol, from: selection.from, to: selection.to)
        for (start, rows) in plainBars(rows, width) where place < bars.count {
          #expect(bars.symbol[place] == Int32(symbol) && bars.start[place] == start)
          #expect(bars.open[place] == rows.first?.price && bars.close[place] == rows.last?.price)
          #expect(bars.high[place] == rows.map(\.price).max())
          #expect(bars.low[place] == rows.map(\.price).min())
          let volume = rows.reduce(0) { $0 + Int64($1.size) }
          let notional = rows.reduce(0) { $0 + Int64($1.size) * $1.price }
          #expect(bars.volume[place] == volume && Int(bars.trades[place]) == rows.count)
          #expect(bars.notional[place] == Double(notional))
          #expect(means.start[place] == start && means.volume[place] == volume)
          #expect(means.mean[place] == Double(notional) / Double(volume))
          place += 1
        }
      }
      #expect(place == bars.count && means.count == bars.count)
    }
    #expect(table.bars(every: 0).count == 0)
  }

  @Test("realised and weighted variance", arguments: shapes)
  func variance(_ shape: Shape) throws {
    var (trades, table, random) = made(shape)
    for interval in [nil, 60_000_000_000, 1_000_000_000] as [Int64?] {
      let selection = stretch(trades, &random)
      let realised = table.realisedVariance(every: interval, selection)
      let weighted = table.weightedVariance(every: interval, selection)
      for symbol in 0..<shape.symbols {
        let rows = plainRows(trades, symbol, from: selection.from, to: selection.to)
        let prices =
          interval.map { plainBars(rows, $0).compactMap(\.rows.last?.price) } ?? rows.map(\.price)
        var (sum, mean): (Double, Double?) = (0, nil)
        for index in prices.indices.dropFirst() {
          // Of the rise, for a rounded quotient near one has lost the digits of a small return.
          let rise = Double(prices[index] - prices[index - 1]) / Double(prices[index - 1])
          let change = log1p(rise)
          sum += change * change
          mean = mean.map { 0.94 * $0 + 0.06 * change * change } ?? change * change
        }
        let found = try #require(realised[symbol].variance)
        #expect(abs(found - sum) <= 1e-12 * max(sum, 1e-9))
        #expect(realised[symbol].returns == max(0, prices.count - 1))
        let last = weighted[symbol].variance
        #expect((last == nil) == (mean == nil))
        if let last, let mean { #expect(abs(last - mean) <= 1e-12 * max(mean, 1e-9)) }
      }
    }
  }

  @Test("direction of trades and Roll's spread", arguments: shapes)
  func direction(_ shape: Shape) throws {
    var (trades, table, random) = made(shape)
    let selection = stretch(trades, &random)
    let width: Int64 = 120_000_000_000
    let imbalance = table.imbalance(every: width, selection)
    let roll = table.rollSpread(selection)
    var place = 0
    for symbol in 0..<shape.symbols {
      let rows = plainRows(trades, symbol, from: selection.from, to: selection.to)
      let signs = rows.indices.map { row -> Int in
        for earlier in stride(from: row - 1, through: 0, by: -1)
        where rows[earlier].price != rows[row].price {
          return rows[row].price > rows[earlier].price ? 1 : -1
        }
        return 0
      }
      var row = 0
      for (start, part) in plainBars(rows, width) {
        let range = row..<(row + part.count)
        row += part.count
        #expect(imbalance.start[place] == start)
        #expect(Int(imbalance.purchases[place]) == range.count { signs[$0] > 0 })
        #expect(Int(imbalance.sales[place]) == range.count { signs[$0] < 0 })
        let bought = range.filter { signs[$0] > 0 }.reduce(0) { $0 + Int64(rows[$1].size) }
        let sold = range.filter { signs[$0] < 0 }.reduce(0) { $0 + Int64(rows[$1].size) }
        #expect(imbalance.purchasedSize[place] == bought && imbalance.soldSize[place] == sold)
        if bought + sold > 0 {
          #expect(imbalance.ofSize(place) == Double(bought - sold) / Double(bought + sold))
        }
        place += 1
      }
      let changes = rows.indices.dropFirst().map { Double(rows[$0].price - rows[$0 - 1].price) }
      #expect(roll[symbol].pairs == max(0, changes.count - 1))
      guard changes.count >= 3 else {
        #expect(roll[symbol].covariance == nil)
        continue
      }
      let (x, y) = (Array(changes.dropLast()), Array(changes.dropFirst()))
      let (mx, my) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
      var covariance = 0.0
      for place in x.indices { covariance += (x[place] - mx) * (y[place] - my) }
      covariance /= Double(x.count - 1)
      let found = try #require(roll[symbol].covariance)
      #expect(abs(found - covariance) <= 1e-9 * max(1, abs(covariance)))
      #expect((roll[symbol].spread == nil) == (covariance > 0))
    }
    #expect(place == imbalance.count)
  }

  @Test("rows of all symbols in one order, and the latest dropped", arguments: shapes)
  func merged(_ shape: Shape) {
    var (trades, table, _) = made(shape)
    table.sort()
    let all = table.merged()
    let keys = all.map { (table.series[Int($0.symbol)].time[Int($0.row)], $0.symbol) }
    #expect(keys.count == trades.count)
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(table.merged(limit: 5) == Array(all.prefix(5)))
    let cut = trades.map(\.time).sorted().dropFirst(trades.count / 3).first ?? 0
    let dropped = table.drop(before: cut)
    #expect(dropped == trades.count { $0.time < cut } && table.count == trades.count - dropped)
    #expect(table.series.allSatisfy { $0.time.allSatisfy { $0 >= cut } })
  }

  @Test("a stream and a bulk load give the same table", arguments: shapes)
  func bulk(_ shape: Shape) {
    let (trades, stream, _) = made(shape)
    var bulk = TradeTable(symbols: stream.symbols)
    let (time, price) = (trades.map(\.time), trades.map(\.price))
    let (size, symbol) = (trades.map(\.size), trades.map { Int32($0.symbol) })
    let isAdded = bulk.append(
      time: time.span, price: price.span, size: size.span, symbol: symbol.span)
    #expect(isAdded)
    #expect(bulk.series == stream.series)
    #expect(bulk.series.reduce(0) { $0 + $1.late } > 0 || !shape.isLate)
    let wrong = symbol.map { $0 + Int32(shape.symbols) }
    let isWrong = bulk.append(
      time: time.span, price: price.span, size: size.span, symbol: wrong.span)
    #expect(isWrong == trades.isEmpty)
    #expect(bulk.count == trades.count)
    var live = TradeStream(TradeTable(symbols: stream.symbols))
    for row in trades {
      live.append(time: row.time, price: row.price, size: row.size, symbol: Int32(row.symbol))
    }
    live.settle()
    #expect(live.table.series == stream.series)
  }
}

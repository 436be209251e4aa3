// The slow plain twin: every question about ticks answered row by row from an unsorted list.

import TestKit

@testable import MarketData

struct PlainTrade: Hashable {
  var time: Int64
  var price: Int64
  var size: Int32
  var symbol: Int
}

/// Random trades with gaps, ties and, where asked for, rows out of order.
func randomTrades(
  _ random: inout SeededGenerator, rows: Int, symbols: Int, isLate: Bool, start: Int64 = 0
) -> [PlainTrade] {
  var time = start
  var prices = (0..<symbols).map { _ in Int64(random.integer(in: 50_000...2_000_000)) }
  return (0..<rows).map { _ in
    switch random.integer(in: 0...9) {
    case 0: break
    case 1: time += Int64(random.integer(in: 1...1_000)) * 1_000_000_000
    default: time += Int64(random.integer(in: 1...3_000_000_000))
    }
    let symbol = random.integer(in: 0...(symbols - 1))
    // Seldom a leap, so that the long way of the logarithm is taken too.
    let step =
      random.integer(in: 0...99) == 0 ? prices[symbol] / 3 : Int64(random.integer(in: -300...300))
    prices[symbol] = max(1, prices[symbol] + step)
    let lateness =
      isLate && random.integer(in: 0...4) == 0 ? Int64(random.integer(in: 0...9_000_000_000)) : 0
    return PlainTrade(
      time: time - lateness, price: prices[symbol], size: Int32(random.integer(in: 1...5_000)),
      symbol: symbol)
  }
}

/// The trades in a table, its symbols named by their numbers.
func table(_ trades: [PlainTrade], symbols: Int) -> TradeTable {
  var table = TradeTable(symbols: TickSymbols((0..<symbols).map(String.init)))
  for trade in trades {
    table.append(
      time: trade.time, price: trade.price, size: trade.size, symbol: Int32(trade.symbol))
  }
  return table
}

/// The trades of a symbol and a stretch of time in order.
func plainRows(_ trades: [PlainTrade], _ symbol: Int, from: Int64, to: Int64) -> [PlainTrade] {
  trades.enumerated().filter { $0.element.symbol == symbol }
    .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
    .map(\.element).filter { $0.time >= from && $0.time < to }
}

/// The start of a bar by plain division.
func plainStart(_ time: Int64, _ width: Int64) -> Int64 {
  var quotient = time / width
  if time % width != 0, time < 0 { quotient -= 1 }
  return quotient * width
}

/// Trades of one bar.
func plainBars(_ rows: [PlainTrade], _ width: Int64) -> [(start: Int64, rows: [PlainTrade])] {
  var bars: [(start: Int64, rows: [PlainTrade])] = []
  for row in rows {
    let start = plainStart(row.time, width)
    if bars.last?.start != start { bars.append((start, [])) }
    bars[bars.count - 1].rows.append(row)
  }
  return bars
}

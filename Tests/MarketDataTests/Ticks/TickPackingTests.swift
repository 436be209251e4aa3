// Packed segments come back as they were, and bytes that are none are refused.

import TestKit
import Testing

@testable import MarketData

@Suite("Tick packing")
struct TickPackingTests {
  private func isSame(_ series: TradeSeries) throws {
    let bytes = TickPacking.pack(series, 0..<series.count)
    let back = try TickPacking.trades(bytes)
    #expect(back == series)
  }

  private func series(_ rows: [(Int64, Int64, Int32)]) -> TradeSeries {
    TradeSeries(time: rows.map(\.0), price: rows.map(\.1), size: rows.map(\.2))
  }

  @Test("random rows of every width", arguments: [1, 2, 3, 4] as [UInt64])
  func random(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for count in [0, 1, 2, 127, 128, 129, 130, 257, 1_000] {
      for width in [0, 1, 7, 8, 13, 31, 33, 57, 63, 64] {
        func bits() -> Int64 {
          width == 0 ? 0 : Int64(bitPattern: random.next() >> UInt64(64 - width))
        }
        let rows = (0..<count).map { _ in
          (bits(), bits(), Int32(truncatingIfNeeded: bits()))
        }
        try isSame(series(rows))
      }
    }
  }

  @Test("extremes")
  func extremes() throws {
    let ends: [Int64] = [.min, .max, 0, -1, 1, .max, .min, .min + 1, .max - 1]
    let sizes: [Int32] = [.min, .max, 0, -1, 1, .max, .min, 5, .min + 1]
    try isSame(series(zip(ends, sizes).map { ($0, $0 &* 3, $1) }))
    try isSame(series([(.min, TradeTable.missingPrice, TradeTable.missingSize)]))
    var quotes = QuoteSeries()
    for end in ends { quotes.append(QuoteTick(time: end, bid: end, bidSize: 4)) }
    let packed = TickPacking.pack(quotes, 2..<7)
    let back = try TickPacking.quotes(packed)
    #expect(back.time == Array(ends[2..<7]) && back.bid == back.time)
    #expect(back.ask.allSatisfy { $0 == QuoteTable.missingPrice } && back.count == 5)
  }

  @Test("a calm series is small")
  func small() {
    var random = SeededGenerator(seed: 9)
    var (time, price): (Int64, Int64) = (1_704_205_800_000_000_000, 1_000_000)
    let rows = (0..<10_000).map { _ -> (Int64, Int64, Int32) in
      time += Int64(random.integer(in: 0...1_000_000))
      price += Int64(random.integer(in: -1...1)) * 100
      return (time, price, Int32(random.integer(in: 1...1_000)))
    }
    // 20 bits of time, 8 of price and 10 of size are 4.75 bytes of the 20 in memory.
    #expect(TickPacking.pack(series(rows), 0..<rows.count).count < 5 * rows.count)
  }

  @Test("every truncation and every flipped byte is refused or reads as rows of the same shape")
  func damaged() throws {
    let whole = TickPacking.pack(
      series((0..<300).map { (Int64($0 * $0), Int64(500 - $0), Int32($0 % 17)) }), 0..<300)
    for length in whole.indices {
      #expect(throws: TickPackingError.self) { try TickPacking.trades(Array(whole[..<length])) }
    }
    #expect(throws: TickPackingError.self) { try TickPacking.trades(whole + [0]) }
    #expect(throws: TickPackingError.self) { try TickPacking.quotes(whole) }
    for place in whole.indices {
      for bit in 0..<8 {
        var bytes = whole
        bytes[place] ^= UInt8(1 << bit)
        // What reads must have the count of rows it says; the hash beside it tells the rest.
        guard let back = try? TickPacking.trades(bytes) else { continue }
        #expect(back.count == 300 && back.price.count == 300 && back.size.count == 300)
      }
    }
    var wrong = whole
    wrong[1] = 9
    #expect(throws: TickPackingError.damaged(at: 1, what: "the version 9")) {
      try TickPacking.trades(wrong)
    }
  }
}

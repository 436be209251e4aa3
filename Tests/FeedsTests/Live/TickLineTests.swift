// What is a line of a live feed, and what is refused under which name.

import MarketData
import MarketFixtures
import TestKit
import Testing

@testable import Feeds

/// A universe of one index with its volatility index.
let indexUniverse = LiveUniverse(symbols: ["SPX", "SPY"], volatilityIndex: "VIX")

/// 2018-02-05 10:00 New York.
let tenOClock: Int64 = 1_517_842_800_000_000_000

/// A market that stores nothing and takes lines at a clock of its own.
struct MarketRig {
  var market: LiveMarket
  var now: Int64 = 1_000_000_000

  init(_ rules: LiveRules = LiveRules(), isStored: Bool = false) {
    market = LiveMarket(universe: indexUniverse, rules: rules, isStored: isStored) { _ in
      LivePast()
    }
  }

  /// Takes lines and lets so many milliseconds pass after them.
  mutating func take(_ lines: String..., then milliseconds: Int64 = 0) {
    for line in lines {
      let bytes = Array(line.utf8)
      market.take(bytes, 0..<bytes.count, at: now)
    }
    pass(milliseconds)
  }

  mutating func pass(_ milliseconds: Int64) {
    now += milliseconds * 1_000_000
    market.pass(to: now)
  }

  /// Everything that is ready.
  mutating func items() -> [TapeItem] {
    var items: [TapeItem] = []
    while let item = market.next() { items.append(item) }
    return items
  }

  mutating func batches() -> [MarketBatch] {
    items().compactMap { if case .batch(let batch) = $0 { batch } else { nil } }
  }
}

/// A quote of an option, so many milliseconds after ten.
func quoteLine(
  _ symbol: String = "SPX-20180316-P-2600", _ bid: Double = 40, _ ask: Double = 41,
  after milliseconds: Int64 = 0
) -> String {
  let time = tenOClock + milliseconds * 1_000_000
  return
    "{\"type\":\"quote\",\"ts\":\(time),\"symbol\":\"\(symbol)\",\"bid\":\(bid),\"ask\":\(ask)}"
}

func priceLine(_ price: Double, _ symbol: String = "SPX", after milliseconds: Int64 = 0) -> String {
  let time = tenOClock + milliseconds * 1_000_000
  return
    "{\"type\":\"trade\",\"ts\":\(time),\"symbol\":\"\(symbol)\",\"price\":\(price),\"size\":2}"
}

@Suite("Lines of a live feed")
struct TickLineTests {
  static let faults: [(String, TickFault)] = [
    ("", .notJSON), ("nonsense", .notJSON), ("{\"type\":\"quote\"", .notJSON), ("[1,2]", .notJSON),
    ("{\"type\":\"quote\",\"ts\":1517842800000}\u{0}", .notJSON), ("{\"ts\":1}", .badTime),
    ("{\"symbol\":\"SPX\"}", .notJSON), ("{\"type\":\"order\"}", .unknownType),
    ("{\"type\":\"quote\",\"ts\":1517842800000,\"symbol\":\"SPX\",\"bid\":1}", .missingField),
    ("{\"type\":\"quote\",\"symbol\":\"SPX\",\"bid\":1,\"ask\":2}", .missingField),
    ("{\"type\":\"trade\",\"ts\":1517842800000,\"symbol\":\"SPX\",\"price\":NaN}", .badNumber),
    ("{\"type\":\"trade\",\"ts\":1517842800000,\"symbol\":\"SPX\",\"price\":\"1\"}", .badNumber),
    ("{\"type\":\"trade\",\"ts\":1517842800000,\"symbol\":\"SPX\",\"price\":1e308}", .badNumber),
    ("{\"type\":\"trade\",\"ts\":1517842800000,\"symbol\":\"SPX\",\"price\":1e999}", .badNumber),
    ("{\"type\":\"trade\",\"ts\":1517842800000,\"symbol\":\"SPX\",\"price\":-1}", .badNumber),
    ("{\"type\":\"trade\",\"ts\":1517842800000,\"symbol\":\"SPX\",\"price\":0}", .badNumber),
    ("{\"type\":\"trade\",\"ts\":12,\"symbol\":\"SPX\",\"price\":1}", .badTime),
    ("{\"type\":\"trade\",\"ts\":\"noon\",\"symbol\":\"SPX\",\"price\":1}", .badTime),
    ("{\"type\":\"trade\",\"ts\":1517842800000,\"symbol\":\"XYZ\",\"price\":1}", .unknownSymbol),
    ("{\"type\":\"trade\",\"ts\":1517842800000,\"symbol\":\"\",\"price\":1}", .unknownSymbol),
    ("{\"type\":\"index\",\"ts\":1517800000000,\"symbol\":\"VIX\",\"value\":1}", .closed),
    ("{\"type\":\"chain\",\"underlying\":\"XYZ\",\"contracts\":[]}", .unknownSymbol),
    (
      "{\"type\":\"bar\",\"ts\":1517842860000,\"symbol\":\"SPX\",\"open\":2,\"high\":1,\"low\":1,\"close\":2}",
      .badNumber
    ),
  ]

  @Test("each kind of bad line is counted under its name and changes nothing", arguments: faults)
  func refused(_ line: String, _ fault: TickFault) {
    var rig = MarketRig()
    rig.take(line, then: 10_000)
    #expect(rig.market.counts[fault] == 1, "\(rig.market.counts.found)")
    #expect(rig.market.counts.bad == 1)
    #expect(rig.items().isEmpty)
  }

  @Test("time may be nanoseconds, microseconds, milliseconds, seconds or text")
  func times() throws {
    for text in [
      "1517842800000000000", "1517842800000000", "1517842800000", "1517842800", "1517842800.0",
      "\"2018-02-05T10:00:00-05:00\"", "\"2018-02-05T15:00:00Z\"",
    ] {
      let line = Array("{\"type\":\"heartbeat\",\"ts\":\(text)}".utf8)
      #expect(try TickLine(line, 0..<line.count).time == tenOClock, "\(text)")
    }
  }

  @Test("fields come in any order, unknown ones are passed over, escapes are read")
  func order() throws {
    let text =
      #"{"x":{"a":[1,"}"]},"ask":41.5,"reason":"a\"b","symbol":"SPX","bid":null,"#
      + #""bid_size":3,"ts":1517842800000,"type":"quote"}"#
    let line = try TickLine(Array(text.utf8), 0..<text.utf8.count)
    #expect(line.kind == .quote)
    #expect(line.bid == nil && line.ask == 41.5 && line.bidSize == 3)
    #expect(JSONScan(Array(text.utf8)).text(try #require(line.reason)) == "a\"b")
  }

  @Test("random bytes never stop the reader", arguments: 0..<20)
  func noise(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var rig = MarketRig()
    var splitter = LineSplitter()
    let good = Array((quoteLine() + "\n").utf8)
    for _ in 0..<200 {
      var piece = good
      for _ in 0..<3 {
        piece[Int.random(in: 0..<piece.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      rig.market.take(piece[...], through: &splitter, at: rig.now)
    }
    rig.pass(5_000)
    let quotes = rig.batches().flatMap(\.chains).flatMap(\.quotes)
    #expect(quotes.allSatisfy { $0.bid.units >= 0 && $0.ask.units >= 0 })
  }

  @Test("lines are found however the stream is cut, and what is too long is left out")
  func split() {
    let text = "{\"a\":1}\n" + String(repeating: "x", count: 200_000) + "\n\n{\"b\":2}\nlast"
    for size in [1, 7, 4_096, 1 << 20] {
      var splitter = LineSplitter()
      var lines: [String?] = []
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        splitter.take(rest.prefix(size)) { bytes, range in
          lines.append(range.map { String(decoding: bytes[$0], as: UTF8.self) })
        }
        rest = rest.dropFirst(size)
      }
      splitter.finish { bytes, range in
        lines.append(range.map { String(decoding: bytes[$0], as: UTF8.self) })
      }
      #expect(lines == ["{\"a\":1}", nil, "{\"b\":2}", "last"], "\(size)")
    }
  }
}

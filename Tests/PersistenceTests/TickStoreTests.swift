// Ticks in the database: kept once, read back as they were, refused when damaged, let go by day.

import MarketData
import TestKit
import Testing

@testable import Persistence

@Suite("Tick store")
struct TickStoreTests {
  private static let source = TickSource(
    name: "ticks.csv", format: "tick-trades", sha256: "aa", report: "[]")

  /// Trades of two symbols over three days in New York, one of them of more rows than a segment.
  private func trades(decimals: Int = 4) -> TradeTable {
    var random = SeededGenerator(seed: 5)
    var table = TradeTable(symbols: TickSymbols(["SPY", "IBM"]), decimals: decimals)
    let day: Int64 = 86_400_000_000_000
    let open: Int64 = 1_704_205_800_000_000_000
    for number in 0..<3 {
      for row in 0..<(number == 1 ? TickSegment.length + 5_000 : 700) {
        table.append(
          time: open + Int64(number) * day + Int64(row) * 1_000_000,
          price: 1_000_000 + Int64(random.integer(in: -500...500)),
          size: Int32(random.integer(in: 1...900)), symbol: row % 50 == 0 ? 1 : 0)
      }
    }
    return table
  }

  private func quotes() -> QuoteTable {
    var table = QuoteTable(symbols: TickSymbols(["IBM"]))
    for row in 0..<300 {
      table.append(
        QuoteTick(time: 1_704_205_800_000_000_000 + Int64(row), bid: 5, bidSize: 3), symbol: 0)
    }
    return table
  }

  private func store(_ scratch: Scratch) throws -> DeskStore { try DeskStore(scratch.database) }

  @Test("come back as they were, whole and in part")
  func roundTrip() throws {
    let scratch = try Scratch()
    let (trades, quotes) = (trades(), quotes())
    let store = try store(scratch)
    let report = try store.importTicks(trades, quotes, from: TickStoreTests.source)
    #expect(report.rows == trades.count + 300 && report.segments == 8)
    #expect(report.bytes < 8 * report.rows && report.repeated == 0)
    // The writer is still at work: readers go beside it.
    let archive = try DeskArchive(scratch.database)
    let back = try archive.trades(TickSelection())
    for name in ["SPY", "IBM"] { #expect(back.ordered(name) == trades.ordered(name)) }
    #expect(try archive.quotes(TickSelection()).ordered("IBM") == quotes.ordered("IBM"))
    let from = trades.series[0].time[900]
    let selection = TickSelection(symbols: ["SPY"], from: from, to: from + 40_000_000)
    let part = try archive.trades(selection)
    #expect(part.count == trades.selected(selection).count && part.count > 0)
    #expect(part.ordered("SPY")?.time == trades.selected(selection).ordered("SPY")?.time)
    #expect(try archive.trades(TickSelection(symbols: ["none"])).count == 0)
    let summaries = try archive.tickSummaries()
    #expect(summaries.map(\.symbol) == ["IBM", "SPY", "IBM"])
    #expect(summaries.map(\.kind) == ["trade", "trade", "quote"])
    #expect(summaries[1].rows == trades.series[0].count && summaries[1].days == 3)
    #expect(summaries[1].first.nanoseconds == trades.series[0].time.first)
    #expect(summaries.reduce(0) { $0 + $1.bytes } == report.bytes)
    store.close()
  }

  @Test("are kept once, however often and under whatever name they come")
  func idempotent() throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    defer { store.close() }
    let trades = trades()
    _ = try store.importTicks(trades, QuoteTable(), from: TickStoreTests.source)
    let again = try store.importTicks(trades, QuoteTable(), from: TickStoreTests.source)
    #expect(again.isRepeat && again.rows == 0 && again.repeated == trades.count)
    var packed = TickStoreTests.source
    packed.sha256 = "bb"
    let other = try store.importTicks(trades, QuoteTable(), from: packed)
    #expect(!other.isRepeat && other.rows == 0 && other.repeated == trades.count)
    #expect(try store.connection.value("SELECT sum(rows) FROM ticks") == .int(trades.count))
    #expect(try store.connection.value("SELECT count(*) FROM imports") == .integer(2))
  }

  @Test("of other decimals come together in the finer unit")
  func decimals() throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    defer { store.close() }
    var coarse = TradeTable(symbols: TickSymbols(["A"]), decimals: 2)
    coarse.append(time: 2_000, price: 123, size: 1, symbol: 0)
    var fine = TradeTable(symbols: TickSymbols(["B", "A"]), decimals: 5)
    fine.append(time: 1_000, price: 123_456, size: 2, symbol: 1)
    fine.append(time: 1_000, price: 7, size: 3, symbol: 0)
    _ = try store.importTicks(coarse, QuoteTable(), from: TickStoreTests.source)
    var second = TickStoreTests.source
    second.sha256 = "bb"
    _ = try store.importTicks(fine, QuoteTable(), from: second)
    let back = try DeskArchive(scratch.database).trades(TickSelection())
    #expect(back.decimals == 5 && back.count == 3)
    #expect(back.ordered("A")?.price == [123_456, 123_000])
    #expect(back.ordered("B")?.price == [7])
  }

  @Test("are refused with their place when a byte, a symbol or a count was changed")
  func corrupt() throws {
    let changes = [
      ("UPDATE ticks SET data=zeroblob(length(data)) WHERE segment=1", "do not match their hash"),
      ("UPDATE ticks SET symbol='QQQ' WHERE segment=1", "trades of QQQ"),
      ("UPDATE ticks SET rows=rows+1 WHERE segment=1", "rows instead of"),
      ("UPDATE ticks SET kind='trade' WHERE kind='quote'", "do not match their hash"),
    ]
    for (change, text) in changes {
      let scratch = try Scratch()
      let store = try store(scratch)
      _ = try store.importTicks(trades(), quotes(), from: TickStoreTests.source)
      try store.connection.script(change)
      store.close()
      do {
        _ = try DeskArchive(scratch.database).trades(TickSelection())
        Issue.record("nothing refused after \(change)")
      } catch {
        #expect(error.description.contains(text) && error.description.contains("segment "))
        #expect(error.exitCode == 4)
      }
    }
  }

  @Test("are verified: sound ones in silence, a flipped byte by symbol, day and kind")
  func verified() throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    _ = try store.importTicks(trades(), quotes(), from: TickStoreTests.source)
    #expect(try DeskArchive(scratch.database).verify().isSound)
    for kind in ["quote", "trade"] {
      let place = "FROM ticks WHERE kind='\(kind)' AND symbol='IBM' AND date='2024-01-02'"
      let row = try #require(try store.connection.rows("SELECT segment, data \(place)").first)
      guard case .blob(var data) = row[1] else {
        Issue.record("no bytes")
        continue
      }
      data[data.count / 2] ^= 1
      try store.connection.run("UPDATE ticks SET data=? WHERE segment=?", [.blob(data), row[0]])
      let findings = try DeskArchive(scratch.database).verify().findings
      let text = "of the \(kind)s of IBM on 2024-01-02: its bytes do not match their hash"
      #expect(findings.allSatisfy { $0.check == .ticks })
      #expect(findings.count == (kind == "quote" ? 1 : 2))
      #expect(findings.contains { $0.text.hasSuffix(text) }, "\(findings)")
    }
    store.close()
  }

  @Test(
    "are verified against their record too",
    arguments: [
      ("rows=rows+1", "rows instead of"), ("first_ts=first_ts-1", "its times"),
      ("last_ts=last_ts+1", "its times"), ("date='2024-01-09'", "of another day"),
      ("symbol='QQQ'", "of QQQ on"), ("decimals=3", "their hash"),
    ])
  func record(_ change: String, _ text: String) throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    _ = try store.importTicks(trades(), quotes(), from: TickStoreTests.source)
    try store.connection.script("UPDATE ticks SET \(change) WHERE segment=2")
    store.close()
    let findings = try DeskArchive(scratch.database).verify().findings
    #expect(findings.map(\.check) == [.ticks])
    #expect(findings.first?.text.contains(text) == true, "\(findings)")
    #expect(findings.first?.text.hasPrefix("segment 2 of the trades of") == true)
  }

  @Test("of old days are let go, and may come again")
  func retention() throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    defer { store.close() }
    let (trades, quotes) = (trades(), quotes())
    _ = try store.importTicks(trades, quotes, from: TickStoreTests.source)
    let second = try #require(CivilDate("2024-01-03"))
    let report = try store.dropTicks(before: second)
    #expect(report.rows == 700 + 300 && report.segments == 3)
    let archive = try DeskArchive(scratch.database)
    let left = try archive.trades(TickSelection())
    #expect(left.count == trades.count - 700)
    let midnight = NewYorkTime.instant(second, 0, 0).nanoseconds
    #expect(left.series.allSatisfy { $0.time.allSatisfy { $0 >= midnight } })
    #expect(try store.dropTicks(before: second).rows == 0)
    #expect(try store.importTicks(trades, quotes, from: TickStoreTests.source).isRepeat)
    _ = try store.dropTicks(before: try #require(CivilDate("2030-01-01")))
    #expect(try archive.tickSummaries().isEmpty)
    let again = try store.importTicks(trades, quotes, from: TickStoreTests.source)
    #expect(!again.isRepeat && again.rows == trades.count + 300)
  }

  @Test("a failed load leaves the store as it was")
  func failure() throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    defer { store.close() }
    _ = try store.importTicks(trades(), QuoteTable(), from: TickStoreTests.source)
    try store.connection.script(
      "CREATE TRIGGER refuse BEFORE INSERT ON ticks WHEN NEW.kind='quote' "
        + "BEGIN SELECT RAISE(ABORT,'no'); END")
    var later = trades()
    later.append(time: 9_000_000_000_000_000_000, price: 1, size: 1, symbol: 0)
    var source = TickStoreTests.source
    source.sha256 = "cc"
    #expect(throws: StoreError.self) { try store.importTicks(later, quotes(), from: source) }
    #expect(try store.connection.value("SELECT count(*) FROM imports") == .integer(1))
    #expect(try store.connection.value("SELECT sum(rows) FROM ticks") == .int(trades().count))
  }
}

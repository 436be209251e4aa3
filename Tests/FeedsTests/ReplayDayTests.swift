// Playing the shipped days.

@testable import Feeds
import MarketData
import TestKit
import Testing

@Suite("Replay of sample days")
struct ReplayDayTests {
  @Test("two runs of a day give the same bytes", arguments: SampleDays.names)
  func deterministic(name: String) throws {
    var texts: [String] = []
    for _ in 0..<2 {
      var tape = try SampleDays.tape(name)
      var digest = TapeDigest()
      while let batch = try tape.next() { digest.add(batch) }
      #expect(digest.batches == 391)
      texts.append(digest.text)
    }
    #expect(texts[0] == texts[1])
  }

  @Test("a day begins with everything and ends with its bar", arguments: SampleDays.names)
  func wholeDay(name: String) throws {
    var tape = try SampleDays.tape(name)
    let date = try #require(CivilDate(name))
    let first = try #require(try tape.next())
    let start = try #require(first.start)
    #expect(start.chains[0].options.count >= 1_000)
    #expect(first.chains[0].indices.count == start.chains[0].options.count)
    #expect(first.time == start.session.open)
    #expect(start.histories[0].bars.allSatisfy { $0.date < date })
    #expect(start.histories[0].volatilityIndex.allSatisfy { $0.date < date })
    #expect(start.histories[0].bars.count > 900)
    #expect(Set(start.chains[0].expiries.map(\.root.symbol)) == ["SPX", "SPXW"])
    let chain = start.chains[0]
    for expiry in chain.expiries {
      #expect(expiry.calls.upperBound == expiry.puts.lowerBound)
      for k in expiry.calls { #expect(chain.options[k].contract.right == .call) }
      for k in expiry.calls.dropFirst() {
        #expect(chain.options[k - 1].contract.strike < chain.options[k].contract.strike)
      }
      #expect(expiry.lastTrade <= expiry.expiration)
      #expect(expiry.expiration > start.session.open)
    }
    #expect(chain.expiries.map(\.expiration) == chain.expiries.map(\.expiration).sorted())
    var minute = 0
    var last = first
    while let batch = try tape.next() {
      minute += 1
      #expect(batch.time == start.session.open + .minutes(Int64(minute)))
      let indices = batch.chains[0].indices
      #expect(zip(indices.dropFirst(), indices).allSatisfy { $0 > $1 })
      last = batch
    }
    let end = try #require(last.end)
    #expect(end.next == nil)
    let daily = try #require(try SampleDays.bars().first { $0.date == date })
    #expect(end.bars[0].bar.high == daily.bar.high)
    #expect(end.bars[0].bar.close == daily.bar.close)
    #expect(end.bars[0].bar.volume == daily.bar.volume)
    #expect(last.time == start.session.close)
  }

  @Test("a window starts with all quotes and stops on time")
  func window() throws {
    var whole = try SampleDays.tape("2018-02-05")
    var quotes: [Int32: Quote] = [:]
    var spot = 0.0
    let from = try #require(CivilDate("2018-02-05")).noon
    while let batch = try whole.next(), batch.time <= from {
      for (index, quote) in zip(batch.chains[0].indices, batch.chains[0].quotes) {
        quotes[index] = quote
      }
      spot = batch.underlyings[0].spot
    }
    var tape = TapeWindow(
      try SampleDays.tape("2018-02-05"), from: 12 * 60, to: 12 * 60 + 30)
    #expect(tape.identity.from == "12:00")
    #expect(tape.identity.runKey.hasSuffix(":12:00:12:30:\(tape.identity.seed)"))
    let first = try #require(try tape.next())
    #expect(first.time == from)
    #expect(first.start != nil)
    #expect(first.underlyings[0].spot == spot)
    #expect(first.chains[0].indices.count == quotes.count)
    for (index, quote) in zip(first.chains[0].indices, first.chains[0].quotes) {
      #expect(quotes[index] == quote)
    }
    var count = 1
    while try tape.next() != nil { count += 1 }
    #expect(count == 31)
  }

  @Test("a missing day is refused by name")
  func missing() throws {
    let date = try #require(CivilDate("2016-01-05"))
    let error = try #require(throws: FeedError.self) {
      try ReplayDayTape(day: date, home: ProjectPaths.root)
    }
    #expect(error.description.contains("2016-01-05.csv"))
  }
}

extension CivilDate {
  fileprivate var noon: Instant { NewYorkTime.instant(self, 12, 0) }
}

@Suite("Replay source")
struct ReplaySourceTests {
  private let data = "\(ProjectPaths.root)/sample-data"

  @Test("a day, a day file and a window are opened by what they are called")
  func opens() throws {
    let day = try openReplay("2018-02-05", sampleData: data)
    let file = try openReplay("\(data)/days/2018-02-05.csv", sampleData: data)
    #expect(day.identity == file.identity)
    #expect(day.identity.runKey.hasPrefix("replay:2018-02-05:\(day.identity.dataHash12):::"))
    var window = try openReplay("2018-02-05", sampleData: data, from: 15 * 60, to: 15 * 60 + 5)
    var count = 0
    while try window.next() != nil { count += 1 }
    #expect(count == 6)
    #expect(sampleDays(in: data) == SampleDays.names)
  }

  @Test("what cannot be played is refused in words")
  func refuses() throws {
    for (source, folder, says) in [
      ("2016-01-05", data, "there are 2017-11-03, 2018-02-05, 2018-12-19"),
      ("2016-01-05", "/nowhere", "has no days"), ("2018-02-05", nil, "--data DIR"),
      ("/nowhere/at/all", data, "No such file"), (data, data, "shorter than a day"),
    ] as [(String, String?, String)] {
      let error = try #require(throws: FeedError.self) {
        try openReplay(source, sampleData: folder)
      }
      #expect(error.description.contains(says), "\(error)")
    }
  }
}

// Polygon's bars: asked for once a minute, page by page, and made the desk's minutes and past.

import Feeds
import Glibc
import MarketData
import TestKit
import Testing

@testable import voldesk

@Suite("Provider bars")
struct ProviderBarsTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  /// 2018-02-05 10:00 New York, in milliseconds.
  static let time: Int64 = 1_517_842_800_000

  private static func bar(_ start: Int64, _ close: Double) -> String {
    "{\"v\":7,\"o\":162,\"c\":\(close),\"h\":165,\"l\":160,\"t\":\(start)}"
  }

  @Test("a bar in the making, one of no time and one of a wrong shape are left out")
  func answers() throws {
    let page =
      "{\"ticker\":\"QQQ\",\"next_url\":\"x\",\"results\":["
      + [Self.bar(Self.time, 161), Self.bar(Self.time + 60_000, 162), Self.bar(.max, 1)]
      .joined(separator: ",") + "]}"
    let end = (Self.time + 61_000) * 1_000_000
    let answer = try PolygonAnswers.bars(Array(page.utf8), symbol: "QQQ", endedBy: end)
    #expect(answer.ticks == 1 && answer.next == "x")
    #expect(answer.newest == (Self.time + 60_000) * 1_000_000)
    #expect(try PolygonAnswers.bars(Array(page.utf8), symbol: "QQQ").ticks == 2)
    let days =
      "{\"status\":\"OK\",\"results\":[{\"o\":1,\"h\":3,\"l\":0.5,\"c\":2,\"v\":9,"
      + "\"t\":1517547600000},{\"o\":1,\"h\":0.5,\"l\":3,\"c\":2,\"t\":1517547600000}]}"
    let (bars, next) = try PolygonAnswers.days(Array(days.utf8), symbol: "QQQ")
    #expect(next == nil)
    #expect(bars.map(\.date.description) == ["2018-02-02"])
    #expect(bars.first?.bar == PriceBar(open: 1, high: 3, low: 0.5, close: 2, volume: 9))
    for bad in ["", "[]", "{}", "{\"results\":7}"] {
      #expect(throws: FeedError.self) { try PolygonAnswers.bars(Array(bad.utf8), symbol: "Q") }
      #expect(throws: FeedError.self) { try PolygonAnswers.days(Array(bad.utf8), symbol: "Q") }
    }
    #expect(PolygonAnswers.symbol(of: "I:SPX") == "SPX")
  }

  @Test("minutes are asked for once a minute, from where the last answer ended, and days once")
  func asked() throws {
    var bars = ProviderBars()
    let begun = [5, 59_000_000_000, 60_000_000_005, 60_000_000_006].map { bars.begins(at: $0) }
    #expect(begun == [true, false, true, false])
    let day = try #require(CivilDate("2018-02-05"))
    let next = day.adding(days: 1)
    let path = "/v2/aggs/ticker/QQQ/range/1/minute/"
    #expect(bars.minutes(of: "QQQ", on: day).hasPrefix(path + "2018-02-05/2018-02-05?"))
    bars.note(newest: Self.time * 1_000_000, of: "QQQ")
    bars.note(newest: 7, of: "QQQ")
    #expect(bars.minutes(of: "QQQ", on: day).hasPrefix(path + "\(Self.time)/2018-02-05?"))
    #expect(bars.minutes(of: "SPY", on: day).contains("/2018-02-05/2018-02-05?"))
    #expect(bars.minutes(of: "QQQ", on: next).hasPrefix(path + "2018-02-06/2018-02-06?"))
    #expect(
      bars.days(of: "QQQ", before: day)?.contains("/range/1/day/2012-11-23/2018-02-04?") == true)
    bars.noteDays(of: "QQQ")
    #expect(bars.days(of: "QQQ", before: day) == nil)
  }

  /// Asks a desk at work on a server for bars and gives what it recorded and was asked.
  private func polled(
    _ answers: [(path: String, body: String)], until told: String
  ) throws -> (tape: String, requests: [String], log: String) {
    let server = try LoopbackServer(answers)
    server.start()
    defer { server.stop() }
    let run = try CommandRun(
      [
        "--no-tui", "--db", scratch("a.db"), "--feed", "polygon:QQQ", "--record", scratch("r.tape"),
      ],
      in: scratch,
      variables: [
        "POLYGON_API_KEY=s3cret-key", "VOLDESK_POLYGON_URL=http://127.0.0.1:\(server.port)",
        "VOLDESK_FEED_INTERVAL=1",
      ])
    let isDone = run.wait(seconds: 20) {
      let tape = (try? scratch.bytes("r.tape")) ?? []
      return String(decoding: tape, as: UTF8.self).contains(told)
    }
    #expect(isDone)
    run.send(SIGTERM)
    let live = try run.finish(within: 40)
    #expect(live.code == 0, "\(live.error)")
    let log = (try? scratch.bytes("a.db.feed.log")) ?? []
    #expect(!live.output.contains("s3cret") && !live.error.contains("s3cret"))
    return (
      String(decoding: try scratch.bytes("r.tape"), as: UTF8.self), server.requests,
      String(decoding: log, as: UTF8.self)
    )
  }

  @Test(
    "a desk asks for days and minutes, follows their pages on the same host, and takes them",
    .enabled(if: isInstalled("curl")))
  func polls() throws {
    // The snapshot stands at ten; three minutes ended before, on two pages.
    let minutes = { (parts: [String], next: String) in
      "{\"ticker\":\"QQQ\",\"results\":[\(parts.joined(separator: ","))],\"next_url\":\"\(next)\"}"
    }
    let (tape, requests, _) = try polled(
      [
        ("/v3/snapshot/options/QQQ", ProviderTests.polygon + "}"),
        (
          "/v2/aggs/ticker/QQQ/range/1/day/",
          "{\"ticker\":\"QQQ\",\"results\":[{\"o\":150,\"h\":155,\"l\":149,\"c\":151,\"v\":9,"
            + "\"t\":1517547600000}]}"
        ),
        (
          "/v2/aggs/ticker/QQQ/range/1/minute/",
          minutes(
            [Self.bar(Self.time - 180_000, 161), Self.bar(Self.time - 120_000, 162)],
            "http://127.0.0.1:PORT/bars2")
        ),
        ("/bars2", minutes([Self.bar(Self.time - 60_000, 163)], "http://other.host/steal")),
      ], until: "[\"QQQ\",")
    let asked = requests.map { String($0.split(whereSeparator: \.isNewline).first ?? "") }
    #expect(asked.count { $0.contains("/range/1/minute/2018-02-05/2018-02-05?") } == 1)
    #expect(asked.count { $0.contains("/range/1/day/") } == 1)
    #expect(asked.count { $0.contains("/bars2") } == 1)
    #expect(asked.allSatisfy { !$0.contains("s3cret") && !$0.contains("steal") })
    // What the three minutes make together, with the price of the snapshot.
    let first = try #require(tape.split(separator: "\n").first { $0.contains("\"batch\"") })
    #expect(first.contains("[\"QQQ\",163,[162,165,160,163,21]"), "\(first.prefix(300))")
    let start = try #require(tape.split(separator: "\n").first { $0.contains("\"start\"") })
    #expect(start.contains("[150,155,149,151,9]"))
  }

  @Test(
    "a subscription without bars complains, and its quotes go on",
    .enabled(if: isInstalled("curl")))
  func withoutBars() throws {
    let (tape, _, log) = try polled(
      [("/v3/snapshot/options/QQQ", ProviderTests.polygon + "}")], until: "[\"QQQ\",")
    #expect(log.contains("no days of QQQ: the provider answers 404"))
    #expect(log.contains("no minutes of QQQ: the provider answers 404"))
    #expect(tape.contains("[\"QQQ\",162.5,[162.5,162.5,162.5,162.5,"))
  }
}

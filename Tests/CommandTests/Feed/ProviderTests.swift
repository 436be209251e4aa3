// Providers: their answers as ticks, and a server on this machine that is first too busy.

import Feeds
import Glibc
import MarketData
import TestKit
import Testing

@testable import voldesk

@Suite("Providers")
struct ProviderTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  static let time: Int64 = 1_517_842_800_000_000_000

  static let polygon = """
    {"status":"OK","results":[{"day":{"volume":868},"details":{"contract_type":"call",\
    "expiration_date":"2018-02-16","strike_price":160,"ticker":"O:QQQ180216C00160000"},\
    "last_quote":{"ask":4.1,"ask_size":110,"bid":4,"bid_size":172,"last_updated":\(time)},\
    "open_interest":8921,"underlying_asset":{"price":162.5,"last_updated":\(time),"ticker":"QQQ"}}]
    """

  static let tradierChain = """
    {"options":{"option":{"symbol":"QQQ180216P00160000","bid":2.1,"ask":2.2,"bidsize":10,\
    "asksize":12,"bid_date":\(time / 1_000_000),"ask_date":\(time / 1_000_000),"volume":3,\
    "open_interest":77,"underlying":"QQQ","strike":160.0}}}
    """

  @Test("answers become listings, prices, quotes and bars")
  func answers() throws {
    let page = try PolygonAnswers.chain(Array((Self.polygon + "}").utf8), symbol: "QQQ")
    let lines = String(decoding: page.lines, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 3 && page.ticks == 2 && page.next == nil)
    #expect(lines[0].contains("\"contracts\":[\"QQQ180216C00160000\"],\"open_interest\":[8921]"))
    #expect(lines[1].contains("\"symbol\":\"QQQ\",\"value\":162.5"))
    #expect(
      lines[2].contains("\"bid\":4,\"ask\":4.1,\"bid_size\":172,\"ask_size\":110,\"volume\":868"))
    let bars = try PolygonAnswers.bars(
      Array(
        #"{"ticker":"QQQ","results":[{"v":7,"o":1,"c":2,"h":3,"l":0.5,"t":1517842740000}]}"#.utf8),
      symbol: "QQQ")
    #expect(String(decoding: bars.lines, as: UTF8.self).contains("\"ts\":\(Self.time),"))
    let chain = try TradierAnswers.chain(Array(Self.tradierChain.utf8), symbol: "QQQ")
    #expect(String(decoding: chain.lines, as: UTF8.self).contains("\"bid\":2.1,\"ask\":2.2"))
    let dates = try TradierAnswers.expiries(
      Array(#"{"expirations":{"date":"2018-02-16"}}"#.utf8))
    #expect(dates == [CivilDate("2018-02-16")])
    for bad in ["", "[]", "{\"results\":7}", "{\"options\":[1]}"] {
      #expect(throws: FeedError.self) { try PolygonAnswers.chain(Array(bad.utf8), symbol: "Q") }
      #expect(throws: FeedError.self) { try TradierAnswers.chain(Array(bad.utf8), symbol: "Q") }
    }
  }

  @Test(
    "a desk polls a provider that is busy at first, and its key goes into the header only",
    .enabled(if: isInstalled("curl")), arguments: ProviderKind.allCases)
  func polls(_ kind: ProviderKind) throws {
    let next = ",\"next_url\":\"http://127.0.0.1:PORT/page2\"}"
    let server = try LoopbackServer([
      ("/v3/snapshot/options/QQQ", Self.polygon + next), ("/page2", Self.polygon + "}"),
      ("/v1/markets/options/expirations", #"{"expirations":{"date":["2018-02-16"]}}"#),
      ("/v1/markets/options/chains", Self.tradierChain),
      (
        "/v1/markets/quotes",
        #"{"quotes":{"quote":{"symbol":"QQQ","last":162.5,"trade_date":1517842800000}}}"#
      ),
    ])
    server.start()
    defer { server.stop() }
    let name = kind.rawValue.uppercased()
    let run = try CommandRun(
      ["--no-tui", "--db", scratch("a.db"), "--feed", "\(kind.rawValue):QQQ"], in: scratch,
      variables: [
        "\(name)_API_KEY=s3cret-key", "VOLDESK_\(name)_URL=http://127.0.0.1:\(server.port)",
        "VOLDESK_FEED_INTERVAL=1",
      ])
    let fixture = "\"quotes\":1,"
    let isDone = try run.wait(seconds: 20) {
      try voldesk("health", "--json", "--db", scratch("a.db"), in: scratch).output.contains(fixture)
    }
    #expect(isDone)
    run.send(SIGTERM)
    let live = try run.finish(within: 40)
    #expect(live.code == 0, "\(live.error)")
    #expect(live.output.contains("\"type\":\"SessionOpened\""))
    #expect(server.requests.count >= 3)
    #expect(server.requests.allSatisfy { $0.contains("Authorization: Bearer s3cret-key") })
    #expect(
      server.requests.allSatisfy {
        !($0.split(whereSeparator: \.isNewline).first ?? "").contains("s3cret")
      })
    #expect(!live.output.contains("s3cret") && !live.error.contains("s3cret"))
  }

  @Test("without a key the feed is down and says which variable holds it")
  func noKey() throws {
    let run = try CommandRun(
      ["--no-tui", "--db", scratch("a.db"), "--feed", "polygon:QQQ"], in: scratch)
    let isTold = try run.wait(seconds: 20) {
      try voldesk("health", "--json", "--db", scratch("a.db"), in: scratch).output
        .contains("needs POLYGON_API_KEY")
    }
    #expect(isTold)
    run.send(SIGTERM)
    let result = try run.finish(within: 40)
    #expect(result.code == 0)
    // A run that never saw an input is told at the machine's time.
    #expect(result.lines.count == 2)
    #expect(result.lines.allSatisfy { !$0.contains("\"ts\":\"19") })
  }

  @Test("a token bucket lets a burst through and then the rate")
  func bucket() {
    var bucket = TokenBucket(perMinute: 60, burst: 3)
    #expect((0..<3).allSatisfy { _ in bucket.take(at: 0) == 0 })
    #expect(bucket.take(at: 0) == 1_000_000_000)
    #expect(bucket.take(at: 1_000_000_000) == 0)
    #expect(bucket.take(at: 1_000_000_000) > 0)
  }

  @Test("waits grow to half a minute at most, and every seed has its own")
  func backoff() {
    var waits: [[Int64]] = []
    for seed in 0..<50 as Range<UInt64> {
      var backoff = Backoff(seed: seed)
      let list = (0..<12).map { _ in backoff.next().nanoseconds }
      for (place, wait) in list.enumerated() {
        #expect(wait >= 0 && wait <= min(30_000_000_000, 500_000_000 << Int64(place)))
      }
      waits.append(list)
    }
    #expect(Set(waits).count == 50)
    #expect((waits.compactMap(\.last).max() ?? 0) > 20_000_000_000)
  }
}

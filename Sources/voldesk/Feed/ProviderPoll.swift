// A provider that is asked again and again through `curl`.
//
// The key comes from the environment and goes to curl by its configuration on standard input: it
// stands in no argument vector, no log and no cache.

import Feeds
import Glibc
import MarketData

/// Asks a provider until it no longer answers.
struct ProviderPoll {
  /// Seconds between two rounds, and how long an answer is kept.
  static var interval: Int64 {
    environmentVariables()["VOLDESK_FEED_INTERVAL"].flatMap { Int64($0) }
      .flatMap { (1...86_400).contains($0) ? $0 : nil } ?? 30
  }

  let kind: ProviderKind
  let symbols: [String]
  let feed: LiveFeed
  private let request: ProviderRequest

  init(_ kind: ProviderKind, _ symbols: [String], feed: LiveFeed, care: FeedCare) {
    self.kind = kind
    self.symbols = symbols
    self.feed = feed
    request = ProviderRequest(kind, seed: care.seed) { feed.mustStop }
  }

  /// Asks round after round.
  ///
  /// - Parameter worked: Called after each round that brought something.
  /// - Returns: Why it stopped.
  func run(_ worked: () -> Void) -> String {
    guard request.hasKey else {
      return "needs \(ProviderRequest.keyName(kind)) in the environment"
    }
    var bars = ProviderBars()
    while !feed.mustStop {
      let began = steadyNanoseconds()
      do {
        for symbol in symbols { try round(symbol) }
        switch kind {
        case .polygon: askBars(&bars)
        case .tradier: try take(quotes())
        }
        take(lines: Array("{\"type\":\"ready\"}\n".utf8))
        worked()
      } catch let trouble as FeedTrouble {
        return trouble.description
      } catch {
        return "\(error)"
      }
      while !feed.mustStop, steadyNanoseconds() - began < ProviderPoll.interval * 1_000_000_000 {
        usleep(50_000)
      }
    }
    return "the desk stops"
  }

  private func round(_ symbol: String) throws {
    switch kind {
    case .polygon:
      let name = PolygonAnswers.symbol(of: symbol)
      try pages("/v3/snapshot/options/\(symbol)?limit=250") { page in
        let answer = try PolygonAnswers.chain(page, symbol: name)
        take(answer)
        return answer.next
      }
    case .tradier:
      let dates = try TradierAnswers.expiries(
        request.get("/v1/markets/options/expirations?symbol=\(symbol)", keep: 86_400))
      for date in dates.prefix(12) {
        let path = "/v1/markets/options/chains?symbol=\(symbol)&expiration=\(date)"
        try take(TradierAnswers.chain(request.get(path, keep: 0), symbol: symbol))
      }
    }
  }

  /// Follows an answer over its pages; `take` says where the next one is.
  private func pages(
    _ first: String, keep seconds: Int = 0, _ take: ([UInt8]) throws -> String?
  ) throws {
    var path: String? = first
    // A chain has a few dozen pages; more means that the answer leads round in a circle.
    for _ in 0..<200 {
      guard let next = path else { return }
      path = try take(request.get(next, keep: seconds)).flatMap { request.path(of: $0) }
    }
  }

  private func quotes() throws -> ProviderAnswer {
    let names = symbols + ["VIX", "VIX3M"]
    let path = "/v1/markets/quotes?symbols=\(names.joined(separator: ","))"
    return try TradierAnswers.quotes(request.get(path, keep: 0))
  }

  private func take(_ answer: ProviderAnswer) { take(lines: answer.lines) }

  private func take(lines: [UInt8]) {
    let now = steadyNanoseconds()
    feed.work { shared in
      var splitter = LineSplitter()
      shared.market.take(lines[...], through: &splitter, at: now)
      shared.status.isConnected = true
      shared.status.noteBytes(latest: shared.market.latest, at: now)
    }
  }

  // MARK: Bars

  /// Asks for the days before once, and for the finished minutes at most once a minute.
  ///
  /// A subscription may hold chains without bars: then the source complains, and quotes go on.
  private func askBars(_ bars: inout ProviderBars) {
    guard bars.begins(at: steadyNanoseconds()) else { return }
    let date = exchangeDate()
    for ticker in symbols where !feed.mustStop {
      let symbol = PolygonAnswers.symbol(of: ticker)
      attempt("days", symbol) { try askDays(&bars, ticker, symbol, date) }
      attempt("minutes", symbol) { try askMinutes(&bars, ticker, symbol, date) }
    }
  }

  private func attempt(_ what: String, _ symbol: String, _ ask: () throws -> Void) {
    do { try ask() } catch {
      guard !feed.mustStop else { return }
      let text = "no \(what) of \(symbol): \((error as? FeedTrouble)?.description ?? "\(error)")"
      feed.log?.write(text)
      feed.note(complaint: text)
    }
  }

  private func askDays(
    _ bars: inout ProviderBars, _ ticker: String, _ symbol: String, _ date: CivilDate
  ) throws {
    guard let path = bars.days(of: ticker, before: date) else { return }
    bars.noteDays(of: ticker)
    try pages(path, keep: 3_600) { page in
      let (days, next) = try PolygonAnswers.days(page, symbol: symbol)
      feed.work { $0.market.remember(days.filter { $0.date < date }, of: symbol) }
      return next
    }
  }

  private func askMinutes(
    _ bars: inout ProviderBars, _ ticker: String, _ symbol: String, _ date: CivilDate
  ) throws {
    bars.note(newest: feed.work { $0.market.newestBar(of: symbol) }, of: ticker)
    let end = wallClock() - ProviderBars.settling.nanoseconds
    try pages(bars.minutes(of: ticker, on: date)) { page in
      let answer = try PolygonAnswers.bars(page, symbol: symbol, endedBy: end)
      take(answer)
      bars.note(newest: answer.newest, of: ticker)
      return answer.next
    }
  }

  /// The date of the newest tick, of the machine's clock before the first.
  private func exchangeDate() -> CivilDate {
    let latest = feed.work { $0.market.latest }
    return NewYorkTime.date(Instant(nanoseconds: latest > 0 ? latest : wallClock()))
  }
}

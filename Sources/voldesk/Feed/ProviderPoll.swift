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
    while !feed.mustStop {
      let began = steadyNanoseconds()
      do {
        for symbol in symbols { try round(symbol) }
        if kind == .tradier { try take(quotes()) }
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
      var path: String? = "/v3/snapshot/options/\(symbol)?limit=250"
      // A chain has a few dozen pages; more means that the answer leads round in a circle.
      for _ in 0..<200 {
        guard let next = path else { break }
        let answer = try PolygonAnswers.chain(request.get(next, keep: 0), symbol: symbol)
        try take(answer)
        path = answer.next.flatMap { request.path(of: $0) }
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

  private func quotes() throws -> ProviderAnswer {
    let names = symbols + ["VIX", "VIX3M"]
    let path = "/v1/markets/quotes?symbols=\(names.joined(separator: ","))"
    return try TradierAnswers.quotes(request.get(path, keep: 0))
  }

  private func take(_ answer: ProviderAnswer) throws { take(lines: answer.lines) }

  private func take(lines: [UInt8]) {
    let now = steadyNanoseconds()
    feed.work { shared in
      var splitter = LineSplitter()
      shared.market.take(lines[...], through: &splitter, at: now)
      shared.status.isConnected = true
      shared.status.noteBytes(latest: shared.market.latest, at: now)
    }
  }
}

// What a provider answers, as lines of a live feed.

import MarketData

/// The providers whose answers are read.
public enum ProviderKind: String, CaseIterable, Sendable {
  case polygon, tradier
}

/// An answer as lines of a live feed.
public struct ProviderAnswer: Sendable {
  /// Lines, each with its newline.
  public var lines: [UInt8] = []
  /// How many of them are quotes, prices or bars.
  public var ticks = 0
  /// The end of its newest bar, in nanoseconds; nil without one.
  public var newest: Int64?
  /// Where the rest of the answer is; nil when there is none.
  public var next: String?
}

/// Writes lines of a live feed.
struct TickWriter {
  private(set) var text = JSONText()
  private(set) var count = 0

  /// Begins a line; `nanoseconds` is its time.
  private mutating func begin(_ type: String, _ symbol: String, _ nanoseconds: Int64) {
    text.raw("{\"type\":\"\(type)\",\"ts\":\(nanoseconds),\"symbol\":")
    text.quoted(symbol)
    count += 1
  }

  private mutating func field(_ name: String, _ value: Double?) {
    guard let value, value.isFinite else { return }
    text.raw(",\"\(name)\":")
    text.number(value)
  }

  mutating func quote(
    _ symbol: String, _ nanoseconds: Int64, bid: Double?, ask: Double?, bidSize: Double?,
    askSize: Double?, volume: Double?
  ) {
    begin("quote", symbol, nanoseconds)
    field("bid", bid ?? 0)
    field("ask", ask ?? 0)
    field("bid_size", bidSize)
    field("ask_size", askSize)
    field("volume", volume)
    text.raw("}\n")
  }

  mutating func index(_ symbol: String, _ nanoseconds: Int64, value: Double) {
    begin("index", symbol, nanoseconds)
    field("value", value)
    text.raw("}\n")
  }

  mutating func bar(_ symbol: String, _ nanoseconds: Int64, _ bar: PriceBar) {
    begin("bar", symbol, nanoseconds)
    field("open", bar.open)
    field("high", bar.high)
    field("low", bar.low)
    field("close", bar.close)
    field("volume", bar.volume)
    text.raw("}\n")
  }

  /// A listing of contracts with their open interest.
  mutating func listing(_ underlying: String, _ contracts: [(code: String, interest: Double?)]) {
    // A line holds a few hundred contracts, so that it stays well within the longest one.
    var first = 0
    while first < contracts.count {
      let last = min(first + 500, contracts.count)
      text.raw(#"{"type":"chain","underlying":"#)
      text.quoted(underlying)
      text.raw(#","contracts":"#)
      text.list(Array(contracts[first..<last])) { $0.quoted($1.code) }
      text.raw(#","open_interest":"#)
      text.list(Array(contracts[first..<last])) { $0.number($1.interest) }
      text.raw("}\n")
      first = last
    }
  }

  mutating func ready() { text.raw("{\"type\":\"ready\"}\n") }
}

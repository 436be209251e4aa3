// A recorded or simulated market as the lines of a live feed.

public import MarketData

/// Writes batches as ticks.
public struct TickScript {
  private var chains: [OptionChain] = []

  /// A script that has not begun.
  public init() {}

  /// The lines of a batch, stamped a second before its time so that they belong to its minute.
  public mutating func lines(_ batch: MarketBatch) -> String {
    var text = ""
    if let start = batch.start {
      chains = start.chains
      for chain in chains { text += listing(chain) }
    }
    let time = batch.time.nanoseconds - 1_000_000_000
    let stamp = batch.start == nil ? time : batch.time.nanoseconds
    for update in batch.underlyings {
      text +=
        "{\"type\":\"index\",\"ts\":\(stamp),\"symbol\":\"\(update.symbol)\",\"value\":\(update.spot)}\n"
      if let value = update.volatilityIndex {
        text += "{\"type\":\"index\",\"ts\":\(stamp),\"symbol\":\"VIX\",\"value\":\(value)}\n"
      }
      if let value = update.volatilityIndex3M {
        text += "{\"type\":\"index\",\"ts\":\(stamp),\"symbol\":\"VIX3M\",\"value\":\(value)}\n"
      }
    }
    for update in batch.chains {
      guard let chain = chains.first(where: { $0.underlying == update.underlying }) else {
        continue
      }
      for (place, quote) in zip(update.indices, update.quotes) {
        text +=
          "{\"type\":\"quote\",\"ts\":\(stamp),\"symbol\":\"\(chain.options[Int(place)].contract)\","
          + "\"bid\":\(quote.bid),\"ask\":\(quote.ask),\"bid_size\":\(quote.bidSize),"
          + "\"ask_size\":\(quote.askSize),\"volume\":\(quote.volume)}\n"
      }
    }
    return text
  }

  private func listing(_ chain: OptionChain) -> String {
    var text = ""
    var first = 0
    while first < chain.options.count {
      let last = min(first + 500, chain.options.count)
      let part = chain.options[first..<last]
      let codes = part.map { "\"\($0.contract)\"" }.joined(separator: ",")
      let interest = part.map { $0.openInterest.map(String.init) ?? "null" }.joined(separator: ",")
      let volumes = part.map { $0.previousVolume.map(String.init) ?? "null" }.joined(separator: ",")
      text +=
        "{\"type\":\"chain\",\"underlying\":\"\(chain.underlying)\",\"contracts\":[\(codes)],"
        + "\"open_interest\":[\(interest)],\"previous_volume\":[\(volumes)]}\n"
      first = last
    }
    return text + "{\"type\":\"ready\"}\n"
  }
}

// A recorded tape: one line of JSON for each thing that the desk was told.
//
//   {"type":"tape","version":1,"source":…}                              first
//   {"type":"start","session":[…],"rate":…,"yield":…,"events":[…],"chains":[…],"histories":[…]}
//      and where there are any "notes":[…],"dividends":[…],"frozen":[…]
//   {"type":"batch","ts":…,"open":1,"minute":1,"warm":1,"prices":[…],"quotes":[…],"end":…}
//   {"type":"feed","ts":…,"state":"DOWN","reason":…}
//   {"type":"clock","ts":…,"jump":…}                                    nanoseconds, negative for back
//
// A start belongs to the batch after it. Times are nanoseconds since 1970 UTC, prices of options
// units of 1/10 000 dollar; a quote names its contract by its place in the session's chain.

import DeskEngine
import MarketData

/// Writes the lines of a tape.
public enum TapeLine {
  /// The version of the format.
  public static let version = 1

  /// How every line of a session's beginning starts.
  public static let startPrefix = #"{"type":"start""#

  /// How the first line of a recorded tape starts.
  public static let headPrefix = #"{"type":"tape","version":1,"#

  /// The first line, without a newline.
  public static func head(source: String) -> [UInt8] {
    var text = JSONText()
    text.raw(#"{"type":"tape","version":1,"source":"#)
    text.quoted(source)
    text.raw("}")
    return text.bytes
  }

  /// The lines of an item, each with its newline.
  public static func lines(_ item: TapeItem) -> [UInt8] {
    var text = JSONText()
    switch item {
    case .feed(let state, let reason, let time):
      text.raw(#"{"type":"feed","ts":\#(time.nanoseconds),"state":"\#(state.rawValue)","reason":"#)
      text.quoted(reason)
      text.raw("}\n")
    case .clock(let jump, let time):
      text.raw(
        #"{"type":"clock","ts":\#(time.nanoseconds),"jump":\#(jump.nanoseconds)}"# + "\n")
    case .batch(let batch):
      if let start = batch.start { write(start, &text) }
      write(batch, &text)
    }
    return text.bytes
  }

  private static func write(_ batch: MarketBatch, _ text: inout JSONText) {
    text.raw(#"{"type":"batch","ts":\#(batch.time.nanoseconds),"open":"#)
    text.flag(batch.isOpen)
    text.raw(#","minute":"#)
    text.flag(batch.isMinute)
    text.raw(#","warm":"#)
    text.flag(batch.isWarm)
    text.raw(#","prices":"#)
    text.list(batch.underlyings) { text, update in
      text.raw("[")
      text.quoted(update.symbol)
      text.number(after: update.spot)
      text.bar(after: update.bar)
      text.number(after: update.volatilityIndex)
      text.number(after: update.volatilityIndex3M)
      text.raw("]")
    }
    text.raw(#","quotes":"#)
    text.list(batch.chains) { text, update in
      text.raw("[")
      text.quoted(update.underlying)
      for (place, quote) in zip(update.indices, update.quotes) {
        text.integer(after: Int64(place))
        text.integer(after: quote.bid.units)
        text.integer(after: quote.ask.units)
        text.integer(after: Int64(quote.bidSize))
        text.integer(after: Int64(quote.askSize))
        text.integer(after: Int64(quote.volume))
        text.integer(after: batch.time.nanoseconds - quote.time.nanoseconds)
      }
      text.raw("]")
    }
    if let end = batch.end {
      text.raw(#","end":"#)
      write(end, &text)
    }
    text.raw("}\n")
  }

  private static func write(_ end: SessionEnd, _ text: inout JSONText) {
    text.raw("[")
    text.list(end.bars) { text, bar in
      text.raw("[")
      text.quoted(bar.symbol)
      text.bar(after: bar.bar)
      text.number(after: bar.volatilityIndex)
      text.number(after: bar.volatilityIndex3M)
      text.raw("]")
    }
    text.raw(",")
    text.date(end.next)
    text.raw(",")
    text.list(end.simulator) { text, number in
      text.raw("[")
      text.quoted(number.name)
      text.number(after: number.value)
      text.raw("]")
    }
    text.raw("]")
  }

  // MARK: Beginning

  private static func write(_ start: SessionStart, _ text: inout JSONText) {
    text.raw(startPrefix + #","session":["#)
    text.date(start.session.date)
    text.integer(after: start.session.open.nanoseconds)
    text.integer(after: start.session.close.nanoseconds)
    text.raw(#"],"rate":"#)
    text.number(start.rate)
    text.raw(#","yield":"#)
    text.number(start.yield)
    text.raw(#","events":"#)
    text.list(start.events) { text, event in
      text.raw("[")
      if let symbol = event.symbol { text.quoted(symbol) } else { text.raw("null") }
      text.raw(",\"\(event.kind.rawValue)\"")
      text.integer(after: event.time.nanoseconds)
      text.raw(",")
      text.date(event.effectiveDate)
      text.raw("]")
    }
    text.raw(#","chains":"#)
    text.list(start.chains) { write($1, &$0) }
    text.raw(#","histories":"#)
    text.list(start.histories) { write($1, &$0) }
    if !start.notes.isEmpty {
      text.raw(#","notes":"#)
      text.list(start.notes) { $0.quoted($1) }
    }
    writeActions(start, &text)
    text.raw("}\n")
  }

  /// Dividends that are known and chains that are frozen; a start without them says nothing.
  private static func writeActions(_ start: SessionStart, _ text: inout JSONText) {
    if !start.dividends.isEmpty {
      text.raw(#","dividends":"#)
      text.list(start.dividends) { text, dividend in
        text.raw("[")
        text.quoted(dividend.symbol)
        text.raw(",")
        text.date(dividend.exDate)
        text.integer(after: dividend.amount.units)
        text.raw("]")
      }
    }
    let frozen = start.chains.filter { $0.refusal != nil }
    if !frozen.isEmpty {
      text.raw(#","frozen":"#)
      text.list(frozen) { text, chain in
        text.raw("[")
        text.quoted(chain.underlying)
        text.raw(",")
        text.quoted(chain.refusal ?? "")
        text.raw("]")
      }
    }
  }

  private static func write(_ chain: OptionChain, _ text: inout JSONText) {
    text.raw("[")
    text.quoted(chain.underlying)
    text.raw(",")
    text.list(chain.expiries) { text, expiry in
      text.raw("[")
      write(expiry.root, &text)
      text.raw(",")
      text.date(expiry.date)
      text.integer(after: expiry.expiration.nanoseconds)
      text.integer(after: expiry.lastTrade.nanoseconds)
      text.integer(after: Int64(expiry.calls.lowerBound))
      text.integer(after: Int64(expiry.puts.lowerBound))
      text.integer(after: Int64(expiry.puts.upperBound))
      text.raw("]")
    }
    text.raw(",[")
    for (place, option) in chain.options.enumerated() {
      if place > 0 { text.raw(",") }
      text.raw(String(option.contract.strike.units))
      text.integer(after: option.openInterest.map(Int64.init))
      text.integer(after: option.previousVolume.map(Int64.init))
    }
    text.raw("]")
    if let date = chain.openInterestDate {
      text.raw(",")
      text.date(date)
    }
    text.raw("]")
  }

  private static func write(_ root: OptionRoot, _ text: inout JSONText) {
    text.raw("[")
    text.quoted(root.symbol)
    text.raw(",")
    text.quoted(root.underlying)
    text.raw(
      ",\"\(root.style.rawValue)\",\"\(root.settlement.rawValue)\",\"\(root.delivery.rawValue)\"")
    text.integer(after: Int64(root.multiplier))
    text.integer(after: root.ticks.below.units)
    text.integer(after: root.ticks.limit.units)
    text.integer(after: root.ticks.from.units)
    text.raw("]")
  }

  private static func write(_ history: DailyHistory, _ text: inout JSONText) {
    text.raw("[")
    text.quoted(history.symbol)
    text.raw(",")
    text.list(history.bars) { text, daily in
      text.raw("[")
      text.date(daily.date)
      text.bar(after: daily.bar)
      text.raw("]")
    }
    for values in [history.volatilityIndex, history.volatilityIndex3M] {
      text.raw(",")
      text.list(values) { text, value in
        text.raw("[")
        text.date(value.date)
        text.number(after: value.value)
        text.raw("]")
      }
    }
    text.raw(",")
    text.list(history.metrics) { text, series in
      text.raw("[")
      text.quoted(series.name)
      for value in series.values { text.number(after: value) }
      text.raw("]")
    }
    text.raw("]")
  }
}

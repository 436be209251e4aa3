// What a live market knows of one contract and of one underlying.

import MarketData

/// An option that the feed has named.
struct LiveContract: Sendable {
  let contract: OptionContract
  /// Its root among the market's.
  let root: Int
  /// Its underlying among the universe's.
  let underlying: Int
  var openInterest: Int32?
  /// The session in which the feed told it; nil when it never did.
  var openInterestTold: CivilDate?
  var previousVolume: Int32?
  /// Its place in the session's chain; negative when it is not listed there.
  var place: Int32 = -1
  /// The latest quote that was taken; its time is the exchange's.
  var quote: Quote?
  /// The connection that quote came on.
  var connection = -1
  /// Whether the quote waits for the next batch.
  var isPending = false
}

/// An underlying of the universe.
struct LivePrice: Sendable {
  var spot: Double?
  /// Exchange time of the price.
  var time: Int64 = 0
  /// The minute so far.
  var minute: PriceBar?
  /// The session so far.
  var day: PriceBar?
  /// True once the feed sends finished minutes itself.
  var sendsBars = false
  /// Exchange time at which the newest of them ends.
  var barEnd: Int64 = 0
  /// Whether `minute` holds minutes that the feed has sent.
  var isMinuteSent = false
  var isPending = false
  /// Whether an option of it was quoted in this minute.
  var isQuoted = false

  /// Takes a price.
  mutating func take(_ price: Double, volume: Double, at time: Int64) {
    spot = price
    self.time = time
    isPending = true
    let piece = PriceBar(open: price, high: price, low: price, close: price, volume: volume)
    if !sendsBars {
      minute = minute.map { $0.joined(piece) } ?? piece
      isMinuteSent = false
    }
    day = day.map { $0.joined(piece) } ?? piece
  }

  /// Takes a finished minute; it stands instead of what prices made of it.
  ///
  /// Minutes that come late, or several at once, wait as one for the next minute that the desk is
  /// told of. A price that is younger than the bar stays.
  mutating func take(_ bar: PriceBar, at time: Int64) {
    sendsBars = true
    barEnd = time
    isPending = true
    minute = isMinuteSent ? minute.map { $0.joined(bar) } ?? bar : bar
    isMinuteSent = true
    var joined = day.map { $0.joined(bar) } ?? bar
    if time >= self.time {
      spot = bar.close
      self.time = time
    } else if let spot {
      joined.close = spot
    }
    day = joined
  }

  /// Forgets a session.
  mutating func beginDay() {
    minute = nil
    isMinuteSent = false
    day = nil
    isQuoted = false
  }
}

extension PriceBar {
  /// This bar and the one after it as one.
  func joined(_ next: PriceBar) -> PriceBar {
    PriceBar(
      open: open, high: max(high, next.high), low: min(low, next.low), close: next.close,
      volume: volume + next.volume)
  }
}

/// The value of an index and whether the desk has it.
struct LiveIndex: Sendable {
  var value: Double?
  var time: Int64 = 0
}

/// What a symbol of the feed stands for.
enum LiveInstrument: Sendable {
  case underlying(Int)
  case option(Int)
  case volatilityIndex
  case volatilityIndex3M
  case unknown
}

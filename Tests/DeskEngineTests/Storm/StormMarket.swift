// A made-up market that is small, fast and nasty: few strikes, wild moves, bad quotes, short expiries.

import MarketData
import Pricing
import TestKit

/// Walks a market from session to session, drawn from a seed.
struct StormMarket {
  /// Quotes that are wrong in some way, as a share of all.
  var badShare = 0.02
  private(set) var spot = 2_700.0
  private(set) var session: Session
  private(set) var time: Instant
  private var volatility = 0.2
  private var expiries: [ChainExpiry] = []
  private var options: [ListedOption] = []
  /// An option that is quoted higher than its value, by how much, and for how many batches.
  private var lifted: (contract: OptionContract, points: Int, batches: Int)?

  /// Quotes an option higher than its value for some batches: a market that jumps is believed twice.
  mutating func lift(_ contract: OptionContract, by points: Int, batches: Int) {
    lifted = (contract, points, batches)
  }

  init() {
    let date = CivilDate(dayNumber: 17_567)
    session = StormMarket.session(date)
    time = session.open
  }

  private static func session(_ date: CivilDate) -> Session {
    TradingCalendar.session(on: date)
      ?? Session(
        date: date, open: NewYorkTime.instant(date, 9, 30), close: NewYorkTime.instant(date, 16, 0))
  }

  /// Listed expiries, the nearest first.
  var listed: [ChainExpiry] { expiries }

  /// Options of an expiry and a right, by strike.
  func options(_ expiry: ChainExpiry, _ right: OptionRight) -> [OptionContract] {
    (right == .call ? expiry.calls : expiry.puts).map { options[$0].contract }
  }

  /// Begins the next session; strikes of held contracts stay listed.
  mutating func nextSession(holding held: [OptionContract], _ draw: inout SeededGenerator) {
    var date = session.date.adding(days: 1)
    while TradingCalendar.session(on: date) == nil { date = date.adding(days: 1) }
    session = StormMarket.session(date)
    time = session.open
    list(holding: held)
    move(&draw, scale: 3)
  }

  /// Lists the chain of the session.
  mutating func list(holding held: [OptionContract]) {
    let centre = Int((spot / 25).rounded()) * 25
    let near = friday(after: session.date)
    let plan = [
      (date: near, isOpening: false), (date: friday(after: near.adding(days: 8)), isOpening: false),
      (date: friday(after: near.adding(days: 15)), isOpening: true),
    ]
    options = []
    expiries = plan.map { date, isOpening in
      let root = OptionRoot(
        symbol: isOpening ? "SPX" : "SPXW", underlying: "SPX", style: .european,
        settlement: isOpening ? .am : .pm, delivery: .cash, multiplier: 100, ticks: .index)
      let own = held.filter { $0.expiry == date && $0.root == root.symbol }.map(\.strike)
      let base = (-6...6).map { Money(wholeDollars: centre + 25 * $0) }
      let strikes = Set(own + base).sorted()
      let first = options.count
      for right in [OptionRight.call, .put] {
        options += strikes.map {
          ListedOption(
            contract: OptionContract(root: root.symbol, expiry: date, right: right, strike: $0),
            openInterest: 1_000, previousVolume: 100)
        }
      }
      let moment = NewYorkTime.instant(date, isOpening ? 9 : 16, isOpening ? 30 : 0)
      let middle = first + strikes.count
      return ChainExpiry(
        root: root, date: date, expiration: moment, lastTrade: moment, calls: first..<middle,
        puts: middle..<(middle + strikes.count))
    }
  }

  /// The first Friday from a date on, or the session before it when the exchange is closed.
  private func friday(after date: CivilDate) -> CivilDate {
    var day = date
    while day.weekday.index != 4 { day = day.adding(days: 1) }
    while TradingCalendar.session(on: day) == nil { day = day.adding(days: -1) }
    return day < date ? friday(after: date.adding(days: 4)) : day
  }

  /// Goes on by some minutes; false at the close.
  mutating func step(minutes: Int, _ draw: inout SeededGenerator) -> Bool {
    time = time + .minutes(Int64(minutes))
    move(&draw, scale: 1)
    if time < session.close { return true }
    time = session.close
    return false
  }

  private mutating func move(_ draw: inout SeededGenerator, scale: Double) {
    let kick = draw.integer(in: 0...199) == 0 ? draw.double(in: -0.06..<0.06) : 0
    let pull = (2_700 / spot - 1) * 0.002
    spot *= 1 + scale * draw.double(in: -0.002..<0.002) + kick + pull
    spot = min(max(spot, 1_500), 4_500)
    volatility = min(max(volatility * draw.double(in: 0.98..<1.0205) + abs(kick), 0.08), 0.9)
  }

  /// The batch of this moment.
  mutating func batch(
    isStart: Bool, isEnd: Bool, isMinute: Bool, _ draw: inout SeededGenerator
  ) -> MarketBatch {
    var chain = OptionChain(underlying: "SPX")
    chain.options = options
    chain.quotes = options.map { _ in nil }
    chain.expiries = expiries
    var update = ChainUpdate(underlying: "SPX", indices: [], quotes: [])
    for (index, quote) in quotes(&draw).enumerated() {
      guard let quote else { continue }
      update.indices.append(Int32(index))
      update.quotes.append(quote)
    }
    let bar = PriceBar(open: spot, high: spot, low: spot, close: spot, volume: 1)
    let end = SessionEnd(
      bars: [SessionBar(symbol: "SPX", bar: bar, volatilityIndex: nil, volatilityIndex3M: nil)],
      next: nil, simulator: [])
    return MarketBatch(
      time: time,
      start: isStart
        ? SessionStart(
          session: session, chains: [chain], histories: [], events: [], rate: 0, yield: 0) : nil,
      underlyings: [
        UnderlyingUpdate(
          symbol: "SPX", spot: spot, bar: isMinute ? bar : nil, volatilityIndex: nil,
          volatilityIndex3M: nil)
      ], chains: [update], end: isEnd ? end : nil, isMinute: isMinute)
  }

  private mutating func quotes(_ draw: inout SeededGenerator) -> [Quote?] {
    defer {
      lifted?.batches -= 1
      if lifted?.batches == 0 { lifted = nil }
    }
    var quotes: [Quote?] = []
    quotes.reserveCapacity(options.count)
    let half = draw.double(in: 0.05..<0.4)
    for expiry in expiries {
      let years = max((expiry.expiration - time).years, 1e-6)
      for index in expiry.calls.lowerBound..<expiry.puts.upperBound {
        let contract = options[index].contract
        let value = black76Price(
          contract.right, forward: spot, strike: contract.strike.dollars, years: years,
          volatility: volatility, discount: 1)
        let bid = max(0, Int64(((value - half) * 20).rounded(.down)) * 500)
        let ask = max(500, Int64(((value + half) * 20).rounded(.up)) * 500)
        var quote = Quote(
          bid: Money(units: bid), ask: Money(units: ask), bidSize: Int32(draw.integer(in: 1...60)),
          askSize: Int32(draw.integer(in: 1...60)), volume: 10, time: time)
        if let lifted, lifted.contract == contract {
          quote.bid += Money(wholeDollars: lifted.points)
          quote.ask += Money(wholeDollars: lifted.points)
        }
        if draw.double(in: 0..<1) < badShare { spoil(&quote, &draw) }
        quotes.append(draw.integer(in: 0...19) == 0 ? nil : quote)
      }
    }
    return quotes
  }

  /// Crossed, locked, without a bid, of an absurd size or price, or old.
  private func spoil(_ quote: inout Quote, _ draw: inout SeededGenerator) {
    switch draw.integer(in: 0...6) {
    case 0: (quote.bid, quote.ask) = (quote.ask, quote.bid)
    case 1: quote.bid = quote.ask
    case 2: quote.bid = .zero
    case 3: (quote.bid, quote.ask) = (quote.bid * 40, quote.ask * 40)
    case 4: quote.ask = Money(wholeDollars: 1_000_000_000)
    case 5: quote.bid = Money(units: -quote.bid.units - 500)
    default: (quote.bidSize, quote.askSize) = (0, -3)
    }
  }
}

// A book with one position, and a market that quotes it, both made by hand.

import Candidates
import Edges
import Execution
import MarketData
import Pricing
import Risk
import Structures

@testable import DeskEngine

/// Makes books and markets around one expiry.
struct BookFixture {
  /// Monday 5 February 2018 and its close.
  static let today = CivilDate(dayNumber: 17_567)
  var spot = 2_700.0
  /// Days to the expiry of every leg.
  var days = 32
  /// Opening settlement at 09:30 instead of closing at 16:00.
  var isOpening = false
  /// Volatility of every strike.
  var volatility = 0.20
  /// Half the spread of every quote, in dollars.
  var half = 0.05

  var expiry: CivilDate { BookFixture.today.adding(days: days) }
  var expiration: Instant {
    NewYorkTime.instant(expiry, isOpening ? 9 : 16, isOpening ? 30 : 0)
  }
  var root: OptionRoot {
    OptionRoot(
      symbol: isOpening ? "SPX" : "SPXW", underlying: "SPX", style: .european,
      settlement: isOpening ? .am : .pm, delivery: .cash, multiplier: 100, ticks: .index)
  }

  func contract(_ right: OptionRight, _ strike: Int) -> OptionContract {
    OptionContract(
      root: root.symbol, expiry: expiry, right: right, strike: Money(wholeDollars: strike))
  }

  /// A chain with strikes of ten points around the price, quoted at a moment.
  func chain(at now: Instant) -> OptionChain {
    var chain = OptionChain(underlying: "SPX")
    let strikes = stride(from: 2_400, through: 3_000, by: 10).map { $0 }
    let years = (expiration - now).years
    for right in OptionRight.allCases {
      for strike in strikes {
        let value = black76Price(
          right, forward: spot, strike: Double(strike), years: years, volatility: volatility,
          discount: 1)
        chain.options.append(
          ListedOption(
            contract: contract(right, strike), openInterest: 1_000, previousVolume: 100))
        chain.quotes.append(
          Quote(
            bid: Money(units: max(0, Int64(((value - half) * 20).rounded(.down)) * 500)),
            ask: Money(units: Int64(((value + half) * 20).rounded(.up)) * 500), bidSize: 100,
            askSize: 100, volume: 10, time: now))
      }
    }
    chain.expiries = [
      ChainExpiry(
        root: root, date: expiry, expiration: expiration, lastTrade: expiration,
        calls: 0..<strikes.count, puts: strikes.count..<(2 * strikes.count))
    ]
    return chain
  }

  /// A batch of a session, with the chain when there is one.
  func batch(
    _ date: CivilDate, hour: Int, minute: Int, isStart: Bool, chain: OptionChain? = nil,
    bar: PriceBar? = nil
  ) -> MarketBatch {
    let now = NewYorkTime.instant(date, hour, minute)
    let session =
      TradingCalendar.session(on: date)
      ?? Session(date: date, open: now, close: NewYorkTime.instant(date, 16, 0))
    var listed = chain ?? OptionChain(underlying: "SPX")
    let quotes = listed.quotes
    listed.quotes = quotes.map { _ in nil }
    let start = SessionStart(
      session: session, chains: [listed], histories: [], events: [], rate: 0, yield: 0)
    let update = ChainUpdate(
      underlying: "SPX", indices: quotes.indices.map { Int32($0) }, quotes: quotes.compactMap { $0 }
    )
    return MarketBatch(
      time: now, start: isStart ? start : nil,
      underlyings: [
        UnderlyingUpdate(
          symbol: "SPX", spot: bar?.close ?? spot,
          bar: bar ?? PriceBar(open: spot, high: spot, low: spot, close: spot, volume: 1),
          volatilityIndex: nil, volatilityIndex3M: nil)
      ], chains: chain == nil ? [] : [update])
  }

  /// A book that opened a structure some days before today, with its legs' entry prices.
  func book(
    _ structure: StructureKind, _ legs: [(OptionRight, Int, ratio: Int, price: Int64)],
    quantity: Int, daysAgo: Int = 20
  ) -> DeskState {
    let opened = BookFixture.today.adding(days: -daysAgo)
    let net = legs.reduce(Int64(0)) { $0 - Int64($1.ratio) * $1.price }
    let positionLegs = legs.map {
      PositionLegRecord(
        contract: contract($0.0, $0.1), ratio: $0.ratio, entry: Money(units: $0.price),
        multiplier: 100, expiration: expiration)
    }
    let record = candidate(structure, legs, quantity: quantity, net: Money(units: net))
    let bodies = history(
      record, legs: positionLegs, cash: Money(units: net) * (100 * quantity))
    var state = DeskState()
    for (index, body) in bodies.enumerated() {
      state.apply(
        Event(seq: index + 1, time: NewYorkTime.instant(opened, 12, 0), body: body))
    }
    return state
  }

  private func candidate(
    _ structure: StructureKind, _ legs: [(OptionRight, Int, ratio: Int, price: Int64)],
    quantity: Int, net: Money
  ) -> CandidateRecord {
    var record = CandidateRecord()
    record.candidate = 1
    record.rev = 1
    record.underlying = "SPX"
    record.structure = structure
    record.legs = legs.map {
      CandidateLeg(
        contract: contract($0.0, $0.1), ratio: $0.ratio, bid: Money(units: $0.price),
        ask: Money(units: $0.price), iv: volatility, delta: 0, ageSeconds: 0)
    }
    record.quantity = quantity
    record.net = net
    record.proof.bound = Money(wholeDollars: 5_000)
    return record
  }

  /// Funding, a proposal, its order, the position and what it cost.
  private func history(
    _ record: CandidateRecord, legs: [PositionLegRecord], cash: Money
  ) -> [EventBody] {
    let quantity = record.quantity
    return [
      .ledgerPosted(
        LedgerPosted(
          posting: 1,
          entries: [
            LedgerEntry(account: "cash", amount: Money(wholeDollars: 1_000_000)),
            LedgerEntry(account: "capital", amount: Money(wholeDollars: -1_000_000)),
          ], ref: "opening")),
      .equityMarked(
        EquityMarked(
          equity: Money(wholeDollars: 1_000_000), equityExit: Money(wholeDollars: 1_000_000),
          cash: Money(wholeDollars: 1_000_000), unrealised: .zero, realised: .zero, delta: 0,
          gamma: 0, vega: 0, theta: 0, openMaxLoss: .zero, drawdown: 0)),
      .candidateProposed(record),
      .orderCreated(
        OrderCreated(
          order: 1, candidate: 1, rev: 1, intent: .open, position: nil, quantity: quantity,
          limit: record.net, tif: .day)),
      .positionOpened(
        PositionOpened(
          position: 1, order: 1, structure: record.structure, legs: legs, quantity: quantity,
          entry: record.net,
          maxLoss: Money(wholeDollars: 5_000) * quantity)),
      .ledgerPosted(
        LedgerPosted(
          posting: 2,
          entries: [
            LedgerEntry(account: "cash", amount: cash),
            LedgerEntry(account: "position:P1", amount: .zero - cash),
          ], ref: "O1")),
      .orderChanged(OrderChanged(order: 1, state: .filled, filled: quantity, reason: "filled")),
    ]
  }
}

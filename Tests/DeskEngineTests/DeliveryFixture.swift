// A fund with American options on its shares, and days of it as a script of prices.

import Candidates
import Edges
import Execution
import MarketData
import Pricing
import Structures

@testable import DeskEngine

/// A leg of a made-up book: right, strike, ratio, and price a share in cents.
struct ScriptLeg {
  var right: OptionRight
  var strike: Int
  var ratio: Int
  var cents: Int64
  var expiry: CivilDate
}

/// Makes books, chains and days of SPY.
struct DeliveryFixture {
  static let expiry = CivilDate("2024-09-20") ?? CivilDate(dayNumber: 0)
  var symbol = "SPY"
  var expiries = [DeliveryFixture.expiry]
  var strikes = Array(stride(from: 400, through: 500, by: 5))
  var volatility = 0.15
  var rate = 0.05
  var dividends: [CashDividend] = []
  var history: [DailyBar] = []

  var root: OptionRoot {
    OptionRoot(
      symbol: symbol, underlying: symbol, style: .american, settlement: .pm,
      delivery: .physical, multiplier: 100, ticks: .penny)
  }

  /// Settings under which nothing is proposed and no target, stop or day closes anything.
  static var settings: DeskSettings {
    var settings = DeskSettings()
    settings.benchmark = "SPY"
    settings.edges.detectors = []
    settings.exits = ExitRules(
      creditTarget: 99, ironButterflyTarget: 99, stopMultiple: nil, creditDays: -1,
      debitTarget: 99, debitDays: -1)
    return settings
  }

  func contract(_ right: OptionRight, _ strike: Int, _ expiry: CivilDate) -> OptionContract {
    OptionContract(
      root: symbol, expiry: expiry, right: right, strike: Money(wholeDollars: strike))
  }

  func expiration(_ date: CivilDate) -> Instant {
    ExpiryTerms(root).settlement(of: date)
  }

  /// The listed options, a cent or two around the larger of the model's and the exercise value.
  func chain(at now: Instant, spot: Double) -> OptionChain {
    var chain = OptionChain(underlying: symbol)
    for expiry in expiries where expiration(expiry) >= now {
      let years = max((expiration(expiry) - now).years, 1e-6)
      let first = chain.options.count
      for right in OptionRight.allCases {
        for strike in strikes {
          let contract = contract(right, strike, expiry)
          let value = black76Price(
            right, forward: spot, strike: Double(strike), years: years, volatility: volatility,
            discount: 1)
          let cents = Int64((value * 100).rounded())
          chain.options.append(
            ListedOption(contract: contract, openInterest: 9_000, previousVolume: 900))
          chain.quotes.append(
            Quote(
              bid: Money(units: max(1, cents - 1) * 100), ask: Money(units: (cents + 2) * 100),
              bidSize: 500, askSize: 500, volume: 10, time: now))
        }
      }
      let middle = first + strikes.count
      chain.expiries.append(
        ChainExpiry(
          root: root, date: expiry, expiration: expiration(expiry),
          lastTrade: expiration(expiry), calls: first..<middle,
          puts: middle..<(middle + strikes.count)))
    }
    return chain
  }

  /// One minute of a session; the first brings its start, the last its end.
  func batch(_ now: Instant, spot: Double, in session: Session, from listed: Instant) -> MarketBatch
  {
    let isStart = now == listed
    let open = chain(at: listed, spot: spot)
    var start: SessionStart?
    if isStart {
      var blank = open
      blank.quotes = open.quotes.map { _ in nil }
      start = SessionStart(
        session: session, chains: [blank],
        histories: [
          DailyHistory(
            symbol: symbol, bars: history, volatilityIndex: [], volatilityIndex3M: [])
        ], events: [], rate: rate, yield: 0, dividends: dividends)
    }
    let quotes = chain(at: now, spot: spot).quotes
    let isEnd = now == session.close
    let bar = PriceBar(open: spot, high: spot, low: spot, close: spot, volume: 100_000)
    return MarketBatch(
      time: now, start: start,
      underlyings: [
        UnderlyingUpdate(
          symbol: symbol, spot: spot, bar: bar, volatilityIndex: nil, volatilityIndex3M: nil)
      ],
      chains: [
        ChainUpdate(
          underlying: symbol, indices: quotes.indices.map { Int32($0) },
          quotes: quotes.compactMap { $0 })
      ],
      end: isEnd
        ? SessionEnd(
          bars: [
            SessionBar(symbol: symbol, bar: bar, volatilityIndex: nil, volatilityIndex3M: nil)
          ], next: TradingCalendar.next(after: session.date), simulator: []) : nil)
  }

  /// The batches of a session: every minute to ten, every half hour, and the last minutes again.
  func day(_ date: CivilDate, _ price: (Int) -> Double) -> [MarketBatch] {
    guard let session = TradingCalendar.session(on: date) else { return [] }
    let length = session.minutes
    let minutes = (0...length).filter { $0 <= 20 || $0 % 30 == 0 || $0 >= length - 30 }
    return minutes.map { minute in
      batch(
        session.open + .minutes(Int64(minute)), spot: price(minute), in: session,
        from: session.open)
    }
  }

  /// A funded book with positions opened a week before a date, each a list of legs.
  func book(
    _ positions: [(StructureKind, [ScriptLeg], quantity: Int)], before date: CivilDate
  ) -> DeskState {
    let opened = NewYorkTime.instant(date.adding(days: -9), 12, 0)
    var bodies: [EventBody] = [
      posting(1, [("cash", 1_000_000), ("capital", -1_000_000)], ref: "opening")
    ]
    for (index, position) in positions.enumerated() {
      bodies += history(index + 1, position.0, position.1, position.quantity)
    }
    var state = DeskState()
    for (index, body) in bodies.enumerated() {
      state.apply(Event(seq: index + 1, time: opened, body: body))
    }
    return state
  }

  private func posting(_ id: Int, _ entries: [(String, Double)], ref: String) -> EventBody {
    .ledgerPosted(
      LedgerPosted(
        posting: id,
        entries: entries.map {
          LedgerEntry(account: $0.0, amount: Money(dollars: $0.1) ?? .zero)
        }, ref: ref))
  }

  private func history(
    _ id: Int, _ kind: StructureKind, _ legs: [ScriptLeg], _ quantity: Int
  ) -> [EventBody] {
    let net = legs.reduce(Int64(0)) { $0 - Int64($1.ratio) * $1.cents * 100 }
    var record = CandidateRecord()
    record.candidate = id
    record.rev = 1
    record.underlying = symbol
    record.structure = kind
    record.legs = legs.map {
      CandidateLeg(
        contract: contract($0.right, $0.strike, $0.expiry), ratio: $0.ratio,
        bid: Money(units: $0.cents * 100), ask: Money(units: $0.cents * 100), iv: volatility,
        delta: 0, ageSeconds: 0)
    }
    record.quantity = quantity
    record.net = Money(units: net)
    record.proof.bound = Money(wholeDollars: 500)
    let cash = record.net.dollars * Double(100 * quantity)
    return [
      .candidateProposed(record),
      .orderCreated(
        OrderCreated(
          order: id, candidate: id, rev: 1, intent: .open, position: nil, quantity: quantity,
          limit: record.net, tif: .day)),
      .positionOpened(
        PositionOpened(
          position: id, order: id, structure: kind,
          legs: legs.map {
            PositionLegRecord(
              contract: contract($0.right, $0.strike, $0.expiry), ratio: $0.ratio,
              entry: Money(units: $0.cents * 100), multiplier: 100,
              expiration: expiration($0.expiry))
          }, quantity: quantity, entry: record.net,
          maxLoss: Money(wholeDollars: 500) * quantity)),
      posting(id + 1, [("cash", cash), ("position:P\(id)", -cash)], ref: "O\(id)"),
      .orderChanged(OrderChanged(order: id, state: .filled, filled: quantity, reason: "filled")),
    ]
  }
}

extension DeskRig {
  /// A rig that goes on with a book.
  init(_ state: DeskState, settings: DeskSettings) {
    self.init(settings: settings, approval: .nothing)
    core = DeskCore(settings: settings, state: state)
  }

  /// Plays batches and gives the events they brought.
  mutating func play(_ batches: [MarketBatch]) -> [Event] {
    let before = inputs.count
    for batch in batches { take(batch) }
    return inputs[before...].flatMap(\.events)
  }
}

/// The events of one kind, as they were written.
enum Found {
  static func settled(_ events: [Event]) -> [Settled] {
    events.compactMap { if case .settled(let e) = $0.body { e } else { nil } }
  }
  static func shares(_ events: [Event]) -> [SharesTraded] {
    events.compactMap { if case .sharesTraded(let e) = $0.body { e } else { nil } }
  }
  static func closed(_ events: [Event]) -> [PositionClosed] {
    events.compactMap { if case .positionClosed(let e) = $0.body { e } else { nil } }
  }
  static func orders(_ events: [Event]) -> [OrderCreated] {
    events.compactMap { if case .orderCreated(let e) = $0.body { e } else { nil } }
  }
  static func changes(_ events: [Event]) -> [OrderChanged] {
    events.compactMap { if case .orderChanged(let e) = $0.body { e } else { nil } }
  }
  static func alerts(_ events: [Event], _ metric: String) -> [AlertRaised] {
    events.compactMap { if case .alertRaised(let e) = $0.body { e } else { nil } }
      .filter { $0.metric == metric }
  }
  static func postings(_ events: [Event]) -> [LedgerPosted] {
    events.compactMap { if case .ledgerPosted(let e) = $0.body { e } else { nil } }
  }
}

/// What must hold of a book after an event; empty when it does.
func bookFaults(_ state: DeskState, _ event: Event) -> [String] {
  var found: [String] = []
  let cost = state.positions.reduce(Money.zero) { $0 + $1.cost }
  if case .ledgerPosted(let e) = event.body {
    if e.entries.reduce(Money.zero, { $0 + $1.amount }) != .zero {
      found.append("posting \(e.posting) does not balance")
    }
    if state.money.cash + cost != state.money.capital + state.money.realised {
      found.append("the ledger does not add up after posting \(e.posting)")
    }
  }
  if case .equityMarked(let e) = event.body {
    if e.equity != e.cash + cost + e.unrealised { found.append("equity is not its parts") }
    if e.cash != state.money.cash { found.append("cash differs") }
  }
  for position in state.positions where position.shares == 0 && position.sharesCost != .zero {
    found.append("P\(position.position) carries a cost for no shares")
  }
  return found
}

// Desks no market would make: missing and absurd numbers, foreign scripts, control characters,
// no rows and ten thousand.

import Candidates
import DeskEngine
import MarketData
import Portfolio
import Regimes
import Risk
import Structures
import TestKit

@testable import Edges

/// A source of absurd desks.
struct RandomDesk {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  static let texts = [
    "SPX", "", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMN", "\u{65E5}\u{7D4C}225",
    "\u{1F4A5}\u{1F680}", "\u{1B}]52;c;cm0gLXJm\u{07}", "\u{1B}[2J\u{1B}[H", "e\u{301}\u{302}x",
    "\u{202E}gnp.exe", "a\tb\nc", "\u{2028}", "1234567890 98765.4321 12,345",
  ]

  mutating func text() -> String { Self.texts[random.integer(in: 0...(Self.texts.count - 1))] }

  mutating func number() -> Double {
    switch random.integer(in: 0...11) {
    case 0: .nan
    case 1: .infinity
    case 2: -.infinity
    case 3: 0
    case 4: 1e300
    case 5: -1e-300
    case 6: 9.99e11
    case 7: random.double(in: -1e9..<1e9)
    default: random.double(in: -2000..<2000)
    }
  }

  mutating func maybe() -> Double? { random.integer(in: 0...3) == 0 ? nil : number() }

  mutating func rows() -> Int { [0, 1, 2, 7, 40][random.integer(in: 0...4)] }

  mutating func instant() -> Instant {
    Instant(seconds: Int64(random.integer(in: 0...2_000_000_000)))
  }

  mutating func money() -> Money {
    Money(units: Int64(random.integer(in: -9_000_000_000...9_000_000_000)))
  }

  mutating func pick<Value: CaseIterable>(_ type: Value.Type) -> Value
  where Value.AllCases == [Value] {
    let all = type.allCases
    return all[random.integer(in: 0...(all.count - 1))]
  }

  mutating func desk(rows count: Int? = nil) -> DeskSnapshot {
    var desk = DeskSnapshot()
    desk.seq = random.integer(in: 0...1_000_000)
    desk.time = instant()
    let open = instant()
    desk.session = Session(date: DeskFixture.date, open: open, close: open + .minutes(390))
    desk.trading.state = pick(TradingState.self)
    desk.trading.isKilled = [nil, true, false][random.integer(in: 0...2)]
    desk.trading.killReason = text()
    desk.trading.causes = [pick(TradingCause.self)]
    desk.trading.feed = pick(FeedState.self)
    desk.underlyings = (0..<random.integer(in: 0...2)).map { _ in underlying() }
    desk.regime = regime()
    let many = count ?? rows()
    desk.edges = (0..<many).map { edge($0) }
    desk.abstentions = (0..<rows()).map { _ in
      EdgeAbstained(underlying: text(), kind: pick(EdgeKind.self), reason: text())
    }
    desk.votes = (0..<rows()).compactMap { _ in vote() }
    desk.health = (0..<rows()).map { _ in health() }
    desk.gammaProfile = random.integer(in: 0...2) == 0 ? nil : profile()
    desk.pairs = (0..<rows()).map { _ in
      PairSummary(
        fit: .refused(first: text(), second: text(), reason: text()), spread: maybe())
    }
    desk.candidates = (0..<many).map { candidate($0) }
    desk.positions = (0..<(count ?? rows())).map { position($0) }
    desk.greeks.net = greek()
    desk.greeks.expiries = (0..<rows()).map { _ in greek() }
    desk.book.equity = money()
    desk.book.sessionOpen = money()
    desk.book.drawdown = number()
    desk.book.curve = (0..<rows()).map { _ in EquityPoint(time: instant(), equity: number()) }
    desk.limits = (0..<rows()).map { _ in
      LimitReading(name: text(), value: maybe(), bound: number())
    }
    desk.stress = (0..<rows()).map { _ in NamedNumber(text() + "/" + text(), maybe()) }
    desk.smile = smile()
    desk.termStructure = (0..<rows()).map { _ in
      TermPoint(expiry: DeskFixture.date, days: number(), volatility: number())
    }
    desk.alerts = (0..<rows()).map {
      AlertSummary(id: $0, time: instant(), severity: pick(Severity.self), text: text())
    }
    desk.log = (0..<(count ?? rows())).map {
      LogEntry(
        seq: $0, time: instant(), severity: pick(Severity.self), type: text(),
        text: text() + text())
    }
    return desk
  }

  private mutating func underlying() -> UnderlyingSummary {
    var one = UnderlyingSummary(symbol: text())
    one.spot = maybe()
    one.previousClose = maybe()
    one.volatilityIndex = maybe()
    one.previousVolatilityIndex = maybe()
    one.volatilityIndexSymbol = text()
    one.atm30 = maybe()
    one.realised20 = maybe()
    return one
  }

  private mutating func regime() -> RegimeSummary {
    var one = RegimeSummary()
    one.state = random.integer(in: 0...3) == 0 ? nil : pick(RegimeState.self)
    one.since = instant()
    one.confidence = number()
    one.guidance = text()
    one.reading = RegimeReading(
      state: .chop, confidence: number(), confidences: (0..<rows()).map { _ in number() },
      coverage: number(), features: [NamedNumber("P", maybe())],
      reasons: [RegimeReason(feature: text(), value: number(), contribution: number())],
      isInsufficient: false)
    one.strip = (0..<rows()).map { _ in pick(RegimeState.self) }
    one.reading?.alarm = random.integer(in: 0...1) == 0 ? nil : text()
    one.transitions = (0..<rows()).map { _ in random.integer(in: -5...2_000_000) }
    one.meanDwell = (0..<rows()).map { _ in maybe() }
    one.calls = (0..<rows()).map { _ in
      MethodCall(
        method: pick(RegimeMethod.self), state: text(), confidence: maybe(), isStress: true)
    }
    one.nearest = (0..<rows()).map { _ in
      var day = SimilarDay(
        date: DeskFixture.date, likeness: number(), state: pick(RegimeState.self),
        volatilityIndex: maybe())
      (day.return5, day.volatility20, day.change20) = (maybe(), maybe(), maybe())
      return day
    }
    return one
  }

  private mutating func edge(_ id: Int) -> EdgeSummary {
    EdgeSummary(
      id: id, detected: instant(),
      edge: Edge(
        underlying: text(), kind: pick(EdgeKind.self), signal: pick(EdgeSignal.self),
        strength: random.integer(in: -5...500), percentile: maybe(), history: 3,
        isFallback: false, metrics: [NamedNumber(text(), maybe()), NamedNumber("x", maybe())],
        rationale: text()))
  }

  private mutating func legs() -> [QuotedLeg] {
    (0..<random.integer(in: 0...4)).map { _ in
      let contract = OptionContract(
        root: text(), expiry: CivilDate(dayNumber: random.integer(in: 0...40_000)),
        right: pick(OptionRight.self), strike: money())
      return QuotedLeg(
        leg: Leg(contract: contract, ratio: random.integer(in: -3...3)), option: 0, bid: money(),
        ask: money(), volatility: number(), delta: number(), quoteTime: instant())
    }
  }

  private mutating func candidate(_ id: Int) -> CandidateSummary {
    let legs = legs()
    var one = DeskFixture.proposal(
      text(), pick(EdgeKind.self), pick(StructureKind.self), legs, net: 1, mid: 1, loss: 1,
      profit: nil, value: number(), pick(Recommendation.self), pairs: [], worst: number(),
      points: number(), quantity: random.integer(in: 1...100_000))
    one.net = money()
    one.maxLoss = money()
    one.warnings = [text()]
    one.grade = text()
    one.breakevens = [number(), number()]
    var summary = DeskFixture.candidate(
      id, one, pick(CandidateState.self), 4, reason: text())
    summary.why = text() + text()
    summary.payoff = (0..<rows()).map { _ in PayoffPoint(price: number(), profit: number()) }
    return summary
  }

  private mutating func position(_ id: Int) -> PositionSummary {
    DeskFixture.position(
      id, text(), pick(StructureKind.self), legs().map(\.leg),
      random.integer(in: -100_000...100_000), entry: 1, mark: maybe(), profit: maybe(), loss: 3,
      greeks: (number(), number(), number(), number()), days: random.integer(in: -5...5000))
  }

  private mutating func greek() -> GreekRow {
    GreekRow(
      expiry: CivilDate(dayNumber: random.integer(in: 0...40_000)), deltaDollars: number(),
      gammaDollars: number(), vega: number(), theta: number())
  }

  private mutating func smile() -> SmileSummary {
    let count = rows()
    return SmileSummary(
      underlying: text(), expiry: DeskFixture.date, forward: number(),
      strikes: (0..<count).map { _ in number() },
      volatilities: (0..<count).map { _ in number() })
  }

  private mutating func vote() -> VoteSummary? {
    let ballots = (0..<random.integer(in: 1...12)).map { _ in
      Ballot(
        edge: random.integer(in: 0...99_999), kind: pick(EdgeKind.self),
        signal: pick(EdgeSignal.self), strength: random.integer(in: 0...100))
    }
    return tally(ballots, margin: 1.5).map { VoteSummary(underlying: text(), tally: $0) }
  }

  private mutating func health() -> SymbolHealth {
    SymbolHealth(
      symbol: text(),
      rows: (0..<random.integer(in: 0...5)).map { _ in
        EdgeHealth(
          kind: pick(EdgeKind.self), unit: .volatility, isWalked: true,
          signals: random.integer(in: 0...99_999),
          rows: healthHorizons.map {
            HealthRow(horizon: $0, count: random.integer(in: 0...9), hits: 0, mean: maybe())
          }, decay: maybe())
      })
  }

  private mutating func profile() -> GammaProfile {
    GammaProfile(
      time: instant(), spot: number(), net: GammaProfile.grid.map { _ in number() },
      netAtSpot: number(), flip: maybe(), callWall: money(), putWall: nil, pin: money(),
      pinExpiry: nil, pinShare: number(), openInterest: 1, strikes: 1)
  }
}

// A desk made by hand: a morning of panic with edges, candidates and a book.

import Candidates
import DeskEngine
import Edges
import Execution
import MarketData
import Portfolio
import Regimes
import Risk
import Structures

/// A desk made by hand; every number is written here.
enum DeskFixture {
  static let date = CivilDate(dayNumber: 17_567)  // 2018-02-05
  static func at(_ hour: Int, _ minute: Int, _ second: Int64 = 0) -> Instant {
    NewYorkTime.instant(date, hour, minute) + .seconds(second)
  }
  static let now = at(10, 42, 17)

  static func day(_ month: Int, _ day: Int) -> CivilDate {
    CivilDate(year: 2018, month: month, day: day) ?? date
  }

  static func contract(
    _ root: String, _ expiry: CivilDate, _ right: OptionRight, _ strike: Int
  ) -> OptionContract {
    OptionContract(
      root: root, expiry: expiry, right: right, strike: Money(wholeDollars: strike))
  }

  static func money(_ dollars: Double) -> Money { Money(dollars: dollars) ?? .zero }

  /// A busy desk.
  static var busy: DeskSnapshot {
    var desk = DeskSnapshot()
    desk.seq = 412
    desk.time = now
    desk.session = Session(date: date, open: at(9, 30), close: at(16, 0))
    desk.run.run = 3
    desk.run.mode = "replay"
    desk.run.provenance = "reconstructed from daily bars"
    desk.trading.state = .active
    desk.trading.isKilled = false
    desk.trading.feed = .up
    desk.underlyings = [spx]
    desk.regime = regime
    desk.edges = edges
    desk.abstentions = [
      EdgeAbstained(underlying: "IWM", kind: .event, reason: "no event within 10 days"),
      EdgeAbstained(underlying: "QQQ", kind: .vrp, reason: "history 12 of 60 days"),
    ]
    desk.candidates = candidates
    desk.orders = [order]
    desk.positions = positions
    desk.greeks = greeks
    desk.book = book
    desk.limits = limits
    desk.stress = stress
    desk.gammaHeat = GammaHeat(
      underlying: "SPX", strikes: [2500, 2550, 2600, 2650], expiries: [day(2, 16), day(3, 2)],
      values: [[nil, 310, -980, nil], [nil, nil, 1_450, -2_900]])
    desk.smile = smile
    desk.termStructure = term
    desk.alerts = [
      AlertSummary(
        id: 2, time: at(10, 42, 5), severity: .warn,
        text: "vega at 82 % of its limit: 8.2k of 10k a point")
    ]
    desk.log = log
    return desk
  }

  private static var spx: UnderlyingSummary {
    var one = UnderlyingSummary(symbol: "SPX")
    one.spot = 2679.3
    one.previousClose = 2762.13
    one.volatilityIndex = 27.41
    one.previousVolatilityIndex = 17.31
    one.volatilityIndexSymbol = "VIX"
    one.atm30 = 0.274
    one.realised20 = 0.141
    one.skew25 = 0.098
    one.slope = -0.17
    one.verdict = .usable
    one.time = now
    return one
  }

  private static var regime: RegimeSummary {
    var one = RegimeSummary()
    one.state = .highVolPanic
    one.since = at(10, 5)
    one.confidence = 93
    one.reading = RegimeReading(
      state: .highVolPanic, confidence: 93, confidences: [0, 93, 0, 6, 1], coverage: 0.95,
      features: [
        NamedNumber("V", 27.41), NamedNumber("P", 100), NamedNumber("Zv", 3.41),
        NamedNumber("R5", 0.271), NamedNumber("R20", 0.141), NamedNumber("R60", 0.092),
        NamedNumber("RR", 1.92), NamedNumber("IVRV", 1.94), NamedNumber("SL", -0.17),
        NamedNumber("S9", nil), NamedNumber("ADX", 31.2), NamedNumber("TS", -0.84),
        NamedNumber("D20", -0.053), NamedNumber("D50", -0.031), NamedNumber("D200", 0.042),
        NamedNumber("MX", 0.023), NamedNumber("DD", -0.067), NamedNumber("DSH", 6),
        NamedNumber("r5", -0.061), NamedNumber("r20", -0.024), NamedNumber("r60", 0.033),
        NamedNumber("breadth", nil),
      ],
      reasons: [
        RegimeReason(feature: "V", value: 27.41, contribution: 1.2),
        RegimeReason(feature: "R5", value: 0.38, contribution: 1.0),
        RegimeReason(feature: "P", value: 99.8, contribution: 0.8),
        RegimeReason(feature: "-SL", value: 0.17, contribution: 0.8),
        RegimeReason(feature: "RR", value: 1.92, contribution: 0.6),
      ], isInsufficient: false, alarm: "P at 95 or more and SL below 0")
    one.guidance = "sell only wide: condors and verticals at 10-16 delta, size x0.5"
    one.note = "entered intraday; daily: TREND_UP"
    one.strip =
      Array(repeating: .trendUp, count: 12) + Array(repeating: .trendDown, count: 11)
      + Array(repeating: .highVolPanic, count: 37)
    one.dwell = 3
    one.transitions = [
      0, 1, 9, 0, 4, 0, 0, 1, 2, 1, 8, 2, 0, 1, 5, 0, 1, 2, 0, 3, 5, 0, 6, 2, 0,
    ]
    one.meanDwell = [18.5, 9.25, 14.0, 8.5, 11.75]
    one.calls = calls
    one.nearest = nearest
    return one
  }

  private static var calls: [MethodCall] {
    [
      MethodCall(method: .points, state: "HIGH_VOL_PANIC", confidence: 80, isStress: true),
      MethodCall(method: .threshold, state: "LOW_VOL", confidence: nil, isStress: false),
      MethodCall(method: .quantile, state: "HIGH_VOL", confidence: nil, isStress: true),
      MethodCall(method: .kMeans, state: nil, confidence: nil, isStress: false),
      MethodCall(method: .hmm, state: "HIGH_VOL", confidence: 99, isStress: true),
    ]
  }

  private static var nearest: [SimilarDay] {
    let rows: [(Int, Int, Double, RegimeState, Double, Double, Double)] = [
      (8, 24, 0.96, .highVolPanic, 40.7, 0.051, -0.043),
      (9, 1, 0.91, .highVolPanic, 31.4, 0.009, 0.032),
      (6, 24, 0.88, .trendDown, 25.8, 0.021, 0.061),
      (10, 15, 0.83, .trendDown, 26.3, 0.032, 0.094),
      (1, 20, 0.79, .highVolPanic, 27.6, -0.011, 0.038),
      (12, 11, 0.74, .trendDown, 24.4, 0.018, -0.052),
    ]
    return rows.map { month, number, likeness, state, index, five, twenty in
      var one = SimilarDay(
        date: CivilDate(year: 2015, month: month, day: number) ?? date, likeness: likeness,
        state: state, volatilityIndex: index)
      (one.return5, one.return20) = (five, twenty)
      (one.volatility5, one.volatility20) = (0.31, 0.224)
      (one.change5, one.change20) = (-9.3, -14.2)
      return one
    }
  }

  private static func edge(
    _ id: Int, _ minute: Int, _ symbol: String, _ kind: EdgeKind, _ signal: EdgeSignal,
    _ strength: Int, _ percentile: Double?, fallback: Bool = false
  ) -> EdgeSummary {
    EdgeSummary(
      id: id, detected: at(10, minute, 11),
      edge: Edge(
        underlying: symbol, kind: kind, signal: signal, strength: strength,
        percentile: percentile, history: fallback ? 12 : 252, isFallback: fallback, metrics: [],
        rationale: "\(symbol) \(kind.rawValue) by the rules"))
  }

  private static var edges: [EdgeSummary] {
    [
      edge(44, 42, "SPX", .termStructure, .sellFront, 40, nil),
      edge(43, 41, "SPX", .skew, .sellPutSkew, 54, 94),
      edge(42, 40, "SPX", .vrp, .shortVol, 58, 98),
      edge(41, 39, "SPY", .event, .shortVol, 47, nil, fallback: true),
      edge(40, 31, "QQQ", .gamma, .pin, 33, nil, fallback: true),
    ]
  }

  private static var order: Order {
    Order(
      id: 12, candidate: 116, revision: 1, intent: .open, position: nil, underlying: "SPX",
      legs: [
        Leg(contract: contract("SPX", day(3, 16), .put, 2500), ratio: -1),
        Leg(contract: contract("SPX", day(3, 16), .put, 2450), ratio: 1),
      ], quantity: 2, limit: money(5.9), created: at(10, 41, 20), state: .working, filled: 0)
  }

  private static var greeks: BookGreeks {
    var one = BookGreeks()
    one.net = GreekRow(
      expiry: nil, deltaDollars: -182_400, gammaDollars: -4_520, vega: -8_210, theta: 1_930)
    one.expiries = [
      GreekRow(
        expiry: day(2, 16), deltaDollars: -12_100, gammaDollars: 940, vega: -640, theta: -210),
      GreekRow(
        expiry: day(3, 2), deltaDollars: -141_000, gammaDollars: -4_330, vega: -6_950,
        theta: 1_740),
      GreekRow(
        expiry: day(3, 16), deltaDollars: -29_300, gammaDollars: -1_130, vega: -620, theta: 400),
    ]
    return one
  }

  private static var book: DeskEngine.BookSummary {
    var one = DeskEngine.BookSummary()
    one.equity = money(998_760)
    one.exitEquity = money(998_110)
    one.sessionOpen = money(1_000_000)
    one.realisedToday = money(215)
    one.drawdown = 0.0054
    one.curve = (0..<73).map { minute in
      let x = Double(minute)
      let rise = x < 25 ? x * 70 : 1750 - (x - 25) * 95
      let wave = Double((minute * 37) % 11) * 24 - 120
      return EquityPoint(time: at(9, 30 + minute), equity: 1_000_000 + max(rise, -1_900) + wave)
    }
    return one
  }

  private static var limits: [LimitReading] {
    [
      LimitReading(name: "total_loss", value: 71_000, bound: 100_000),
      LimitReading(name: "daily_loss", value: 1_240, bound: 30_000),
      LimitReading(name: "delta_dollars", value: 182_400, bound: 500_000),
      LimitReading(name: "gamma_dollars", value: 4_520, bound: 10_000),
      LimitReading(name: "vega", value: 8_210, bound: 10_000),
      LimitReading(name: "stress_loss", value: 22_000, bound: 100_000),
      LimitReading(name: "drawdown", value: 0.0054, bound: 0.15),
      LimitReading(name: "maximum_open", value: 4, bound: 10),
    ]
  }

  private static var stress: [NamedNumber] {
    var cells: [NamedNumber] = []
    for (row, volatility) in ["+5", "0", "-5"].enumerated() {
      for (column, spot) in ["-5%", "0%", "+5%"].enumerated() {
        let value = -18_200 + Double(column) * 9_400 + Double(row) * 1_750
        cells.append(NamedNumber("\(spot)/\(volatility)", value))
      }
    }
    return cells
  }

  private static var smile: SmileSummary {
    let strikes = stride(from: 2300.0, through: 2850, by: 25).map { $0 }
    return SmileSummary(
      underlying: "SPX", expiry: day(3, 16), forward: 2681, strikes: strikes,
      volatilities: strikes.map { strike in
        let x = (strike - 2681) / 2681
        return 0.232 - 0.95 * x + 2.6 * x * x
      })
  }

  private static var term: [TermPoint] {
    [
      TermPoint(expiry: day(2, 16), days: 11, volatility: 0.333),
      TermPoint(expiry: day(3, 2), days: 25, volatility: 0.281),
      TermPoint(expiry: day(3, 16), days: 39, volatility: 0.252),
      TermPoint(expiry: day(4, 20), days: 74, volatility: 0.231),
      TermPoint(expiry: day(6, 15), days: 130, volatility: 0.214),
    ]
  }

  private static var log: [LogEntry] {
    [
      LogEntry(
        seq: 405, time: at(10, 40, 2), severity: .info, type: "EquityMarked",
        text: "equity 999,120, open max loss 71,000"),
      LogEntry(
        seq: 406, time: at(10, 41, 12), severity: .info, type: "QuotesRejected",
        text: "SPX CROSSED 3"),
      LogEntry(
        seq: 407, time: at(10, 41, 40), severity: .info, type: "CandidateRejected",
        text: "C112 by key-17: EV < 0"),
      LogEntry(
        seq: 408, time: at(10, 41, 58), severity: .info, type: "LegFilled",
        text: "F30 O11 SPX-20180316-C-2800 -3 @ 15.90 (mid 16.20, worst 15.80)"),
      LogEntry(
        seq: 409, time: at(10, 42, 5), severity: .info, type: "CandidateProposed",
        text: "C118 SPX SKEW BULL_PUT from E43, strength 54"),
      LogEntry(
        seq: 410, time: at(10, 42, 5), severity: .warn, type: "LimitCrossed",
        text: "vega level 80: 8.2k of 10k"),
    ]
  }
}

// What the detectors would have measured at the closes before a simulation's first session.
//
// Lists every session of the history by the listing rules, lays the model's own surface over its
// close and reads it as the detectors read a quoted one: nothing is quoted, so a reading has no
// spread in it, and a priced announcement is not taken out of `slope` and `ratio`. Favours cheap:
// one listing widens from session to session, event time is summed once.

import Glibc
import MarketData
import Numerics
import Volatility

/// Measures the history of every underlying.
struct MeasuredHistory: Sendable {
  /// Sessions measured, the last of the history.
  static let sessions = 252
  /// The names under which the detectors store what they measure.
  static let names = ["ratio", "nrr", "rr25", "gex_adv", "slope", "atm30", "carry"]

  private let universe: [SimulatedUnderlying]
  private let economics: [ChainEconomics]
  private let seed: UInt64
  private let events: [MarketEvent]
  private let clock: EventTime
  private var listings: [HistoryListing]
  private var stress = 0.0

  /// Measures the last sessions of a history at its final prices; `residuals` are what stood of
  /// the three-month index's residual at each open.
  ///
  /// - Returns: One series a name for every underlying, all of the same length, and the smile's
  ///   stress at the last close.
  static func measure(
    _ days: [(date: CivilDate, bars: [SessionBar])], residuals: [Double],
    generator: SessionGenerator
  ) -> (series: [[DailySeries]], stress: Double) {
    guard let first = days.first, let last = days.last else { return ([], 0) }
    var history = MeasuredHistory(generator, from: first.date, through: last.date)
    let empty = names.map { DailySeries(name: $0, values: []) }
    var series = [[DailySeries]](repeating: empty, count: generator.universe.count)
    for i in days.indices.dropFirst(21) {
      guard let session = TradingCalendar.session(on: days[i].date) else { continue }
      history.list(session, before: days[i - 1])
      let isMeasured = i >= days.count - sessions
      let close = HistoryClose(days, i, residual: residuals[i], session: session)
      guard let points = history.points(close, isMeasured: isMeasured) else { continue }
      for u in generator.universe.indices {
        let reading = history.read(u, points[u], close)
        for (n, value) in reading.enumerated() { series[u][n].values.append(value) }
      }
    }
    return (series, history.stress)
  }

  private init(_ generator: SessionGenerator, from first: CivilDate, through last: CivilDate) {
    universe = generator.universe
    seed = generator.seed
    economics = universe.map { $0.economics(seed: generator.seed) }
    listings = universe.map { HistoryListing(rules: $0.listingRules) }
    let ahead = 110
    events = SimulatorCalendar.events(
      from: first, days: last.days(since: first) + ahead, universe: universe)
    clock = EventTime(from: first, through: last.adding(days: ahead))
  }

  /// Lists a session from the closes of the one before it.
  private mutating func list(_ session: Session, before: (date: CivilDate, bars: [SessionBar])) {
    let benchmark = before.bars[0].volatilityIndex ?? 17
    var funds: [PlannedExpiry]?
    for u in universe.indices {
      let plans = universe[u].isBenchmark ? nil : funds
      let planned = plans ?? listings[u].rules.expiries(in: session)
      if !universe[u].isBenchmark { funds = planned }
      listings[u].list(
        planned,
        reference: SessionReference(
          date: before.date, close: before.bars[u].bar.close,
          volatility: SimulatorModel.level(of: universe[u], benchmark: benchmark)),
        seed: economics[u].seed)
    }
  }

  /// The surface of every underlying at a close; nil when the session is not measured.
  private mutating func points(_ close: HistoryClose, isMeasured: Bool) -> [SurfacePoint]? {
    stress = SimulatorDay.stress(close.level, close.mean20, stress)
    guard isMeasured else { return nil }
    var random = RandomStream(seed: seed, purpose: "smile/\(close.session.date)")
    let walk = DayVolatility.walks(count: close.session.minutes + 1, random: &random).last ?? (0, 0)
    var ratio = 0.84
    // The ratio at which the index made of the benchmark's chain stands at its level.
    let start = close.point(universe[0], 0, ratio: ratio, stress: stress, walk)
    if let found = listings[0].index(surface(0, start, close), rate: SimulatorModel.rate) {
      ratio = min(max(ratio * close.level / found, 0.72), 0.95)
    }
    return universe.indices.map {
      close.point(universe[$0], $0, ratio: ratio, stress: stress, walk)
    }
  }

  /// The slices of the expiries that trade past a close, with their lines in the listing.
  private func surface(
    _ u: Int, _ point: SurfacePoint, _ close: HistoryClose
  ) -> [(line: Int, slice: HistorySlice)] {
    let (date, time) = (close.session.date, close.session.close)
    let horizon = date.adding(days: 30)
    let symbol = universe[u].symbol
    let month =
      clock.weight(after: date, to: horizon, atOpen: false)
      + EventClock.bumps(
        events, for: symbol, after: time, through: NewYorkTime.instant(horizon, 16, 0))
    let term = TermModel(level: point.level, slope90: point.slope90)
    let scale = point.varianceScale(thirtyDayWeight: month)
    var floor = 0.0
    var slices: [(line: Int, slice: HistorySlice)] = []
    for (n, line) in listings[u].lines.enumerated() {
      let planned = line.planned
      guard planned.expiration > time, planned.lastTrade >= time, !line.strikes.isEmpty else {
        continue
      }
      let weight =
        clock.weight(after: date, to: planned.date, atOpen: planned.kind == .openingMonthly)
        + EventClock.bumps(events, for: symbol, after: time, through: planned.expiration)
      let years = (planned.expiration - time).years
      let slice = SurfaceSlice(
        point: point, term: term, economics: economics[u], years: years, weight: weight,
        scale: scale, floor: floor)
      floor = slice.variance
      slices.append(
        (n, HistorySlice(days: planned.date.days(since: date), years: years, surface: slice)))
    }
    return slices
  }

  /// Everything measured of an underlying at a close, in the order of `names`.
  private func read(_ u: Int, _ point: SurfacePoint, _ close: HistoryClose) -> [Double] {
    let surface = surface(u, point, close)
    let slices = surface.map(\.slice)
    let skew = HistorySlice.nearest(to: 30, in: 15...45, slices)
    let front = HistorySlice.nearest(to: 30, in: 7...30, slices)
    let back = HistorySlice.nearest(to: 60, in: 31...90, slices)
    let month = HistorySlice.volatility(days: 30, slices)
    let implied = universe[u].isBenchmark ? close.level / 100 : month
    let gamma = listings[u].netGamma(surface, spot: point.spot, session: close.session.date)
    let reversal = skew?.riskReversal ?? 0
    let realised = realisedVolatility(close.closes[u], window: 20) ?? implied
    let carry = front.flatMap { front in
      back.flatMap { back in
        VolatilityCarry(
          front: (front.volatility, front.years), back: (back.volatility, back.years),
          realised: realised)
      }
    }
    return [
      implied / realised,
      reversal / (skew?.volatility ?? 1), reversal, gamma / close.dollarVolumes[u],
      (back?.volatility ?? 1) / (front?.volatility ?? 1) - 1, month, carry?.monthly ?? 0,
    ]
  }
}

/// One close of the history with what its measurement looks back on.
private struct HistoryClose {
  let session: Session
  /// The benchmark's volatility index, and its mean of the twenty closes before.
  let level: Double
  let mean20: Double
  let residual: Double
  let spots: [Double]
  /// Closes and mean dollar volume of the sessions before, by underlying.
  let closes: [[Double]]
  let dollarVolumes: [Double]

  init(
    _ days: [(date: CivilDate, bars: [SessionBar])], _ i: Int, residual: Double, session: Session
  ) {
    self.session = session
    self.residual = residual
    level = days[i].bars[0].volatilityIndex ?? 17
    let before = days[(i - 20)..<i]
    mean20 = before.reduce(0) { $0 + ($1.bars[0].volatilityIndex ?? 17) } / 20
    spots = days[i].bars.map(\.bar.close)
    let underlyings = days[i].bars.indices
    closes = underlyings.map { u in days[(i - 21)..<i].map { $0.bars[u].bar.close } }
    dollarVolumes = underlyings.map { u in
      before.reduce(0) { $0 + $1.bars[u].bar.volume * $1.bars[u].bar.close } / 20
    }
  }

  /// The surface of an underlying, as a simulated session's last minute has it.
  func point(
    _ own: SimulatedUnderlying, _ u: Int, ratio: Double, stress: Double, _ walk: (Double, Double)
  ) -> SurfacePoint {
    let term = SimulatorModel.lnTermRatio(level, residual)
    return SurfacePoint(
      time: session.close, minute: session.minutes, spot: spots[u],
      level: ratio * SimulatorModel.level(of: own, benchmark: level) / 100,
      skewScale: stressedSkew(stress) + 0.05 * walk.0,
      curveScale: stressedCurve(stress) + 0.05 * walk.1,
      slope90: log(0.87 / ratio) + term * (own.isBenchmark ? 1 : own.volatilityDamping),
      spreadMultiplier: 1, eventVariance: 0, elapsed: 1, activity: 0)
  }
}

// One simulated session, minute by minute.

import Glibc
import MarketData
import Numerics

/// Plays one session of the simulator.
struct SimulatorDay: Sendable {
  private let universe: [SimulatedUnderlying]
  private let session: Session
  private let start: SessionStart
  private let path: SimulatedSession
  private let events: [MarketEvent]
  private let mean20: Double
  private let walks: [(Double, Double)]
  private let volumes: [[Double]]
  private let hole: Range<Int>
  private let missing: [Bool]
  private let openingState: SimulatorState
  /// The state at the close.
  private(set) var state: SimulatorState
  private(set) var chains: [SyntheticChain]
  private(set) var defects: [InjectedDefect] = []
  private var spoilers: [QuoteDefects]
  /// 30-day volatility over the benchmark's level, set at the open so that the index made of the
  /// quotes starts at the level.
  private var ratio = 0.84
  private var minute = 0
  /// Minutes before the open that are sent too, and how many of them were.
  private let early: Int
  private var sentEarly = 0
  private var indexClose: Double?
  private var index3MClose: Double?

  init(
    date: CivilDate, generator: SessionGenerator, state: SimulatorState,
    past: [(date: CivilDate, bars: [SessionBar])], metrics: [[DailySeries]],
    defects chosen: DefectChoice, hasDealers: Bool
  ) throws {
    let clean = chosen == .none
    early = chosen == .extended ? SimulatorDay.earlyMinutes : 0
    guard let session = TradingCalendar.session(on: date) else {
      throw FeedError(file: "simulator", rule: "\(date) is not a trading day")
    }
    self.session = session
    let universe = generator.universe
    self.universe = universe
    openingState = state
    events = SimulatorCalendar.events(from: date, days: 200, universe: universe)
    let builder = SimulatorListing(
      session: session, past: past, metrics: metrics, events: events)
    let chains = universe.indices.map {
      builder.chain(universe[$0], index: $0, seed: generator.seed)
    }
    self.chains = chains
    var moved = state
    path = generator.session(
      on: date, steps: session.minutes, events: events,
      dealers: hasDealers ? DealerBook(chains[0]) : nil, state: &moved)
    let closes = past.suffix(20).compactMap { $0.bars.first?.volatilityIndex }
    mean20 = closes.reduce(0, +) / Double(max(closes.count, 1))
    moved.stress = SimulatorDay.stress(exp(moved.lnLevel), mean20, state.stress)
    self.state = moved
    var surface = RandomStream(seed: generator.seed, purpose: "smile/\(date)")
    walks = DayVolatility.walks(count: session.minutes + 1, random: &surface)
    start = SessionStart(
      session: session, chains: chains.map(\.listing), histories: builder.histories(universe),
      events: SimulatorCalendar.events(
        from: session.date.adding(days: -AnnouncedTape.pastDays), days: 630, universe: universe),
      rate: SimulatorModel.rate, yield: universe[0].yield)
    var random = RandomStream(seed: generator.seed, purpose: "tape/\(date)")
    volumes = SimulatorDay.volumes(universe, session, path, random: &random)
    let holed = random.uniform() < 1.0 / 30
    let length = 10 + Int(random.uniform() * 61)
    let first = 1 + Int(random.uniform() * Double(session.minutes - length - 2))
    hole = holed && !clean ? first..<(first + length) : 0..<0
    missing = (0...session.minutes).map { _ in random.uniform() < 0.01 && !clean }
    spoilers =
      clean
      ? []
      : chains.map {
        QuoteDefects(
          underlying: $0.underlying, date: date, minutes: session.minutes,
          options: $0.options.count, ticks: $0.ticks, seed: generator.seed)
      }
  }

  /// The decaying stress of the smile: half of it is gone after six sessions.
  static func stress(_ level: Double, _ mean20: Double, _ before: Double) -> Double {
    max(smileStress(vix: level, mean20: mean20), before * exp(-log(2.0) / 6))
  }

  private static func volumes(
    _ universe: [SimulatedUnderlying], _ session: Session, _ path: SimulatedSession,
    random: inout RandomStream
  ) -> [[Double]] {
    let profile = SessionProfile.of(minutes: session.minutes).volume
    return universe.map { own in
      let day = own.dailyVolume * (session.isHalfDay ? 0.45 : 1) * exp(0.2 * random.normal())
      return profile.indices.map { m in
        let move = 0.15 * (min(path.activity[m], 4) - 0.8)
        return (day * profile[m] * exp(move + 0.25 * random.normal())).rounded()
      }
    }
  }

  /// The next batch; an inner nil for a minute that is missing, an outer nil after the close.
  mutating func next() -> MarketBatch?? {
    guard minute <= session.minutes else { return .none }
    if sentEarly < early { return .some(beforeOpen()) }
    defer { minute += 1 }
    if minute == 0, early == 0 { calibrate() }
    let time = session.open + .minutes(Int64(minute))
    var updates = chains.indices.map { chains[$0].update(at: point($0)) }
    let prices = underlyings(time)
    if minute == session.minutes { updates = completed() }
    if hole.contains(minute) {
      defects.append(
        InjectedDefect(
          time: time, underlying: universe[0].symbol, option: nil, kind: .minuteMissing))
      for i in chains.indices { chains[i].resend = chains[i].options.indices.map(Int32.init) }
      return .some(nil)
    }
    for i in spoilers.indices {
      chains[i].resend = spoilers[i].spoil(
        &updates[i], minute: minute, time: time, log: &defects)
    }
    return MarketBatch(
      time: time, start: minute == 0 && early == 0 ? start : nil, underlyings: prices,
      chains: updates,
      end: minute == session.minutes ? end() : nil)
  }

  /// How many minutes an extended session sends before its open.
  private static let earlyMinutes = 5

  /// Quotes of a market that is not open: three times as wide, and no part of the day.
  private mutating func beforeOpen() -> MarketBatch {
    if sentEarly == 0 { calibrate() }
    let isFirst = sentEarly == 0
    let time = session.open - .minutes(Int64(early - sentEarly))
    sentEarly += 1
    let updates = chains.indices.map { i in
      var copy = chains[i]
      var point = point(i)
      point.time = time
      point.spreadMultiplier *= 3
      return copy.update(at: point)
    }
    for update in updates {
      for index in update.indices {
        defects.append(
          InjectedDefect(
            time: time, underlying: update.underlying, option: index, kind: .outsideHours))
      }
    }
    return MarketBatch(time: time, start: isFirst ? start : nil, chains: updates, isOpen: false)
  }

  /// The last updates, with the volume that changes of open interest need.
  private mutating func completed() -> [ChainUpdate] {
    let next = TradingCalendar.next(after: session.date)
    let bars = bars()
    return chains.indices.map { i in
      let level = SimulatorModel.level(of: universe[i], benchmark: bars[0].volatilityIndex ?? 17)
      chains[i].completeVolume(
        next: next,
        reference: SessionReference(
          date: session.date, close: bars[i].bar.close, volatility: level))
      return chains[i].changes()
    }
  }

  /// Sets the ratio of 30-day volatility to the level so that the index starts at the level.
  private mutating func calibrate() {
    let level = exp(path.openLnLevel)
    _ = chains[0].update(at: point(0))
    guard let found = chains[0].volatilityIndex(at: session.open) else { return }
    ratio = min(max(ratio * level / found, 0.72), 0.95)
  }

  private func lnLevel(_ minute: Int) -> Double {
    minute == 0 ? path.openLnLevel : path.lnLevels[minute - 1]
  }

  private func point(_ i: Int) -> SurfacePoint {
    let own = universe[i]
    let benchmark = exp(lnLevel(minute))
    let level = SimulatorModel.level(of: own, benchmark: benchmark)
    let stress = SimulatorDay.stress(benchmark, mean20, openingState.stress)
    let term = SimulatorModel.lnTermRatio(benchmark, openingState.termResidual)
    let time = session.open + .minutes(Int64(minute))
    let pending = events.filter {
      $0.effectiveDate == session.date && $0.time >= time
        && ($0.symbol == nil || $0.symbol == own.symbol)
    }
    let spot = minute == 0 ? path.opens[i] : path.closes[i][minute - 1]
    return SurfacePoint(
      time: time, minute: minute, spot: roundedDecimal(spot, 2), level: ratio * level / 100,
      skewScale: stressedSkew(stress) + 0.05 * walks[minute].0,
      curveScale: stressedCurve(stress) + 0.05 * walks[minute].1,
      slope90: log(0.87 / ratio) + term * (own.isBenchmark ? 1 : own.volatilityDamping),
      spreadMultiplier: spreadMultiplier(minute: minute, minutes: session.minutes, vix: benchmark),
      eventVariance: pending.reduce(0) { $0 + EventClock.bump($1.kind) },
      elapsed: minute == 0 ? 0 : path.elapsed[minute - 1],
      activity: minute == 0 ? 0 : path.activity[minute - 1])
  }

  private mutating func underlyings(_ time: Instant) -> [UnderlyingUpdate] {
    let quoted = chains[0].volatilityIndex(at: time) ?? exp(lnLevel(minute))
    let index = roundedDecimal(quoted, 2)
    let term = SimulatorModel.lnTermRatio(exp(lnLevel(minute)), openingState.termResidual)
    let index3M = roundedDecimal(index * exp(term), 2)
    indexClose = index
    index3MClose = index3M
    let gone = missing[minute] && minute > 0 && minute < session.minutes
    if gone {
      defects.append(
        InjectedDefect(time: time, underlying: universe[0].symbol, option: nil, kind: .indexMissing)
      )
    }
    return universe.indices.map { i in
      var bar: PriceBar?
      if minute > 0 {
        bar = path.bar(i, (minute - 1)..<minute)
        bar?.volume = volumes[i][minute - 1]
      }
      let spot = minute == 0 ? path.opens[i] : path.closes[i][minute - 1]
      let shows = universe[i].isBenchmark && !gone
      return UnderlyingUpdate(
        symbol: universe[i].symbol, spot: roundedDecimal(spot, 2), bar: bar,
        volatilityIndex: shows ? index : nil, volatilityIndex3M: shows ? index3M : nil)
    }
  }

  /// The finished session's bars; complete after the last batch.
  func bars() -> [SessionBar] {
    universe.indices.map { i in
      var bar = path.bar(i, 0..<session.minutes)
      bar.volume = volumes[i].reduce(0, +)
      let isBenchmark = universe[i].isBenchmark
      return SessionBar(
        symbol: universe[i].symbol, bar: bar, volatilityIndex: isBenchmark ? indexClose : nil,
        volatilityIndex3M: isBenchmark ? index3MClose : nil)
    }
  }

  private func end() -> SessionEnd {
    SessionEnd(
      bars: bars(), next: TradingCalendar.next(after: session.date),
      simulator: state.numbers(universe))
  }
}

/// Listings and histories of a simulated session from the sessions before it.
private struct SimulatorListing {
  let session: Session
  let past: [(date: CivilDate, bars: [SessionBar])]
  let metrics: [[DailySeries]]
  let events: [MarketEvent]

  func chain(_ own: SimulatedUnderlying, index: Int, seed: UInt64) -> SyntheticChain {
    SyntheticChain(
      underlying: own.symbol, session: session, rules: own.listingRules,
      economics: own.economics(seed: seed), references: references(own, index), events: events)
  }

  /// The sessions that were simulated, and two before them: nothing was held earlier.
  private func references(_ own: SimulatedUnderlying, _ index: Int) -> [SessionReference] {
    let simulated = past.count - SimulatorHistory.sessions
    return past.suffix(min(simulated + 2, 140)).compactMap { day in
      guard index < day.bars.count, let level = day.bars.first?.volatilityIndex else { return nil }
      return SessionReference(
        date: day.date, close: day.bars[index].bar.close,
        volatility: SimulatorModel.level(of: own, benchmark: level))
    }
  }

  func histories(_ universe: [SimulatedUnderlying]) -> [DailyHistory] {
    universe.indices.map { i in
      var history = DailyHistory(
        symbol: universe[i].symbol, bars: [], volatilityIndex: [], volatilityIndex3M: [],
        metrics: metrics[i])
      for day in past where i < day.bars.count && day.date < session.date {
        history.bars.append(DailyBar(date: day.date, bar: day.bars[i].bar))
        if let value = day.bars[i].volatilityIndex {
          history.volatilityIndex.append(DailyValue(date: day.date, value: value))
        }
        if let value = day.bars[i].volatilityIndex3M {
          history.volatilityIndex3M.append(DailyValue(date: day.date, value: value))
        }
      }
      return history
    }
  }
}

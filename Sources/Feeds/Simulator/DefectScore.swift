// How well the desk finds the bad quotes that the simulator is known to have sent.
//
// A market is folded as the desk folds it, and after every batch what it holds against its quotes is
// compared with the record of the injections. Quotes that are one-sided or wide by nature, as far
// from the money they are, count as neither found nor falsely accused.

import DeskEngine
public import MarketData
import Pricing

/// What was sent and what was found of one kind of defect.
public struct DefectTally: Hashable, Sendable {
  /// The kind.
  public let kind: DefectKind
  /// How many were sent.
  public internal(set) var injected = 0
  /// How many of them may price nothing.
  public internal(set) var caught = 0
  /// How many of them are called what they are.
  public internal(set) var named = 0
  /// How many sound quotes are called that.
  public internal(set) var alarms = 0

  init(kind: DefectKind) { self.kind = kind }

  /// The share of what was sent that may price nothing; nil when none was sent.
  public var recall: Double? { injected > 0 ? Double(caught) / Double(injected) : nil }

  /// The share of what is called that which is that; nil when nothing is.
  public var precision: Double? {
    named + alarms > 0 ? Double(named) / Double(named + alarms) : nil
  }
}

/// The score of the desk's own rules against the record of a simulation.
public struct DefectScore: Sendable {
  /// A tally for each kind, in the order of `DefectKind.allCases`.
  public private(set) var tallies = DefectKind.allCases.map { DefectTally(kind: $0) }
  /// Quotes that were sent in trading hours.
  public private(set) var quotes = 0
  /// Quotes that are one-sided or wide by nature.
  public private(set) var natural = 0
  /// Surfaces by verdict, one of each underlying every quarter of an hour.
  public private(set) var verdicts: [ChainVerdict: Int] = [:]

  private var market: MarketState
  private var watches: [OptionWatch] = []
  private var known = 0
  private var lastOpen: Instant?

  /// Starts a score.
  ///
  /// - Parameter rules: What makes a quote good.
  public init(rules: QuoteRules = .standard) { market = MarketState(quoteRules: rules) }

  /// Plays sessions of a simulation and scores them.
  ///
  /// - Parameters:
  ///   - sessions: How many.
  ///   - seed: The simulation's seed.
  /// - Throws: `FeedError` of the simulator.
  public mutating func play(sessions: Int, seed: UInt64) throws {
    var tape = try SimulatorTape(seed: seed, defects: .extended)
    var finished = 0
    while finished < sessions, let batch = try tape.next() {
      add(batch, truth: tape.injectedDefects)
      if batch.end != nil { finished += 1 }
    }
  }

  /// All kinds together.
  public var overall: (injected: Int, caught: Int, named: Int, alarms: Int) {
    tallies.reduce((0, 0, 0, 0)) {
      ($0.0 + $1.injected, $0.1 + $1.caught, $0.2 + $1.named, $0.3 + $1.alarms)
    }
  }

  /// Folds a batch and scores it.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - truth: The defects of the session so far, oldest first.
  public mutating func add(_ batch: MarketBatch, truth: [InjectedDefect]) {
    market.observe(batch)
    if batch.start != nil {
      watches = market.underlyings.map { OptionWatch(count: $0.chain.options.count) }
      known = 0
      lastOpen = nil
    }
    let fresh = truth[min(known, truth.count)...]
    known = truth.count
    for defect in fresh { place(defect) }
    guard batch.isOpen else { return scoreClosed() }
    scoreHoles(fresh)
    scoreIndex(batch, fresh)
    for update in batch.chains { score(update, at: batch.time) }
    for u in watches.indices { scoreSilence(u, at: batch.time) }
    judge(at: batch.time)
    lastOpen = batch.time
  }

  private mutating func count(_ kind: DefectKind, _ change: (inout DefectTally) -> Void) {
    guard let place = tallies.firstIndex(where: { $0.kind == kind }) else { return }
    change(&tallies[place])
  }

  /// Notes a defect at its option.
  private mutating func place(_ defect: InjectedDefect) {
    count(defect.kind) { $0.injected += 1 }
    guard let option = defect.option, let u = market.index(of: defect.underlying) else { return }
    if defect.kind == .stale {
      watches[u].frozen[Int(option)] = defect.time + .minutes(5)
    } else if defect.kind != .outsideHours {
      watches[u].kinds[Int(option)] = defect.kind
    }
  }

  /// Quotes from outside trading hours that reached no chain.
  private mutating func scoreClosed() {
    let found = market.underlyings.reduce(0) { $0 + $1.closedQuotes }
    count(.outsideHours) {
      $0.caught += found
      $0.named += found
    }
  }

  /// Minutes that the pause before this batch tells of.
  private mutating func scoreHoles(_ fresh: ArraySlice<InjectedDefect>) {
    let sent = fresh.count { $0.kind == .minuteMissing }
    let seen = lastOpen == nil ? 0 : max(Int(market.pause.seconds / 60 + 0.5) - 1, 0)
    score(.minuteMissing, sent: sent, seen: seen)
  }

  private mutating func scoreIndex(_ batch: MarketBatch, _ fresh: ArraySlice<InjectedDefect>) {
    let sent = fresh.count { $0.kind == .indexMissing && $0.time == batch.time }
    let hasIndex = market.underlyings.first { $0.indexed != nil }
    let seen = hasIndex.map { $0.indexed == batch.time ? 0 : 1 } ?? 0
    score(.indexMissing, sent: sent, seen: seen)
  }

  private mutating func score(_ kind: DefectKind, sent: Int, seen: Int) {
    count(kind) {
      $0.caught += min(sent, seen)
      $0.named += min(sent, seen)
      $0.alarms += max(seen - sent, 0)
    }
  }

  private mutating func score(_ update: ChainUpdate, at time: Instant) {
    guard let u = market.index(of: update.underlying) else { return }
    let state = market.underlyings[u]
    quotes += update.quotes.count
    for raw in update.indices {
      let option = Int(raw)
      let kind = watches[u].kinds[option]
      guard kind != .duplicate else { continue }
      let quality = state.quality(of: option, rules: market.quoteRules, at: time) ?? .good
      watches[u].kinds[option] = nil
      if let kind {
        count(kind) {
          $0.caught += quality == .good ? 0 : 1
          $0.named += DefectScore.names(kind).contains(quality) ? 1 : 0
        }
      } else if quality != .good, quality != .stale {
        accuse(quality, option, state, at: time)
      }
    }
    for raw in state.repeated {
      let isSent = watches[u].kinds[Int(raw)] == .duplicate
      watches[u].kinds[Int(raw)] = nil
      score(.duplicate, sent: isSent ? 1 : 0, seen: 1)
    }
  }

  /// A quote that nothing was done to is called bad.
  private mutating func accuse(
    _ quality: QuoteQuality, _ option: Int, _ state: UnderlyingState, at time: Instant
  ) {
    guard let quote = state.chain.quotes[option] else { return }
    let bySight = market.quoteRules.quality(quote, at: time)
    if bySight == .oneSided || bySight == .wide {
      natural += 1
      return
    }
    let kind: DefectKind =
      switch quality {
      case .crossed: .crossed
      case .locked: .locked
      case .wide: .wide
      case .oneSided: .emptySide
      case .good, .stale, .invalid: .misplacedPoint
      }
    count(kind) { $0.alarms += 1 }
  }

  /// Quotes that have just become older than they ever do.
  private mutating func scoreSilence(_ u: Int, at time: Instant) {
    let state = market.underlyings[u]
    let isAfterHole = market.pause > .minutes(2)
    for option in watches[u].silent.indices {
      let isStale = state.quality(of: option, rules: market.quoteRules, at: time) == .stale
      defer { watches[u].silent[option] = isStale }
      guard isStale, !watches[u].silent[option] else { continue }
      if let until = watches[u].frozen[option], time < until {
        watches[u].frozen[option] = nil
        score(.stale, sent: 1, seen: 1)
      } else if !isAfterHole {
        score(.stale, sent: 0, seen: 1)
      }
    }
  }

  /// Verdicts on the surfaces, every quarter of an hour.
  private mutating func judge(at time: Instant) {
    guard let session = market.session, time.nanoseconds % 900_000_000_000 == 0 else { return }
    var rules = SurfaceRules.standard(rate: market.rate, yield: market.yield)
    rules.quotes = market.quoteRules
    for underlying in market.underlyings {
      guard let spot = underlying.spot else { continue }
      let surface = buildSurface(
        underlying.chain, spot: spot, time: time, sessionDate: session.date, rules: rules,
        doubts: underlying.doubts)
      verdicts[surface.verdict, default: 0] += 1
    }
  }

  /// The qualities that call a kind what it is.
  private static func names(_ kind: DefectKind) -> [QuoteQuality] {
    switch kind {
    case .crossed: [.crossed]
    case .locked: [.locked]
    case .noAsk, .emptySide: [.oneSided]
    case .wide: [.wide, .oneSided]
    case .stale: [.stale]
    case .offTick: [.invalid]
    case .misplacedPoint: [.invalid, .wide]
    case .duplicate, .minuteMissing, .indexMissing, .outsideHours: []
    }
  }
}

/// What is known of the options of one underlying.
private struct OptionWatch: Sendable {
  /// The defect of the latest quote.
  var kinds: [DefectKind?]
  /// Until when nothing is sent.
  var frozen: [Instant?]
  /// Whether the latest quote stands too long.
  var silent: [Bool]

  init(count: Int) {
    kinds = Array(repeating: nil, count: count)
    frozen = Array(repeating: nil, count: count)
    silent = Array(repeating: false, count: count)
  }
}

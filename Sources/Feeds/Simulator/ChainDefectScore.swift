// How well the validators of chains find the dirt that is known to be in them.
//
// Chains of a clean simulation are read as a file's rows, spoilt, read again and held to the rules;
// what the rules say is compared with the record of what was done. A quote that nothing was done to
// and that a rule drops or flags counts against that rule.

import DeskEngine
public import MarketData
import Pricing

/// What was put in and what was found of one kind of dirt.
public struct ChainDefectTally: Hashable, Sendable {
  /// The kind.
  public let kind: ChainDefectKind
  /// How many were put in; a whole chain or expiry is one.
  public internal(set) var injected = 0
  /// How many of them any rule noticed.
  public internal(set) var caught = 0
  /// How many of them the rule of that name noticed.
  public internal(set) var named = 0
  /// How often that rule spoke where nothing had been done.
  public internal(set) var alarms = 0

  init(kind: ChainDefectKind) { self.kind = kind }

  /// The share of what was put in that its own rule found; nil when nothing was.
  public var recall: Double? { injected > 0 ? Double(named) / Double(injected) : nil }

  /// The share of what its own rule says that is so; nil when it says nothing.
  public var precision: Double? {
    named + alarms > 0 ? Double(named) / Double(named + alarms) : nil
  }
}

/// The score of a chain's validators against a record of what was done to chains.
public struct ChainDefectScore: Sendable {
  /// A tally for each kind, in the order of `ChainDefectKind.allCases`.
  public private(set) var tallies = ChainDefectKind.allCases.map { ChainDefectTally(kind: $0) }
  /// Chains that were spoilt, and quotes in them.
  public private(set) var chains = 0
  /// Quotes of those chains.
  public private(set) var quotes = 0
  /// Quotes dropped by rules that no dirt was made for, such as a price out of bounds.
  public private(set) var otherDrops = 0
  /// Verdicts asked for, on chains that are sound, sparsely spoilt, or without the asks of a tenth or
  /// of three tenths of their quotes.
  public private(set) var verdicts = 0
  /// Verdicts that came out as the shares demand.
  public private(set) var rightVerdicts = 0
  /// What the bounds of static arbitrage moved when the chains were made.
  public private(set) var clips = BoundClips()

  /// Nothing scored yet.
  public init() {}

  /// Minutes after the open at which chains are taken.
  static let minutes: [Int64] = [60, 200, 375]

  /// Plays sessions of a clean simulation and scores the chains of three moments of each.
  ///
  /// - Parameters:
  ///   - sessions: How many.
  ///   - seed: The simulation's seed, and that of the dirt.
  /// - Throws: `FeedError` of the simulator.
  public mutating func play(sessions: Int, seed: UInt64) throws {
    var tape = try SimulatorTape(seed: seed, defects: .none)
    var market = MarketState(quoteRules: .standard)
    var finished = 0
    while finished < sessions, let batch = try tape.next() {
      market.observe(batch)
      guard let session = market.session else { continue }
      let minute = Int64(((batch.time - session.open).seconds / 60).rounded())
      if ChainDefectScore.minutes.contains(minute) {
        for one in market.underlyings {
          if let spot = one.spot { add(one.chain, spot: spot, time: batch.time, seed: seed) }
        }
      }
      if batch.end != nil {
        finished += 1
        clips.add(tape.clips)
      }
    }
  }

  /// All kinds together.
  public var overall: (injected: Int, caught: Int, named: Int, alarms: Int) {
    tallies.reduce((0, 0, 0, 0)) {
      ($0.0 + $1.injected, $0.1 + $1.caught, $0.2 + $1.named, $0.3 + $1.alarms)
    }
  }

  /// Spoils a sound chain and scores what is found.
  ///
  /// - Parameters:
  ///   - chain: The chain with its quotes.
  ///   - spot: Price of the underlying.
  ///   - time: The moment of the quotes.
  ///   - seed: Fixes the dirt.
  public mutating func add(_ chain: OptionChain, spot: Double, time: Instant, seed: UInt64) {
    let rows = ChainRows(chain, spot: spot, time: time)
    guard let sound = ScoredChain(rows, age: .minutes(30)) else { return }
    chains += 1
    quotes += sound.clean.raw.contractCount
    score(sound, truth: [])
    judge(sound, .usable)
    var defects = ChainDefects(rows, sound: sound.clean.review, seed: seed)
    defects.spoil()
    if let spoilt = ScoredChain(defects.rows, age: .minutes(30)) {
      score(spoilt, truth: defects.truth)
    }
    for (share, verdict) in [(0.1, ChainVerdict.degraded), (0.3, .refused)] {
      var silent = ChainDefects(rows, sound: sound.clean.review, seed: seed)
      silent.silence(share: share)
      if let one = ScoredChain(silent.rows, age: .minutes(30)) { judge(one, verdict) }
    }
    scoreStale(rows)
  }

  private mutating func judge(_ chain: ScoredChain, _ expected: ChainVerdict) {
    verdicts += 1
    rightVerdicts += chain.clean.review.verdict == expected ? 1 : 0
  }

  /// A chain of three days and a second ago must be dropped whole, one of three days not at all.
  private mutating func scoreStale(_ rows: ChainRows) {
    guard let old = ScoredChain(rows, age: .seconds(3 * 86_400 + 1)),
      let fresh = ScoredChain(rows, age: .days(3))
    else { return }
    let isFound = old.clean.review.counts[.stale] == old.clean.raw.contractCount
    count(.stale) {
      $0.injected += 1
      $0.caught += isFound ? 1 : 0
      $0.named += isFound ? 1 : 0
      $0.alarms += fresh.clean.review.counts[.stale] > 0 ? 1 : 0
    }
  }

  private mutating func count(
    _ kind: ChainDefectKind, _ change: (inout ChainDefectTally) -> Void
  ) {
    guard let place = tallies.firstIndex(where: { $0.kind == kind }) else { return }
    change(&tallies[place])
  }

  private mutating func score(_ chain: ScoredChain, truth: [ChainDefect]) {
    for defect in truth {
      let isNamed = chain.isNamed(defect)
      let isCaught = isNamed || chain.isNoticed(defect)
      count(defect.kind) {
        $0.injected += 1
        $0.named += isNamed ? 1 : 0
        $0.caught += isCaught ? 1 : 0
      }
    }
    let twice = truth.count { $0.kind == .duplicate }
    count(.duplicate) { $0.alarms += max(chain.duplicates - twice, 0) }
    for kind in ChainDefectKind.allCases {
      let alarms = chain.alarms(kind, truth)
      count(kind) { $0.alarms += alarms }
    }
    otherDrops += chain.otherDrops(truth)
  }
}

extension ChainDefectKind {
  /// The rule that bears its name; nil where the reader, not the review, has it.
  var check: ChainCheck? {
    switch self {
    case .crossed: .crossed
    case .noAsk: .noAsk
    case .stale: .stale
    case .offSmile: .offSmile
    case .parity: .parity
    case .vertical: .vertical
    case .butterfly: .butterfly
    case .calendar: .calendar
    case .duplicate: nil
    }
  }
}

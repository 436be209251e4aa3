// The edge stage over days of a simulation with a cluster: what runs, what is said, what is kept.

import Candidates
import Edges
import Execution
import Feeds
import MarketData
import Portfolio
import Risk
import TestKit
import Testing
import Volatility

@testable import DeskEngine

@Suite("Edge stage")
struct EdgeStageTests {
  static let settings: DeskSettings = {
    var settings = DeskSettings()
    settings.symbols = SimulatedUnderlying.standard.map {
      SymbolRisk(
        symbol: $0.symbol, beta: 1, cluster: ["SPX", "QQQ", "IWM"].contains($0.symbol) ? "A" : nil)
    }
    // Wide enough that pairs of a simulation, which are bound by no economy, are entered too.
    settings.edges.pairHealth.greatestPValue = 1
    settings.edges.pairHealth.leastCorrelation = -1
    settings.edges.pairHealth.halfLives = 0.1...1_000
    return settings
  }()

  /// Three sessions of every symbol.
  static let days: DeskRig = {
    var rig = DeskRig(settings: settings, approval: .everySize)
    guard var tape = try? SimulatorTape(seed: 11) else { return rig }
    while rig.core.state.days.count < 3, let batch = try? tape.next() { rig.take(batch) }
    return rig
  }()

  @Test("the detectors of the settings find edges or abstain aloud")
  func everyoneSpeaks() {
    let rig = Self.days
    #expect(rig.core.state.days.count == 3)
    var spoken: Set<String> = []
    for event in rig.events {
      switch event.body {
      case .edgeDetected(let e): spoken.insert("\(e.kind.rawValue)")
      case .edgeAbstained(let e): spoken.insert("\(e.kind.rawValue)")
      default: break
      }
    }
    // TIME_SERIES has a year of days here and nothing is far from its mean; the others speak.
    for kind in ["VRP", "TERM_STRUCTURE", "SKEW", "EVENT", "GAMMA", "FLAT", "CARRY", "OU"] {
      #expect(spoken.contains(kind), "\(kind) of \(spoken.sorted())")
    }
    for case .edgeDetected(let e) in rig.events.map(\.body) {
      #expect(!e.rationale.isEmpty && !e.metrics.isEmpty && (0...100).contains(e.strength))
      #expect(!e.fallback || e.strength <= 50)
      #expect(e.signal != .none && e.signal != .abstain)
    }
  }

  @Test("a list of detectors is obeyed")
  func chosen() throws {
    var settings = Self.settings
    settings.edges.detectors = [.skew]
    var rig = DeskRig(settings: settings, approval: .nothing)
    var tape = try SimulatorTape(seed: 11)
    for _ in 0..<60 { if let batch = try tape.next() { rig.take(batch) } }
    for event in rig.events {
      switch event.body {
      case .edgeDetected(let e): #expect(e.kind == .skew)
      case .edgeAbstained(let e): #expect(e.kind == .skew)
      default: break
      }
    }
  }

  @Test("an outvoted candidate is never a trade, and legs of pairs are only for review")
  func recommendations() {
    var proposals = 0
    for event in Self.days.events {
      let record: CandidateRecord
      switch event.body {
      case .candidateProposed(let r), .candidateRevised(let r): record = r
      default: continue
      }
      proposals += 1
      if record.warnings.contains(where: { $0.hasPrefix("outvoted") }) {
        #expect(record.recommendation == .pass)
      }
      if record.warnings.contains(where: { $0.hasPrefix("no action by vote") }) {
        #expect(record.recommendation != .trade)
      }
      if record.warnings.contains(where: { $0.hasPrefix("one leg of a pair") }) {
        #expect(record.recommendation != .trade)
      }
    }
    #expect(proposals > 0)
  }

  @Test("a day keeps the edges it showed, and health is read from them")
  func health() throws {
    let rig = Self.days
    let day = try #require(rig.core.state.days.first)
    let names = day.market.flatMap(\.numbers).map(\.name).filter { $0.hasPrefix("e_") }
    #expect(!names.isEmpty && names.allSatisfy { $0.contains(":") })
    for name in dailyMetricNames {
      let stored = day.market.first { $0.name == "SPX" }?.numbers.contains {
        $0.name == "m_" + name
      }
      #expect(stored == true, "\(name)")
    }
    let snapshot = rig.core.snapshot(RunSummary())
    #expect(snapshot.health.count == 5)
    let premium = try #require(
      snapshot.health.first { $0.symbol == "SPX" }?.rows.first { $0.kind == .skew })
    #expect(premium.isWalked && premium.signals > 0 && premium.rows.count == 4)
  }

  /// Pairs alone: turns that cost next to nothing are entered near the mean, and nothing but the pair's
  /// own levels leaves a position.
  private static let pairSettings: DeskSettings = {
    var settings = Self.settings
    settings.edges.detectors = [.ou]
    settings.edges.pairCost = 1e-5
    settings.edges.pairStop = 2
    settings.exits = ExitRules(
      creditTarget: 99, ironButterflyTarget: 99, stopMultiple: nil, creditDays: -1,
      debitTarget: 99, debitDays: -1)
    settings.exits.regimeDwell = nil
    return settings
  }()

  /// The pairs of a simulation are walks that nothing binds.
  ///
  /// Cointegration is refused at 5 %, so no pair is ever entered by the desk's own rules. With the
  /// wide ones the whole path is played.
  @Test("a leg of a pair is proposed, passes the gate, fills, and is left by the pair's own level")
  func pairTrade() throws {
    var rig = DeskRig(settings: Self.pairSettings, approval: .everySize)
    var tape = try SimulatorTape(seed: 1)
    while rig.core.state.positions.isEmpty, rig.core.state.days.count < 8,
      let batch = try tape.next()
    {
      rig.take(batch)
    }
    let held = try #require(rig.core.state.positions.first, "no pair was entered")
    let leg = try #require(rig.core.state.legs.first { $0.underlying == held.underlying })
    // The leg's own price goes as far its way as the spread's target is.
    let move = leg.signal == .long ? 1.25 : 0.8
    func closed() -> PositionClosed? {
      for case .positionClosed(let e) in rig.events.map(\.body) { return e }
      return nil
    }
    for _ in 0..<20 where closed() == nil {
      guard var batch = try tape.next() else { break }
      for index in batch.underlyings.indices
      where batch.underlyings[index].symbol == held.underlying {
        batch.underlyings[index].spot *= move
      }
      rig.take(batch)
    }
    let end = try #require(closed(), "the pair's leg was not left")
    #expect(end.reason == .target && end.position == held.position)
    var edges: [Int: EdgeDetected] = [:]
    var candidates: [Int: CandidateRecord] = [:]
    var verdicts: [RiskJudged] = []
    var orders: [Int: OrderCreated] = [:]
    var opened: PositionOpened?
    for event in rig.events {
      switch event.body {
      case .edgeDetected(let e): edges[e.edge] = e
      case .candidateProposed(let e): candidates[e.candidate] = e
      case .riskVerdict(let e): verdicts.append(e)
      case .orderCreated(let e): orders[e.order] = e
      case .positionOpened(let e) where e.position == end.position: opened = e
      default: break
      }
    }
    let opening = try #require(opened)
    let order = try #require(orders[opening.order])
    let candidate = try #require(order.candidate.flatMap { candidates[$0] })
    let edge = try #require(edges[candidate.edge])
    #expect(edge.kind == .ou && [EdgeSignal.long, .short].contains(edge.signal))
    #expect(edge.metrics.contains { $0.name.hasPrefix(PairLevels.hedge) })
    let own = verdicts.filter { $0.candidate == candidate.candidate && $0.passed }
    #expect(own.contains { $0.stage == .approve } && own.contains { $0.stage == .fill })
    #expect(candidate.proof.bound > .zero)
    #expect(orders.values.contains { $0.intent == .close && $0.position == end.position })
    #expect(rig.core.state.positions.allSatisfy { $0.position != end.position })
  }

  @Test("a desk with pairs that is stopped anywhere goes on as one that never stopped")
  func resume() throws {
    let rig = Self.days
    var generator = SeededGenerator(seed: 12)
    var cuts = (0..<4).map { _ in generator.integer(in: 1...(rig.inputs.count - 1)) }
    // Where a leg of a pair is open, and right after one was left.
    for (index, input) in rig.inputs.enumerated() {
      for case .edgeDetected(let e) in input.events.map(\.body) where e.kind == .ou {
        if cuts.count < 8 { cuts.append(index + 1) }
      }
    }
    for cut in cuts where cut < rig.inputs.count {
      var state = DeskState()
      for input in rig.inputs[..<cut] {
        for event in input.events { state.apply(try Event(line: event.line())) }
      }
      state = try DeskState(snapshot: state.snapshotBytes())
      var core = DeskCore(settings: Self.settings, state: state)
      let reached = rig.inputs[cut - 1].batch
      let start = rig.batches[...reached].lastIndex { $0.start != nil } ?? 0
      for batch in rig.batches[start...reached] { core.observe(batch) }
      var seen = reached
      var lines: [String] = []
      let end = min(rig.inputs.count, cut + 900)
      for record in rig.inputs[cut..<end] {
        while seen < record.batch {
          seen += 1
          core.observe(rig.batches[seen])
        }
        let decision = core.decide(record.input)
        core.adopt(decision)
        lines += decision.events.map(\.text)
      }
      let expected = rig.inputs[cut..<end].flatMap { $0.events.map(\.text) }
      #expect(lines == expected, "cut before input \(cut)")
    }
  }
}

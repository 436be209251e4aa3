// A desk in a storm: structures are offered and commands given at random while the market moves.
//
// Candidates are put into the journal as a detector's would be, so that the gate sees tens of
// thousands of structures, many of which it must refuse: naked shorts, wrong signs, sizes beyond the
// budget, stale revisions, approvals while halted.

import Candidates
import Edges
import Execution
import MarketData
import Pricing
import Risk
import Structures
import TestKit

@testable import DeskEngine

/// A core that is driven by chance, with a check after every event.
struct StormDesk: Sendable {
  var core: DeskCore
  var market = StormMarket()
  let seed: UInt64
  var draw: SeededGenerator
  var check = StormCheck()
  /// Refusals of the gate.
  private(set) var gate = GateTally()
  private(set) var inputs = 0
  private(set) var moves = 0
  private var commandCount = 0
  private var isOpen = false
  /// The settings from which a squeeze departs.
  private let calm: DeskSettings
  private var isSqueezed = false
  private var isReduced = false
  /// What was put before the trader last.
  private var offered: CandidateRecord?

  init(seed: UInt64) {
    self.seed = seed
    draw = SeededGenerator(seed: seed)
    var settings = DeskSettings()
    settings.edges.detectors = []
    settings.limits.underlyingShare = 1
    settings.limits.expiryWeekShare = 1
    settings.limits.clusterShare = 1
    settings.limits.newPerSymbolDay = 10_000
    settings.limits.maximumOpen = 12
    settings.limits.throttle = ThrottleLimits(second: 4, minute: 10_000, day: 1_000_000)
    settings.limits.throttle.rejects = 40
    settings.limits.throttle.repeats = 1_000
    calm = settings
    core = DeskCore(settings: settings)
  }

  /// Goes on until so many inputs were decided.
  mutating func run(inputs count: Int) {
    while inputs < count, check.faults.isEmpty {
      isOpen ? act() : open()
    }
  }

  private mutating func open() {
    askWhileClosed()
    let held = core.state.positions.flatMap { $0.legs.map(\.contract) }
    if inputs == 0 {
      market.list(holding: held)
    } else {
      market.nextSession(holding: held, &draw)
    }
    take(market.batch(isStart: true, isEnd: false, isMinute: true, &draw))
    isOpen = true
  }

  private mutating func act() {
    for _ in 0..<draw.integer(in: 0...4) {
      let roll = draw.integer(in: 0...99)
      if roll < 55 { offer() } else { command(roll) }
    }
    if draw.integer(in: 0...7) == 0 { squeeze() }
    let minutes = draw.integer(in: 1...14)
    isOpen = market.step(minutes: minutes, &draw)
    let isMinute = !isOpen || draw.integer(in: 0...5) > 0
    take(market.batch(isStart: false, isEnd: !isOpen, isMinute: isMinute, &draw))
    if draw.integer(in: 0...1) == 0 { release() }
    if draw.integer(in: 0...299) == 0 {
      decide(.feed(draw.pick([.down, .stale]), reason: "storm", time: market.time))
    }
  }

  private mutating func take(_ batch: MarketBatch) {
    moves += 1
    core.observe(batch)
    decide(.market(batch))
  }

  @discardableResult
  mutating func decide(_ input: DeskInput) -> [Event] {
    inputs += 1
    let decision = core.decide(input)
    let limits = core.settings.limits.changed(by: core.state.limitChanges)
    gate.add(decision.events, decider)
    check.take(decision, of: input, market: core.market, limits: limits)
    core.adopt(decision)
    return decision.events
  }

  @discardableResult
  mutating func send(_ action: CommandAction, by actor: Actor = .user) -> [Event] {
    commandCount += 1
    return decide(
      .command(
        DeskCommand(time: market.time, id: "key-\(commandCount)", actor: actor, action: action)))
  }

  private var decider: Decider {
    Decider(
      settings: core.settings, market: core.market, state: core.state, figures: core.figures,
      now: market.time)
  }

  // MARK: Between the approval and the fill

  /// Makes trouble for orders that work: tighter limits by file, a desk that reduces, or a quote that
  /// went away from the others.
  private mutating func squeeze() {
    var settings = calm
    switch draw.integer(in: 0...9) {
    case 0: settings.limits.tradeLoss = 1e-6
    case 1: settings.limits.totalLoss = 1e-6
    case 2: settings.limits.vega = 0
    case 3: settings.limits.maximumContracts = 0
    case 4, 7: settings.limits.collarModel = 0
    case 5: settings.limits.quoteAge = .seconds(0)
    case 6:
      isReduced = true
      send(.reduce(reason: "storm"))
      return
    default:
      let working = core.state.orders.filter { $0.intent == .open }.flatMap(\.legs)
      guard let short = working.first(where: { $0.ratio < 0 }) else { return }
      market.lift(short.contract, by: draw.integer(in: 2...40), batches: 4)
      return
    }
    isSqueezed = true
    decide(.configuration(ConfigurationInput(settings: settings, changes: [], time: market.time)))
  }

  private mutating func release() {
    if isReduced { send(.active) }
    isReduced = false
    guard isSqueezed else { return }
    isSqueezed = false
    decide(.configuration(ConfigurationInput(settings: calm, changes: [], time: market.time)))
  }

  /// Asks for the last structure again after the close.
  private mutating func askWhileClosed() {
    guard inputs > 0, let record = offered else { return }
    ask(record)
    let next = core.state.candidates.last { $0.state == .open }?.record ?? record
    send(.approve(candidate: next.candidate, rev: next.rev, net: next.net))
  }

  /// What the gate says of a structure at its proposal.
  @discardableResult
  private mutating func ask(_ record: CandidateRecord) -> RiskJudged {
    var order = OrderEntry()
    order.candidate = record.candidate
    order.rev = record.rev
    order.intent = .open
    order.underlying = record.underlying
    order.structure = record.structure
    order.legs = record.legs.map { LegEntry(contract: $0.contract, ratio: $0.ratio) }
    order.quantity = record.quantity
    order.created = market.time
    order.maxLoss = record.proof.bound
    order.limit = record.net
    var decider = decider
    let verdict = decider.judge(order, quantity: record.quantity, stage: .propose)
    let written = decider.record(
      verdict, candidate: record.candidate, rev: record.rev, stage: .propose)
    gate.add(written, decider)
    return written
  }

  // MARK: Commands

  private mutating func command(_ roll: Int) {
    let candidate = max(1, core.state.counters.candidates - draw.integer(in: 0...3))
    let position = max(1, core.state.counters.positions - draw.integer(in: 0...8))
    let isKilled = core.state.trading.isKilled
    switch roll {
    case 55...66: send(.close(position: position))
    case 67...72: send(.reject(candidate: candidate, rev: 1, reason: "storm"))
    case 73...76: send(.restore(candidate: candidate))
    case 77...81: send(.size(candidate: candidate, quantity: draw.integer(in: -1...9)))
    case 82: send(.flatten(word: draw.pick(["FLATTEN", "flatten"])))
    case 83 where draw.integer(in: 0...4) == 0:
      send(.kill(source: draw.pick([.user, .file, .signal]), reason: "storm"))
    case 84...89 where isKilled:
      send(
        .resume(word: draw.pick(["RESUME", "RESUME", "resume"]), reason: draw.pick(["", "over"])))
    case 84 where draw.integer(in: 0...3) == 0: send(.reduce(reason: "storm"))
    case 90...94: send(.active)
    case 95: send(.ack(alert: max(1, core.state.counters.alerts)))
    case 96: moveLimit()
    default: send(.note(text: "n"))
    }
  }

  private mutating func moveLimit() {
    let name = draw.pick([
      "total_max_loss", "trade_max_loss", "open_structures", "vega", "no_limit",
    ])
    let value =
      switch name {
      case "open_structures": Double(draw.integer(in: 8...14))
      case "total_max_loss": draw.double(in: 0.06..<0.2)
      default: draw.double(in: 0.007..<0.02)
      }
    let word = draw.pick(["", "LOOSEN"])
    send(.limit(name: name, value: value, word: "", reason: "storm"))
    send(.limit(name: name, value: value, word: word, reason: "storm"))
  }

  // MARK: Structures

  /// Puts a random structure before the trader and mostly approves it.
  private mutating func offer() {
    guard var record = structure() else { return }
    if draw.integer(in: 0...59) == 0 { record.underlying = "NONE" }
    offered = record
    let verdict = draw.integer(in: 0...1) == 0 ? ask(record) : nil
    if !core.state.trading.isKilled {
      propose(record, verdict)
    } else if let last = core.state.candidates.last?.record {
      send(.approve(candidate: last.candidate, rev: last.rev, net: last.net))
    }
    let isStale = draw.integer(in: 0...19) == 0
    let actor = draw.pick([Actor.user, .user, .auto])
    let off = Money(units: draw.pick([20_000, -20_000] + [Int64](repeating: 0, count: 12)))
    let rev = record.rev + (isStale ? 1 : 0)
    if draw.integer(in: 0...9) == 0 { return }
    send(.approve(candidate: record.candidate, rev: rev, net: record.net + off), by: actor)
    if draw.integer(in: 0...14) == 0 {
      send(.approve(candidate: record.candidate, rev: record.rev, net: record.net), by: .user)
    }
  }

  /// Writes a proposal as the stage of candidates does, without its detector.
  private mutating func propose(_ record: CandidateRecord, _ verdict: RiskJudged?) {
    inputs += 1
    var state = core.state
    var events: [Event] = []
    let judged = verdict.map { [EventBody.riskVerdict($0)] } ?? []
    for body in [EventBody.candidateProposed(record)] + judged {
      let event = Event(
        seq: state.seq + 1, time: max(market.time, core.state.time), body: body)
      state.apply(event)
      events.append(event)
    }
    let decision = DeskDecision(
      events: events, state: state, accepted: nil, requests: [], figures: core.figures)
    check.take(
      decision, of: .feed(.up, reason: "", time: market.time), market: core.market,
      limits: core.settings.limits.changed(by: core.state.limitChanges))
    core.adopt(decision)
  }

  private mutating func structure() -> CandidateRecord? {
    let live = market.listed.filter { $0.expiration > market.time + .minutes(5) }
    guard live.count > 1 else { return nil }
    let place = draw.integer(in: 0...(live.count - 2))
    let shape = draw.integer(in: 0...7)
    let calls = market.options(live[place], .call)
    let puts = market.options(live[place], .put)
    let low = draw.integer(in: 0...(puts.count / 2 - 2))
    let high = draw.integer(in: (calls.count / 2)...(calls.count - 2))
    let lower = draw.integer(in: (low + 1)...(puts.count / 2))
    let upper = draw.integer(in: (high + 1)...(calls.count - 1))
    var kind = StructureKind.bullPut
    var legs: [(OptionContract, Int)] = []
    switch shape {
    case 0: (kind, legs) = (.bullPut, [(puts[low], 1), (puts[lower], -1)])
    case 1: (kind, legs) = (.bearCall, [(calls[high], -1), (calls[upper], 1)])
    case 2, 3:
      kind = .ironCondor
      legs = [
        (puts[low], 1), (puts[lower], -1), (calls[high], -1), (calls[upper], 1),
      ]
    case 4: (kind, legs) = (.callDebit, [(calls[high], 1), (calls[upper], -1)])
    case 5:
      let back = market.options(live[place + 1], .put)
      let strike = puts[lower].strike
      guard let twin = back.first(where: { $0.strike == strike }) else { return nil }
      (kind, legs) = (.calendar, [(puts[lower], -1), (twin, 1)])
    case 6 where high + 2 < calls.count:
      kind = .longButterfly
      legs = [(calls[high], 1), (calls[high + 1], -2), (calls[high + 2], 1)]
    default: (kind, legs) = (.bullPut, [(puts[lower], -1)])
    }
    return record(kind, legs)
  }

  private mutating func record(
    _ kind: StructureKind, _ legs: [(OptionContract, Int)]
  ) -> CandidateRecord? {
    guard let underlying = core.market.underlyings.first else { return nil }
    var record = CandidateRecord()
    record.candidate = core.state.counters.candidates + 1
    record.rev = 1
    record.underlying = "SPX"
    record.structure = kind
    record.quantity = draw.integer(in: 1...6)
    record.recommendation = .trade
    var models: [ModelLeg] = []
    for (contract, ratio) in legs {
      guard let index = underlying.chain.index(of: contract),
        let quote = underlying.chain.quotes[index],
        let expiry = underlying.chain.expiries.first(where: {
          $0.root.symbol == contract.root && $0.date == contract.expiry
        })
      else { return nil }
      record.legs.append(
        CandidateLeg(
          contract: contract, ratio: ratio, bid: quote.bid, ask: quote.ask, iv: 0.2, delta: 0,
          ageSeconds: 0))
      record.net -= (ratio < 0 ? quote.bid : quote.ask) * ratio
      models.append(
        ModelLeg(
          contract: contract, count: ratio, multiplier: 100, expiration: expiry.expiration,
          years: max((expiry.expiration - market.time).years, 1e-6), forward: market.spot,
          discount: 1, volatility: 0.2, spot: market.spot))
    }
    let proof = try? proveDefinedRisk(
      legs: models, net: record.net, feePerContract: Money(units: 6_500)
    ).get()
    // What cannot be proven is offered all the same, with a bound that is a lie.
    record.proof.bound = proof?.bound ?? Money(wholeDollars: 1_000)
    record.maxLoss = record.proof.bound * record.quantity
    return record
  }
}

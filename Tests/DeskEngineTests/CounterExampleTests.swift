// Known failures of other engines, each shrunk to its smallest case and named: none may come back.

import Candidates
import Execution
import Glibc
import MarketData
import Portfolio
import Risk
import Structures
import TestKit
import Testing

@testable import DeskEngine

@Suite("Counter-examples")
struct CounterExampleTests {
  /// Short the 2650 put and the 2750 call, wings of 50 and 25 points, two packages.
  private let condor: [(OptionRight, Int, ratio: Int, price: Int64)] = [
    (.put, 2_600, 1, 100_000), (.put, 2_650, -1, 200_000), (.call, 2_750, -1, 200_000),
    (.call, 2_775, 1, 100_000),
  ]

  private func desk(_ causes: [TradingCause] = []) -> DeskRig {
    let fixture = BookFixture()
    let now = NewYorkTime.instant(BookFixture.today, 9, 30)
    var rig = DeskRig(approval: .nothing)
    rig.core = DeskCore(
      settings: DeskSettings(), state: fixture.book(.ironCondor, condor, quantity: 2, daysAgo: 1))
    rig.take(
      fixture.batch(
        BookFixture.today, hour: 9, minute: 30, isStart: true, chain: fixture.chain(at: now)))
    if causes.contains(.user) { rig.send(.reduce(reason: "drill")) }
    return rig
  }

  private func judge(
    _ rig: DeskRig, _ legs: [(OptionRight, Int, ratio: Int)], _ intent: OrderIntent
  ) -> [String] {
    let fixture = BookFixture()
    var order = OrderEntry()
    order.intent = intent
    order.position = intent == .open ? nil : 1
    order.underlying = "SPX"
    order.structure = .ironCondor
    order.legs = legs.map { LegEntry(contract: fixture.contract($0.0, $0.1), ratio: $0.ratio) }
    order.quantity = 2
    order.maxLoss = Money(wholeDollars: 100)
    order.closeReason = .user
    var decider = StressStart.decider(rig)
    return decider.judge(order, quantity: 2, stage: .approve).breaches.map(\.limit)
  }

  /// NautilusTrader, `execution_gateway`: REDUCING is tested per instrument, so that the sale of the
  /// long wing of a condor "reduces" that leg and leaves a naked short.
  @Test func wingSaleInReducingIsRefused() {
    let rig = desk([.user])
    #expect(rig.core.state.trading.state == .reducing)
    for intent in [OrderIntent.open, .close] {
      let found = judge(rig, [(.put, 2_600, ratio: -1)], intent)
      #expect(found.contains("reducing_max_loss"), "\(intent): \(found)")
    }
    // The whole condor may be closed.
    let whole = condor.map { ($0.0, $0.1, ratio: -$0.ratio) }
    let found = judge(rig, whole, .close)
    #expect(!found.contains { $0.hasPrefix("reducing") || $0 == "trading_state" }, "\(found)")
  }

  /// Lean #9775: a condor of unequal wings is margined on its put wing alone.
  @Test func unequalCondorMarginIsTheWiderWing() throws {
    for legs in [condor, condor.map { ($0.0 == .put ? .call : .put, 5_400 - $0.1, $0.2, $0.3) }] {
      let fixture = BookFixture()
      let models = legs.map {
        ModelLeg(
          contract: fixture.contract($0.0, $0.1), count: $0.ratio * 2, multiplier: 100,
          expiration: fixture.expiration, years: 0.09, forward: 2_700, discount: 1,
          volatility: 0.2, spot: 2_700)
      }
      // 20 points of credit: 30 points can be lost on the wide side, 5 on the narrow one.
      let structure = StructureRisk(
        position: 1, underlying: "SPX", cluster: nil, beta: 1, legs: models, quantity: 2,
        maxLoss: 6_000, openedOn: BookFixture.today)
      #expect(marginRequirement(of: [structure]) == 6_000)
      var turned = structure
      turned.legs.reverse()
      #expect(marginRequirement(of: [turned]) == 6_000)
    }
  }

  /// NautilusTrader #4329: fills of a combo bypass the portfolio.
  @Test func comboFillMovesTheBook() throws {
    var rig = StressStart.rig
    let c = try #require(StressStart.candidate(rig))
    rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net))
    let cash = rig.core.state.money.cash
    for _ in 0..<10 where rig.core.state.positions.isEmpty { StressStart.next(&rig) }
    let position = try #require(rig.core.state.positions.first)
    let fills = rig.events.compactMap { event -> LegFilled? in
      if case .legFilled(let e) = event.body { return e }
      return nil
    }
    #expect(fills.count == c.legs.count && position.legs.count == c.legs.count)
    let paid = fills.reduce(Money.zero) { $0 - $1.price * ($1.quantity * 100) - $1.fee }
    #expect(paid != .zero && rig.core.state.money.cash == cash + paid)
    #expect(position.cost == .zero - paid - fills.reduce(Money.zero) { $0 + $1.fee })
    #expect(position.cashFlow == paid)
    #expect((StressStart.power(rig)?.margin ?? 0) > 0)
    let mark = rig.events.reversed().compactMap { event -> EquityMarked? in
      if case .equityMarked(let e) = event.body { return e }
      return nil
    }.first
    #expect(mark?.cash == rig.core.state.money.cash && mark?.openMaxLoss == position.maxLoss)
    #expect(mark?.delta != 0)
  }

  /// Lean #9648 and banbot #169: the order of a hash table decides groups, sums and so money.
  @Test func hashOrderChangesNothing() {
    var draw = SeededGenerator(seed: 9_648)
    var plain = DeskRig(approval: .everySize)
    var mixed = DeskRig(approval: .everySize)
    for batch in StressDay.batches.prefix(120) {
      plain.take(batch)
      var turned = batch
      for place in turned.chains.indices {
        let order = turned.chains[place].indices.indices.shuffled(using: &draw)
        turned.chains[place].indices = order.map { batch.chains[place].indices[$0] }
        turned.chains[place].quotes = order.map { batch.chains[place].quotes[$0] }
      }
      mixed.take(turned)
    }
    #expect(plain.events.map(\.text) == mixed.events.map(\.text))
    #expect(plain.core.state == mixed.core.state && plain.events.count > 40)
  }

  /// NautilusTrader and freqtrade: a restart silently re-arms trading.
  @Test func killSurvivesRestart() throws {
    var rig = StressStart.rig
    let c = try #require(StressStart.candidate(rig))
    rig.send(.kill(source: .user, reason: "drill"))
    // From the lines alone, and from a snapshot.
    var folded = DeskState()
    for event in rig.events { folded.apply(try Event(line: event.line())) }
    let restored = try DeskState(snapshot: rig.core.state.snapshotBytes())
    for state in [folded, restored] {
      #expect(state.trading.isKilled && state.trading.state == .halted)
      var again = rig
      again.core = DeskCore(settings: DeskSettings(), state: state)
      let events = again.send(
        .approve(candidate: c.candidate, rev: c.rev, net: c.net), id: "key-9")
      #expect(!events.contains { $0.body.name == "OrderCreated" })
      #expect(events.contains { $0.text.contains(#""code":"KILLED""#) })
    }
  }

  /// NautilusTrader, `execution_gateway`: HALTED denies new orders and leaves working ones at work.
  @Test func haltedCancelsWorkingOrders() throws {
    var rig = StressStart.rig
    let c = try #require(StressStart.candidate(rig))
    rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net))
    let order = try #require(rig.core.state.orders.first?.order)
    let events = rig.send(.kill(source: .file, reason: "drill"), id: "key-2")
    #expect(events.first?.text.contains(#""cancelled":[\#(order)]"#) == true)
    #expect(
      events.contains { event in
        if case .orderChanged(let e) = event.body {
          return e.order == order && e.state == .cancelled
        }
        return false
      })
    #expect(rig.core.state.orders.isEmpty)
    let before = rig.core.state.counters.fills
    for _ in 0..<5 { StressStart.next(&rig) }
    #expect(rig.core.state.counters.fills == before && rig.core.state.positions.isEmpty)
  }

  /// barter-rs, `Engine::action`: commands of the operator are sent past the risk manager.
  @Test func operatorCommandPassesTheGate() throws {
    for actor in [Actor.user, .file, .auto, .signal] {
      var rig = StressStart.rig
      let c = try #require(StressStart.candidate(rig))
      rig.send(.limit(name: "trade_max_loss", value: 1e-6, word: "", reason: "drill"))
      let events = rig.decide(
        .command(
          DeskCommand(
            time: rig.core.market.time, id: "key-2", actor: actor,
            action: .approve(candidate: c.candidate, rev: c.rev, net: c.net))))
      let verdict = events.compactMap { event -> RiskJudged? in
        if case .riskVerdict(let e) = event.body { return e }
        return nil
      }.first
      #expect(verdict?.stage == .approve && verdict?.passed == false, "\(actor)")
      #expect(verdict?.breaches.contains { $0.limit == "trade_max_loss" } == true)
      #expect(!events.contains { $0.body.name == "OrderCreated" }, "\(actor)")
    }
  }

  /// barter-rs, `HistoricalClock::time`: the wall clock is added to that of the tape.
  @Test func wallClockNeverEnters() {
    var first = StormDesk(seed: 47)
    first.run(inputs: 300)
    var second = StormDesk(seed: 47)
    for count in stride(from: 50, through: 300, by: 50) {
      second.run(inputs: count)
      usleep(3_000)
    }
    second.run(inputs: 300)
    #expect(first.core.state.snapshotBytes() == second.core.state.snapshotBytes())
  }
}

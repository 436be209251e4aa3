// What every command does in every state of the desk, on the stress day.

import Candidates
import Execution
import MarketData
import Portfolio
import Regimes
import Risk
import Structures
import TestKit
import Testing

@testable import DeskEngine

/// Moments of the stress day.
private enum Moment {
  /// The first minute with a candidate that has a size, nothing approved.
  static let withCandidate: DeskRig = {
    var rig = DeskRig(approval: .nothing)
    for batch in StressDay.batches {
      rig.take(batch)
      if open(rig) != nil { break }
    }
    return rig
  }()

  /// The first minute with a position.
  static let withPosition: DeskRig = {
    var rig = DeskRig(approval: .everySize)
    for batch in StressDay.batches {
      rig.take(batch)
      if !rig.core.state.positions.isEmpty, rig.core.state.orders.isEmpty { break }
    }
    rig.approval = .nothing
    return rig
  }()

  static func open(_ rig: DeskRig) -> CandidateRecord? {
    rig.core.state.candidates.last {
      $0.state == .open && $0.record.quantity > 0 && $0.record.recommendation != .pass
    }?.record
  }

  static func candidate(_ rig: DeskRig) throws -> CandidateRecord { try #require(open(rig)) }
}

private func refusals(_ events: [Event]) -> [RefusalCode] {
  events.compactMap { event in
    if case .commandRefused(let e) = event.body { return e.code }
    return nil
  }
}

private func names(_ events: [Event]) -> [String] { events.map(\.body.name) }

@Suite("Commands")
struct CommandTests {
  @Test("an approval passes the gate, approves and sends one order")
  func approve() throws {
    var rig = Moment.withCandidate
    let c = try Moment.candidate(rig)
    let events = rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net))
    #expect(
      names(events) == ["RiskVerdict", "CandidateApproved", "OrderCreated", "OrderChanged"])
    let order = try #require(rig.core.state.orders.first)
    #expect(order.quantity == c.quantity && order.limit <= c.net)
    #expect(order.maxLoss == c.proof.bound)
    let again = rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net), id: "key-2")
    #expect(refusals(again) == [.duplicate])
    // The next quotes of all its legs fill it, and the book carries it at cost.
    let next = rig.batches.count
    for batch in StressDay.batches[next..<(next + 5)] { rig.take(batch) }
    let position = try #require(rig.core.state.positions.first)
    #expect(position.quantity == c.quantity)
    #expect(position.entry >= order.limit)
  }

  @Test("what panic allows a session to open binds an approval of before it")
  func panicLimit() throws {
    let rig = Moment.withCandidate
    let c = try Moment.candidate(rig)
    func events(in regime: RegimeState) -> [Event] {
      var state = rig.core.state
      var change = RegimeChanged()
      change.to = regime
      state.apply(
        Event(seq: state.seq + 1, time: rig.core.market.time, body: .regimeChanged(change)))
      var settings = DeskSettings()
      settings.limits.panicRiskToday = 1e-9
      var core = DeskCore(settings: settings, state: state)
      for batch in rig.batches { core.observe(batch) }
      return core.decide(
        .command(
          DeskCommand(
            time: core.market.time, id: "k", actor: .user,
            action: .approve(candidate: c.candidate, rev: c.rev, net: c.net)))
      ).events
    }
    func breaches(_ events: [Event]) -> [String] {
      events.flatMap { event -> [String] in
        if case .riskVerdict(let e) = event.body { return e.breaches.map(\.limit) }
        return []
      }
    }
    #expect(breaches(events(in: .highVolPanic)) == ["new_risk_today"])
    #expect(refusals(events(in: .highVolPanic)) == [.limit])
    #expect(refusals(events(in: .chop)).isEmpty)
  }

  @Test("an approval that comes late, names another revision or nothing is refused")
  func stale() throws {
    let rig = Moment.withCandidate
    let c = try Moment.candidate(rig)
    func code(
      _ candidate: Int, _ rev: Int, _ net: Money, after: TimeSpan = .seconds(0)
    ) -> [RefusalCode] {
      var copy = rig
      return refusals(copy.send(.approve(candidate: candidate, rev: rev, net: net), after: after))
    }
    #expect(code(c.candidate, c.rev + 1, c.net) == [.superseded])
    #expect(code(99_999, 1, c.net) == [.superseded])
    #expect(code(c.candidate, c.rev, c.net, after: .seconds(121)) == [.stale])
    #expect(code(c.candidate, c.rev, c.net, after: .seconds(119)).isEmpty)
    // The trader saw a net that is better than the market by more than the tolerance.
    let worse = c.net + Money(units: max(Int64(1_500), Int64(c.net.magnitude.units / 5)))
    #expect(code(c.candidate, c.rev, worse) == [.stale])
  }

  @Test("a candidate whose edge ended is stale after 120 seconds, however fresh its quotes")
  func edgeEnded() throws {
    let rig = Moment.withCandidate
    let c = try Moment.candidate(rig)
    func texts(ending: Bool) -> [String] {
      var state = rig.core.state
      for edge in state.edges where ending && edge.ended == nil {
        let ended = EdgeEnded(edge: edge.edge, reason: "test")
        state.apply(
          Event(seq: state.seq + 1, time: rig.core.market.time, body: .edgeEnded(ended)))
      }
      var core = DeskCore(settings: DeskSettings(), state: state)
      for batch in StressDay.batches[0..<(rig.batches.count + 3)] { core.observe(batch) }
      let command = DeskCommand(
        time: core.market.time, id: "k", actor: .user,
        action: .approve(candidate: c.candidate, rev: c.rev, net: c.net))
      return core.decide(.command(command)).events.compactMap { event in
        if case .commandRefused(let e) = event.body, e.code == .stale { return e.text }
        return nil
      }
    }
    #expect(texts(ending: true) == ["its edge ended and it was priced last 180 seconds ago"])
    #expect(texts(ending: false).allSatisfy { !$0.contains("edge ended") })
  }

  @Test("every open candidate is priced again each minute, those without a size too")
  func pricedAgain() {
    var rig = DeskRig(approval: .nothing)
    var seen = 0
    var priced = 0
    var sizes: Set<Bool> = []
    for batch in StressDay.batches {
      rig.take(batch)
      guard batch.isOpen, batch.end == nil else { continue }
      for one in rig.core.snapshot(RunSummary()).candidates where one.state == .open {
        seen += 1
        sizes.insert(one.proposal.quantity > 0)
        if one.priced == batch.time {
          priced += 1
          #expect(!one.payoff.isEmpty)
        } else {
          // What cannot be priced says why.
          #expect(one.reason.hasPrefix("not priced now: "), "C\(one.id) \(batch.time)")
        }
      }
    }
    #expect(seen > 300 && sizes.count == 2 && priced * 2 > seen, "\(priced) of \(seen)")
  }

  @Test("nothing is approved while the market is closed")
  func marketClosed() throws {
    var rig = Moment.withCandidate
    let c = try Moment.candidate(rig)
    rig.core.observe(MarketBatch(time: rig.core.market.time + .minutes(1), isOpen: false))
    let events = rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net))
    #expect(refusals(events) == [.marketClosed])
    #expect(refusals(rig.send(.flatten(word: "FLATTEN"), id: "k")) == [.marketClosed])
  }

  @Test("a rejection holds until it is restored")
  func reject() throws {
    var rig = Moment.withCandidate
    let c = try Moment.candidate(rig)
    rig.send(.reject(candidate: c.candidate, rev: c.rev, reason: "no\u{1B}[31m"))
    let entry = try #require(
      rig.core.state.candidates.last { $0.record.candidate == c.candidate })
    #expect(entry.state == .rejected && !entry.reason.unicodeScalars.contains("\u{1B}"))
    let late = rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net), id: "k2")
    #expect(refusals(late) == [.superseded])
    #expect(names(rig.send(.restore(candidate: c.candidate), id: "k3")) == ["CandidateRestored"])
    #expect(refusals(rig.send(.restore(candidate: c.candidate), id: "k4")) == [.superseded])
  }

  @Test("a size may fall, not rise over the budget")
  func size() throws {
    var rig = Moment.withCandidate
    let c = try Moment.candidate(rig)
    #expect(
      refusals(rig.send(.size(candidate: c.candidate, quantity: c.quantity + 1))) == [.riskCap])
    #expect(refusals(rig.send(.size(candidate: c.candidate, quantity: 0), id: "k")) == [.limit])
    #expect(
      refusals(rig.send(.size(candidate: c.candidate, quantity: c.quantity), id: "k2"))
        == [.duplicate])
  }

  @Test("the kill cancels and closes at once; its release takes a word, a reason and a minute")
  func kill() throws {
    var rig = Moment.withCandidate
    let c = try Moment.candidate(rig)
    rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net))
    #expect(rig.core.state.orders.count == 1)
    let events = rig.send(.kill(source: .signal, reason: "drill"), id: "signal-1")
    #expect(names(events).first == "KillEngaged")
    let state = rig.core.state
    #expect(state.orders.isEmpty && state.trading.state == .halted)
    #expect(!state.candidates.contains { $0.state == .open })
    #expect(refusals(rig.send(.kill(source: .user, reason: ""), id: "k1")) == [.duplicate])
    let late = rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net), id: "k2")
    #expect(refusals(late).first == .duplicate || refusals(late).first == .killed)
    #expect(refusals(rig.send(.active, id: "k3")) == [.killed])
    let minute = TimeSpan.seconds(61)
    func resume(_ word: String, _ reason: String, _ after: TimeSpan) -> [RefusalCode] {
      refusals(rig.send(.resume(word: word, reason: reason), id: "r", after: after))
    }
    #expect(resume("RESUME", "over", .seconds(59)) == [.throttled])
    #expect(resume("resume", "over", minute) == [.validationFail])
    #expect(resume("RESUME", "", minute) == [.validationFail])
    #expect(resume("RESUME", "over", minute).isEmpty)
    #expect(rig.core.state.trading.state == .reducing)
    #expect(rig.core.state.trading.causes == [.afterReset])
    rig.send(.active, id: "k5", after: minute)
    #expect(rig.core.state.trading.state == .active)
    #expect(resume("RESUME", "again", minute) == [.superseded])
  }

  @Test("while killed no input creates an order or a candidate")
  func halted() {
    var rig = Moment.withPosition
    rig.send(.kill(source: .user, reason: "drill"))
    let next = rig.batches.count
    let before = rig.core.state.counters
    for batch in StressDay.batches[next..<(next + 30)] { rig.take(batch) }
    #expect(rig.core.state.counters.orders == before.orders)
    #expect(rig.core.state.counters.candidates == before.candidates)
    // The trader's own close is still sent, and filled.
    let id = rig.core.state.positions.first?.position ?? 0
    #expect(refusals(rig.send(.close(position: id), id: "k")).isEmpty)
    for batch in StressDay.batches[(next + 30)..<(next + 45)] { rig.take(batch) }
    #expect(rig.core.state.positions.isEmpty)
    #expect(rig.core.state.trading.state == .halted)
  }

  @Test("reducing refuses an opening and lets a close pass")
  func reducing() throws {
    var rig = Moment.withCandidate
    let c = try Moment.candidate(rig)
    rig.send(.reduce(reason: "lunch"))
    #expect(rig.core.state.trading.causes == [.user])
    let opening = rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net), id: "k")
    #expect(refusals(opening) == [.reducingOnly])
    var held = Moment.withPosition
    held.send(.reduce(reason: "lunch"))
    let id = try #require(held.core.state.positions.first?.position)
    #expect(refusals(held.send(.close(position: id), id: "k")).isEmpty)
    #expect(refusals(held.send(.close(position: id), id: "k2")) == [.duplicate])
    #expect(refusals(held.send(.close(position: 99), id: "k3")) == [.superseded])
  }

  @Test("flatten takes its word and sends a combo for every position")
  func flatten() throws {
    var rig = Moment.withPosition
    #expect(refusals(rig.send(.flatten(word: "flatten"))) == [.validationFail])
    rig.send(.flatten(word: "FLATTEN"), id: "k")
    #expect(rig.core.state.orders.map(\.intent.rawValue) == ["FLATTEN"])
    let next = rig.batches.count
    for batch in StressDay.batches[next..<(next + 20)] { rig.take(batch) }
    #expect(rig.core.state.positions.isEmpty)
    #expect(
      rig.events.contains { event in
        if case .positionClosed(let e) = event.body { return e.reason == .flatten }
        return false
      })
    #expect(refusals(rig.send(.flatten(word: "FLATTEN"), id: "k2")) == [.superseded])
  }

  @Test("a lost feed stops new risk and cancels working openings")
  func feed() throws {
    var rig = Moment.withCandidate
    let c = try Moment.candidate(rig)
    rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net))
    rig.decide(.feed(.down, reason: "no quotes", time: rig.core.market.time))
    #expect(rig.core.state.orders.isEmpty)
    #expect(rig.core.state.trading.causes == [.feed])
    rig.take(StressDay.batches[rig.batches.count])
    #expect(rig.core.state.trading.state == .active, "quotes clear it")
  }

  @Test("refusals that come too fast engage the kill")
  func rejects() throws {
    var rig = Moment.withCandidate
    let c = try Moment.candidate(rig)
    rig.send(.reduce(reason: "drill"))
    for number in 0..<12 {
      rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net), id: "k\(number)")
    }
    #expect(rig.core.state.trading.isKilled)
    #expect(rig.core.state.trading.killSource == .rejects)
  }

  @Test("alerts wait until they are acknowledged")
  func alerts() {
    var rig = Moment.withCandidate
    rig.send(.kill(source: .user, reason: "drill"))
    let id = rig.core.state.alerts.last?.alert ?? 0
    #expect(rig.core.state.alerts.last?.severity == .critical)
    #expect(refusals(rig.send(.ack(alert: id), id: "k")).isEmpty)
    #expect(refusals(rig.send(.ack(alert: id), id: "k2")) == [.superseded])
  }
}

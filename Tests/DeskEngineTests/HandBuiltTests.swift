// The trader's own structures: proposed through the same gate, or refused with everything wrong.

import Candidates
import Edges
import Execution
import MarketData
import MarketFixtures
import Risk
import Structures
import Testing

@testable import DeskEngine

@Suite("Structures by hand")
struct HandBuiltTests {
  @Test("legs become a candidate of edge MANUAL with proof, verdict and the trader's size")
  func proposes() throws {
    var desk = HandRig()
    let events = desk.build(.ironCondor, desk.condor(), quantity: 2, id: "key-1")
    let record = try #require(events.proposed)
    guard case .edgeDetected(let edge)? = events.first?.body else {
      Issue.record("no edge stands behind the candidate")
      return
    }
    #expect(edge.kind == .manual && edge.signal == .none && edge.strength == 0)
    #expect(edge.rationale.contains("SPXW-20180316-P-2500:-1"))
    #expect(record.edge == edge.edge && record.quantity == 2)
    #expect(record.structure == .ironCondor && record.legs.count == 4)
    #expect(record.recommendation == .review)
    #expect(record.warnings.contains("built by hand: no edge stands behind it"))
    // 50 points less the credit, and the fees of four contracts.
    let bound = Money(wholeDollars: 5_000) - record.net * 100 + Money(units: 4 * 6_500)
    #expect(record.proof.bound == bound)
    #expect(record.maxLoss == bound * 2)
    let verdict = try #require(events.verdicts.first)
    #expect(verdict.passed && verdict.stage == .propose && verdict.candidate == record.candidate)
    #expect(abs(verdict.after.maxLoss - (bound * 2).dollars) < 1e-6)
  }

  @Test("a wish of a kind that is none, with its code and the rule in words")
  func refusals() {
    var desk = HandRig()
    let put = desk.leg(.put, 2_500, -1)
    let cases: [(StructureKind, [Leg], Int, RefusalCode, String)] = [
      (.bullPut, [], 1, .noExpiry, "there are no legs"),
      (.bullPut, [put], 1, .undefinedRisk, "SPXW-20180316-P-2500 is short and no long"),
      (.bearCall, desk.condor(), 1, .validationFail, "not of kind BEAR_CALL"),
      (
        .bullPut, [put, desk.leg(.put, 2_455, 1)], 1, .shortStrikeNotFound,
        "SPXW-20180316-P-2455 is not a listed strike"
      ),
      (
        .bullPut, [put, desk.leg(.put, 2_450, 1, days: 40)], 1, .noExpiry,
        "SPXW-20180317-P-2450 is of an expiry that SPX does not list"
      ),
      (
        .bullPut, [put, desk.leg(.put, 2_450, 0)], 1, .validationFail, "is 0: a whole number but 0"
      ),
      (.bullPut, [put, put], 1, .undefinedRisk, "stands twice"),
      (.ironCondor, desk.condor(), 0, .limit, "a quantity is 1 to"),
      (
        .bullPut, Array(repeating: put, count: 13), 1, .undefinedRisk,
        "a package has 1 to 12 legs, not 13"
      ),
    ]
    for (index, (kind, legs, quantity, code, text)) in cases.enumerated() {
      let before = desk.state
      let events = desk.build(kind, legs, quantity: quantity, id: "key-\(index)")
      #expect(events.refusal?.code == code, "\(text): \(events.refusal?.text ?? "not refused")")
      #expect(events.refusal?.text.contains(text) == true, "\(events.refusal?.text ?? "")")
      #expect(events.count == 1)
      #expect(desk.state.candidates == before.candidates && desk.state.edges == before.edges)
    }
  }

  @Test("every fault is told at once")
  func together() throws {
    var desk = HandRig()
    let legs = [
      desk.leg(.put, 2_500, -1), desk.leg(.put, 2_501, 1), desk.leg(.call, 2_850, 0),
      desk.leg(.call, 2_850, 1, days: 41),
    ]
    let refusal = try #require(desk.build(.ironCondor, legs, quantity: 99, id: "key-1").refusal)
    for text in ["not of kind", "2501 is not a listed strike", "is 0:", "does not list", "not 99"] {
      #expect(refusal.text.contains(text), "\(text) in \(refusal.text)")
    }
  }

  @Test("a quote that is not good is named")
  func quality() throws {
    var desk = HandRig()
    let short = desk.leg(.put, 2_500, -1).contract
    desk.step { update, chain in
      guard let index = chain.index(of: short) else { return }
      let quote = update.quotes[index]
      (update.quotes[index].bid, update.quotes[index].ask) = (quote.ask, quote.bid)
    }
    let refusal = try #require(desk.build(.ironCondor, desk.condor(), id: "key-1").refusal)
    #expect(refusal.code == .invalidQuote)
    #expect(refusal.text.contains("\(short) has a quote that is CROSSED"), "\(refusal.text)")
  }

  @Test("a size beyond the limits is refused with every breach, and the verdict is written")
  func tooLarge() throws {
    var desk = HandRig()
    let events = desk.build(.ironCondor, desk.condor(), quantity: 30, id: "key-1")
    let refusal = try #require(events.refusal)
    let verdict = try #require(events.verdicts.first)
    #expect(refusal.code == .riskCap && !verdict.passed && verdict.candidate == nil)
    #expect(verdict.breaches.count >= 2)
    for breach in verdict.breaches {
      let name = breach.limit.split(separator: "_").joined(separator: " ")
      #expect(refusal.text.contains(name), "\(name) in \(refusal.text)")
    }
    #expect(desk.state.candidates.allSatisfy { $0.kind != .manual })
  }

  @Test("the gate says of legs by hand what it says of the same legs proposed")
  func sameGate() throws {
    var rig = DeskRig(approval: .nothing)
    var found: (CandidateRecord, RiskJudged)?
    for batch in StressDay.batches {
      rig.take(batch)
      let events = rig.inputs.last?.events ?? []
      if let record = events.proposed, record.quantity > 0,
        let verdict = events.verdicts.last(where: { $0.candidate == record.candidate })
      {
        found = (record, verdict)
        break
      }
    }
    let (record, verdict) = try #require(found)
    let legs = record.legs.map { Leg(contract: $0.contract, ratio: $0.ratio) }
    let events = rig.send(
      .manual(structure: record.structure, legs: legs, quantity: record.quantity))
    let own = try #require(events.verdicts.first)
    #expect(own.passed == verdict.passed && own.breaches == verdict.breaches)
    #expect(own.after == verdict.after)
    if let mine = events.proposed {
      #expect(mine.net == record.net && mine.proof == record.proof && mine.evP == record.evP)
      #expect(mine.recommendation != .trade)
    }
  }

  @Test("a second of the same kind and expiry takes the place of the first, another does not")
  func superseded() throws {
    var desk = HandRig()
    let first = try #require(desk.build(.ironCondor, desk.condor(), id: "key-1").proposed)
    _ = try #require(desk.build(.ironCondor, desk.condor(days: 46), id: "key-2").proposed)
    #expect(desk.state.candidates.count { $0.state == .open && $0.kind == .manual } == 2)
    let third = try #require(
      desk.build(.ironCondor, desk.condor(), quantity: 2, id: "key-3").proposed)
    let old = try #require(desk.state.candidates.first { $0.record.candidate == first.candidate })
    #expect(old.state == .closed && old.reason == "superseded by C\(third.candidate)")
    #expect(desk.state.edges.first { $0.edge == first.edge }?.ended != nil)
    #expect(desk.state.candidates.count { $0.state == .open && $0.kind == .manual } == 2)
  }

  @Test("it is priced each minute and lives until the trader rejects it")
  func lives() throws {
    var desk = HandRig()
    let record = try #require(desk.build(.ironCondor, desk.condor(), id: "key-1").proposed)
    for _ in 0..<12 {
      desk.market.spot += 10
      desk.step()
    }
    let entry = try #require(desk.state.candidates.last { $0.kind == .manual })
    #expect(entry.state == .open && entry.record.candidate == record.candidate)
    #expect(entry.record.rev > 1 && entry.record.net != record.net)
    #expect(
      entry.record.quantity == 1 && entry.record.legs.map(\.contract) == record.legs.map(\.contract)
    )
    #expect(entry.record.recommendation != .trade)
    desk.rig.send(
      .reject(candidate: record.candidate, rev: entry.record.rev, reason: "price"), id: "key-2")
    #expect(desk.state.edges.first { $0.edge == record.edge }?.ended != nil)
    desk.rig.send(.restore(candidate: record.candidate), id: "key-3")
    let back = try #require(desk.state.candidates.last { $0.kind == .manual })
    #expect(back.state == .open && back.record.edge != record.edge)
    for _ in 0..<7 { desk.step() }
    #expect(desk.state.candidates.last { $0.kind == .manual }?.state == .open)
  }

  @Test("while reducing no structure by hand is opened, and no bought wing is sold")
  func reducing() throws {
    var desk = HandRig()
    desk.openCondor()
    #expect(desk.state.positions.count == 1)
    desk.rig.send(.reduce(reason: "test"), id: "key-r")
    let wing = desk.build(.bullPut, [desk.leg(.put, 2_450, -1)], id: "key-2")
    #expect(wing.refusal?.code == .undefinedRisk, "\(wing.refusal?.text ?? "")")
    let spread = desk.build(
      .bullPut, [desk.leg(.put, 2_500, -1), desk.leg(.put, 2_450, 1)], id: "key-3")
    #expect(spread.refusal?.code == .reducingOnly, "\(spread.refusal?.text ?? "")")
    #expect(spread.refusal?.text.contains("reducing max loss") == true)
    #expect(desk.state.orders.isEmpty && desk.state.positions.count == 1)
  }

  @Test("while killed nothing is built")
  func killed() {
    var desk = HandRig()
    desk.rig.send(.kill(source: .user, reason: "test"), id: "key-k")
    let events = desk.build(.ironCondor, desk.condor(), id: "key-1")
    #expect(events.refusal?.code == .killed)
    #expect(desk.state.candidates.allSatisfy { $0.state != .open })
  }

  @Test("an approval opens it, and the position remembers edge and regime")
  func opens() throws {
    var desk = HandRig()
    desk.openCondor(quantity: 2)
    let position = try #require(desk.state.positions.first)
    #expect(position.kind == .manual && position.quantity == 2)
    #expect(position.regime == desk.state.regime.state)
    #expect(position.structure == .ironCondor)
  }
}

// What the vote does to a candidate, and what the legs of a pair are traded with.

import Edges
import Regimes
import Structures
import Testing

@testable import Candidates

@Suite("Vote advice")
struct VoteAdviceTests {
  private func vote(sell: Int, buy: Int) -> SignalTally? {
    tally(
      [
        Ballot(edge: 1, kind: .vrp, signal: .shortVol, strength: sell),
        Ballot(edge: 2, kind: .gamma, signal: .longVol, strength: buy),
      ], margin: 1.5)
  }

  private func propose(_ edge: Edge, _ vote: SignalTally?) throws -> Proposal {
    let market = ProposeTests.market(16, spot: 4_200, inversion: 0)
    var context = Setting.context(market, regime: .lowVolGrind, forecast: 0.10)
    context.vote = vote
    guard case .proposed(let trade) = Candidates.propose(for: edge, in: context) else {
      Issue.record("no proposal")
      throw CancellationError()
    }
    return trade.proposal
  }

  @Test("the losing side is passed over, an open vote is for the trader, a winner carries it")
  func outcomes() throws {
    let edge = Setting.edge(.vrp, .shortVol)
    let alone = try propose(edge, nil)
    let won = try propose(edge, vote(sell: 80, buy: 20))
    #expect(won.recommendation == alone.recommendation)
    #expect(won.warnings.contains { $0.hasPrefix("vote SELL 0.40 of all") })
    let open = try propose(edge, vote(sell: 60, buy: 50))
    #expect(open.recommendation == .review)
    #expect(open.warnings.first?.hasPrefix("no action by vote: vote open") == true)
    let lost = try propose(edge, vote(sell: 20, buy: 80))
    #expect(lost.recommendation == .pass)
    #expect(lost.warnings.contains { $0.hasPrefix("outvoted: vote BUY") && $0.contains("E1 VRP") })
  }

  @Test("an edge that does not vote and a lone ballot are left alone")
  func untouched() {
    let silent = VoteAdvice(
      Setting.edge(.termStructure, .sellFront), vote: vote(sell: 20, buy: 80))
    #expect(silent.pass.isEmpty && silent.review.isEmpty && silent.notes.isEmpty)
    let lone = tally(
      [Ballot(edge: 1, kind: .vrp, signal: .shortVol, strength: 80)], margin: 1.5)
    #expect(VoteAdvice(Setting.edge(.vrp, .shortVol), vote: lone).notes.isEmpty)
  }

  @Test("a leg of a pair is sold as a credit spread where its options are dear, bought else")
  func pairLegs() throws {
    let market = ProposeTests.market(16, spot: 4_200, inversion: 0)
    var context = Setting.context(market, regime: .chop, forecast: 0.10)
    let (long, short) = (Setting.edge(.ou, .long), Setting.edge(.ou, .short))
    context.impliedRatio = 1.5
    #expect(try plan(long, in: context).kinds == [.bullPut, .callDebit])
    #expect(try plan(short, in: context).kinds == [.bearCall, .putDebit])
    context.impliedRatio = 0.9
    #expect(try plan(long, in: context).kinds == [.callDebit, .bullPut])
    #expect(try plan(short, in: context).kinds == [.putDebit, .bearCall])
    context.regime = .trendDown
    #expect(try plan(long, in: context).kinds == [.callDebit], "no bull puts in a downtrend")
    let proposal = try propose(long, nil)
    #expect(proposal.recommendation != .trade)
    #expect(proposal.warnings.contains { $0.hasPrefix("one leg of a pair") })
  }
}

// The vote of signals: weights, the margin, ties, and who does not vote.

import Edges
import TestKit
import Testing

@Suite("Votes")
struct SignalVoteTests {
  private func ballot(_ edge: Int, _ signal: EdgeSignal, _ strength: Int) -> Ballot {
    Ballot(edge: edge, kind: .vrp, signal: signal, strength: strength)
  }

  @Test("a lone signal wins with its own confidence")
  func single() throws {
    let vote = try #require(tally([ballot(1, .shortVol, 58)], margin: 1.5))
    #expect(vote.winner == .sell && vote.confidence == 0.58 && vote.supporterConfidence == 0.58)
    #expect(vote.dissent.isEmpty && vote.supporters.map(\.edge) == [1])
  }

  @Test("the winner's confidence is over all that voted and over its supporters")
  func majority() throws {
    let vote = try #require(
      tally(
        [ballot(1, .shortVol, 60), ballot(2, .sellPutSkew, 30), ballot(3, .longVol, 40)],
        margin: 1.5))
    #expect(vote.winner == .sell)
    #expect(abs(try #require(vote.confidence) - 0.9 / 3) < 1e-15)
    #expect(abs(try #require(vote.supporterConfidence) - 0.9 / 2) < 1e-15)
    #expect(vote.dissent.map(\.edge) == [3])
    #expect(
      vote.summary
        == "vote SELL 0.30 of all, 0.45 of supporters: E1 VRP 0.60, E2 VRP 0.30; dissent E3 VRP 0.40"
    )
  }

  @Test("exactly the margin is not enough, one strength more is", arguments: [20, 40, 60])
  func margin(_ weaker: Int) throws {
    let tie = tally(
      [ballot(1, .shortVol, weaker * 3 / 2), ballot(2, .longVol, weaker)], margin: 1.5)
    #expect(try #require(tie).winner == nil)
    #expect(try #require(tie).confidence == nil && tie?.supporters.isEmpty == true)
    let won = tally(
      [ballot(1, .shortVol, weaker * 3 / 2 + 1), ballot(2, .longVol, weaker)], margin: 1.5)
    #expect(try #require(won).winner == .sell)
  }

  @Test("equal weights and zero strengths leave it open")
  func ties() throws {
    let equal = try #require(
      tally([ballot(1, .longVol, 50), ballot(2, .shortVol, 50)], margin: 1.5))
    #expect(equal.winner == nil && equal.summary.hasPrefix("vote open: buy 0.50 (E1 VRP 0.50)"))
    let nothing = try #require(tally([ballot(1, .longVol, 0)], margin: 1.5))
    #expect(nothing.winner == nil)
  }

  @Test("what trades expiries or the price does not vote")
  func silent() {
    let silent: [EdgeSignal] = [.sellFront, .long, .short, .none, .abstain]
    #expect(
      tally(silent.enumerated().map { ballot($0.offset, $0.element, 90) }, margin: 1.5) == nil)
    #expect(EdgeSignal.allCases.filter { $0.side == nil }.count == silent.count)
  }

  @Test("agrees with a plain count over random ballots, in any order")
  func plainTwin() throws {
    var random = SeededGenerator(seed: 9)
    for _ in 0..<500 {
      let ballots = (0..<random.integer(in: 1...7)).map {
        ballot($0, random.pick(EdgeSignal.allCases), random.integer(in: 0...100))
      }
      var (buy, sell, voters) = (0.0, 0.0, 0)
      for one in ballots {
        if one.signal.side == .buy { buy += Double(one.strength) }
        if one.signal.side == .sell { sell += Double(one.strength) }
        voters += one.signal.side == nil ? 0 : 1
      }
      guard let vote = tally(ballots, margin: 1.5) else {
        #expect(voters == 0)
        continue
      }
      let winner: VoteSide? = buy > 1.5 * sell ? .buy : sell > 1.5 * buy ? .sell : nil
      #expect(vote.winner == winner && vote.count == voters)
      #expect(tally(ballots.reversed(), margin: 1.5)?.winner == winner)
    }
  }
}

// The vote of an underlying's live signals.

import Edges

extension Decider {
  /// The vote on a symbol; nil when none of its signals votes.
  ///
  /// Edges vote with the strength they were found at: a strength that moves with every quote would
  /// turn a close vote, and the candidates behind it, from minute to minute.
  func vote(on symbol: String) -> SignalTally? { state.vote(on: symbol, rules: settings.edges) }
}

extension DeskState {
  /// The vote on a symbol, the strongest ballots first.
  func vote(on symbol: String, rules: EdgeRules) -> SignalTally? {
    let ballots = edges.filter { $0.underlying == symbol && $0.ended == nil }.map {
      Ballot(edge: $0.edge, kind: $0.kind, signal: $0.signal, strength: $0.strength)
    }
    return tally(
      ballots.sorted { ($1.strength, $0.edge) < ($0.strength, $1.edge) }, margin: rules.voteMargin)
  }
}

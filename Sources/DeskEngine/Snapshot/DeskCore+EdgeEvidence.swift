// What stands behind the edges: who abstains, how they vote, how they did, pairs and gamma.

import Edges
import MarketData

extension DeskCore {
  func edgeEvidence(_ snapshot: inout DeskSnapshot) {
    let symbols = market.underlyings.map(\.symbol)
    snapshot.abstentions = symbols.flatMap { symbol in
      EdgeKind.allCases.compactMap { kind in
        figures.abstentions.first { $0.underlying == symbol && $0.kind == kind }
      }
    }
    snapshot.votes = symbols.compactMap { symbol in
      state.vote(on: symbol, rules: settings.edges).map {
        VoteSummary(underlying: symbol, tally: $0)
      }
    }
    snapshot.outlooks = candidateOutlooks()
    snapshot.health = figures.health ?? []
    snapshot.gammaProfile =
      (figures.gamma.first { $0.symbol == settings.benchmark } ?? figures.gamma.first)?.profile
      .drawn()
    snapshot.pairs = (figures.pairs ?? []).map { fit in
      var spread: Double?
      if case .healthy(let pair) = fit, let first = spot(pair.first), let second = spot(pair.second)
      {
        spread = pair.spread(first, second)
      }
      return PairSummary(fit: fit, spread: spread)
    }
  }

  private func spot(_ symbol: String) -> Double? {
    market.index(of: symbol).flatMap { market.underlyings[$0].spot }.flatMap { $0 > 0 ? $0 : nil }
  }
}

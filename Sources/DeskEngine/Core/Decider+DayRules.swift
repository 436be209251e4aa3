// Rules that need the book's memory of the day and of past stops.
//
// The gate sees positions and working orders; that a symbol was traded and closed again today, or
// was stopped out last week, only the folded book knows. Both are breaches like any other.

import Candidates
import MarketData
import Risk

extension Decider {
  /// What the book's memory holds against new risk in a symbol.
  func rules(of underlying: String) -> [LimitBreach] {
    [
      rest(of: underlying), secondOpening(underlying), sharesBreach(underlying),
      frozenBreach(underlying),
    ].compactMap { $0 }
  }

  /// The rest after a stop in the symbol or in its cluster.
  private func rest(of underlying: String) -> LimitBreach? {
    let cluster = symbolRisk(underlying).cluster
    for stop in state.stops.reversed() {
      let isSame = stop.underlying == underlying
      let isNear = cluster != nil && symbolRisk(stop.underlying).cluster == cluster
      guard isSame || isNear else { continue }
      let needed = isSame ? settings.symbolRest : settings.clusterRest
      let passed = TradingCalendar.tradingDays(after: stop.date, through: state.session.date)
      if passed < needed {
        return LimitBreach(
          limit: "cooldown", value: Double(needed - passed), bound: 0)
      }
    }
    return nil
  }

  /// Openings of the symbol in this session whose positions are closed again.
  private func secondOpening(_ underlying: String) -> LimitBreach? {
    let closed = state.openings.count { opening in
      opening.underlying == underlying && opening.isFilled
        && !state.positions.contains { $0.order == opening.order }
    }
    let most = limits.newPerSymbolDay
    guard closed >= most else { return nil }
    return LimitBreach(
      limit: "new_per_symbol_day", value: Double(closed + 1), bound: Double(most))
  }
}

extension ProposedTrade {
  /// The trade with further breaches, which make it one to pass.
  func held(by breaches: [LimitBreach]) -> ProposedTrade {
    guard !breaches.isEmpty else { return self }
    var trade = self
    let known = Set(verdict.breaches.map(\.limit))
    let more = breaches.filter { !known.contains($0.limit) }
    trade.verdict.breaches += more
    trade.proposal.recommendation = .pass
    trade.proposal.warnings = more.map { "limit \($0.limit)" } + proposal.warnings
    return trade
  }
}

// What hedging each underlying would take, for the screens and reports of a desk at work.
//
// The readings and their verticals are those that a signal would tell at the same moment.

import MarketData

extension DeskCore {
  /// Hands over the hedges of the book.
  func hedgeSummaries(_ snapshot: inout DeskSnapshot) {
    snapshot.hedging = settings.hedging
    guard market.session != nil, !state.positions.isEmpty else { return }
    var decider = Decider(
      settings: settings, market: market, state: state, figures: figures, now: snapshot.time)
    snapshot.hedges = decider.namedHedges()
  }
}

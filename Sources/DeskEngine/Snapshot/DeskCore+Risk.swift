// The book's risk for the screens: what to measure, and what a candidate would do to it.

import Candidates
import MarketData
import Risk
import Structures

extension DeskCore {
  /// Hands over the book and what it is measured against.
  func riskSummaries(_ snapshot: inout DeskSnapshot) {
    guard market.session != nil, state.money.isFunded else { return }
    var decider = Decider(
      settings: held, market: market, state: state, figures: figures, now: snapshot.time)
    let risk = decider.sessionRisk()
    snapshot.exposure = decider.exposure()
    snapshot.riskQuestion = RiskQuestion(limits: decider.limits, paths: risk.paths)
    snapshot.clusters = risk.clusters
    snapshot.movedLimits = state.limitChanges
  }

  /// The book before and after a candidate in its written size; nil when it is not priced now.
  func whatIf(
    _ entry: CandidateEntry, _ live: LiveCandidate?, on book: MeasuredBook?
  ) -> WhatIf? {
    guard let book, let live, entry.state == .open, entry.record.quantity > 0,
      live.trade.modelLegs.map(\.contract) == entry.record.legs.map(\.contract)
    else { return nil }
    let decider = Decider(
      settings: held, market: market, state: state, figures: figures, now: live.priced)
    let symbol = decider.symbolRisk(entry.record.underlying)
    let quantity = entry.record.quantity
    return book.adding(
      StructureRisk(
        position: nil, underlying: entry.record.underlying, cluster: symbol.cluster,
        beta: symbol.beta,
        legs: live.trade.modelLegs.map { $0.with(count: $0.count * quantity) },
        quantity: quantity, maxLoss: (entry.record.proof.bound * quantity).dollars,
        openedOn: state.session.date))
  }
}

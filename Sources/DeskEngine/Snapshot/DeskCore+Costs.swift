// What the candidates on the screens are reckoned to cost.

import Candidates
import Execution
import MarketData

extension DeskCore {
  /// The cost of a candidate as it is priced now.
  func costEstimate(_ proposal: Proposal, of entry: CandidateEntry) -> CostEstimate? {
    let record = CandidateRecord(
      proposal, candidate: entry.record.candidate, rev: entry.record.rev, edge: entry.record.edge,
      at: market.time)
    var decider = Decider(
      settings: held, market: market, state: state, figures: figures, now: market.time)
    return decider.costEstimate(record)
  }
}

// The explanation of a row of the page, from the snapshot alone.

import Candidates
import Canvas
import DeskEngine
import Edges
import Execution
import MarketData
import Portfolio
import Regimes
import Structures

/// Explains a row; nil when the desk does not hold it.
func explanation(of row: RowID, in snapshot: DeskSnapshot) -> Explanation? {
  switch row {
  case .candidate(let id):
    snapshot.candidates.first { $0.id == id }.map { explain($0, in: snapshot) }
  case .edge(let id):
    snapshot.edges.first { $0.id == id }.map { one in
      explain(
        one, story: story(["E\(id)"], snapshot) + descendants(of: id, snapshot),
        isPanic: snapshot.regime.state.map { $0 == .highVolPanic },
        study: snapshot.health.first { $0.symbol == one.edge.underlying }?.events ?? EventStudy())
    }
  case .position(let id):
    snapshot.positions.first { $0.position.id == id }.map { one in
      explain(
        one.position, marks: one,
        story: story(["O\(one.position.order)", "P\(id)"], snapshot))
    }
  case .order(let id):
    snapshot.orders.first { $0.id == id }.map { explain($0, in: snapshot) }
  case .alert, .entry: nil
  }
}

private func explain(_ one: CandidateSummary, in snapshot: DeskSnapshot) -> Explanation {
  explain(
    CandidateRecord(
      one.proposal, candidate: one.id, rev: one.revision, edge: one.edge, at: one.priced),
    CandidateBackground(
      edge: snapshot.edges.first { $0.id == one.edge }, why: one.why, priced: one.priced,
      state: one.reason.isEmpty ? one.state.rawValue : "\(one.state.rawValue): \(one.reason)",
      verdicts: one.verdict.map { [GateReading($0)] } ?? [],
      story: [StoryLine(one.proposed, "proposed")] + story(["C\(one.id)"], snapshot),
      outlook: snapshot.outlooks.first { $0.candidate == one.id && $0.inputs.priced == one.priced }?
        .inputs))
}

private func explain(_ order: Order, in snapshot: DeskSnapshot) -> Explanation {
  let candidate = snapshot.candidates.first { $0.id == order.candidate }
  // A roll's candidate is the new structure alone: its net is not that of the order.
  let isSame = candidate?.revision == order.revision && order.intent != .roll
  return explain(
    order,
    OrderBackground(
      approvedNet: isSame ? candidate?.proposal.net : nil,
      approvedMid: isSame ? candidate?.proposal.netMid : nil, fills: [],
      verdicts: candidate?.verdict.map { [GateReading($0)] } ?? [],
      story: story(["O\(order.id)"], snapshot)))
}

private func descendants(of edge: Int, _ snapshot: DeskSnapshot) -> [StoryLine] {
  snapshot.candidates.filter { $0.edge == edge }.reversed().map { one in
    StoryLine(one.proposed, "C\(one.id) \(candidateName(one)), \(one.state.rawValue)")
  }
}

/// The latest lines of the log that name one of some ids, at most a dozen.
private func story(_ ids: [String], _ snapshot: DeskSnapshot) -> [StoryLine] {
  let named = snapshot.log.filter { entry in
    entry.text.split { !($0.isLetter || $0.isNumber) }.contains { ids.contains(String($0)) }
  }
  return named.suffix(12).map { StoryLine($0.time, "\($0.type) \($0.text)") }
}

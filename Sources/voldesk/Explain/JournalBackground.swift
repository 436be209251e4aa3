// What the journal of a run knows of a thing, as the explanations take it.

import Candidates
import DeskEngine
import Edges
import Execution
import MarketData
import Portfolio
import Regimes
import Risk
import Screens
import Structures

extension EdgeStory {
  /// The edge as it was found.
  var summary: EdgeSummary {
    let edge = found.fact
    return EdgeSummary(
      id: edge.edge, detected: found.time,
      edge: Edge(
        underlying: edge.underlying, kind: edge.kind, signal: edge.signal, strength: edge.strength,
        percentile: edge.percentile, history: edge.history, isFallback: edge.fallback,
        metrics: edge.metrics, rationale: edge.rationale))
  }
}

extension ReportInput {
  /// Settings that size and price a candidate, with their values as JSON text.
  private var sizingSettings: [(key: String, value: String)] {
    [
      "account.equity", "risk.per_trade", "risk.total", "risk.panic_total",
      "risk.underlying_share", "risk.expiry_share", "risk.cluster_share", "risk.max_contracts",
      "structures.widths", "structures.credit_factor", "costs.fee",
    ].compactMap { key in settings.text(key).map { (key, $0) } }
  }

  /// Explains a candidate at a revision, the latest where none is named; nil when unknown.
  func explanation(candidate id: Int, rev: Int?) -> Explanation? {
    guard let story = facts.candidates[id],
      rev == nil || story.revisions.contains(where: { $0.fact.rev == rev })
    else { return nil }
    let record = story.revision(rev)
    let own = story.verdicts.filter { $0.fact.rev == record.fact.rev }
    let verdicts = own.isEmpty ? Array(story.verdicts.suffix(1)) : own
    return explain(
      record.fact,
      CandidateBackground(
        edge: facts.edges[record.fact.edge]?.summary, priced: record.time, state: story.state,
        verdicts: verdicts.map { GateReading($0.fact, at: $0.time) },
        story: events(of: story), settings: sizingSettings, outlook: outlook))
  }

  /// Explains an edge; nil when unknown.
  func explanation(edge id: Int) -> Explanation? {
    guard let story = facts.edges[id] else { return nil }
    let born = facts.candidateList.filter { $0.latest.fact.edge == id }.map { one in
      StoryLine(
        one.revisions[0].time,
        "C\(one.latest.fact.candidate) \(one.latest.fact.structure.rawValue) proposed, "
          + "\(one.latest.fact.recommendation.rawValue) at last, \(one.state)")
    }
    let notes = story.notes.map { StoryLine($0.time, $0.fact.text) }
    let regime = facts.regime(at: story.found.time)?.fact.to
    return explain(
      story.summary, end: story.ended.map { StoryLine($0.time, $0.fact.reason) },
      story: (born + notes).sorted { $0.time < $1.time },
      isPanic: regime.map { $0 == .highVolPanic })
  }

  /// Explains an order; nil when unknown.
  func explanation(order id: Int) -> Explanation? {
    guard let story = facts.orders[id] else { return nil }
    let created = story.created.fact
    let candidate = created.candidate.flatMap { facts.candidates[$0] }
    let record = candidate?.revision(created.rev).fact
    let position = (created.position ?? story.position).flatMap { facts.positions[$0] }
    let sign = created.intent == .open || created.intent == .hedge ? 1 : -1
    let closing =
      created.intent == .roll
      ? position?.opened.fact.legs.map { Leg(contract: $0.contract, ratio: -$0.ratio) } ?? [] : []
    let own = record?.legs.map { Leg(contract: $0.contract, ratio: $0.ratio) }
    let legs =
      own.map { closing + $0 }
      ?? position?.opened.fact.legs.map { Leg(contract: $0.contract, ratio: sign * $0.ratio) } ?? []
    let order = Order(
      id: id, candidate: created.candidate, revision: created.rev, intent: created.intent,
      position: story.position,
      underlying: record?.underlying ?? position.map { facts.underlying(of: $0) } ?? "",
      legs: legs, quantity: created.quantity, limit: created.limit, created: story.created.time,
      state: story.changes.last?.fact.state ?? .new, filled: story.changes.last?.fact.filled ?? 0)
    let verdicts = (candidate?.verdicts ?? []).filter {
      $0.fact.rev == created.rev && $0.fact.stage != .propose
    }
    return explain(
      order,
      OrderBackground(
        // A roll's candidate is the new structure alone: its net is not that of the order.
        approvedNet: created.intent == .roll ? nil : record?.net,
        approvedMid: created.intent == .roll ? nil : record?.netMid,
        fills: story.fills.map { FillReading($0.fact, at: $0.time) },
        verdicts: verdicts.map { GateReading($0.fact, at: $0.time) },
        story: ((candidate.map { approvals(of: $0) } ?? []) + events(of: story))
          .sorted { $0.time < $1.time }))
  }

  /// Explains a position; nil when unknown.
  func explanation(position id: Int) -> Explanation? {
    guard let story = facts.positions[id] else { return nil }
    let opened = story.opened.fact
    let (cash, fees) = money(of: id)
    let position = Position(
      id: id, order: opened.order,
      edge: facts.edge(of: story)?.found.fact.kind ?? .manual,
      underlying: facts.underlying(of: story), structure: opened.structure,
      quantity: story.quantity,
      legs: opened.legs.map { leg in
        PositionLeg(
          leg: Leg(contract: leg.contract, ratio: leg.ratio), multiplier: leg.multiplier,
          entryPrice: leg.entry,
          isSettled: story.settlements.contains { $0.fact.contract == leg.contract })
      }, entry: story.entry, maxLoss: story.closed == nil ? story.maxLoss : opened.maxLoss,
      opened: story.opened.time, cashFlow: cash, fees: fees)
    let fills = facts.orderList.filter { $0.position == id }.flatMap(\.fills)
    return explain(
      position, fills: fills.map { FillReading($0.fact, at: $0.time) }, story: events(of: story))
  }

  /// Cash in and out of a position and its fees, by the ledger.
  private func money(of position: Int) -> (cash: Money, fees: Money) {
    let accounts = [LedgerAccount.position(position), LedgerAccount.dividends(position)]
    var cash = Money.zero
    var fees = Money.zero
    for posting in facts.postings
    where posting.fact.entries.contains(where: { accounts.contains($0.account) }) {
      for entry in posting.fact.entries {
        if entry.account == LedgerAccount.cash { cash += entry.amount }
        if entry.account == LedgerAccount.fees { fees += entry.amount }
      }
    }
    return (cash, fees)
  }
}

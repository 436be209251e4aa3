// Questions that several sections ask of the facts of a run.

import DeskEngine
import Edges
import MarketData
import Regimes
import Structures

extension RunFacts {
  /// Edges by number.
  var edgeList: [EdgeStory] { edges.values.sorted { $0.found.fact.edge < $1.found.fact.edge } }

  /// Candidates by number.
  var candidateList: [CandidateStory] {
    candidates.values.sorted { $0.latest.fact.candidate < $1.latest.fact.candidate }
  }

  /// Orders by number.
  var orderList: [OrderStory] {
    orders.values.sorted { $0.created.fact.order < $1.created.fact.order }
  }

  /// Positions by number.
  var positionList: [PositionStory] {
    positions.values.sorted { $0.opened.fact.position < $1.opened.fact.position }
  }

  /// Positions that are open, by number.
  var openPositions: [PositionStory] { positionList.filter { $0.closed == nil } }

  /// Alerts by number.
  var alertList: [AlertStory] {
    alerts.values.sorted { $0.raised.fact.alert < $1.raised.fact.alert }
  }

  /// Fills by number.
  var fills: [Timed<LegFilled>] {
    orderList.flatMap(\.fills).sorted { $0.fact.fill < $1.fact.fill }
  }

  /// The edge behind a position; nil when the journal names none.
  func edge(of position: PositionStory) -> EdgeStory? {
    position.candidate.flatMap { candidates[$0] }.flatMap { edges[$0.latest.fact.edge] }
  }

  /// The symbol of a position, by its candidate, else by the root of its first leg.
  func underlying(of position: PositionStory) -> String {
    if let story = position.candidate.flatMap({ candidates[$0] }) {
      return story.latest.fact.underlying
    }
    let root = position.opened.fact.legs.first?.contract.root ?? ""
    let known = Set(chains.map(\.fact.underlying)).sorted { $0.utf8.count > $1.utf8.count }
    return known.first { root.hasPrefix($0) } ?? root
  }

  /// The regime that was held at a moment; nil before the first reading.
  func regime(at time: Instant) -> Timed<RegimeChanged>? { regimes.last { $0.time <= time } }

  /// The session of a date; nil when there was none.
  func session(of date: CivilDate) -> Timed<SessionOpened>? {
    sessions.last { $0.fact.date == date }
  }

  /// The last mark of the book up to the end of a date.
  func lastMark(_ date: CivilDate) -> Timed<EquityMarked>? { marks.last { $0.date <= date } }

  /// The figures that a session left for a group, such as a symbol or the regime.
  func closing(_ date: CivilDate, _ group: String) -> NumberGroup? {
    rolls.last { $0.fact.date == date }?.fact.market.first { $0.name == group }
  }
}

extension CandidateRecord {
  /// Packages that the figures of the record are for: one while the sizing refuses.
  var packages: Int { max(1, quantity) }

  /// Units of the underlying in one contract, as the proof's own arithmetic has them.
  ///
  /// The bound is (worst loss - net) x multiplier + fees of one package.
  var multiplier: Int {
    let points = proof.groups.reduce(0) { $0 + $1.loss } - net.dollars
    let dollars = proof.bound.dollars - fees.dollars / Double(packages)
    let ratio = (dollars / points).rounded()
    return points.magnitude > 0.01 && ratio >= 1 && ratio <= 100_000 ? Int(ratio) : 100
  }

  /// The first expiry of its legs.
  var expiry: CivilDate? { legs.map(\.contract.expiry).min() }

  /// The credit, or negative the debit, of the whole quantity in dollars.
  var premium: Money { net * (multiplier * packages) }
}

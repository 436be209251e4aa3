// The chain of one order: everything in the journal that led to it and all that came of it.

import DeskEngine
import Execution
import MarketData
import Portfolio
import Risk

/// An order with the events of its own.
struct AuditedOrder {
  let created: Event
  let order: OrderCreated
  /// Verdicts on the order itself: at its approval and at its fills.
  var verdicts: [(event: Event, verdict: RiskJudged)] = []
  var changes: [(event: Event, change: OrderChanged)] = []
  var fills: [(event: Event, fill: LegFilled)] = []
  /// Slices of an order in shares.
  var shares: [(event: Event, trade: SharesTraded)] = []
}

/// The chain of an order, or of a candidate of which no order came.
struct AuditChain {
  let journal: AuditJournal
  /// The candidate behind it.
  let candidate: Int?
  /// The revision that was approved; the last one where none was.
  private(set) var record: CandidateRecord?
  /// The order; nil for a candidate without one.
  private(set) var order: AuditedOrder?
  /// The position that it opened or closes.
  private(set) var position: Int?
  private(set) var opened: PositionOpened?
  /// Orders that close that position, where this one opened it.
  private(set) var exits: [AuditedOrder] = []
  /// Postings of the order and of its position.
  private(set) var postings: [(event: Event, posting: LedgerPosted)] = []
  private(set) var closed: PositionClosed?
  /// Every event of the chain, in order.
  private(set) var events: [Event] = []

  /// Traces an order.
  init?(order id: Int, in journal: AuditJournal) {
    self.journal = journal
    let orders = AuditChain.orders(journal.events)
    guard let own = orders[id] else { return nil }
    order = own
    candidate = own.order.candidate
    position = own.order.position
    for event in journal.events {
      if case .positionOpened(let e) = event.body, e.order == id { position = e.position }
    }
    if let position, own.order.position == nil {
      exits = orders.values.filter { $0.order.position == position }
        .sorted { $0.created.seq < $1.created.seq }
    }
    gather()
  }

  /// Traces a candidate of which no order came.
  init(candidate id: Int, in journal: AuditJournal) {
    self.journal = journal
    candidate = id
    gather()
  }

  /// This order, then those that close its position.
  var orders: [AuditedOrder] { (order.map { [$0] } ?? []) + exits }

  /// Every order of a journal, with the verdicts that stand before what they let through.
  private static func orders(_ events: [Event]) -> [Int: AuditedOrder] {
    var found: [Int: AuditedOrder] = [:]
    var pending: [(event: Event, verdict: RiskJudged)] = []
    func claim(_ id: Int, at event: Event) {
      let own = found[id]?.order
      found[id]?.verdicts += pending.filter {
        $0.event.time == event.time && $0.verdict.candidate == own?.candidate
          && $0.verdict.rev == own?.rev && $0.verdict.stage != .propose
      }
      pending = []
    }
    for event in events {
      switch event.body {
      case .riskVerdict(let e): pending.append((event, e))
      case .orderCreated(let e):
        found[e.order] = AuditedOrder(created: event, order: e)
        claim(e.order, at: event)
      case .orderChanged(let e):
        claim(e.order, at: event)
        found[e.order]?.changes.append((event, e))
      case .legFilled(let e):
        claim(e.order, at: event)
        found[e.order]?.fills.append((event, e))
      case .sharesTraded(let e):
        guard let id = e.order else { break }
        claim(id, at: event)
        found[id]?.shares.append((event, e))
      default: break
      }
    }
    return found
  }

  private mutating func gather() {
    var verdicts = Set(orders.flatMap { $0.verdicts.map(\.event.seq) })
    for event in journal.events {
      if case .riskVerdict(let e) = event.body, let id = e.candidate, id == candidate,
        order.map({ event.seq <= $0.created.seq }) ?? true
      {
        verdicts.insert(event.seq)
      }
      take(event)
    }
    let edges = edgeEvents()
    events = journal.events.filter { event in
      if case .riskVerdict = event.body { return verdicts.contains(event.seq) }
      return edges.contains(event.seq) || belongs(event)
    }
  }

  private mutating func take(_ event: Event) {
    switch event.body {
    case .candidateProposed(let e), .candidateRevised(let e):
      guard e.candidate == candidate, order.map({ e.rev <= $0.order.rev ?? 0 }) ?? true else {
        return
      }
      record = e
    case .positionOpened(let e) where e.position == position: opened = e
    case .positionClosed(let e) where e.position == position: closed = e
    case .ledgerPosted(let e) where isOwn(e): postings.append((event, e))
    default: break
    }
  }

  /// The detector's word on the edge behind the candidate, as it stood at the proposal.
  private func edgeEvents() -> Set<Int> {
    guard let edge = record?.edge else { return [] }
    let limit = order?.created.seq ?? .max
    let found = journal.events.filter { event in
      if case .edgeDetected(let e) = event.body { return e.edge == edge && event.seq < limit }
      return false
    }
    return Set(found.map(\.seq))
  }

  private func isOwn(_ posting: LedgerPosted) -> Bool {
    if let position {
      let account = LedgerAccount.position(position)
      if posting.entries.contains(where: { $0.account == account }) { return true }
    }
    let refs =
      orders.map { "O\($0.order.order)" }
      + orders.flatMap { $0.fills.map { "F\($0.fill.fill)" } }
    return refs.contains(posting.ref)
  }

  private func belongs(_ event: Event) -> Bool {
    let ids = orders.map(\.order.order)
    let end = order?.created.seq ?? .max
    return switch event.body {
    case .candidateProposed(let e), .candidateRevised(let e):
      e.candidate == candidate && event.seq < end
    case .candidateApproved(let e): e.candidate == candidate
    case .candidateRejected(let e): e.candidate == candidate
    case .candidateRestored(let e): e.candidate == candidate
    case .candidateClosed(let e): e.candidate == candidate
    case .commandRefused(let e):
      candidate != nil && journal.candidate(ofCommand: e.command) == candidate
    case .noted(let e):
      candidate.map { e.ref == "C\($0)" } ?? false || ids.contains { e.ref == "O\($0)" }
    case .orderCreated(let e): ids.contains(e.order)
    case .orderChanged(let e): ids.contains(e.order)
    case .legFilled(let e): ids.contains(e.order)
    case .ledgerPosted(let e): isOwn(e)
    case .killEngaged(let e): e.cancelled.contains { ids.contains($0) }
    case .sharesTraded(let e):
      e.order.map { ids.contains($0) } ?? (e.position == position)
    case .edgeDetected, .edgeEnded, .configChanged, .alertRaised, .alertAcknowledged,
      .sessionOpened, .sessionClosed, .limitCrossed, .tradingStateChanged, .killReset:
      false
    default: names(event, ids)
    }
  }

  /// Whether an event names one of the orders or the position among its fields.
  private func names(_ event: Event, _ ids: [Int]) -> Bool {
    lineFields(event.line()).contains { field in
      switch field.path {
      case "order": ids.contains { field.value == "\($0)" }
      case "position": position.map { field.value == "\($0)" } ?? false
      default: false
      }
    }
  }
}

// One event of an audit in words: what happened, and beneath it every number that counted.

import Candidates
import Canvas
import DeskEngine
import Edges
import Execution
import MarketData
import Portfolio
import Risk
import Structures

/// An event in words.
struct AuditEntry {
  let event: Event
  /// What happened.
  let title: String
  /// What it rested on.
  var details: [String] = []

  /// Tells an event.
  init(_ event: Event) {
    self.event = event
    switch event.body {
    case .edgeDetected(let e):
      title =
        "E\(e.edge) \(e.kind.rawValue) \(e.underlying): \(e.signal.rawValue), strength \(e.strength)"
      details = AuditEntry.edge(e)
    case .candidateProposed(let e):
      title = "C\(e.candidate).\(e.rev) proposed from E\(e.edge): \(AuditEntry.offer(e))"
      details = AuditEntry.legs(e)
    case .candidateRevised(let e):
      title = "C\(e.candidate).\(e.rev): \(AuditEntry.offer(e))"
    case .riskVerdict(let e):
      title = AuditEntry.verdict(e)
      details = [AuditEntry.after(e.after)]
    case .candidateApproved, .candidateRejected, .candidateRestored, .candidateClosed:
      title = AuditEntry.turn(event.body)
    case .commandRefused(let e):
      title = "\(e.command) \(e.verb.rawValue) refused, \(e.code.rawValue): \(e.text)"
    case .noted(let e): title = "\(e.ref.map { "\($0): " } ?? "")\(e.text)"
    case .configChanged(let e): title = "settings \(e.configHash.prefix(16)) from here on"
    case .killEngaged(let e): title = "kill engaged by \(e.source.rawValue): \(e.reason)"
    default: title = AuditEntry.trade(event)
    }
  }

  private static func edge(_ edge: EdgeDetected) -> [String] {
    let percentile = edge.percentile.map { "percentile \($0) of " } ?? "no percentile, "
    let metrics = edge.metrics.map { "\($0.name) \($0.value.map { "\($0)" } ?? "-")" }
    return [
      edge.rationale,
      percentile + "\(edge.history) days" + (edge.fallback ? ", by the rule for a short past" : ""),
      metrics.joined(separator: ", "),
    ]
  }

  private static func offer(_ e: CandidateRecord) -> String {
    "\(e.quantity) x \(e.structure.rawValue), net \(e.net), max loss \(e.maxLoss), "
      + e.recommendation.rawValue
  }

  private static func legs(_ record: CandidateRecord) -> [String] {
    record.legs.map {
      "\($0.ratio > 0 ? "+" : "")\($0.ratio) \($0.contract)  \($0.bid)/\($0.ask)  iv \($0.iv)  "
        + "delta \($0.delta)"
    } + record.warnings.map { "warning: \($0)" }
  }

  private static func verdict(_ e: RiskJudged) -> String {
    let of = e.candidate.map { "C\($0)" + (e.rev.map { ".\($0)" } ?? "") } ?? "the exit"
    if e.passed { return "\(e.stage.rawValue) of \(of) passed the gate" }
    return "\(e.stage.rawValue) of \(of) refused: \(breaches(e))"
  }

  /// Every breach of a verdict, as `vega 10400.0 of 10000.0`.
  static func breaches(_ verdict: RiskJudged) -> String {
    verdict.breaches.map {
      "\($0.limit) \($0.value.map { "\($0)" } ?? "unknown") of \($0.bound)"
    }.joined(separator: ", ")
  }

  private static func after(_ book: BookAfter) -> String {
    "book after: max loss \(book.maxLoss), margin \(book.margin), delta \(book.delta), "
      + "gamma \(book.gamma), vega \(book.vega), theta \(book.theta), "
      + "worst stress \(book.worstStress)"
  }

  private static func turn(_ body: EventBody) -> String {
    switch body {
    case .candidateApproved(let e):
      "C\(e.candidate).\(e.rev) approved by \(e.by.rawValue) with \(e.command)"
    case .candidateRejected(let e):
      "C\(e.candidate).\(e.rev) rejected by \(e.by.rawValue) with \(e.command): \(e.reason)"
    case .candidateRestored(let e): "C\(e.candidate).\(e.rev) restored with \(e.command)"
    case .candidateClosed(let e): "C\(e.candidate).\(e.rev) closed: \(e.reason)"
    default: body.name
    }
  }

  private static func trade(_ event: Event) -> String {
    switch event.body {
    case .sharesTraded(let e):
      (e.fill.map { "F\($0)" } ?? "exercise or assignment")
        + ": \(e.shares > 0 ? "+" : "")\(e.shares) \(e.symbol) at \(e.price), mid \(e.mid), "
        + "worst \(e.worstPrice), fee \(e.fee)"
    case .orderCreated(let e) where e.intent == .hedge:
      "O\(e.order) HEDGE: \(e.quantity) shares, limit \(e.limit), \(e.tif.rawValue)"
        + (e.position.map { ", of P\($0)" } ?? "")
    case .orderCreated(let e):
      "O\(e.order) \(e.intent.rawValue): \(e.quantity) packages, limit \(e.limit), "
        + e.tif.rawValue + (e.position.map { ", of P\($0)" } ?? "")
    case .orderChanged(let e):
      "O\(e.order) \(e.state.rawValue), \(e.filled) filled: \(e.reason)"
    case .legFilled(let e):
      "F\(e.fill) leg \(e.leg): \(e.quantity > 0 ? "+" : "")\(e.quantity) \(e.contract) at "
        + "\(e.price), mid \(e.mid), worst \(e.worstPrice), fee \(e.fee)"
    case .positionOpened(let e):
      "P\(e.position) opened: \(e.quantity) x \(e.structure.rawValue) at \(e.entry), "
        + "max loss \(e.maxLoss)"
    case .positionChanged(let e):
      "P\(e.position) now \(e.quantity) packages at \(e.entry), max loss \(e.maxLoss)"
    case .positionClosed(let e):
      "P\(e.position) closed, \(e.reason.rawValue): realised \(e.realised) after fees \(e.fees)"
    case .settled(let e):
      "P\(e.position): \(e.contract) settled at \(e.price), \(e.source): cash \(e.cash)"
    case .ledgerPosted(let e):
      "posting \(e.posting) for \(e.ref): "
        + e.entries.map { "\($0.account) \($0.amount)" }.joined(separator: ", ")
        + "; sum \(e.entries.reduce(Money.zero) { $0 + $1.amount })"
    default:
      event.body.name + ": "
        + lineFields(event.line()).dropFirst(3).map { "\($0.path) \($0.value)" }
        .joined(separator: ", ")
    }
  }
}

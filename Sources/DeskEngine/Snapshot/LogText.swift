// Events in words, for the log pane.

import Candidates
import Edges
import Execution
import MarketData
import Portfolio
import Regimes
import Risk
import Structures

extension LogEntry {
  init(_ event: Event) {
    let (severity, text) = words(event.body)
    self.init(
      seq: event.seq, time: event.time, severity: severity, type: event.body.name, text: text)
  }
}

private func words(_ body: EventBody) -> (Severity, String) {
  switch body {
  case .candidateProposed, .candidateRevised, .candidateClosed, .candidateApproved,
    .candidateRejected, .candidateRestored, .commandRefused:
    candidateWords(body)
  case .orderCreated, .orderChanged, .legFilled, .positionOpened, .positionChanged,
    .positionClosed, .settled, .sharesTraded, .ledgerPosted, .equityMarked, .profitExplained:
    bookWords(body)
  case .riskVerdict, .limitCrossed, .tradingStateChanged, .killEngaged, .killReset, .alertRaised,
    .alertAcknowledged:
    riskWords(body)
  case .jobRequested, .jobFinished, .parametersFitted: jobWords(body)
  default: marketWords(body)
  }
}

private func marketWords(_ body: EventBody) -> (Severity, String) {
  switch body {
  case .configChanged(let e):
    (
      .info,
      e.changes.map { "\($0.key): \($0.from ?? "-") -> \($0.to ?? "-")" }.joined(separator: ", ")
    )
  case .noted(let e): (.info, (e.ref.map { $0 + " " } ?? "") + e.text)
  case .sessionOpened(let e): (.info, "\(e.date) opens with equity \(grouped(e.baseEquity))")
  case .sessionClosed(let e):
    (
      .info,
      "\(e.date) closes with equity \(grouped(e.equity)), realised \(grouped(e.realised)), \(e.openPositions) open"
    )
  case .dayRolled(let e): (.info, e.next.map { "next session \($0)" } ?? "the tape ends")
  case .feedChanged(let e): (e.state == .up ? .info : .warn, "\(e.state.rawValue): \(e.reason)")
  case .quotesRejected(let e):
    (
      .info,
      e.underlying + " "
        + e.counts.map { "\($0.name) \(Int($0.value ?? 0))" }.joined(separator: ", ")
    )
  case .chainJudged(let e):
    (
      e.verdict == .usable ? .info : .warn,
      "\(e.underlying) \(e.verdict.rawValue)"
        + (e.reasons.isEmpty ? "" : ": " + e.reasons.joined(separator: "; "))
    )
  case .regimeChanged(let e):
    (
      e.to == .highVolPanic ? .warn : .info,
      "\(e.from.map { $0.rawValue + " -> " } ?? "")\(e.to.rawValue) \(Int(e.confidence.rounded())) %"
    )
  case .edgeDetected(let e): (.info, "E\(e.edge) \(e.rationale)")
  case .edgeAbstained(let e): (.info, "\(e.underlying) \(e.kind.rawValue): \(e.reason)")
  case .edgeEnded(let e): (.info, "E\(e.edge) ended: \(e.reason)")
  case .runStarted(let e): (.info, "run \(e.run) \(e.key)")
  case .runEnded(let e): (.info, "run \(e.run): \(e.reason)")
  default: (.info, "")
  }
}

private func candidateWords(_ body: EventBody) -> (Severity, String) {
  switch body {
  case .candidateProposed(let e): (.info, candidate(e))
  case .candidateRevised(let e): (.info, "rev \(e.rev) " + candidate(e))
  case .candidateClosed(let e): (.info, "C\(e.candidate): \(e.reason)")
  case .candidateApproved(let e):
    (.info, "C\(e.candidate) rev \(e.rev) by \(e.by.rawValue) \(e.command)")
  case .candidateRejected(let e): (.info, "C\(e.candidate) by \(e.by.rawValue): \(e.reason)")
  case .candidateRestored(let e): (.info, "C\(e.candidate) is open again")
  case .commandRefused(let e): (.warn, "\(e.verb.rawValue) \(e.code.rawValue): \(e.text)")
  default: (.info, "")
  }
}

private func candidate(_ e: CandidateRecord) -> String {
  "C\(e.candidate) \(e.underlying) \(e.structure.rawValue) x\(e.quantity) net \(price(e.net)) max loss "
    + "\(grouped(e.maxLoss)) \(e.recommendation.rawValue) from E\(e.edge)"
}

private func bookWords(_ body: EventBody) -> (Severity, String) {
  switch body {
  case .orderCreated(let e):
    (
      .info,
      "O\(e.order) \(e.intent.rawValue) "
        + (e.candidate.map { "C\($0)" } ?? e.position.map { "P\($0)" } ?? "")
        + " x\(e.quantity) limit \(price(e.limit))"
    )
  case .orderChanged(let e):
    (e.state == .rejected ? .warn : .info, "O\(e.order) \(e.state.rawValue): \(e.reason)")
  case .legFilled(let e):
    (
      .info,
      "F\(e.fill) O\(e.order) \(e.contract) \(e.quantity > 0 ? "+" : "")\(e.quantity) @ \(price(e.price)) "
        + "(mid \(price(e.mid)), worst \(price(e.worstPrice)))"
    )
  case .positionOpened(let e):
    (.info, "P\(e.position) \(e.structure.rawValue) x\(e.quantity) at \(price(e.entry))")
  case .positionChanged(let e): (.info, "P\(e.position) x\(e.quantity)")
  case .positionClosed(let e):
    (
      e.reason == .stop ? .warn : .info,
      "P\(e.position) \(e.reason.rawValue) realised \(grouped(e.realised)) after fees \(price(e.fees))"
    )
  case .settled(let e):
    (.info, "P\(e.position) \(e.contract) on \(e.source) \(e.price): \(grouped(e.cash))")
  case .sharesTraded(let e): (.info, sharesWords(e))
  case .ledgerPosted(let e):
    (
      .info,
      e.ref + " " + e.entries.map { "\($0.account) \(price($0.amount))" }.joined(separator: ", ")
    )
  case .equityMarked(let e): (.info, "equity \(grouped(e.equity))")
  case .profitExplained(let e): (.info, explainedText(e))
  default: (.info, "")
  }
}

private func sharesWords(_ e: SharesTraded) -> String {
  let count = "\(e.shares > 0 ? "+" : "")\(e.shares) \(e.symbol)"
  guard let fill = e.fill, let order = e.order else {
    return "P\(e.position) \(count) by delivery, carried at \(price(e.price))"
  }
  return "F\(fill) O\(order) \(count) @ \(price(e.price)) "
    + "(mid \(price(e.mid)), worst \(price(e.worstPrice)))"
}

private func riskWords(_ body: EventBody) -> (Severity, String) {
  switch body {
  case .riskVerdict(let e):
    (
      e.passed ? .info : .warn,
      "\(e.candidate.map { "C\($0) " } ?? "")\(e.stage.rawValue) "
        + (e.passed
          ? "passed"
          : e.breaches.map {
            "\($0.limit) \($0.value.map { figure($0) } ?? "missing") > \(figure($0.bound))"
          }
          .joined(separator: ", "))
    )
  case .limitCrossed(let e):
    (
      e.level >= 100 ? .error : e.level >= 80 ? .warn : .info,
      "\(e.limit) level \(e.level): \(figure(e.value)) of \(figure(e.bound))"
    )
  case .tradingStateChanged(let e):
    (
      e.to == .active ? .info : .warn,
      "\(e.from.rawValue) -> \(e.to.rawValue)"
        + (e.causes.isEmpty ? "" : " (\(e.causes.map(\.rawValue).joined(separator: ", ")))")
    )
  case .killEngaged(let e): (.critical, "\(e.source.rawValue): \(e.reason)")
  case .killReset(let e): (.warn, "by \(e.operatorName): \(e.reason)")
  case .alertRaised(let e): (e.severity, "A\(e.alert) \(e.text)")
  case .alertAcknowledged(let e): (.info, "A\(e.alert) by \(e.by.rawValue)")
  default: (.info, "")
  }
}

private func jobWords(_ body: EventBody) -> (Severity, String) {
  switch body {
  case .jobRequested(let e): (.info, "J\(e.job) \(e.kind.rawValue)")
  case .jobFinished(let e): (e.status == .done ? .info : .warn, "J\(e.job) \(e.status.rawValue)")
  case .parametersFitted(let e):
    (e.status == .converged ? .info : .warn, "\(e.metric("fit of")) \(e.status.rawValue)")
  default: (.info, "")
  }
}

/// A price with two decimals, more only where it has them.
private func price(_ money: Money) -> String {
  let text = money.description
  let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
  let zeros = String(repeating: "0", count: max(0, 2 - decimals))
  return text + (decimals == 0 ? "." : "") + zeros
}

/// A figure of unknown size: whole from a hundred, else with two decimals.
private func figure(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
  if abs(value) >= 100 { return grouped(Money(wholeDollars: Int(value.rounded()))) }
  return "\((value * 100).rounded() / 100)"
}

/// Dollars with thousands separated, without cents.
private func grouped(_ money: Money) -> String {
  let dollars = (money.units + (money.units < 0 ? -5_000 : 5_000)) / 10_000
  var digits = Array(String(dollars.magnitude))
  var position = digits.count - 3
  while position > 0 {
    digits.insert(",", at: position)
    position -= 3
  }
  return (dollars < 0 ? "-" : "") + String(digits)
}

extension CommandOutcome {
  /// The outcome that an event reports, or nil for an event that reports none.
  init?(_ event: Event) {
    switch event.body {
    case .candidateApproved(let e):
      self.init(
        command: e.command, verb: .approve, seq: event.seq, text: "✓ #\(event.seq) C\(e.candidate)")
    case .candidateRejected(let e):
      self.init(
        command: e.command, verb: .reject, seq: event.seq, text: "✓ #\(event.seq) C\(e.candidate)")
    case .candidateRestored(let e):
      self.init(
        command: e.command, verb: .restore, seq: event.seq, text: "✓ #\(event.seq) C\(e.candidate)")
    case .commandRefused(let e):
      self.init(command: e.command, verb: e.verb, seq: nil, text: "✗ \(e.code.rawValue) \(e.text)")
    default: return nil
    }
  }
}

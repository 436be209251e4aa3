// An audit as lines for people, at most 80 columns wide, and as JSON with the journal's own lines.

import Candidates
import Canvas
import DeskEngine
import Execution
import MarketData
import Risk
import Structures

extension AuditChain {
  /// The heading: what was audited and where it stands.
  private var title: String {
    guard let order else {
      return "C\(candidate ?? 0) of run \(journal.run): no order came of it"
    }
    let what =
      record.map { " \($0.structure.rawValue) \($0.underlying)" }
      ?? opened.map { " \($0.structure.rawValue)" } ?? ""
    let state = order.changes.last?.change.state ?? .new
    if order.order.intent == .hedge {
      let symbol = order.shares.first.map { " of \($0.trade.symbol)" } ?? ""
      return "O\(order.order.order) of run \(journal.run): \(order.order.intent.rawValue) "
        + "\(order.order.quantity) shares\(symbol), \(state.rawValue)"
    }
    return "O\(order.order.order) of run \(journal.run): \(order.order.intent.rawValue) "
      + "\(order.order.quantity) x\(what), \(state.rawValue)"
  }

  /// The hash of the settings that decided: at the creation, or at the last word on a candidate.
  var configHash: String {
    journal.configHash(at: order?.created.seq ?? events.last?.seq ?? 0)
  }

  /// The whole audit.
  func lines() -> [String] {
    var lines = [sanitize(title), "settings \(shown(configHash))"]
    if order?.order.position != nil, let opened {
      lines.append("opened by O\(opened.order); see voldesk audit O\(opened.order)")
    }
    lines.append("")
    var date: CivilDate?
    for event in events {
      let day = NewYorkTime.date(event.time)
      if day != date {
        lines.append("\(day)")
        date = day
      }
      lines += entry(AuditEntry(event))
    }
    lines += shareLines
    if let record { lines += ["", "Proof of defined risk:"] + indented(proofLines(record), by: 2) }
    if order == nil { lines += ["", "Why no order:"] + indented(refusals, by: 2) }
    let checks = checks
    if !checks.isEmpty { lines += ["", "Checks:"] }
    for check in checks {
      lines.append("  \(check.didHold ? "\u{2713}" : "\u{2717}") \(check.name)")
      if let fault = check.fault { lines += indented([fault], by: 6) }
    }
    return lines
  }

  /// Seq, time and words; what it rested on stands beneath.
  private func entry(_ entry: AuditEntry) -> [String] {
    let clock = String(entry.event.time.description.dropFirst(11).prefix(8))
    let head = fitted("\(entry.event.seq)", width: 7, .trailing) + "  \(clock)  "
    let margin = String(repeating: " ", count: 19)
    let title = wrapped(sanitize(entry.title), width: 61)
    let details = entry.details.filter { !$0.isEmpty }
      .flatMap { wrapped(sanitize($0), width: 59).map { "  \($0)" } }
    return (title + details).enumerated().map { ($0.offset == 0 ? head : margin) + $0.element }
  }

  private func indented(_ texts: [String], by margin: Int) -> [String] {
    texts.flatMap { wrapped(sanitize($0), width: 80 - margin) }
      .map { String(repeating: " ", count: margin) + $0 }
  }

  private func shown(_ hash: String) -> String { hash.isEmpty ? "not known" : hash }

  /// Why no order came of a candidate: what was refused, and what became of it.
  private var refusals: [String] {
    var reasons: [String] = []
    for event in events {
      switch event.body {
      case .riskVerdict(let e) where !e.passed:
        reasons.append("\(e.stage.rawValue) refused: \(AuditEntry.breaches(e))")
      case .commandRefused, .candidateRejected, .candidateClosed:
        reasons.append(AuditEntry(event).title)
      default: break
      }
    }
    if let record, record.recommendation != .trade {
      reasons.append(
        "the last revision is \(record.recommendation.rawValue), quality \(record.quality)")
    }
    // The same refusal each minute is one reason.
    var seen: Set<String> = []
    let once = reasons.filter { seen.insert($0).inserted }
    return once.isEmpty ? ["nobody approved it"] : once.suffix(12)
  }

  /// One JSON object.
  var json: String {
    jsonObject([
      ("run", "\(journal.run)"),
      ("order", order.map { "\($0.order.order)" } ?? "null"),
      ("candidate", candidate.map { "\($0)" } ?? "null"),
      ("position", position.map { "\($0)" } ?? "null"),
      ("exits", jsonArray(exits.map { "\($0.order.order)" })),
      ("config_hash", jsonText(configHash)),
      ("proof", jsonArray(record.map { proofLines($0).map(jsonText) } ?? [])),
      ("why_no_order", jsonArray(order == nil ? refusals.map(jsonText) : [])),
      ("shares", shareJSON),
      ("events", jsonArray(events.map { String(decoding: $0.line(), as: UTF8.self) })),
      (
        "checks",
        jsonArray(
          checks.map {
            jsonObject([
              ("check", jsonText($0.name)), ("passed", $0.didHold ? "true" : "false"),
              ("fault", $0.fault.map(jsonText) ?? "null"),
            ])
          })
      ),
    ])
  }
}

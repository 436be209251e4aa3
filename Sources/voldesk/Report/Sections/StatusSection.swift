// Section 2: what the desk may do, and why.

import DeskEngine
import MarketData
import Risk

/// The trading state at the end of the day with its causes, and how it came there.
func statusSection(_ input: ReportInput) -> ReportSection {
  let standing = TradingStanding(input.facts.trading.map(\.fact))
  var facts = [
    ReportFact("state", "status", .text(standing.state)),
    ReportFact(
      "causes", "causes", .text(standing.causes.isEmpty ? "none" : standing.causes)),
    ReportFact(
      "feed", "market feed",
      input.facts.feeds.last.map { .text($0.fact.state.rawValue) } ?? .missing),
  ]
  if let kill = standing.kill {
    facts.append(ReportFact("kill", "kill switch", .text("engaged by \(kill)")))
  } else {
    facts.append(ReportFact("kill", "kill switch", .text("released")))
  }
  let rows = input.facts.trading.on(input.date).map { change -> [ReportCell] in
    [.clock(change.time), .text(change.fact.name), .text(words(change.fact))]
  }
  var blocks: [ReportBlock] = [.facts(facts)]
  if rows.isEmpty {
    blocks.append(.text("The trading state did not change in this session."))
  } else {
    blocks.append(
      .table(
        ReportTable(
          "changes", [.text("time", "time"), .text("event", "event"), .text("what", "what")], rows))
    )
  }
  return ReportSection(2, "status", "Status", blocks)
}

/// Where the trading state stands after some changes.
struct TradingStanding {
  /// ACTIVE, REDUCING or HALTED.
  private(set) var state = "ACTIVE"
  /// The causes of REDUCING, with commas between them.
  private(set) var causes = ""
  /// What engaged the kill and why; nil while it is released.
  private(set) var kill: String?

  /// Folds changes in their order.
  init(_ changes: [EventBody]) {
    for change in changes {
      switch change {
      case .tradingStateChanged(let e):
        state = e.to.rawValue
        causes = e.causes.map(\.rawValue).joined(separator: ", ")
      case .killEngaged(let e): kill = "\(e.source.rawValue): \(e.reason)"
      case .killReset: kill = nil
      default: break
      }
    }
    if kill != nil { state = "HALTED" }
  }
}

private func words(_ body: EventBody) -> String {
  switch body {
  case .tradingStateChanged(let e):
    let causes = e.causes.map(\.rawValue).joined(separator: ", ")
    return "\(e.from.rawValue) to \(e.to.rawValue)" + (causes.isEmpty ? "" : " (\(causes))")
  case .killEngaged(let e):
    let orders = e.cancelled.map { "O\($0)" }.joined(separator: ", ")
    return "\(e.source.rawValue): \(e.reason)" + (orders.isEmpty ? "" : "; cancelled \(orders)")
  case .killReset(let e): return "by \(e.operatorName): \(e.reason)"
  default: return ""
  }
}

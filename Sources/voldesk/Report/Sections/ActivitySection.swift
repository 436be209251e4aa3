// Section 12: alerts, orders, costs of trading and where the result came from.

import DeskEngine
import Execution
import MarketData
import Risk
import Structures

/// What the desk did in the session.
func activitySection(_ input: ReportInput) -> ReportSection {
  var blocks: [ReportBlock] = []
  let alerts = input.facts.alertList.filter { $0.raised.date == input.date }
  blocks.append(
    .group(
      title: "Alerts",
      [alerts.isEmpty ? .text("No alert was raised.") : .table(alertTable(alerts))]))
  let orders = input.facts.orderList.filter { story in
    story.created.date == input.date || story.changes.contains { $0.date == input.date }
  }
  blocks.append(
    .group(
      title: "Orders",
      orders.isEmpty ? [.text("No order was sent.")] : [.table(orderTable(orders))]))
  let refusals = input.facts.refusals.on(input.date)
  if !refusals.isEmpty {
    blocks.append(.group(title: "Commands refused", [.table(refusalTable(refusals))]))
  }
  blocks.append(.group(title: "Transaction costs", costBlocks(input)))
  blocks.append(.group(title: "Attribution", attributionBlocks(input)))
  let notes = input.facts.notes.on(input.date).filter { $0.fact.ref?.hasPrefix("E") != true }
  if !notes.isEmpty {
    blocks.append(
      .group(
        title: "Notes",
        [
          .list(
            id: "notes",
            notes.map { note in
              let ref = note.fact.ref.map { "\(safe($0)) " } ?? ""
              return "\(clockText(note.time)) \(ref)\(safe(note.fact.text))"
            })
        ]))
  }
  return ReportSection(12, "activity", "Alerts, orders, costs, attribution", blocks)
}

private func alertTable(_ alerts: [AlertStory]) -> ReportTable {
  ReportTable(
    "alerts",
    [
      .text("alert", "alert"), .text("time", "time"), .text("severity", "severity"),
      .text("metric", "metric"), .number("value", "value"), .number("threshold", "threshold"),
      .text("text", "text"), .text("acknowledged", "acknowledged"),
    ],
    alerts.map { story in
      let alert = story.raised.fact
      return [
        .text("A\(alert.alert)"), .clock(story.raised.time), .text(alert.severity.rawValue),
        .text(alert.metric), .number(alert.value, 4), .number(alert.threshold, 4),
        .text(alert.text),
        .text(
          story.acknowledged.map { "\(clockText($0.time)) by \($0.fact.by.rawValue)" } ?? "open"),
      ]
    })
}

private func orderTable(_ orders: [OrderStory]) -> ReportTable {
  ReportTable(
    "orders",
    [
      .text("order", "order"), .text("created", "created"), .text("for", "for"),
      .text("intent", "intent"), .number("contracts", "packages"),
      .number("limit", "limit, points"), .text("state", "state"), .number("filled", "filled"),
      .text("reason", "last word"),
    ],
    orders.map { story in
      let order = story.created.fact
      let owner = order.candidate.map { "C\($0)" } ?? order.position.map { "P\($0)" } ?? "-"
      let last = story.changes.last?.fact
      return [
        .text("O\(order.order)"), .clock(story.created.time), .text(owner),
        .text(order.intent.rawValue), .count(order.quantity), .price(order.limit, signed: true),
        .text(story.state), .count(last?.filled ?? 0), .text(last?.reason ?? ""),
      ]
    })
}

private func refusalTable(_ refusals: [Timed<CommandRefused>]) -> ReportTable {
  ReportTable(
    "refusals",
    [
      .text("time", "time"), .text("command", "command"), .text("verb", "verb"),
      .text("code", "code"), .text("text", "why"),
    ],
    refusals.map { one in
      [
        .clock(one.time), .text(one.fact.command), .text(one.fact.verb.rawValue),
        .text(one.fact.code.rawValue), .text(one.fact.text),
      ]
    })
}

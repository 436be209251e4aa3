// What the fills of the day cost against the mid, the far side and the price that was decided on.

import DeskEngine
import Execution
import MarketData

/// Transaction costs of the day.
func costBlocks(_ input: ReportInput) -> [ReportBlock] {
  let orders = input.facts.orderList.filter { $0.fills.contains { $0.date == input.date } }
  let ended = input.facts.orderList.filter { $0.changes.last?.date == input.date }
  let fills = orders.flatMap { order in
    order.fills.on(input.date).map { FillCost($0, multiplier: multiplier(of: order, input)) }
  }.sorted { $0.fill.fact.fill < $1.fill.fact.fill }
  let shortfalls = ended.compactMap { OrderCost($0, input) }
  guard !fills.isEmpty else {
    return [.text("Nothing was filled.")]
      + (shortfalls.isEmpty ? [] : [.table(shortfallTable(shortfalls))])
  }
  var blocks: [ReportBlock] = [.table(fillTable(fills))]
  if !shortfalls.isEmpty { blocks.append(.table(shortfallTable(shortfalls))) }
  blocks.append(
    .facts([
      ReportFact(
        "spread_cost", "paid against mids", .dollars(fills.reduce(0) { $0 + $1.againstMid })),
      ReportFact("saved", "saved against far sides", .dollars(fills.reduce(0) { $0 + $1.saved })),
      ReportFact("fees", "fees", .money(fills.reduce(Money.zero) { $0 + $1.fill.fact.fee })),
    ]))
  blocks.append(.table(modeTable(input.facts)))
  return blocks
}

/// A fill against the market it met.
private struct FillCost {
  let fill: Timed<LegFilled>
  /// Dollars paid beyond the mid; negative when the fill was better.
  let againstMid: Double
  /// Dollars by which it was better than the far side.
  let saved: Double

  init(_ fill: Timed<LegFilled>, multiplier: Int) {
    self.fill = fill
    let units = Double(fill.fact.quantity * multiplier)
    againstMid = units * (fill.fact.price - fill.fact.mid).dollars
    saved = units * (fill.fact.worstPrice - fill.fact.price).dollars
  }
}

/// Units of one contract that an order trades, by the position it opened, else by its candidate.
func multiplier(of order: OrderStory, _ input: ReportInput) -> Int {
  let position = order.position.flatMap { input.facts.positions[$0] }
  return position?.opened.fact.legs.first?.multiplier
    ?? order.created.fact.candidate.flatMap { input.facts.candidates[$0] }?.latest.fact.multiplier
    ?? 100
}

private func fillTable(_ fills: [FillCost]) -> ReportTable {
  ReportTable(
    "fills",
    [
      .text("fill", "fill"), .text("time", "time"), .text("order", "order"),
      .text("contract", "contract"), .number("quantity", "contracts"), .number("price", "price"),
      .number("mid", "mid"), .number("worst", "far side"),
      .number("against_mid", "paid against mid"), .number("saved", "saved against far side"),
      .number("fee", "fee"),
    ],
    fills.map { cost in
      let fill = cost.fill.fact
      return [
        .text("F\(fill.fill)"), .clock(cost.fill.time), .text("O\(fill.order)"),
        .text(fill.contract.description),
        ReportCell(
          text: fill.quantity > 0 ? "+\(fill.quantity)" : "\(fill.quantity)",
          json: "\(fill.quantity)"),
        .price(fill.price), .price(fill.mid), .price(fill.worstPrice), .dollars(cost.againstMid),
        .dollars(cost.saved), .money(fill.fee),
      ]
    })
}

/// An order against the mid it was decided at, by where the money went.
private struct OrderCost {
  let order: OrderStory
  let executed: ExecutedOrder
  let parts: Shortfall

  init?(_ order: OrderStory, _ input: ReportInput) {
    guard order.isFinal, let executed = input.facts.executed(order) else { return nil }
    self.order = order
    self.executed = executed
    parts = shortfall(of: executed)
  }

  /// Net of one package over all fills; nil when nothing was filled.
  var filledNet: Money? {
    let units = executed.filled * executed.multiplier
    guard units > 0 else { return nil }
    let cash = executed.legs.reduce(Money.zero) { $0 - $1.price * ($1.contracts * $1.multiplier) }
    return Money(units: cash.units / Int64(units))
  }
}

private func shortfallTable(_ rows: [OrderCost]) -> ReportTable {
  ReportTable(
    "shortfall",
    [
      .text("order", "order"), .text("state", "state"), .number("filled", "filled"),
      .number("decision_mid", "mid decided at, points"),
      .number("arrival_mid", "mid sent at, points"), .number("filled_net", "filled net, points"),
      .number("delay", "delay"), .number("spread", "spread"), .number("impact", "impact"),
      .number("opportunity", "unfilled"), .number("fees", "fees"),
      .number("shortfall", "implementation shortfall"), .number("slippage", "slippage, %"),
      .number("seconds", "to the fill, s"),
    ],
    rows.map { row in
      let parts = row.parts
      let seconds = row.order.fills.last.map { ($0.time - row.order.created.time).seconds }
      return [
        .text("O\(row.order.created.fact.order)"), .text(row.order.state),
        .text("\(row.executed.filled)/\(row.executed.quantity)"),
        .number(row.executed.decision.dollars, 2, signed: true),
        .number(row.executed.arrival?.dollars, 2, signed: true),
        .number(row.filledNet?.dollars, 2, signed: true),
        .money(parts.delay), .money(parts.spread), .money(parts.impact),
        .money(parts.opportunity ?? .zero), .money(parts.fees), .money(parts.total),
        .number(slippage(of: row.executed).map { 100 * $0 }, 1, signed: true),
        .number(seconds, 0),
      ]
    })
}

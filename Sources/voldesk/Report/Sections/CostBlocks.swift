// What the fills of the day cost against the mid, the far side and the price that was approved.

import DeskEngine
import MarketData

/// Transaction costs of the day.
func costBlocks(_ input: ReportInput) -> [ReportBlock] {
  let orders = input.facts.orderList.filter { $0.fills.contains { $0.date == input.date } }
  let fills = orders.flatMap { order in
    order.fills.on(input.date).map { FillCost($0, multiplier: multiplier(of: order, input)) }
  }.sorted { $0.fill.fact.fill < $1.fill.fact.fill }
  guard !fills.isEmpty else { return [.text("Nothing was filled.")] }
  let shortfalls = orders.compactMap { shortfall($0, input) }
  var blocks: [ReportBlock] = [.table(fillTable(fills))]
  if !shortfalls.isEmpty { blocks.append(.table(shortfallTable(shortfalls))) }
  blocks.append(
    .facts([
      ReportFact(
        "spread_cost", "paid against mids", .dollars(fills.reduce(0) { $0 + $1.againstMid })),
      ReportFact("saved", "saved against far sides", .dollars(fills.reduce(0) { $0 + $1.saved })),
      ReportFact("fees", "fees", .money(fills.reduce(Money.zero) { $0 + $1.fill.fact.fee })),
    ]))
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

/// An order against the price it was approved at.
private struct Shortfall {
  let order: Int
  let approvedMid: Double
  let filledNet: Double
  let dollars: Double
  let seconds: Double
}

/// What an opening lost from the mid at its approval to its fills, both of one package.
private func shortfall(_ order: OrderStory, _ input: ReportInput) -> Shortfall? {
  let created = order.created.fact
  guard let story = created.candidate.flatMap({ input.facts.candidates[$0] }),
    let filled = order.changes.last?.fact.filled, filled > 0, let last = order.fills.last
  else { return nil }
  let mid = story.revision(created.rev).fact.netMid.dollars
  let net =
    order.fills.reduce(0.0) { $0 - Double($1.fact.quantity) * $1.fact.price.dollars }
    / Double(filled)
  let units = Double(filled * multiplier(of: order, input))
  return Shortfall(
    order: created.order, approvedMid: mid, filledNet: net, dollars: (mid - net) * units,
    seconds: (last.time - order.created.time).seconds)
}

private func shortfallTable(_ rows: [Shortfall]) -> ReportTable {
  ReportTable(
    "shortfall",
    [
      .text("order", "order"), .number("approved_mid", "mid when approved, points"),
      .number("filled_net", "filled net, points"),
      .number("shortfall", "implementation shortfall"), .number("seconds", "to the fill, s"),
    ],
    rows.map { row in
      [
        .text("O\(row.order)"), .number(row.approvedMid, 2, signed: true),
        .number(row.filledNet, 2, signed: true), .dollars(row.dollars, signed: true),
        .number(row.seconds, 0),
      ]
    })
}

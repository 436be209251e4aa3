// Shares from exercise and assignment: what is held at the end of the day, and what changed hands.

import DeskEngine
import Execution
import MarketData

/// Shares of the day; nothing when none is held and none changed hands.
func shareBlocks(_ input: ReportInput) -> [ReportBlock] {
  let known = input.facts.shares.filter { $0.date <= input.date }
  let today = known.filter { $0.date == input.date }
  var held: [(position: Int, symbol: String, shares: Int)] = []
  for trade in known.map(\.fact) {
    if let index = held.firstIndex(where: { $0.position == trade.position }) {
      held[index].shares += trade.shares
    } else {
      held.append((trade.position, trade.symbol, trade.shares))
    }
  }
  held.removeAll { $0.shares == 0 }
  guard !today.isEmpty || !held.isEmpty else { return [] }
  var blocks: [ReportBlock] = []
  if held.isEmpty {
    blocks.append(.text("No shares were held at the end of the day."))
  } else {
    blocks.append(
      .table(
        ReportTable(
          "shares_held",
          [.text("position", "position"), .text("symbol", "symbol"), .number("shares", "shares")],
          held.map { [.text("P\($0.position)"), .text($0.symbol), .count($0.shares)] })))
  }
  if !today.isEmpty { blocks.append(.table(tradeTable(today))) }
  let orders = input.facts.orderList.filter { story in
    today.contains { $0.fact.order == story.created.fact.order }
  }
  let worked = orders.compactMap { story in
    input.facts.worked(story).map { (story.created.fact.order, $0) }
  }
  if !worked.isEmpty { blocks.append(.table(orderTable(worked))) }
  return [.group(title: "Shares", blocks)]
}

private func tradeTable(_ trades: [Timed<SharesTraded>]) -> ReportTable {
  ReportTable(
    "shares_traded",
    [
      .text("time", "time"), .text("position", "position"), .text("symbol", "symbol"),
      .number("shares", "shares"), .number("price", "price"), .text("by", "by"),
    ],
    trades.map { trade in
      [
        .clock(trade.time), .text("P\(trade.fact.position)"), .text(trade.fact.symbol),
        .count(trade.fact.shares), .price(trade.fact.price),
        .text(trade.fact.order.map { "O\($0)" } ?? "exercise or assignment"),
      ]
    })
}

/// Each order of the day as one trade, over all its slices.
private func orderTable(_ orders: [(order: Int, worked: WorkedShares)]) -> ReportTable {
  ReportTable(
    "shares_worked",
    [
      .text("order", "order"), .number("slices", "slices"), .text("filled", "filled"),
      .number("average", "average price"), .number("arrival_mid", "mid sent at"),
      .number("shortfall", "shortfall"), .number("time_weighted_mid", "mid by time"),
      .number("shortfall_to_time", "against it"), .number("weighted_mid", "mid by shares"),
      .number("shortfall_to_shares", "against it"), .number("fees", "fees"),
    ],
    orders.map { order, worked in
      [
        .text("O\(order)"), .count(worked.slices.count),
        .text("\(worked.filled)/\(worked.ordered)"), .number(worked.averagePrice, 4),
        .number(worked.arrival?.dollars, 4),
        .dollars(worked.shortfall(against: worked.arrival?.dollars), signed: true),
        .number(worked.timeWeightedMid, 4),
        .dollars(worked.shortfall(against: worked.timeWeightedMid), signed: true),
        .number(worked.weightedMid, 4),
        .dollars(worked.shortfall(against: worked.weightedMid), signed: true),
        .money(worked.fees),
      ]
    })
}

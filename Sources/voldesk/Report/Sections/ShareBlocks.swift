// Shares from exercise and assignment: what is held at the end of the day, and what changed hands.

import DeskEngine
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

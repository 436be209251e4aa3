// The book under both models of fills, side by side: as it filled, and with every leg at the far side.
//
// Marks, fees and settlements are the same in both, so in both what is realised and unrealised adds
// up to equity less the capital put in.

import DeskEngine
import Execution
import MarketData

/// Realised and unrealised profit of the run so far under both models.
func modeTable(_ facts: RunFacts) -> ReportTable {
  var realisedGap = Money.zero
  var openGap = Money.zero
  for story in facts.positionList {
    let gap = facts.worstGap(of: story)
    realisedGap += gap.realised
    openGap += gap.open
  }
  let mark = facts.marks.last?.fact
  let realised = mark?.realised ?? .zero
  let unrealised = mark?.unrealised ?? .zero
  func row(_ name: String, _ done: Money, _ open: Money) -> [ReportCell] {
    [.text(name), .money(done), .money(open), .money(done + open)]
  }
  return ReportTable(
    "fill_models",
    [
      .text("model", "fills"), .number("realised", "realised"),
      .number("unrealised", "unrealised"), .number("profit", "P&L"),
    ],
    [
      row("SHARE of the half-spread", realised, unrealised),
      row("WORST, the far side", realised + realisedGap, unrealised + openGap),
      row("difference", realisedGap, openGap),
    ])
}

extension RunFacts {
  /// What far-side fills would have left less of a position, realised and on what is held.
  ///
  /// The same arithmetic as the book's own: each leg keeps the gap of its opening until it is closed,
  /// share by share, or settled.
  func worstGap(of story: PositionStory) -> (realised: Money, open: Money) {
    let multiplier = story.opened.fact.legs.first?.multiplier ?? 100
    var open: [OptionContract: Money] = [:]
    var held: [OptionContract: Int] = [:]
    var realised = Money.zero
    let id = story.opened.fact.position
    let orders = orderList.filter { $0.position == id }
    let fills = orders.flatMap { order in
      order.fills.map { (fill: $0, isOpening: order.created.fact.intent == .open) }
    }
    for (fill, isOpening) in fills.sorted(by: { $0.fill.fact.fill < $1.fill.fact.fill }) {
      let leg = fill.fact
      let gap = (leg.price - leg.worstPrice) * (leg.quantity * multiplier)
      let before = held[leg.contract] ?? 0
      if isOpening {
        open[leg.contract, default: .zero] += gap
      } else {
        let kept = open[leg.contract] ?? .zero
        let closed = min(abs(leg.quantity), abs(before))
        let share =
          closed == abs(before)
          ? kept : Money(units: kept.units * Int64(closed) / Int64(max(1, abs(before))))
        open[leg.contract] = kept - share
        realised += gap + share
      }
      held[leg.contract] = before + leg.quantity
    }
    for settled in story.settlements {
      realised += open.removeValue(forKey: settled.fact.contract) ?? .zero
    }
    let left = open.values.reduce(Money.zero, +)
    return story.closed == nil ? (realised, left) : (realised + left, .zero)
  }
}

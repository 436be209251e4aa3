// Section 14: results by the regime in which a trade was opened.

import DeskEngine
import MarketData
import Regimes

/// Trades, result and days of each regime, over the run so far.
func regimeResultSection(_ input: ReportInput) -> ReportSection {
  let closed = input.facts.positionList.filter { $0.closed != nil }
  let rows = RegimeState.allCases.map { state -> [ReportCell] in
    let own = closed.filter { input.facts.regime(at: $0.opened.time)?.fact.to == state }
    return [.text(state.rawValue)] + results(own) + [.count(days(of: state, input))]
  }
  let open = input.facts.openPositions.map { story in
    let regime = input.facts.regime(at: story.opened.time)?.fact.to.rawValue ?? "no regime"
    return "P\(story.opened.fact.position) was opened in \(regime)"
  }
  let kinds = Set(closed.map { kind(of: $0, input) }).sorted()
  var blocks: [ReportBlock] = [.table(ReportTable("regimes", columns, rows))]
  if !kinds.isEmpty {
    let own = kinds.map { name -> [ReportCell] in
      [.text(name)] + results(closed.filter { kind(of: $0, input) == name })
    }
    blocks.append(
      .table(ReportTable("by_edge", [.text("edge", "edge")] + resultColumns, own)))
  }
  if closed.isEmpty {
    blocks.append(.text("No trade of this run has closed up to this day."))
  }
  if !open.isEmpty { blocks.append(.list(id: "open", open)) }
  return ReportSection(14, "regimes", "Results by regime", blocks)
}

private let columns: [ReportTable.Column] =
  [.text("regime", "regime")] + resultColumns + [.number("days", "sessions ended in it")]

private let resultColumns: [ReportTable.Column] = [
  .number("trades", "trades"), .number("win_rate", "won"),
  .number("profit_factor", "profit factor"), .number("expectancy", "expectancy"),
  .number("result", "result"),
]

/// Trades, share won, profit factor, expectancy and sum; missing where there is nothing to divide.
private func results(_ own: [PositionStory]) -> [ReportCell] {
  let values = own.compactMap { $0.closed?.fact.realised }
  let sum = values.reduce(Money.zero, +)
  let gains = values.filter { $0 > .zero }.reduce(Money.zero, +)
  let losses = values.filter { $0 < .zero }.reduce(Money.zero, +)
  guard !values.isEmpty else { return [.count(0), .missing, .missing, .missing, .money(.zero)] }
  let count = Double(values.count)
  return [
    .count(values.count), .percent(Double(values.count { $0 > .zero }) / count, 0),
    losses < .zero ? .number(gains.dollars / -losses.dollars) : .missing,
    .dollars(sum.dollars / count, signed: true), .money(sum, signed: true),
  ]
}

/// Sessions that closed in a regime.
private func days(of state: RegimeState, _ input: ReportInput) -> Int {
  input.facts.closes.count { input.facts.regime(at: $0.time)?.fact.to == state }
}

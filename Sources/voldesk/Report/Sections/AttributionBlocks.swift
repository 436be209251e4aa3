// Where the change of equity came from: by edge, regime and position, and by the Greeks.

import DeskEngine
import Edges
import MarketData
import Portfolio

/// The change of equity by its sources; every table sums to it to the last unit.
func attributionBlocks(_ input: ReportInput) -> [ReportBlock] {
  guard let mark = input.facts.lastMark(input.date)?.fact,
    let session = input.facts.session(of: input.date)?.fact,
    let before = input.facts.attributionAtOpen.last(where: { $0.date == input.date })?.fact
  else { return [.missing(what: "Attribution", reason: "The book was not marked.")] }
  let now = input.facts.attribution
  let change = mark.equity - session.baseEquity
  var blocks = [ProfitGrouping.edge, .regime, .structure].map { grouping in
    ReportBlock.table(
      changeTable(grouping, now.rows(by: grouping), before.rows(by: grouping), change))
  }
  blocks.append(
    .text(
      "A row is the change of realised profit, fees and unrealised profit since the session's open; "
        + "the rows sum to the change of equity."))
  blocks.append(.table(contributionTable(now)))
  blocks.append(.group(title: "Profit explained", explainedBlocks(input)))
  blocks.append(.group(title: "Hedging", hedgeBlocks(input)))
  return blocks
}

/// The kind of edge behind a position.
func kind(of position: PositionStory, _ input: ReportInput) -> String {
  input.facts.edge(of: position)?.found.fact.kind.rawValue ?? "MANUAL"
}

private func changeTable(
  _ grouping: ProfitGrouping, _ now: [ProfitRow], _ before: [ProfitRow], _ change: Money
) -> ReportTable {
  var rows: [(name: String, sum: ProfitSum)] = []
  func add(_ list: [ProfitRow], sign: Int) {
    for row in list {
      let name = row.detail.isEmpty ? row.name : "\(row.name) \(row.detail)"
      let index = rows.firstIndex { $0.name == name } ?? rows.count
      if index == rows.count { rows.append((name, ProfitSum())) }
      rows[index].sum.realised += row.sum.realised * sign
      rows[index].sum.fees += row.sum.fees * sign
      rows[index].sum.unrealised += row.sum.unrealised * sign
    }
  }
  add(now, sign: 1)
  add(before, sign: -1)
  rows.removeAll { $0.sum == ProfitSum() }
  let known = rows.reduce(Money.zero) { $0 + $1.sum.total }
  var cells = rows.map { row in
    [
      ReportCell.text(row.name), .money(row.sum.realised, signed: true), .money(row.sum.fees),
      .money(row.sum.unrealised, signed: true), .money(row.sum.total, signed: true),
    ]
  }
  if known != change {
    cells.append([
      .text("between the sessions"), .missing, .missing, .missing,
      .money(change - known, signed: true),
    ])
  }
  cells.append([
    .text("change of equity"), .missing, .missing, .missing, .money(change, signed: true),
  ])
  return ReportTable(
    grouping == .edge ? "attribution" : "attribution_\(grouping.rawValue)",
    [
      .text("source", grouping.rawValue), .number("realised", "realised"),
      .number("fees", "fees"), .number("unrealised", "unrealised"), .number("result", "result"),
    ], cells)
}

private func contributionTable(_ reading: AttributionReading) -> ReportTable {
  ReportTable(
    "contributions",
    [
      .text("edge", "edge, the run so far"), .number("capital", "capital"),
      .number("weight", "weight"), .number("return", "return"),
      .number("contribution", "contribution"),
    ],
    reading.contributions(by: .edge).map { row in
      [
        .text(row.name), .money(row.capital), .percent(row.weight, 2),
        .percent(row.rate, 2, signed: true), .percent(row.contribution, 4, signed: true),
      ]
    })
}

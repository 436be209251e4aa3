// Section 7: positions, money, Greeks and clusters at the end of the day.

import DeskEngine
import Edges
import MarketData
import Portfolio
import Structures

/// The book at the day's last mark.
func portfolioSection(_ input: ReportInput) -> ReportSection {
  let open = input.facts.openPositions
  let mark = input.facts.lastMark(input.date)
  var blocks: [ReportBlock] = [.facts(money(input, mark))]
  let curve = input.facts.marks.on(input.date)
  if curve.count > 1 {
    blocks.append(
      .chart(
        ReportChart(
          id: "equity_curve", title: "Equity in the session, $", kind: .line,
          points: curve.map { .init(label: clockText($0.time), value: $0.fact.equity.dollars) })))
  }
  if open.isEmpty {
    blocks.append(.text("No position was open at the end of the day."))
  } else {
    blocks.append(.table(positionTable(open, input)))
    blocks.append(.table(clusterTable(open, input)))
  }
  let closed = input.facts.positionList.filter { $0.closed?.date == input.date }
  if !closed.isEmpty {
    blocks.append(.group(title: "Closed in this session", [.table(closedTable(closed, input))]))
  }
  blocks += shareBlocks(input)
  return ReportSection(7, "portfolio", "Portfolio", blocks)
}

private func money(_ input: ReportInput, _ mark: Timed<EquityMarked>?) -> [ReportFact] {
  let session = input.facts.session(of: input.date)?.fact
  let close = input.facts.closes.last { $0.fact.date == input.date }?.fact
  let now = mark?.fact
  let change = now.flatMap { now in session.map { now.equity - $0.baseEquity } }
  return [
    ReportFact("equity", "equity", .money(now?.equity)),
    ReportFact("equity_exit", "equity at exit prices", .money(now?.equityExit)),
    ReportFact("change", "change in the session", .money(change, signed: true)),
    ReportFact("cash", "cash", .money(now?.cash)),
    ReportFact("unrealised", "unrealised", .money(now?.unrealised, signed: true)),
    ReportFact(
      "realised_today", "realised in the session",
      .money(close?.realised ?? realisedToday(input), signed: true)),
    ReportFact("realised", "realised in the run", .money(now?.realised, signed: true)),
    ReportFact("open_max_loss", "open max loss", .money(now?.openMaxLoss)),
    ReportFact("delta", "delta, shares", .number(now?.delta, 1, signed: true)),
    ReportFact("gamma", "gamma, shares a point", .number(now?.gamma, 3, signed: true)),
    ReportFact("vega", "vega, a vol point", .dollars(now?.vega, signed: true)),
    ReportFact("theta", "theta, a day", .dollars(now?.theta, signed: true)),
    ReportFact("marked", "marked", .clock(mark?.time)),
  ]
}

/// Realised since the last mark before the day.
func realisedToday(_ input: ReportInput) -> Money? {
  guard let now = input.facts.lastMark(input.date) else { return nil }
  let before = input.facts.marks.last { $0.date < input.date }?.fact.realised ?? .zero
  return now.fact.realised - before
}

private func positionTable(_ open: [PositionStory], _ input: ReportInput) -> ReportTable {
  ReportTable(
    "positions",
    [
      .text("position", "position"), .text("symbol", "symbol"), .text("structure", "structure"),
      .text("legs", "legs"), .number("contracts", "packages"),
      .number("entry", "entry net, points"), .number("max_loss", "max loss"),
      .text("edge", "edge"), .text("opened", "opened"), .number("dte", "DTE"),
    ],
    open.map { story in
      let opened = story.opened.fact
      let legs = opened.legs.map { leg in
        (leg.ratio > 0 ? "+\(leg.ratio) " : "\(leg.ratio) ") + leg.contract.description
      }.joined(separator: ", ")
      let expiry = opened.legs.map(\.contract.expiry).min()
      return [
        .text("P\(opened.position)"), .text(input.facts.underlying(of: story)),
        .text(opened.structure.rawValue), .text(legs), .count(story.quantity),
        .price(story.entry, signed: true), .money(story.maxLoss),
        .text(
          input.facts.edge(of: story).map {
            "E\($0.found.fact.edge) \($0.found.fact.kind.rawValue)"
          } ?? "-"),
        .text("\(story.opened.date) \(clockText(story.opened.time))"),
        expiry.map { .count($0.days(since: input.date)) } ?? .missing,
      ]
    })
}

private func clusterTable(_ open: [PositionStory], _ input: ReportInput) -> ReportTable {
  var names: [String] = []
  for story in open {
    let name = input.cluster(of: input.facts.underlying(of: story))
    if !names.contains(name) { names.append(name) }
  }
  let total = open.reduce(Money.zero) { $0 + $1.maxLoss }
  return ReportTable(
    "clusters",
    [
      .text("cluster", "cluster"), .number("positions", "positions"),
      .number("max_loss", "open max loss"), .number("share", "of the total"),
    ],
    names.sorted().map { name in
      let own = open.filter { input.cluster(of: input.facts.underlying(of: $0)) == name }
      let loss = own.reduce(Money.zero) { $0 + $1.maxLoss }
      let share = total > .zero ? loss.dollars / total.dollars : nil
      return [.text(name), .count(own.count), .money(loss), .percent(share)]
    })
}

private func closedTable(_ closed: [PositionStory], _ input: ReportInput) -> ReportTable {
  ReportTable(
    "closed",
    [
      .text("position", "position"), .text("symbol", "symbol"), .text("structure", "structure"),
      .text("closed", "closed"), .text("reason", "reason"), .number("realised", "realised"),
      .number("fees", "fees"),
    ],
    closed.compactMap { story in
      guard let end = story.closed else { return nil }
      return [
        .text("P\(story.opened.fact.position)"), .text(input.facts.underlying(of: story)),
        .text(story.opened.fact.structure.rawValue), .clock(end.time),
        .text(end.fact.reason.rawValue), .money(end.fact.realised, signed: true),
        .money(end.fact.fees),
      ]
    })
}

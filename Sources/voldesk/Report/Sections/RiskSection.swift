// Section 8: losses against their limits, the risk budget, crossings and stress.

import DeskEngine
import MarketData
import Risk

/// The risk of the book at the day's last mark.
func riskSection(_ input: ReportInput) -> ReportSection {
  var blocks: [ReportBlock] = []
  if let mark = input.facts.lastMark(input.date)?.fact {
    blocks.append(.bars(id: "limits", limitBars(input, mark)))
    if !input.settings.isKnown {
      blocks.append(
        .missing(what: "Bounds", reason: "The run did not keep the settings it decided by."))
    }
  } else {
    blocks.append(.missing(what: "Limits", reason: "The book was not marked in this session."))
  }
  let kill = TradingStanding(input.facts.trading.map(\.fact)).kill
  blocks.append(
    .facts([ReportFact("kill", "kill switch", .text(kill.map { "engaged by \($0)" } ?? "released"))]
    ))
  let crossings = input.facts.crossings.on(input.date)
  if !crossings.isEmpty { blocks.append(.table(crossingTable(crossings))) }
  blocks += stressBlocks(input)
  blocks += riskMeasureBlocks(input)
  return ReportSection(8, "risk", "Risk", blocks)
}

/// Every limit that the marks of the journal and the kept settings tell.
func limitBars(_ input: ReportInput, _ mark: EquityMarked) -> [ReportBar] {
  let session = input.facts.session(of: input.date)?.fact
  let equity = mark.equity.dollars
  let exit = mark.equityExit.dollars
  func loss(_ base: Money?) -> Double? {
    base.flatMap { $0 > .zero ? max(0, ($0.dollars - exit) / $0.dollars) : nil }
  }
  func share(_ name: String, _ key: String, _ value: Double?) -> ReportBar {
    let bound = input.settings.number(key)
    return ReportBar(
      name: name, value: .percent(value, 2), bound: .percent(bound, 2), share: ratio(value, bound))
  }
  func dollars(_ name: String, _ key: String, _ value: Double?) -> ReportBar {
    let bound = input.settings.number(key).map { $0 * equity }
    return ReportBar(
      name: name, value: .dollars(value), bound: .dollars(bound), share: ratio(value, bound))
  }
  let peak = input.facts.marks.reduce(session?.peak) { peak, one in
    peak.map { max($0, one.fact.equity) }
  }
  let count = Double(input.facts.openPositions.count)
  let most = input.settings.number("risk.max_open")
  return [
    share("daily_loss", "risk.daily_loss", loss(session?.baseEquity)),
    share("weekly_loss", "risk.weekly_loss", loss(session?.weekEquity)),
    share("drawdown", "risk.drawdown", loss(peak)),
    dollars("total_max_loss", "risk.total", mark.openMaxLoss.dollars),
    ReportBar(
      name: "open_structures", value: .number(count, 0), bound: .number(most, 0),
      share: ratio(count, most)),
    dollars("vega", "risk.vega", abs(mark.vega)),
    dollars("theta", "risk.theta", max(0, -mark.theta)),
  ]
}

private func ratio(_ value: Double?, _ bound: Double?) -> Double? {
  guard let value, let bound, value.isFinite, bound > 0 else { return nil }
  return value / bound
}

private func crossingTable(_ crossings: [Timed<LimitCrossed>]) -> ReportTable {
  ReportTable(
    "crossings",
    [
      .text("time", "time"), .text("limit", "limit"), .number("level", "level, %"),
      .number("value", "value"), .number("bound", "bound"),
    ],
    crossings.map { one in
      [
        .clock(one.time), .text(one.fact.limit), .count(one.fact.level),
        .number(one.fact.value, 4), .number(one.fact.bound, 4),
      ]
    })
}

/// The worst stress cell of the book after the last trade that the gate judged, and the cells of
/// the candidates behind open positions.
private func stressBlocks(_ input: ReportInput) -> [ReportBlock] {
  guard let verdict = input.facts.verdicts.last(where: { $0.fact.passed && $0.fact.stage == .fill })
  else {
    return [
      .missing(
        what: "The book's stress",
        reason: "No trade was filled, and the stress of the book is judged with each.")
    ]
  }
  let after = verdict.fact.after
  var blocks: [ReportBlock] = [
    .facts([
      ReportFact(
        "worst_stress", "worst stress of the book after the last fill",
        .dollars(after.worstStress, signed: true)),
      ReportFact("stress_as_of", "judged", .text("\(verdict.date) \(clockText(verdict.time))")),
      ReportFact("margin", "margin then", .dollars(after.margin)),
      ReportFact("book_max_loss", "proven losses then", .dollars(after.maxLoss)),
    ])
  ]
  for story in input.facts.openPositions {
    guard let candidate = story.candidate.flatMap({ input.facts.candidates[$0] }),
      let order = input.facts.orders[story.opened.fact.order]
    else { continue }
    let record = candidate.revision(order.created.fact.rev).fact
    let points = record.stress.compactMap { cell in
      cell.value.map { ReportChart.Point(label: cell.name, value: $0) }
    }
    guard points.count > 1 else { continue }
    blocks.append(
      .chart(
        ReportChart(
          id: "stress_p\(story.opened.fact.position)",
          title: "P\(story.opened.fact.position) as approved: profit by stress cell, $",
          kind: .columns, points: points)))
  }
  return blocks
}

// The book revalued: the stress grid, past crises and the tails of one session.

import DeskEngine
import MarketData
import Risk

/// The blocks of the revalued book; each says why it is missing.
func riskMeasureBlocks(_ input: ReportInput) -> [ReportBlock] {
  let title = "The book revalued"
  let measures = input.measures
  guard let exposure = measures.exposure, let question = measures.question else {
    return [
      .group(
        title: title,
        [
          .missing(
            what: "Stress grid, historical scenarios and value at risk",
            reason: measures.bookReason)
        ])
    ]
  }
  guard !exposure.all.isEmpty else {
    return [
      .group(
        title: title,
        [
          .missing(
            what: "Stress grid, historical scenarios and value at risk",
            reason: "The book is flat: no move of the market changes it.")
        ])
    ]
  }
  let picture = riskPicture(of: exposure, question)
  var blocks: [ReportBlock] = [.table(stressTable(picture.stress))]
  blocks.append(.table(headlineTable(picture.stress)))
  if picture.stress.isOverLimit {
    blocks.append(.text("The worst cell of the day is beyond the stress limit, or not known."))
  }
  let faults = picture.stress.faults.map(\.text) + measures.gaps
  if !faults.isEmpty { blocks.append(.list(id: "gaps", faults)) }
  blocks += tailBlocks(picture.tails)
  blocks += scenarioBlocks(picture.scenarios)
  blocks.append(.table(betTable(picture)))
  return [.group(title: title, blocks)]
}

/// The five worst cells of today and the worst after some days.
private func stressTable(_ stress: StressReport) -> ReportTable {
  var rows: [(days: Int, cell: StressPoint)] = []
  for day in stress.days {
    let known = day.cells.filter { $0.profit != nil }
    let worst = known.sorted { ($0.profit ?? 0, $0.name) < ($1.profit ?? 0, $1.name) }
    rows += worst.prefix(day.days == 0 ? 5 : 1).map { (day.days, $0) }
  }
  return ReportTable(
    "worst_cells",
    [
      .number("days", "days on"), .text("cell", "worst cells"), .number("profit", "profit"),
      .number("of_equity", "of equity"), .number("of_max_loss", "of proven loss"),
    ],
    rows.map { row in
      [
        .count(row.days), .text(row.cell.name), .dollars(row.cell.profit, signed: true),
        .percent(stress.ofEquity(row.cell.profit), 2, signed: true),
        .percent(stress.ofMaxLoss(row.cell.profit), 1),
      ]
    })
}

private func headlineTable(_ stress: StressReport) -> ReportTable {
  let cells = stress.headlines.map { ($0.name, $0.profit) } + [("spread x2", stress.doubleSpread)]
  return ReportTable(
    "headline_cells",
    [
      .text("cell", "headline cell"), .number("profit", "profit"),
      .number("of_equity", "of equity"),
    ],
    cells.map { name, profit in
      [
        .text(name), .dollars(profit, signed: true),
        .percent(stress.ofEquity(profit), 2, signed: true),
      ]
    })
}

private func tailBlocks(_ tails: BookTails?) -> [ReportBlock] {
  guard let tails else {
    return [
      .missing(
        what: "Value at risk and expected shortfall",
        reason: "There are no past sessions to revalue the book under, or a leg has no price.")
    ]
  }
  return [
    .table(
      ReportTable(
        "value_at_risk",
        [
          .number("level", "one session, level"), .number("historical", "value at risk"),
          .number("shortfall", "expected shortfall"), .number("normal", "normal"),
          .number("cornish_fisher", "Cornish-Fisher"),
        ],
        tails.rows.map { row in
          [
            .percent(row.confidence, 0), .dollars(row.historical.valueAtRisk),
            .dollars(row.historical.expectedShortfall), .dollars(row.parametric.valueAtRisk),
            .dollars(row.cornishFisher?.valueAtRisk),
          ]
        })),
    .facts([
      ReportFact("tail_days", "past sessions revalued", .count(tails.days)),
      ReportFact("low_sample", "low sample", .text(tails.isLowSample ? "yes" : "no")),
      ReportFact("book_volatility", "volatility of the book a year", .dollars(tails.volatility)),
    ]),
  ]
}

private func scenarioBlocks(_ outcomes: [ScenarioOutcome]) -> [ReportBlock] {
  guard !outcomes.isEmpty else {
    return [.missing(what: "Historical scenarios", reason: "No scenario is known to the desk.")]
  }
  func day(_ day: Int?) -> ReportCell { day.map { .text("day \($0)") } ?? .missing }
  return [
    .table(
      ReportTable(
        "scenarios",
        [
          .text("scenario", "scenario"), .number("days", "days"), .number("move", "S&P 500"),
          .number("points", "VIX points"), .number("at_once", "at once"),
          .number("worst", "worst close"), .number("end", "at the end"),
          .number("drawdown", "drawdown"), .text("blocked", "new risk blocked"),
          .text("kill", "kill latches"), .text("path", "path"),
        ],
        outcomes.map { one in
          let scenario = one.path.scenario
          return [
            .text(scenario.name), .count(scenario.days), .percent(scenario.move, 1, signed: true),
            .number(scenario.points, 1, signed: true), .dollars(one.instant, signed: true),
            .dollars(one.worst, signed: true), .dollars(one.final, signed: true),
            .percent(one.drawdown, 1),
            day([one.dailyBlock, one.weeklyBlock].compactMap(\.self).min()),
            one.latch.map { .text("day \($0.day): \($0.reason.rawValue)") } ?? .missing,
            .text(one.path.isMeasured ? "measured days" : "straight line"),
          ]
        }))
  ]
}

private func betTable(_ picture: RiskPicture) -> ReportTable {
  ReportTable(
    "bets",
    [.text("bet", "bet"), .number("loss", "proven loss"), .number("share", "share")],
    picture.bets.map { [.text($0.name), .dollars($0.loss), .percent($0.share, 0)] }
      + [
        [.text("effective bets"), .missing, .number(picture.effectiveBets, 2)]
      ])
}

// Section 6: every candidate of the day with what its decision rests on.

import Candidates
import DeskEngine
import MarketData
import Structures

/// The candidates of the day.
func candidateSection(_ input: ReportInput) -> ReportSection {
  let day = input.facts.candidateList.filter { story in
    story.revisions.contains { $0.date == input.date }
      || story.turns.contains { $0.date == input.date }
  }
  guard !day.isEmpty else {
    return ReportSection(
      6, "candidates", "Candidates", [.text("No candidate was proposed in this session.")])
  }
  let equity = input.facts.session(of: input.date)?.fact.baseEquity
  return ReportSection(
    6, "candidates", "Candidates",
    [
      .table(overview(day)),
      .text(
        "Money, Greeks and values are for the whole quantity; for one package where the sizing "
          + "allowed none. Prices are the far sides: sold at the bid, bought at the ask, fees "
          + "included in losses and values."),
    ]
      + day.map { story in
        let record = story.latest.fact
        let name = "C\(record.candidate) \(safe(record.underlying)) \(record.structure.rawValue)"
        return .group(title: name, candidateBlocks(story, input, equity: equity))
      })
}

private func overview(_ day: [CandidateStory]) -> ReportTable {
  ReportTable(
    "candidates",
    [
      .text("candidate", "candidate"), .number("rev", "rev"), .text("recommendation", "says"),
      .text("state", "state"), .text("symbol", "symbol"), .text("structure", "structure"),
      .text("edge", "edge"), .number("dte", "DTE"), .number("contracts", "packages"),
      .number("premium", "credit (debit -)"), .number("max_loss", "max loss"),
      .number("max_profit", "max profit"), .number("pop_q", "PoP Q"), .number("pop_p", "PoP P"),
      .number("ev_p", "EV P"), .number("quality", "quality"), .text("grade", "grade"),
    ],
    day.map { story in
      let record = story.latest.fact
      return [
        .text("C\(record.candidate)"), .count(record.rev), .text(record.recommendation.rawValue),
        .text(story.state), .text(record.underlying), .text(record.structure.rawValue),
        .text("E\(record.edge)"), daysToExpiry(record, story.latest.date),
        .count(record.quantity), .money(record.premium, signed: true), .money(record.maxLoss),
        .money(record.maxProfit), .percent(record.popQ), .percent(record.popP),
        .dollars(record.evP, signed: true), .count(record.quality), .text(record.grade),
      ]
    })
}

/// Calendar days to the first expiry.
func daysToExpiry(_ record: CandidateRecord, _ date: CivilDate) -> ReportCell {
  record.expiry.map { .count($0.days(since: date)) } ?? .missing
}

// One candidate of the report: legs, values, stress, size, proof and what was tried before.

import DeskEngine
import MarketData
import Structures

/// The blocks of one candidate.
func candidateBlocks(
  _ story: CandidateStory, _ input: ReportInput, equity: Money?
) -> [ReportBlock] {
  let record = story.latest.fact
  var blocks: [ReportBlock] = [.facts(figures(story)), .table(legs(record))]
  if !record.stress.isEmpty {
    blocks.append(
      .table(
        ReportTable(
          "stress", [.text("cell", "stress (spot/vol points)"), .number("profit", "profit")],
          record.stress.map { [.text($0.name), .dollars($0.value, signed: true)] })))
  }
  blocks.append(.table(ladder(record, equity: equity)))
  blocks.append(.list(id: "proof", proofLines(record)))
  if !record.warnings.isEmpty { blocks.append(.list(id: "warnings", record.warnings.map(safe))) }
  let attempts = attemptRows(record)
  if !attempts.isEmpty { blocks.append(.table(attemptTable(attempts))) }
  let turns = story.turns.map { "\(clockText($0.time)) \(turnWords($0.fact))" }
  if !turns.isEmpty { blocks.append(.list(id: "decisions", turns)) }
  return blocks
}

private func figures(_ story: CandidateStory) -> [ReportFact] {
  let record = story.latest.fact
  let points = record.breakevens.map { numberText($0, 2) }.joined(separator: ", ")
  let total = record.quantity > 0 ? record.maxLoss : .zero
  return [
    ReportFact("candidate", "candidate", .text("C\(record.candidate) revision \(record.rev)")),
    ReportFact("priced", "priced", .clock(story.latest.time)),
    ReportFact("expiry", "expiry", .date(record.expiry)),
    ReportFact("dte", "days to expiry", daysToExpiry(record, story.latest.date)),
    ReportFact("net", "net of a package, points", .price(record.net, signed: true)),
    ReportFact("net_mid", "net at mids, points", .price(record.netMid, signed: true)),
    ReportFact("premium", "credit (debit -)", .money(record.premium, signed: true)),
    ReportFact("fees", "fees", .money(record.fees)),
    ReportFact("max_loss", "max loss", .money(record.maxLoss)),
    ReportFact("max_profit", "max profit", .money(record.maxProfit)),
    ReportFact("breakevens", "breakevens", .text(points.isEmpty ? "-" : points)),
    ReportFact("pop_q", "PoP, risk-neutral", .percent(record.popQ)),
    ReportFact("pop_p", "PoP, forecast", .percent(record.popP)),
    ReportFact("ev_q", "EV, risk-neutral", .dollars(record.evQ, signed: true)),
    ReportFact("ev_p", "EV, forecast", .dollars(record.evP, signed: true)),
    ReportFact("touch", "chance of touching a short", .percent(record.touch)),
    ReportFact("delta", "delta, shares", .number(record.delta, 1, signed: true)),
    ReportFact("gamma", "gamma, shares a point", .number(record.gamma, 3, signed: true)),
    ReportFact("vega", "vega, a vol point", .dollars(record.vega, signed: true)),
    ReportFact("theta", "theta, a day", .dollars(record.theta, signed: true)),
    ReportFact("margin", "margin", .money(record.margin)),
    ReportFact("contracts", "packages", .count(record.quantity)),
    ReportFact("total_risk", "total risk taken", .money(total)),
  ]
}

private func legs(_ record: CandidateRecord) -> ReportTable {
  ReportTable(
    "legs",
    [
      .number("ratio", "ratio"), .text("contract", "contract"), .number("bid", "bid"),
      .number("ask", "ask"), .number("iv", "IV"), .number("delta", "delta"),
      .number("age_s", "quote age, s"),
    ],
    record.legs.map { leg in
      [
        ReportCell(text: leg.ratio > 0 ? "+\(leg.ratio)" : "\(leg.ratio)", json: "\(leg.ratio)"),
        .text(leg.contract.description), .price(leg.bid), .price(leg.ask), .percent(leg.iv),
        .number(leg.delta, 3, signed: true), .number(leg.ageSeconds, 1),
      ]
    })
}

/// What other shares of equity would allow: whole packages, none forced.
private func ladder(_ record: CandidateRecord, equity: Money?) -> ReportTable {
  let bound = record.proof.bound.dollars
  return ReportTable(
    "ladder",
    [
      .number("share", "risk, of equity"), .number("contracts", "packages"),
      .number("risk", "max loss"),
    ],
    [0.01, 0.02, 0.05, 0.10].map { share in
      guard let equity, bound > 0 else { return [.percent(share, 0), .missing, .missing] }
      let count = Int((share * equity.dollars / bound).rounded(.down))
      return [.percent(share, 0), .count(count), .money(record.proof.bound * count)]
    })
}

/// The proof in words.
func proofLines(_ record: CandidateRecord) -> [String] {
  let pairs = record.proof.pairs.map { "short \($0.short) is covered by long \($0.long)" }
  let groups = record.proof.groups.map {
    "expiry \($0.expiry): worst at \(numberText($0.at, 2)), loses \(numberText($0.loss, 2)) points"
  }
  return pairs + groups + [
    "a package loses at most \(moneyText(record.proof.bound)), fees included"
  ]
}

/// Failed attempts, the same ones counted together in the order of their first.
private func attemptRows(_ record: CandidateRecord) -> [(attempt: AttemptRecord, times: Int)] {
  var rows: [(attempt: AttemptRecord, times: Int)] = []
  for attempt in record.attempts {
    if let place = rows.firstIndex(where: { $0.attempt == attempt }) {
      rows[place].times += 1
    } else {
      rows.append((attempt, 1))
    }
  }
  return rows
}

private func attemptTable(_ rows: [(attempt: AttemptRecord, times: Int)]) -> ReportTable {
  ReportTable(
    "attempts",
    [
      .text("structure", "tried before"), .text("expiry", "expiry"), .number("width", "width"),
      .number("times", "times"), .text("code", "refused"), .text("reason", "reason"),
    ],
    rows.map { row in
      [
        .text(row.attempt.structure.rawValue), .date(row.attempt.expiry),
        .number(row.attempt.width, 1), .count(row.times), .text(row.attempt.code.rawValue),
        .text(row.attempt.code.words),
      ]
    })
}

/// What became of a candidate, in words.
func turnWords(_ body: EventBody) -> String {
  switch body {
  case .candidateApproved(let e):
    "revision \(e.rev) approved by \(e.by.rawValue) with \(safe(e.command))"
  case .candidateRejected(let e):
    "revision \(e.rev) rejected by \(e.by.rawValue): \(safe(e.reason))"
  case .candidateRestored(let e): "revision \(e.rev) restored with \(safe(e.command))"
  case .candidateClosed(let e): "closed: \(safe(e.reason))"
  default: body.name
  }
}

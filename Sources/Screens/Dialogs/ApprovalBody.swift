// What the approval dialog says: everything the decision rests on, the weightiest first.

import Candidates
import Canvas
import DeskEngine
import MarketData
import Risk
import Structures

/// The lines of the approval dialog.
func approvalBody(
  _ dialog: ApprovalDialog, _ snapshot: DeskSnapshot, _ ui: UIState, size: Size
) -> [TextLine] {
  let width = min(72, size.columns - 6)
  let room = size.rows - 4
  var head = dialog.changes.suffix(3).map { change in
    [TextRun("moved: ", Style(.severityWarn, .bold)), TextRun(change, Style(.severityWarn))]
  }
  if let stop = approvalStop(dialog, snapshot, size: ui.size) {
    head.append([TextRun(wordsText(stop, width: width), Style(.severityError, .bold))])
  }
  guard dialog.items.count == 1, let item = dialog.items.first else {
    return head + batchLines(dialog, snapshot)
  }
  guard let one = snapshot.candidates.first(where: { $0.id == item.candidate }) else {
    return head
  }
  let sections = approvalSections(one, snapshot, width: width)
  return head + laidOut(sections, room: room - head.count)
}

/// Joins sections with a blank line between them while there is room, else without.
private func laidOut(_ sections: [[TextLine]], room: Int) -> [TextLine] {
  let filled = sections.filter { !$0.isEmpty }
  let count = filled.reduce(0) { $0 + $1.count }
  let isLoose = count + filled.count - 1 <= room
  var lines: [TextLine] = []
  for section in filled {
    if isLoose, !lines.isEmpty { lines.append([]) }
    lines += section
  }
  return lines
}

private func approvalSections(_ one: CandidateSummary, _ snapshot: DeskSnapshot, width: Int)
  -> [[TextLine]]
{
  let proposal = one.proposal
  let warnings = proposal.warnings.map { warning in
    [
      TextRun("warning  ", Style(.severityWarn)),
      TextRun(wordsText(warning, width: width - 9), Style(.severityWarn)),
    ]
  }
  return [
    priceLines(one, snapshot), legLines(proposal, snapshot.time), riskLines(one, snapshot),
    warnings, proofLines(proposal).map { [TextRun("proof    ", Style(.muted))] + $0 },
    greekLines(proposal),
  ]
}

private func row(_ head: String, _ runs: TextLine) -> TextLine {
  [TextRun(fitted(head, width: 9), Style(.muted))] + runs
}

private func priceLines(_ one: CandidateSummary, _ snapshot: DeskSnapshot) -> [TextLine] {
  let proposal = one.proposal
  let gap = proposal.net.dollars - proposal.netMid.dollars
  let kind = proposal.net.units >= 0 ? "credit" : "debit"
  let word = proposal.recommendation
  return [
    row(
      "order",
      [
        TextRun("\(countText(proposal.quantity)) x ", Style(.foreground, .bold)),
        TextRun(candidateName(one), Style(.foreground, .bold)), TextRun("  "),
        TextRun(word.rawValue, Style(word.token)),
        TextRun("  grade \(sanitize(proposal.grade))", Style(.muted)),
      ]),
    row(
      "net",
      [
        TextRun(priceText(proposal.net, signed: true), Style(.accent, .bold)),
        TextRun(" \(kind)  mid ", Style(.muted)),
        TextRun(priceText(proposal.netMid, signed: true)), TextRun(" (", Style(.muted)),
        TextRun(fixedText(gap, 2, signed: true), gainStyle(gap)),
        TextRun(")  fees ", Style(.muted)), TextRun(priceText(proposal.fees)),
      ]),
    row(
      "max loss",
      [
        TextRun(dollarText(proposal.maxLoss), Style(.loss, .bold)),
        TextRun("  max profit ", Style(.muted)),
        TextRun(dollarText(proposal.maxProfit), Style(.gain)),
        TextRun("  proven ", Style(.muted)),
        TextRun(priceText(proposal.proof.bound)), TextRun(" a package", Style(.muted)),
      ]),
  ]
}

private func legLines(_ proposal: Proposal, _ time: Instant) -> [TextLine] {
  proposal.legs.map { leg in
    let age = seconds(from: leg.quoteTime, to: time)
    return row(
      "",
      [
        TextRun(fitted(legText(leg.leg), width: 18), Style(leg.leg.ratio < 0 ? .loss : .gain)),
        TextRun(" bid ", Style(.muted)), TextRun(number(priceText(leg.bid), 7)),
        TextRun(" ask ", Style(.muted)), TextRun(number(priceText(leg.ask), 7)),
        TextRun(" \u{394} ", Style(.muted)),
        TextRun(number(fixedText(leg.delta, 2, signed: true), 5)),
        TextRun(
          number(fineAgeText(age), 6), (age ?? 0) > 120 ? Style(.severityWarn) : Style(.muted)),
      ])
  }
}

private func number(_ text: String, _ width: Int) -> String {
  displayWidth(text) > width ? text : fitted(text, width: width, .trailing)
}

private func riskLines(_ one: CandidateSummary, _ snapshot: DeskSnapshot) -> [TextLine] {
  var lines = [row("limits", riskRuns(one, snapshot))]
  guard let after = one.verdict?.after else { return lines }
  let net = snapshot.greeks.net
  lines.append(
    row(
      "book",
      pair("vega", net.vega, after.vega) + [TextRun("  ")] + pair("theta", net.theta, after.theta)
        + [TextRun("  margin ", Style(.muted)), TextRun(dollarText(after.margin))]))
  if let whatIf = one.whatIf {
    lines.append(row("stress", whatIfRuns(whatIf)))
    return lines
  }
  let worst = one.proposal.stress.filter { $0.profit.isFinite }.min { $0.profit < $1.profit }
  var runs: TextLine = []
  if let worst {
    runs = [
      TextRun("\(symbolText(worst.cell, width: 12)) ", Style(.muted)),
      TextRun(dollarText(worst.profit, signed: true), gainStyle(worst.profit)), TextRun("  "),
    ]
  }
  runs += [
    TextRun("book at worst ", Style(.muted)),
    TextRun(dollarText(after.worstStress, signed: true), gainStyle(after.worstStress)),
  ]
  lines.append(row("stress", runs))
  return lines
}

/// The cell that hurts the whole book most, before and after the trade.
private func whatIfRuns(_ whatIf: WhatIf) -> TextLine {
  func worst(_ cell: StressPoint?) -> TextLine {
    guard let cell else { return [TextRun("none loses", Style(.muted))] }
    return [
      TextRun("\(symbolText(cell.name, width: 12)) ", Style(.muted)),
      TextRun(dollarText(cell.profit, signed: true), gainStyle(cell.profit)),
    ]
  }
  guard whatIf.isComplete else {
    return [TextRun("the book cannot be measured with it", Style(.severityWarn))]
  }
  return [TextRun("book at worst ", Style(.muted))] + worst(whatIf.worstBefore)
    + [TextRun(" \u{2192} ", Style(.muted))] + worst(whatIf.worstAfter)
}

private func pair(_ name: String, _ before: Double, _ after: Double) -> TextLine {
  [
    TextRun(name + " ", Style(.muted)), TextRun(dollarText(before, signed: true)),
    TextRun("\u{2192}", Style(.muted)), TextRun(dollarText(after, signed: true)),
  ]
}

private func greekLines(_ proposal: Proposal) -> [TextLine] {
  [
    row(
      "greeks",
      [
        TextRun("\u{394} ", Style(.greekDelta)), TextRun(greekText(proposal.delta, wide: 7)),
        TextRun("  \u{393} ", Style(.greekGamma)), TextRun(greekText(proposal.gamma, wide: 7)),
        TextRun("  V ", Style(.greekVega)), TextRun(greekText(proposal.vega, wide: 7)),
        TextRun("  \u{398} ", Style(.greekTheta)), TextRun(greekText(proposal.theta, wide: 7)),
        TextRun("  EV ", Style(.muted)),
        TextRun(
          dollarText(proposal.expectedValueP, signed: true), gainStyle(proposal.expectedValueP)),
        TextRun("  PoP ", Style(.muted)), TextRun(percentText(proposal.profitProbabilityP)),
      ])
  ]
}

private func batchLines(_ dialog: ApprovalDialog, _ snapshot: DeskSnapshot) -> [TextLine] {
  var total = 0.0
  var lines: [TextLine] = []
  for item in dialog.items {
    guard let one = snapshot.candidates.first(where: { $0.id == item.candidate }) else { continue }
    total += one.proposal.maxLoss.dollars
    lines.append([
      TextRun(fitted("C\(one.id)", width: 7), Style(.accent)),
      TextRun(fitted("\(item.quantity) x \(candidateName(one))", width: 34, overflow: .hashes)),
      TextRun(number(priceText(item.net, signed: true), 9)),
      TextRun("  max loss ", Style(.muted)), TextRun(number(dollarText(one.proposal.maxLoss), 9)),
    ])
  }
  lines.append([])
  lines.append([
    TextRun("\(dialog.items.count) orders, together at most ", Style(.muted)),
    TextRun(dollarText(total), Style(.loss, .bold)),
  ])
  return lines
}

/// The smallest window that shows everything an approval rests on.
private let approvalSize = Size(columns: 76, rows: 22)

/// Why nothing can be approved now; nil when `y` would send.
func approvalStop(
  _ dialog: ApprovalDialog, _ snapshot: DeskSnapshot, size: Size
) -> String? {
  if size.columns < approvalSize.columns || size.rows < approvalSize.rows {
    let needed = "\(approvalSize.columns)x\(approvalSize.rows)"
    return "the window must be \(needed) to show what you approve"
  }
  if snapshot.trading.isKilled != false { return "KILL engaged: approvals are refused" }
  if snapshot.run.isReadOnly { return "read-only desk: nothing can be approved" }
  for item in dialog.items {
    guard let one = snapshot.candidates.first(where: { $0.id == item.candidate }) else {
      return "C\(item.candidate) is gone"
    }
    guard one.state == .open else {
      let reason = one.reason.isEmpty ? "" : ": \(sanitize(one.reason))"
      return "C\(one.id) is \(one.state.rawValue)\(reason)"
    }
    guard one.proposal.quantity > 0 else {
      let why = one.proposal.warnings.first.map { sanitize($0) } ?? "the limits leave no room"
      return "C\(one.id) has size 0; \(why)"
    }
    if let age = seconds(from: one.priced, to: snapshot.time), age > 120 {
      return "C\(one.id) was priced \(ageText(age)) ago: STALE, wait for the next quotes"
    }
  }
  return nil
}

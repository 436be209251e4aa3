// What the dialogs of closing and rolling a position say.

import Candidates
import Canvas
import DeskEngine
import MarketData
import Portfolio
import Risk
import Structures

/// The width of both dialogs.
private let inner = 72

/// The question before a position is closed.
func closeDialog(_ dialog: CloseDialog, _ snapshot: DeskSnapshot) -> Dialog {
  var body = movedLines(dialog.changes)
  guard let row = snapshot.positions.first(where: { $0.position.id == dialog.position }) else {
    body.append([TextRun("P\(dialog.position) is gone", Style(.severityError))])
    return Dialog(
      "Close P\(dialog.position)", tone: .severityError, body: body,
      keys: [KeyHint("Esc", "leave")])
  }
  body += headLines(row)
  var isStopped = false
  if let desk = snapshot.trade.context(row.position.underlying) {
    let exit = desk.exit(row.position, fee: snapshot.trade.fee)
    isStopped = !exit.verdict.passed
    body += closingLines(exit, snapshot)
    body.append(verdictLine(exit.verdict, indent: 0, width: inner))
  } else {
    body.append(closingLine(row))
  }
  body.append([TextRun("one combo order for the whole position, within the collar", Style(.muted))])
  // The desk judges what is sent; what is shown of it here may be a moment old.
  var keys = [KeyHint("y", "CLOSE", style: Style(.gain, .bold)), KeyHint("Esc", "cancel")]
  if isStopped { keys[0] = KeyHint("y", "try to close", style: Style(.severityWarn, .bold)) }
  return Dialog(
    "Close P\(dialog.position)", tone: isStopped ? .severityError : .severityWarn, body: body,
    keys: keys)
}

/// The question before a position is rolled.
func rollDialog(_ dialog: RollDialog, _ snapshot: DeskSnapshot) -> Dialog {
  var body = movedLines(dialog.changes)
  let title = "Roll P\(dialog.position)"
  let leave = KeyHint("Esc", "cancel (any key but y)")
  guard let row = snapshot.positions.first(where: { $0.position.id == dialog.position }) else {
    body.append([TextRun("P\(dialog.position) is gone", Style(.severityError))])
    return Dialog(title, tone: .severityError, body: body, keys: [leave])
  }
  body += headLines(row)
  let stop = rollStop(row.position, snapshot)
  if let desk = snapshot.trade.context(row.position.underlying),
    let roll = try? desk.roll(row.position, fee: snapshot.trade.fee)
  {
    body += rollLines(roll, row.position, snapshot)
  }
  if let stop {
    body.append([TextRun(wordsText(stop, width: inner), Style(.severityError, .bold))])
  }
  var keys = [leave]
  if stop == nil { keys.insert(KeyHint("y", "ROLL", style: Style(.gain, .bold)), at: 0) }
  return Dialog(title, tone: stop == nil ? .severityWarn : .severityError, body: body, keys: keys)
}

/// Why a position cannot be rolled now; nil when `y` would send.
func rollStop(_ position: Position, _ snapshot: DeskSnapshot) -> String? {
  if snapshot.trading.isKilled != false { return "KILLED: the kill is engaged, a roll opens" }
  if snapshot.run.isReadOnly { return "read-only desk: nothing can be rolled" }
  guard let desk = snapshot.trade.context(position.underlying) else {
    return "MISSING_INPUT: \(position.underlying) has no quotes yet"
  }
  do throws(RollRefusal) {
    let roll = try desk.roll(position, fee: snapshot.trade.fee)
    guard !roll.verdict.passed else { return nil }
    return "gate refuses: " + roll.verdict.breaches.map { breachText($0) }.joined(separator: ", ")
  } catch {
    return "\(error.code.rawValue): \(sanitize(error.text))"
  }
}

private func movedLines(_ changes: [String]) -> [TextLine] {
  changes.suffix(2).map { [TextRun("moved: " + $0, Style(.severityWarn))] }
}

private func headLines(_ row: PositionSummary) -> [TextLine] {
  [
    [
      TextRun("\(row.position.quantity) x ", Style(.foreground, .bold)),
      TextRun(
        symbolText(row.position.underlying) + " " + positionName(row.position),
        Style(.foreground, .bold)),
    ],
    [
      TextRun("entry ", Style(.muted)), TextRun(priceText(row.position.entry, signed: true)),
      TextRun("  mark ", Style(.muted)), TextRun(fixedText(row.mark, 2, signed: true)),
      TextRun("  P&L ", Style(.muted)),
      TextRun(dollarText(row.profit, signed: true), gainStyle(row.profit)),
      TextRun("  mark is \(ageText(row.markAge)) old", Style(.muted)),
    ],
  ]
}

/// What closing leaves by the marks alone, where no chain is at hand.
private func closingLine(_ row: PositionSummary) -> TextLine {
  [
    TextRun("closing now ", Style(.muted)), TextRun(fixedText(row.exit, 2, signed: true)),
    TextRun("  leaves ", Style(.muted)),
    TextRun(dollarText(exitProfit(row), signed: true), gainStyle(exitProfit(row))),
    TextRun(" before closing fees", Style(.muted)),
  ]
}

/// What closing a position at the exit side would leave, in dollars.
private func exitProfit(_ row: PositionSummary) -> Double? {
  guard let mark = row.mark, let exit = row.exit, let profit = row.profit else { return nil }
  let multiplier = row.position.legs.first?.multiplier ?? 100
  return profit - (exit - mark) * Double(row.position.quantity * multiplier)
}

private func closingLines(_ exit: ExitPreview, _ snapshot: DeskSnapshot) -> [TextLine] {
  let unquoted = exit.legs.filter { $0.bid == nil || $0.ask == nil }.map(\.leg.contract)
  var lines: [TextLine] = [
    netRuns("closing now", exit.net, mid: exit.netMid, fees: exit.fees),
    [
      TextRun("realises ", Style(.muted)),
      TextRun(dollarText(exit.realised, signed: true), gainStyle(exit.realised?.dollars)),
      TextRun(" over its life, fees paid", Style(.muted)),
    ],
    bookRuns(exit.verdict, snapshot),
  ]
  for contract in unquoted.prefix(3) {
    lines.append([TextRun("\(contract) has no quote: it waits for one", Style(.severityWarn))])
  }
  return lines
}

private func netRuns(_ head: String, _ net: Money?, mid: Money?, fees: Money) -> TextLine {
  let word = (net?.units ?? 0) >= 0 ? " credit" : " debit"
  return [
    TextRun(head + " ", Style(.muted)),
    TextRun(priceText(net, signed: true), Style(.accent, .bold)),
    TextRun(net == nil ? "" : word, Style(.muted)), TextRun("  mid ", Style(.muted)),
    TextRun(priceText(mid, signed: true)), TextRun("  fees ", Style(.muted)),
    TextRun(priceText(fees)),
  ]
}

/// The book before and after.
private func bookRuns(_ verdict: RiskVerdict, _ snapshot: DeskSnapshot) -> TextLine {
  let before = snapshot.exposure.map { Risk.BookSummary(of: $0.all) }
  let after = verdict.after
  func change(_ name: String, _ old: Double?, _ new: Double, signed: Bool) -> TextLine {
    [
      TextRun(name + " ", Style(.muted)), TextRun(dollarText(old, signed: signed)),
      TextRun("\u{2192}", Style(.muted)), TextRun(dollarText(new, signed: signed) + "  "),
    ]
  }
  return [TextRun("book  ", Style(.muted))]
    + change("max loss", before?.maxLoss, after.maxLoss, signed: false)
    + change("vega", before?.greeks?.vega, after.vega, signed: true)
    + change("worst", before?.worstStress, after.worstStress, signed: true)
}

private func rollLines(
  _ roll: RollPreview, _ position: Position, _ snapshot: DeskSnapshot
) -> [TextLine] {
  let old = position.legs.map { legText(Leg(contract: $0.leg.contract, ratio: -$0.leg.ratio)) }
  let new = roll.plan.built.legs.map { legText($0.leg) }
  var lines: [TextLine] = [[]]
  for index in 0..<max(old.count, new.count) {
    lines.append([
      TextRun(index == 0 ? "close " : "      ", Style(.muted)),
      TextRun(fitted(index < old.count ? old[index] : "", width: 24)),
      TextRun(index == 0 ? "open " : "     ", Style(.muted)),
      TextRun(fitted(index < new.count ? new[index] : "", width: 24)),
    ])
  }
  lines.append(netRuns("net", roll.net, mid: roll.netMid, fees: roll.fees))
  lines.append([
    TextRun("realises ", Style(.muted)),
    TextRun(dollarText(roll.exit.realised, signed: true), gainStyle(roll.exit.realised?.dollars)),
    TextRun("  new structure ", Style(.muted)),
    TextRun(priceText(roll.plan.built.net, signed: true)),
    TextRun("  max loss ", Style(.muted)),
    TextRun(dollarText(roll.proposal.maxLoss), Style(.loss, .bold)),
    TextRun("  PoP ", Style(.muted)), TextRun(percentText(roll.proposal.profitProbabilityP)),
  ])
  lines.append(bookRuns(roll.verdict, snapshot))
  let how = roll.plan.keepsStrikes ? "its own strikes" : "the deltas of its kind"
  lines.append([TextRun("one combo for the whole position, at \(how)", Style(.muted))])
  let reasons = roll.plan.reasons.flatMap { wrapped(sanitize($0), width: inner) }
  lines += reasons.prefix(6).map { [TextRun($0, Style(.muted))] }
  if roll.verdict.passed { lines.append([TextRun("gate passed", Style(.limitOk))]) }
  return lines
}

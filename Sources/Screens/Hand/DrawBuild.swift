// Drawing of the dialog in which a structure is built by hand.

import Candidates
import Canvas
import DeskEngine
import MarketData
import Pricing
import Regimes
import Risk
import Structures

/// Draws the dialog: choices, legs, what they cost and could lose, and the payoff.
func drawBuild(
  _ dialog: BuildDialog, _ snapshot: DeskSnapshot, in rect: Rect, on buffer: inout CellBuffer
) {
  let draft = BuildDraft(dialog, snapshot)
  let width = min(74, max(20, rect.width - 6))
  var body = choiceLines(dialog, draft, snapshot) + legLines(dialog, draft)
  body += judgementLines(dialog, draft, width: width)
  let room = max(0, rect.height - 4 - body.count)
  let curve = draft.trade == nil ? 0 : min(10, room)
  body += Array(repeating: [TextRun(" ")], count: curve)
  // One width for every state, so that the frame stands still.
  if let first = body.first {
    let used = first.reduce(0) { $0 + displayWidth($1.text) }
    body[0] = first + [TextRun(String(repeating: " ", count: max(0, width - used)))]
  }
  let keys = [
    KeyHint("Enter", "propose"), KeyHint("Up Down", "line"), KeyHint("Left Right", "value"),
    KeyHint("0-9", "size"), KeyHint("Esc", "cancel"),
  ]
  let frame = Dialog(
    "New structure", tone: .accent, body: body, keys: keys
  ).draw(in: rect, on: &buffer)
  guard curve > 0, let trade = draft.trade else { return }
  let (top, below) = frame.cutTop(body.count - curve)
  guard top.height == body.count - curve else { return }
  drawPayoff(
    payoffCurve(
      of: trade.modelLegs, net: trade.proposal.net.dollars, quantity: trade.proposal.quantity),
    spot: draft.desk?.context.build.surface.spot, in: below.cutTop(curve).taken,
    hasAxis: curve >= 4, on: &buffer)
}

private func choiceLines(
  _ dialog: BuildDialog, _ draft: BuildDraft, _ snapshot: DeskSnapshot
) -> [TextLine] {
  let spot = draft.desk?.context.build.surface.spot
  let regime = draft.desk?.context.regime
  var lines: [TextLine] = [
    [
      TextRun("  " + fitted(symbolText(dialog.underlying), width: 10), Style(.foreground, .bold)),
      TextRun(levelText(spot)), TextRun("  ", .plain),
      TextRun(regime?.rawValue ?? "", regime.map { Style($0.token) } ?? .plain),
    ]
  ]
  for field in dialog.fields {
    guard let (name, value) = words(field, dialog, draft) else { continue }
    lines.append(choice(name, value, isChosen: dialog.field == field))
  }
  return lines
}

/// Name and value of a line; nil for those that stand among the legs or at the end.
private func words(
  _ field: BuildField, _ dialog: BuildDialog, _ draft: BuildDraft
) -> (String, String)? {
  switch field {
  case .kind: ("kind", dialog.kind.rawValue)
  case .expiry: (dialog.kind.hasTwoExpiries ? "front" : "expiry", expiry(draft.front, draft))
  case .back: ("back", expiry(draft.back, draft))
  case .right: ("right", dialog.right == .put ? "puts" : "calls")
  case .by: ("by", dialog.strikes == nil ? "deltas" : "strikes")
  case .delta:
    (
      dialog.aimed ?? "delta",
      (draft.delta.map { fixedText($0 * 100, 0) } ?? missingText)
        + (dialog.delta == nil ? " as the regime has it" : "")
    )
  case .width: ("wings", draft.width.map { fixedText($0, 1) + " points" } ?? "by delta")
  case .quantity: ("size", dialog.quantity.text.isEmpty ? "0" : dialog.quantity.text)
  case .strike: nil
  }
}

private func expiry(_ key: ExpiryKey?, _ draft: BuildDraft) -> String {
  guard let key else { return "none" }
  let days = draft.expiries.first { $0.key == key }?.days
  return "\(expiryText(key.date)) \(days.map { "\($0)d" } ?? "") \(symbolText(key.root))"
}

private func choice(_ name: String, _ value: String, isChosen: Bool) -> TextLine {
  let marks = isChosen ? ("\u{2039} ", " \u{203A}") : ("  ", "  ")
  return [
    TextRun(isChosen ? "\u{25B8} " : "  ", Style(.cursor)),
    TextRun(fitted(name, width: 10), Style(.muted)), TextRun(marks.0, Style(.cursor)),
    TextRun(sanitize(value), isChosen ? Style(.foreground, .bold) : .plain),
    TextRun(marks.1, Style(.cursor)),
  ]
}

private func legLines(_ dialog: BuildDialog, _ draft: BuildDraft) -> [TextLine] {
  let chain = draft.desk?.context.build.chain
  return draft.legs.enumerated().map { index, leg in
    let isChosen = dialog.field == .strike(index)
    let quote = chain.flatMap { chain in
      chain.index(of: leg.contract).flatMap { chain.quotes[$0] }
    }
    let delta = draft.trade?.proposal.legs.first { $0.leg.contract == leg.contract }?.delta
    let style = Style(leg.ratio < 0 ? .loss : .gain)
    return [
      TextRun(isChosen ? "\u{25B8} " : "  ", Style(.cursor)),
      TextRun(fitted(legText(leg), width: 18), isChosen ? style.adding(.bold) : style),
      TextRun(" bid ", Style(.muted)), TextRun(trailing(priceText(quote?.bid), 7)),
      TextRun(" ask ", Style(.muted)), TextRun(trailing(priceText(quote?.ask), 7)),
      TextRun(" \u{394} ", Style(.muted)), TextRun(trailing(fixedText(delta, 2, signed: true), 5)),
    ]
  }
}

private func judgementLines(
  _ dialog: BuildDialog, _ draft: BuildDraft, width: Int
) -> [TextLine] {
  guard let trade = draft.trade else {
    return draft.problems.prefix(4).map {
      [TextRun("  " + wordsText($0, width: width - 2), Style(.severityError))]
    }
  }
  let one = trade.proposal
  let points = one.breakevens.map { levelText($0) }.joined(separator: " ")
  let gap = one.net.dollars - one.netMid.dollars
  var lines: [TextLine] = [
    [
      TextRun("  net ", Style(.muted)),
      TextRun(priceText(one.net, signed: true), Style(.accent, .bold)),
      TextRun(one.net.units >= 0 ? " credit" : " debit", Style(.muted)),
      TextRun("  mid ", Style(.muted)), TextRun(priceText(one.netMid, signed: true)),
      TextRun(" (", Style(.muted)), TextRun(fixedText(gap, 2, signed: true), gainStyle(gap)),
      TextRun(")  fees ", Style(.muted)), TextRun(priceText(one.fees)),
      TextRun("  PoP ", Style(.muted)), TextRun(percentText(one.profitProbabilityP)),
      TextRun("  EV ", Style(.muted)),
      TextRun(dollarText(one.expectedValueP, signed: true), gainStyle(one.expectedValueP)),
    ],
    [
      TextRun("  max loss ", Style(.muted)),
      TextRun(dollarText(one.maxLoss), Style(.loss, .bold)),
      TextRun("  max profit ", Style(.muted)),
      TextRun(dollarText(one.maxProfit), Style(.gain)), TextRun("  BE ", Style(.muted)),
      TextRun(points.isEmpty ? missingText : points),
    ],
  ]
  lines.append(verdictLine(trade.verdict, word: one.recommendation, width: width))
  if let warning = one.warnings.first(where: { !$0.hasPrefix("limit ") && !$0.hasPrefix("built") })
  {
    lines.append([TextRun("  " + wordsText(warning, width: width - 2), Style(.severityWarn))])
  }
  return lines
}

/// What the gate says, with every breach that there is room for.
func verdictLine(
  _ verdict: RiskVerdict, word: Recommendation? = nil, indent: Int = 2, width: Int
) -> TextLine {
  let space = TextRun(String(repeating: " ", count: indent))
  guard !verdict.passed else {
    let name = word.map { TextRun("  " + $0.rawValue, Style($0.token, .bold)) }
    return [space, TextRun("gate passed", Style(.limitOk))] + (name.map { [$0] } ?? [])
  }
  let text = "gate refuses: " + verdict.breaches.map { breachText($0) }.joined(separator: ", ")
  return [space, TextRun(wordsText(text, width: width - indent), Style(.limitBreach, .bold))]
}

/// A number at the end of its column.
func trailing(_ text: String, _ width: Int) -> String {
  displayWidth(text) > width ? text : fitted(text, width: width, .trailing)
}

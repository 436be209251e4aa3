// Why a candidate is there and what it does to the book, line by line.

import Candidates
import Canvas
import DeskEngine
import MarketData
import Risk
import Structures

/// A line with its heading.
struct DetailLine {
  var head: String
  var runs: TextLine

  init(_ head: String, _ runs: TextLine) {
    self.head = head
    self.runs = runs
  }

  init(_ head: String, _ text: String, _ style: Style = .plain) {
    self.init(head, [TextRun(text, style)])
  }
}

/// The lines of a candidate, the most important first.
func candidateDetail(_ one: CandidateSummary, _ snapshot: DeskSnapshot, width: Int)
  -> [DetailLine]
{
  let room = max(4, width - 8)
  var lines = [DetailLine("why", wordsText(one.why, width: room))]
  lines.append(DetailLine("risk", riskRuns(one, snapshot)))
  lines.append(DetailLine("greeks", greekRuns(one.proposal)))
  lines.append(DetailLine("value", valueRuns(one.proposal)))
  if let cost = one.cost { lines.append(DetailLine("cost", costRuns(cost))) }
  // Why an open candidate is not priced stands where its quotes stand: no line comes or goes.
  let isUnpriced = one.state == .open && !one.reason.isEmpty
  lines.append(
    isUnpriced
      ? DetailLine("quotes", wordsText(one.reason, width: room), Style(.severityWarn))
      : DetailLine("quotes", quoteRuns(one, snapshot)))
  for (index, warning) in one.proposal.warnings.enumerated() {
    lines.append(
      DetailLine(
        index == 0 ? "warn" : "", wordsText(warning, width: room), Style(.severityWarn)))
  }
  if !one.reason.isEmpty, !isUnpriced {
    lines.append(DetailLine("reason", wordsText(one.reason, width: room), Style(.muted)))
  }
  return lines
}

/// The limits after a fill, or the breaches that stop it.
func riskRuns(_ one: CandidateSummary, _ snapshot: DeskSnapshot) -> TextLine {
  guard let verdict = one.verdict else { return [TextRun("not judged yet", Style(.muted))] }
  var runs: TextLine = []
  let now = reading("total", snapshot.limits)
  let vega = reading("vega", snapshot.limits)
  if let now {
    runs += change("MaxL", limitShare(now), ratio(verdict.after.maxLoss, now.bound))
  }
  if let vega {
    if !runs.isEmpty { runs.append(TextRun("  ")) }
    runs += change("Vega", limitShare(vega), ratio(abs(verdict.after.vega), vega.bound))
  }
  if !runs.isEmpty { runs.append(TextRun("  ")) }
  if verdict.passed { return runs + [TextRun("passed", Style(.limitOk))] }
  let names = verdict.breaches.map { breachText($0) }.joined(separator: ", ")
  return runs + [TextRun("breach " + names, Style(.limitBreach))]
}

/// A breach in words, such as `vega 10.4k of 10k`.
func breachText(_ breach: LimitBreach) -> String {
  let value = breach.value == nil ? "unknown" : compactText(breach.value)
  return "\(sanitize(breach.limit)) \(value) of \(compactText(breach.bound))"
}

private func reading(_ name: String, _ limits: [LimitReading]) -> LimitReading? {
  limits.first { $0.name.contains(name) }
}

private func change(_ name: String, _ before: Double?, _ after: Double?) -> TextLine {
  let level = LimitLevel(value: after, bound: 1)
  return [
    TextRun(name + " ", Style(.muted)), TextRun(percentText(before)),
    TextRun("\u{2192}", Style(.muted)), TextRun(percentText(after), Style(level.token)),
  ]
}

private func greekRuns(_ proposal: Proposal) -> TextLine {
  let parts: [(String, Double, StyleToken)] = [
    ("\u{394}", proposal.delta, .greekDelta), ("\u{393}", proposal.gamma, .greekGamma),
    ("V", proposal.vega, .greekVega), ("\u{398}", proposal.theta, .greekTheta),
  ]
  var runs: TextLine = []
  for (name, value, token) in parts {
    runs += [TextRun(name + " ", Style(token)), TextRun(greekText(value, wide: 7) + "  ")]
  }
  return runs + [
    TextRun("fees ", Style(.muted)), TextRun(priceText(proposal.fees) + "  "),
    TextRun("proof ", Style(.muted)), TextRun(dollarText(proposal.maxLoss)),
  ]
}

private func valueRuns(_ proposal: Proposal) -> TextLine {
  let points = proposal.breakevens.map { levelText($0) }.joined(separator: " ")
  let values = [proposal.expectedValueQ, proposal.expectedValueP]
  return [
    TextRun("EV ", Style(.muted)),
    TextRun(dollarText(values[1], signed: true), gainStyle(values[1])),
    TextRun("  PoP ", Style(.muted)), TextRun(percentText(proposal.profitProbabilityP)),
    TextRun("  BE ", Style(.muted)), TextRun(points.isEmpty ? missingText : points),
    TextRun("  touch ", Style(.muted)), TextRun(percentText(proposal.touchProbability)),
    TextRun("  Q: EV ", Style(.muted)), TextRun(dollarText(values[0], signed: true)),
    TextRun(" PoP ", Style(.muted)), TextRun(percentText(proposal.profitProbabilityQ)),
  ]
}

private func quoteRuns(_ one: CandidateSummary, _ snapshot: DeskSnapshot) -> TextLine {
  let proposal = one.proposal
  let age = quoteAge(proposal, at: snapshot.time)
  let edge = proposal.net.dollars - proposal.netMid.dollars
  return [
    TextRun(fineAgeText(age), (age ?? 0) > 120 ? Style(.severityWarn) : .plain),
    TextRun(" old  net ", Style(.muted)), TextRun(priceText(proposal.net, signed: true)),
    TextRun(" vs mid ", Style(.muted)), TextRun(priceText(proposal.netMid, signed: true)),
    TextRun(" (", Style(.muted)), TextRun(fixedText(edge, 2, signed: true), gainStyle(edge)),
    TextRun(")  grade ", Style(.muted)), TextRun("\(sanitize(proposal.grade)) \(proposal.quality)"),
  ]
}

/// The age of the oldest quote behind a proposal, in seconds.
func quoteAge(_ proposal: Proposal, at time: Instant) -> Double? {
  proposal.legs.compactMap { seconds(from: $0.quoteTime, to: time) }.max()
}

/// The legs with their markets.
func legTable(_ proposal: Proposal, _ time: Instant) -> Table {
  Table(
    columns: [
      .text("leg", width: 18, weight: 1, priority: 0), .number("bid", width: 8, priority: 1),
      .number("ask", width: 8, priority: 1), .number("\u{394}", width: 6, priority: 2),
      .number("IV", width: 5, priority: 3), .number("age", width: 5, priority: 4),
    ],
    rows: proposal.legs.map { leg in
      TableRow([
        TextRun(legText(leg.leg), Style(leg.leg.ratio < 0 ? .loss : .gain)),
        TextRun(priceText(leg.bid)), TextRun(priceText(leg.ask)),
        TextRun(fixedText(leg.delta, 3, signed: true), Style(.greekDelta)),
        TextRun(pointsText(leg.volatility)),
        TextRun(fineAgeText(seconds(from: leg.quoteTime, to: time)), Style(.muted)),
      ])
    })
}

/// Which long covers which short, and the worst loss of each expiry.
func proofLines(_ proposal: Proposal) -> [TextLine] {
  func name(_ contract: OptionContract) -> String {
    expiryText(contract.expiry) + " " + strikeText(contract.strike) + contract.right.letter
  }
  var lines: [TextLine] = proposal.proof.pairs.map { pair in
    [
      TextRun("short "), TextRun(name(pair.short), Style(.loss)),
      TextRun(" covered by long ", Style(.muted)), TextRun(name(pair.long), Style(.gain)),
    ]
  }
  for group in proposal.proof.groups {
    lines.append([
      TextRun("\(expiryText(group.expiry)) worst at ", Style(.muted)),
      TextRun(levelText(group.at)), TextRun(": loses ", Style(.muted)),
      TextRun(fixedText(group.loss, 2)), TextRun(" points a package", Style(.muted)),
    ])
  }
  return lines
}

/// Attempts that failed before this one, in words.
func attemptLines(_ proposal: Proposal) -> [TextLine] {
  proposal.attempts.map { attempt in
    let width = attempt.width.map { " width " + fixedText($0, $0 == $0.rounded() ? 0 : 1) } ?? ""
    let expiry = attempt.expiry.map { " " + expiryText($0) } ?? ""
    return [
      TextRun(attempt.structure.rawValue + expiry + width + " ", Style(.muted)),
      TextRun(attempt.code.rawValue, Style(.severityWarn)),
    ]
  }
}

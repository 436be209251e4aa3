// Why a candidate is what it is: verdict, edge, market, price, proof, outcome, size, gate.

import Candidates
import Canvas
public import DeskEngine
import Edges
public import MarketData
import Risk
import Structures

/// What is known of a candidate beside its record.
public struct CandidateBackground: Sendable {
  /// The edge behind it.
  public var edge: EdgeSummary?
  /// The edge's rationale, for an edge that is not known any more.
  public var why: String
  /// When the record was priced.
  public var priced: Instant
  /// Where the candidate stands.
  public var state: String
  /// Verdicts of the gate, oldest first.
  public var verdicts: [GateReading]
  /// What became of it, oldest first.
  public var story: [StoryLine]
  /// Settings that entered, by key.
  public var settings: [(key: String, value: String)]
  /// What its chances rest on; nil when that is not known any more.
  public var outlook: OutlookInputs?

  /// Gathers a background.
  public init(
    edge: EdgeSummary?, why: String = "", priced: Instant, state: String, verdicts: [GateReading],
    story: [StoryLine], settings: [(key: String, value: String)] = [],
    outlook: OutlookInputs? = nil
  ) {
    self.edge = edge
    self.why = why
    self.priced = priced
    self.state = state
    self.verdicts = verdicts
    self.story = story
    self.settings = settings
    self.outlook = outlook
  }
}

/// Explains a candidate.
public func explain(
  _ record: CandidateRecord, _ background: CandidateBackground
) -> Explanation {
  let name = structureText(
    record.structure, record.legs.map { Leg(contract: $0.contract, ratio: $0.ratio) })
  let title =
    "C\(record.candidate) revision \(record.rev): \(symbolText(record.underlying)) \(name)"
  return Explanation(
    title: title,
    sections: [
      decisionSection(record, background), marketSection(record, background.priced),
      edgeSection(record, background), priceSection(record), proofSection(record),
      outcomeSection(record), chanceSection(record, background.outlook), greekSection(record),
      stressSection(record),
      sizeSection(record, background), gateSection(background.verdicts),
      attemptSection(record),
      ExplanationSection("What became of it", background.story.map(\.line)),
    ])
}

private func decisionSection(
  _ record: CandidateRecord, _ background: CandidateBackground
) -> ExplanationSection {
  var lines = [
    ExplanationLine(
      "recommendation", record.recommendation.rawValue,
      note: Formula.named("recommendation")?.words ?? ""),
    ExplanationLine("state", background.state),
    ExplanationLine(
      "quality", "\(record.quality), grade \(sanitize(record.grade))",
      number: Double(record.quality), note: Formula.named("quality")?.words ?? ""),
  ]
  if let strength = background.edge?.edge.strength, record.maxLoss > .zero {
    let edge = 25 * Double(strength) / 100
    let pricing = record.evP.map { 25 * min(max(0.5 + 5 * $0 / record.maxLoss.dollars, 0), 1) }
    let rest = pricing.map { Double(record.quality) - edge - $0 }
    lines.append(
      .words(
        "of these, edge \(fixedText(edge, 1)), pricing \(fixedText(pricing, 1)); "
          + "regime fit and tightness make the other \(fixedText(rest, 1))", .muted))
  }
  lines += record.warnings.map { ExplanationLine("warning", sanitize($0), tone: .warning) }
  return ExplanationSection("Decision", lines)
}

private func marketSection(_ record: CandidateRecord, _ priced: Instant) -> ExplanationSection {
  let head = ExplanationLine(
    "priced", "\(dateText(priced)) \(clockText(priced)) New York",
    note: "quotes of the legs as they stood")
  let legs = record.legs.map { leg in
    ExplanationLine(
      legText(Leg(contract: leg.contract, ratio: leg.ratio)),
      "bid \(priceText(leg.bid)) ask \(priceText(leg.ask))",
      note: "IV \(pointsText(leg.iv))%, delta \(fixedText(leg.delta, 3, signed: true)), "
        + "\(fineAgeText(leg.ageSeconds)) old, \(leg.contract)")
  }
  return ExplanationSection("Market input", [head] + legs)
}

private func edgeSection(
  _ record: CandidateRecord, _ background: CandidateBackground
) -> ExplanationSection {
  guard let edge = background.edge else {
    let why = background.why.isEmpty ? "not known here" : sanitize(background.why)
    return ExplanationSection(
      "Edge", [ExplanationLine("E\(record.edge)", why, note: "not alive any more", tone: .muted)])
  }
  return ExplanationSection("Edge", edgeHead(edge) + [.words(sanitize(edge.edge.rationale))])
}

private func priceSection(_ record: CandidateRecord) -> ExplanationSection {
  let again = Rederivation(record)
  var lines = [
    ExplanationLine(
      "net", priceText(record.net, signed: true), number: record.net.dollars,
      note: record.net.units >= 0 ? "credit, points a package" : "debit, points a package"),
    .check("net", derived: again.net, stored: record.net.dollars, tolerance: 0.00005),
    ExplanationLine(
      "net_mid", priceText(record.netMid, signed: true), number: record.netMid.dollars),
    .check("net_mid", derived: again.netMid, stored: record.netMid.dollars, tolerance: 0.0001),
    ExplanationLine("fees", priceText(record.fees), number: record.fees.dollars, note: "dollars"),
  ]
  lines += ["net", "net_mid", "fees"].compactMap { .formula($0) }
  return ExplanationSection("Price", lines)
}

private func proofSection(_ record: CandidateRecord) -> ExplanationSection {
  let again = Rederivation(record)
  var lines = record.proof.pairs.map { pair in
    ExplanationLine(
      "pair", "short \(contractText(pair.short))", note: "covered by \(contractText(pair.long))")
  }
  for (group, loss) in zip(record.proof.groups, again.groupLosses) {
    lines.append(
      ExplanationLine(
        "group \(expiryText(group.expiry))", "loses \(fixedText(group.loss, 2)) points",
        number: group.loss, note: "worst at \(levelText(group.at))"))
    let extra = group.loss - loss
    lines.append(
      extra > 1e-6
        ? .words(
          "intrinsic \(fixedText(loss, 2)); \(fixedText(extra, 4)) more, as a European long that "
            + "outlives its short can trade under its exercise value", .muted)
        : .check("worst loss", derived: loss, stored: group.loss, tolerance: 1e-6))
  }
  lines.append(
    ExplanationLine(
      "bound", priceText(record.proof.bound), number: record.proof.bound.dollars,
      note: "dollars a package"))
  if again.groupLosses.reduce(0, +) + 1e-6 >= record.proof.groups.reduce(0, { $0 + $1.loss }) {
    lines.append(
      .check("bound", derived: again.bound, stored: record.proof.bound.dollars, tolerance: 0.01))
  }
  lines.append(
    ExplanationLine(
      "max_loss", priceText(record.maxLoss), number: record.maxLoss.dollars,
      note: "dollars for \(countText(max(1, record.quantity))) packages"))
  lines.append(
    .check(
      "max_loss", derived: record.proof.bound.dollars * again.packages,
      stored: record.maxLoss.dollars, tolerance: 0.01))
  lines.append(
    ExplanationLine("margin", priceText(record.margin), number: record.margin.dollars))
  lines += ["bound", "max_loss", "margin"].compactMap { .formula($0) }
  return ExplanationSection("Proof of defined risk", lines)
}

/// A contract the way a trader says it.
func contractText(_ contract: OptionContract) -> String {
  expiryText(contract.expiry) + " " + strikeText(contract.strike) + contract.right.letter
}

// voldesk chain: the option quotes of a file held to the rules, as a table and a smile.

import Feeds
import MarketData
import Numerics
import Pricing

/// Shows the chain of a file.
///
/// - Returns: 0, 1 when the chain is refused, 3 when the file cannot be read.
func runChain(_ invocation: Invocation) -> Int32 {
  do {
    let report = try ChainReport(invocation.operands[0], invocation)
    if invocation.has("--json") {
      say(report.json)
    } else {
      for line in report.lines { say(line) }
    }
    return report.chain.review.verdict == .refused ? 1 : 0
  } catch {
    complain("\(error)")
    return 3
  }
}

/// One snapshot of a file after the rules, and what of it is to be shown.
struct ChainReport {
  let file: ChainFile
  let chain: CleanChain
  /// Places of the series of the expiry asked for; empty without one.
  let chosen: [Int]
  /// The place of the series whose smile is drawn; nil when none has a smile.
  let drawn: Int?
  /// The chain against a curve of rates; nil when none was named.
  let carry: ChainCarry?

  /// Reads a file and takes the snapshot asked for, or the fullest one.
  ///
  /// - Throws: `FeedError` when the file cannot be read, or has no quotes of that day or no such
  ///   expiry, or when the curve has no rates for that day.
  init(_ path: String, _ invocation: Invocation) throws {
    let date = invocation.text("--date").flatMap { CivilDate($0) }
    file = try readChain(path, quotedAt: date.map { NewYorkTime.instant($0, 16, 0) })
    var snapshot = file.fullest ?? file.snapshots.last
    if let date {
      snapshot = file.snapshots(on: date).max { $0.contractCount < $1.contractCount }
    }
    guard let snapshot else {
      let days = file.snapshots.compactMap { $0.time.map { "\(NewYorkTime.date($0))" } }
      throw FeedError(
        file: path,
        rule: "holds no quotes of that day; it has \(days.prefix(8).joined(separator: ", "))")
    }
    let asOf = invocation.text("--as-of").flatMap { CivilDate($0) }
    let chain = snapshot.cleaned(CleaningRules(asOf: asOf.map { NewYorkTime.instant($0, 16, 0) }))
    self.chain = chain
    carry = try invocation.text("--curve").map { try ChainCarry($0, chain) }
    let expiry = invocation.text("--expiry").flatMap { CivilDate($0) }
    chosen = snapshot.series.indices.filter {
      expiry != nil && snapshot.series[$0].expiry == expiry
    }
    guard expiry == nil || !chosen.isEmpty else {
      let days = snapshot.counts.expiries.map(\.description)
      throw FeedError(
        file: path, rule: "lists no such expiry; it has \(days.joined(separator: ", "))")
    }
    let series = chain.review.series
    let candidates = expiry == nil ? Array(series.indices) : chosen
    // Thirty days unless told otherwise: what traders compare.
    drawn = candidates.filter { series[$0].prepared.smile != nil }.min {
      abs(series[$0].quotes.years * 365 - 30) < abs(series[$1].quotes.years * 365 - 30)
    }
  }

  /// What was read, in one line.
  private var heading: String {
    let raw = chain.raw
    let name = raw.underlying.isEmpty ? "" : " \(raw.underlying)"
    let spot = chain.review.spot.map {
      (raw.spot == nil ? " near " : " at ") + figureText($0, decimals: 2)
    }
    let others = file.snapshots.count > 1 ? " (1 of \(file.snapshots.count) moments)" : ""
    let time = raw.time.map { ", \(NewYorkTime.date($0)) \(clock($0)) New York" } ?? ""
    return "\(file.file): \(file.format.rawValue),\(name)\(spot ?? "")\(time)\(others)"
  }

  private func clock(_ time: Instant) -> String {
    let minute = NewYorkTime.wall(time).minuteOfDay
    return "\(minute / 600)\(minute / 60 % 10):\(minute % 60 / 10)\(minute % 10)"
  }

  private var facts: [(String, String)] {
    let counts = chain.raw.counts
    let evidence = chain.review.evidence
    let days = counts.expiries
    let span = days.first.map { " \($0) to \(days[days.count - 1])" } ?? ""
    var facts = [("verdict", chain.review.verdict.rawValue)]
    for reason in chain.review.reasons { facts.append((facts.count == 1 ? "because" : "", reason)) }
    facts += [
      ("contracts", "\(counts.contracts) in \(days.count) expiries\(span)"),
      (
        "volume",
        "\(counts.callVolume) calls, \(counts.putVolume) puts; open interest "
          + "\(counts.callOpenInterest) calls, \(counts.putOpenInterest) puts"
      ),
      (
        "live",
        "\(evidence.quotes) quotes, \(evidence.dropped.reduce(0) { $0 + $1.count }) dropped, "
          + "\(evidence.usableExpiries) usable expiries"
      ),
      (
        "parity",
        "\(evidence.failures) of \(evidence.pairs) pairs fail; by the report's rule "
          + "\(counts.violations) of \(counts.pairs)"
      ),
    ]
    if let carry { facts.append(("curve", carry.text)) }
    return facts
  }

  /// The page for people.
  var lines: [String] {
    var lines = [heading, ""] + factLines(facts) + [""] + tableLines(shownColumns)
    for place in chosen {
      lines += ["", chain.raw.series[place].label] + tableLines(strikeColumns(place))
    }
    if let drawn { lines += [""] + smilePlot(chain.review.series[drawn]) }
    for (title, problems) in [
      ("Rows of the file:", file.findings.reported), ("Quotes:", chain.findings.reported),
    ] where !problems.isEmpty {
      lines += ["", title] + aligned(findingRows(problems), indent: 2, numeric: [1])
    }
    lines += [
      "",
      "RR25 is put less call, BF25 the mean of both less ATM; yield holds dividends and borrowing",
    ]
    if carry != nil {
      lines.append(
        "box bp is the rate that the options lend at less the curve's zero rate; yield and dividends "
          + "are at the curve's rate")
    }
    return lines
  }

  /// The same with every digit.
  var json: String {
    let raw = chain.raw
    let counts = raw.counts
    let reasons = chain.review.reasons.map(jsonText).joined(separator: ",")
    var fields: [(String, String)] = [
      ("file", jsonText(file.file)), ("format", jsonText(file.format.code)),
      ("underlying", jsonText(raw.underlying)), ("spot", jsonNumber(chain.review.spot)),
      ("time", raw.time.map { jsonText($0.description) } ?? "null"),
      ("verdict", jsonText(chain.review.verdict.rawValue)), ("reasons", "[\(reasons)]"),
      ("contracts", "\(counts.contracts)"), ("crossed", "\(counts.crossed)"),
      ("zero_bid", "\(counts.zeroBid)"), ("zero_ask", "\(counts.zeroAsk)"),
      ("duplicates", "\(counts.duplicates)"), ("pairs", "\(counts.pairs)"),
      ("violations", "\(counts.violations)"), ("expiries", "\(counts.expiries.count)"),
      ("first", counts.expiries.first.map { jsonText("\($0)") } ?? "null"),
      ("last", counts.expiries.last.map { jsonText("\($0)") } ?? "null"),
      ("series", tableJSON(expiryColumns)),
    ]
    let strikes = chosen.map { place in
      jsonObject([
        ("label", jsonText(raw.series[place].label)), ("quotes", tableJSON(strikeColumns(place))),
      ])
    }
    if let carry { fields.append(("curve", carry.json)) }
    fields.append(("strikes", "[\(strikes.joined(separator: ","))]"))
    fields.append(("problems", "[\(problems.map(findingJSON).joined(separator: ","))]"))
    return jsonObject(fields)
  }

  private func findingJSON(_ finding: ReportedFinding) -> String {
    let examples = finding.examples.map { place in
      jsonObject([
        ("line", "\(place.line)"), ("column", place.column.map { "\($0)" } ?? "null"),
        ("value", jsonText(place.value)),
      ])
    }
    return jsonObject([
      ("code", jsonText(finding.code)), ("severity", jsonText(finding.severity.rawValue)),
      ("count", "\(finding.count)"), ("rule", jsonText(finding.rule)),
      ("examples", "[\(examples.joined(separator: ","))]"),
    ])
  }
}

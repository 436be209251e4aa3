// voldesk calibrate: a model fitted to the option chain of a file.

import Feeds
import MarketData
import Numerics
import Pricing

/// Fits the model that the first operand names to the quotes of the file that the second names.
func runCalibrate(_ invocation: Invocation) -> Int32 {
  let path = invocation.operands[1]
  let start = steadyNanoseconds()
  let begin: HestonParameters
  do {
    begin = try hestonStart(invocation)
  } catch {
    return refuse(model: error)
  }
  do {
    let chain = try QuotedChain(path, invocation)
    switch invocation.operands[0] {
    case "heston": return try calibrateHeston(chain, invocation, from: begin, since: start)
    case "sabr": return try calibrateSABR(chain, invocation, since: start)
    default: return try calibrateSVI(chain, invocation, since: start)
    }
  } catch {
    return refuse(model: error, of: path)
  }
}

/// The chain a calibration works on: one snapshot of a file, and its smiles.
struct QuotedChain {
  let file: ChainFile
  let snapshot: ChainSnapshot
  /// One entry for each series of the snapshot.
  let prepared: [PreparedSmile]
  /// Expiries that are left out, with the reason.
  var refusals: [(label: String, why: String)]

  /// Reads a file and takes the snapshot asked for, or the fullest one.
  ///
  /// - Throws: `FeedError` when the file cannot be read or has no quotes of that day.
  init(_ path: String, _ invocation: Invocation) throws {
    let date = invocation.text("--date").flatMap { CivilDate($0) }
    file = try readChain(path, quotedAt: date.map { NewYorkTime.instant($0, 16, 0) })
    var chosen = file.fullest
    if let date {
      let ofDay = file.snapshots(on: date)
      chosen = ofDay.max { $0.contractCount < $1.contractCount }
    }
    guard let chosen else {
      let days = Set(file.snapshots.compactMap { $0.time.map { "\(NewYorkTime.date($0))" } })
      throw FeedError(
        file: path,
        rule:
          "holds no quotes of that day; it has \(days.sorted().prefix(8).joined(separator: ", "))")
    }
    snapshot = chosen
    prepared = chosen.smiles()
    refusals = prepared.compactMap { entry in entry.refusal.map { (entry.label, $0) } }
    guard prepared.contains(where: { $0.smile != nil }) else {
      let reasons = prepared.prefix(4).map { "\($0.label): \($0.refusal ?? "no smile")" }
      throw FeedError(
        file: path,
        rule: "none of its \(prepared.count) expiries has a smile: "
          + (reasons + findings).joined(separator: "; "))
    }
  }

  /// Smiles that a model of few parameters can follow: near the money, enough strikes, enough time.
  ///
  /// - Parameters:
  ///   - width: Strikes within so many deviations s sqrt(T) of the forward.
  ///   - most: Strikes of an expiry at most, evenly thinned.
  ///   - least: Strikes without which an expiry is left out.
  /// - Returns: Smiles in order of time, one at least.
  /// - Throws: `FeedError` with the counts of strikes when every expiry has too few.
  mutating func smiles(width: Double, most: Int, least: Int) throws -> [SmileQuotes] {
    var found: [SmileQuotes] = []
    for entry in prepared {
      guard let smile = entry.smile else { continue }
      let level = entry.atmVolatility ?? 0
      let reach = width * level * smile.years.squareRoot()
      let logStrikes = smile.logStrikes
      var places = logStrikes.indices.filter { abs(logStrikes[$0]) <= reach }
      if places.count > most {
        let step = Double(places.count - 1) / Double(most - 1)
        places = (0..<most).map { places[Int((Double($0) * step).rounded())] }
      }
      if places.count >= least, let usable = smile.selecting(places) {
        found.append(usable)
      } else {
        refusals.append(
          (smile.label, "\(places.count) strikes within \(width) deviations, \(least) are needed"))
      }
    }
    guard found.isEmpty else { return found }
    let reasons = refusals.prefix(4).map { "\($0.label): \($0.why)" }
    throw FeedError(
      file: file.file, rule: "no expiry can be fitted: " + reasons.joined(separator: "; "))
  }

  /// What was read, in one line.
  var heading: String {
    let name = snapshot.underlying.isEmpty ? "" : " \(snapshot.underlying)"
    let spot = snapshot.spot.map { " at \(figureText($0, decimals: 2))" } ?? ""
    let time = snapshot.time.map { ", \(NewYorkTime.date($0)) \(clock($0)) New York" } ?? ""
    return
      "\(file.file): \(file.format.rawValue),\(name)\(spot), \(snapshot.contractCount) contracts"
      + " in \(snapshot.series.count) expiries\(time)"
  }

  private func clock(_ time: Instant) -> String {
    let minute = NewYorkTime.wall(time).minuteOfDay
    return "\(minute / 600)\(minute / 60 % 10):\(minute % 60 / 10)\(minute % 10)"
  }

  /// What was wrong with the rows of the file, one line a rule.
  var findings: [String] {
    ChainRule.allCases.compactMap { rule in
      let count = file.findings.count(rule)
      guard count > 0 else { return nil }
      let first = file.findings.examples.first { $0.rule == rule }
      return "\(count) x \(rule.rawValue)" + (first.map { " (first: line \($0.line))" } ?? "")
    }
  }

  /// The fields of JSON that say what was read.
  var json: [(String, String)] {
    [
      ("file", jsonText(file.file)), ("format", jsonText(file.format.rawValue)),
      ("underlying", jsonText(snapshot.underlying)), ("spot", jsonNumber(snapshot.spot)),
      ("time", snapshot.time.map { jsonText($0.description) } ?? "null"),
      ("contracts", "\(snapshot.contractCount)"), ("expiries", "\(snapshot.series.count)"),
      ("findings", "[\(findings.map(jsonText).joined(separator: ","))]"),
      (
        "refused",
        "[\(refusals.map { jsonObject([("label", jsonText($0.label)), ("why", jsonText($0.why))]) }.joined(separator: ","))]"
      ),
    ]
  }

  /// The lines after a table: expiries that were left out, and findings.
  var footnotes: [String] {
    var lines: [String] = []
    if snapshot.series.contains(where: { $0.style == .american }) {
      lines += ["", "american≈: early exercise is not taken out of these prices"]
    }
    if !refusals.isEmpty {
      lines +=
        ["", "Expiries left out:"] + aligned(refusals.map { [$0.label, $0.why] }, indent: 2)
    }
    if !findings.isEmpty { lines += ["", "Rows:"] + findings.map { "  \($0)" } }
    return lines
  }
}

extension SmileQuotes {
  /// The quotes at some of its strikes.
  fileprivate func selecting(_ places: [Int]) -> SmileQuotes? {
    try? SmileQuotes(
      label: label, years: years, forward: forward, discount: discount,
      strikes: places.map { strikes[$0] }, volatilities: places.map { volatilities[$0] },
      bidVolatilities: bidVolatilities.isEmpty ? [] : places.map { bidVolatilities[$0] },
      askVolatilities: askVolatilities.isEmpty ? [] : places.map { askVolatilities[$0] })
  }
}

/// Seconds since a moment, for a reader.
func elapsedText(since start: Int64) -> String {
  figureText(Double(steadyNanoseconds() - start) / 1e9, decimals: 3) + " s"
}

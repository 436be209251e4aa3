// What is told of a file that was read, or refused: as JSON for programs and as a table for people.

import Feeds
import MarketData

/// The report on one file.
struct ImportReport {
  let path: String
  let format: String
  let rows: Int?
  let symbol: String?
  let first: String?
  let last: String?
  /// Findings by rule.
  let problems: [ReportedFinding]
  /// Names and JSON values in the order of the report.
  let fields: [(String, String)]
  /// Why the file is refused; nil when it is not.
  let refusal: String?

  /// The report as one JSON object.
  var json: String { jsonObject(fields) }

  /// A report on a file that was read.
  init(_ file: MarketFile) {
    path = file.path
    format = file.format
    rows = file.rows
    refusal = nil
    let figures = ImportFigures(file)
    symbol = figures.symbol
    problems = file.findings + figures.cleaning
    if case .chain = file.content {
      first = figures.chainSpan.first?.description
      last = figures.chainSpan.last?.description
    } else {
      first = file.first
      last = file.last
    }
    fields =
      [
        ("file", jsonText(file.path)), ("format", jsonText(file.format)),
        ("symbol", figures.symbol.map(jsonText) ?? "null"), ("rows", "\(file.rows)"),
        ("interval", figures.interval.json),
      ] + figures.counts + [
        ("first", first.map(jsonText) ?? "null"), ("last", last.map(jsonText) ?? "null"),
        ("first_expiry", ImportReport.json(figures.expiries.first)),
        ("last_expiry", ImportReport.json(figures.expiries.last)),
        ("first_quote", ImportReport.json(figures.quoteDays.first)),
        ("last_quote", ImportReport.json(figures.quoteDays.last)),
        ("first_close", jsonNumber(figures.firstClose)),
        ("last_close", jsonNumber(figures.lastClose)),
        ("verdict", figures.verdict.map(jsonText) ?? "null"),
        ("sha256", jsonText(file.sha256)), ("tables", figures.tables),
        ("problems", ImportReport.json(problems)),
      ]
  }

  /// A report on a file that is refused.
  init(path: String, error: any Error) {
    let fault = error as? FeedError
    let isUnsupported = fault?.code == "unsupported-format"
    self.path = path
    format = isUnsupported ? "unsupported-format" : "refused"
    rows = nil
    symbol = nil
    first = nil
    last = nil
    problems = []
    refusal = fault.map { "\($0) (\($0.code))" } ?? "\(path): \(error)"
    let names = [
      "symbol", "rows", "interval", "contracts", "crossed", "locked", "zero_bid", "zero_ask",
      "duplicates", "violations", "pairs", "expiries", "first", "last", "first_expiry",
      "last_expiry", "first_quote", "last_quote", "first_close", "last_close", "verdict",
      "sha256", "tables",
    ]
    fields =
      [("file", jsonText(path)), ("format", jsonText(format))] + names.map { ($0, "null") } + [
        ("problems", "[]"),
        (
          "error",
          jsonObject([
            ("code", jsonText(fault?.code ?? "refused")),
            ("line", fault?.line.map(String.init) ?? "null"),
            ("column", fault?.column.map(String.init) ?? "null"),
            ("rule", jsonText(fault?.rule ?? "\(error)")),
          ])
        ),
      ]
  }

  private static func json(_ date: CivilDate?) -> String {
    date.map { jsonText($0.description) } ?? "null"
  }

  private static func json(_ findings: [ReportedFinding]) -> String {
    let objects = findings.map { finding in
      let places = finding.examples.map { place in
        jsonObject([
          ("line", "\(place.line)"), ("column", place.column.map(String.init) ?? "null"),
          ("value", jsonText(place.value)),
        ])
      }
      return jsonObject([
        ("code", jsonText(finding.code)), ("severity", jsonText(finding.severity.rawValue)),
        ("count", "\(finding.count)"), ("rule", jsonText(finding.rule)),
        ("examples", "[\(places.joined(separator: ","))]"),
      ])
    }
    return "[\(objects.joined(separator: ","))]"
  }
}

/// The reports as a table, and below it what is wrong in each file.
func importLines(_ reports: [ImportReport]) -> [String] {
  var rows = [["file", "format", "symbol", "rows", "first", "last", "errors", "warnings"]]
  for report in reports where report.refusal == nil {
    func count(_ severity: FindingSeverity) -> String {
      "\(report.problems.reduce(0) { $0 + ($1.severity == severity ? $1.count : 0) })"
    }
    rows.append([
      String(report.path.split(separator: "/").last ?? ""), report.format, report.symbol ?? "-",
      report.rows.map(String.init) ?? "-", report.first ?? "-", report.last ?? "-",
      count(.error), count(.warning),
    ])
  }
  var lines = rows.count > 1 ? aligned(rows, numeric: [3, 6, 7]) : []
  for report in reports where report.refusal == nil && !report.problems.isEmpty {
    lines.append("")
    lines.append(report.path)
    lines += aligned(
      report.problems.map { finding in
        let place = finding.examples.first.map { place in
          "line \(place.line)\(place.column.map { ":\($0)" } ?? ""): \(place.value)"
        }
        return [
          finding.severity.rawValue, "\(finding.count)", finding.rule, place ?? "",
        ]
      }, indent: 2, numeric: [1])
  }
  for report in reports {
    guard let refusal = report.refusal else { continue }
    lines.append("")
    lines.append("REFUSED \(refusal)")
  }
  return lines
}

// Yahoo's summary of a company: the next report, and what the last ones earned.

import FoundationEssentials
import MarketData

/// The parts of the document that are read.
private struct SummaryDocument: Decodable {
  struct Summary: Decodable { var result: [Result]? }
  struct Result: Decodable {
    var calendarEvents: Calendar?
    var earningsHistory: History?
    var quoteType: Named?
    var price: Named?
  }
  struct Named: Decodable { var symbol: String? }
  struct Calendar: Decodable { var earnings: Earnings? }
  struct Earnings: Decodable {
    var earningsDate: [Moment]?
    var earningsCallDate: [Moment]?
  }
  struct History: Decodable { var history: [Quarter]? }
  struct Quarter: Decodable {
    var epsActual: Raw?
    var epsEstimate: Raw?
    var quarter: Moment?
  }
  struct Raw: Decodable { var raw: Double? }
  /// Seconds since 1970, alone or as `raw`.
  struct Moment: Decodable {
    var seconds: Int64?
    init(from decoder: any Decoder) throws {
      if let value = try? decoder.singleValueContainer().decode(Int64.self) {
        seconds = value
      } else {
        seconds = (try Raw(from: decoder)).raw.flatMap { Int64(exactly: $0.rounded()) }
      }
    }
  }
  var quoteSummary: Summary
}

/// Documents of earnings.
enum EarningsDocument {
  /// Reads the moments of reports and the earnings of past quarters.
  ///
  /// - Returns: Nil when the document is none of a company.
  static func read(_ file: String, _ data: Data, _ options: ReadOptions) throws -> TableResult? {
    guard let document = try? JSONDecoder().decode(SummaryDocument.self, from: data) else {
      return nil
    }
    let results = document.quoteSummary.result ?? []
    let own = results.lazy.compactMap { $0.quoteType?.symbol ?? $0.price?.symbol }.first
    let symbol = options.symbol ?? own.map(SymbolName.normal) ?? fileSymbol(file)
    var events: Set<MarketEvent> = []
    var findings = TableFindings()
    var actual: [DailyValue] = []
    var estimate: [DailyValue] = []
    var rows = 0
    for result in results {
      let earnings = result.calendarEvents?.earnings
      for moment in (earnings?.earningsDate ?? []) + (earnings?.earningsCallDate ?? []) {
        rows += 1
        guard let seconds = moment.seconds, (0...7_258_118_400).contains(seconds) else {
          findings.add(.date, line: rows, "no moment")
          continue
        }
        events.insert(.announced(.earnings, at: Instant(seconds: seconds), symbol: symbol))
      }
      for quarter in result.earningsHistory?.history ?? [] {
        rows += 1
        guard let seconds = quarter.quarter?.seconds, (0...7_258_118_400).contains(seconds) else {
          findings.add(.date, line: rows, "no quarter")
          continue
        }
        let date = CivilDate(dayNumber: Int(seconds / 86_400))
        for (value, isActual) in [
          (quarter.epsActual?.raw, true), (quarter.epsEstimate?.raw, false),
        ] {
          guard let value, value.isFinite else {
            findings.add(.missingValue, line: rows, date.description)
            continue
          }
          let dated = DailyValue(date: date, value: value)
          if isActual { actual.append(dated) } else { estimate.append(dated) }
        }
      }
    }
    guard !events.isEmpty || !actual.isEmpty else {
      throw FeedError(file: file, rule: "holds no report of earnings", code: "no-usable-row")
    }
    let sorted = events.sorted()
    let ends = [sorted.first, sorted.last].map { $0.map { NewYorkTime.date($0.time).description } }
    return TableResult(
      format: "yahoo-earnings-json", rows: rows, content: .events(sorted), first: ends[0],
      last: ends[1], findings: findings.reported, apart: findings.apart,
      attached: [
        NamedSeries(symbol: symbol, metric: "eps_actual", values: ascending(actual)),
        NamedSeries(symbol: symbol, metric: "eps_estimate", values: ascending(estimate)),
      ].filter { !$0.values.isEmpty })
  }

  private static func ascending(_ values: [DailyValue]) -> [DailyValue] {
    values.sorted { $0.date < $1.date }
  }

  /// The symbol that a file's name ends with, as `yahoo-earnings-AAPL.json`.
  private static func fileSymbol(_ file: String) -> String {
    let stem = (file.split(separator: "/").last ?? "").prefix { $0 != "." }
    let word = stem.split { $0 == "-" || $0 == "_" }.last { $0.allSatisfy(\.isUppercase) }
    return word.map { SymbolName.normal(String($0)) } ?? ""
  }
}

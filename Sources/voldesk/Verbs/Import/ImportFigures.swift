// The figures that a report names, whatever the file holds.

import Feeds
import MarketData
import Pricing

/// The length of the bars of a file.
enum ImportInterval {
  case none
  case seconds(Int)

  /// Seconds as JSON.
  var json: String {
    if case .seconds(let seconds) = self { return "\(seconds)" }
    return "null"
  }
}

/// The figures of a file's report.
struct ImportFigures {
  private(set) var symbol: String?
  private(set) var interval = ImportInterval.none
  private(set) var firstClose: Double?
  private(set) var lastClose: Double?
  private(set) var verdict: String?
  /// The first and last expiry, and the first and last day of quotes, of a chain.
  private(set) var expiries: (first: CivilDate?, last: CivilDate?) = (nil, nil)
  private(set) var quoteDays: (first: CivilDate?, last: CivilDate?) = (nil, nil)
  /// What cleaning the fullest chain found beside what reading did.
  private(set) var cleaning: [ReportedFinding] = []
  /// The counts that every report has, null where one does not apply.
  private(set) var counts: [(String, String)] = []
  /// The tables or series of the file as a JSON list.
  private(set) var tables = "[]"

  /// Takes the figures of a file.
  init(_ file: MarketFile) {
    func found(_ code: String) -> Int {
      file.findings.first { $0.code == code }?.count ?? 0
    }
    var values: [String: Int] = ["duplicates": found("duplicate")]
    switch file.content {
    case .bars(let tables):
      values["violations"] = found("ohlc-order")
      let symbols = tables.map(\.symbol)
      symbol = symbols.count == 1 ? symbols[0] : nil
      if let first = tables.first { interval = .seconds(first.interval) }
      if tables.count == 1 {
        firstClose = tables[0].close.first
        lastClose = tables[0].close.last
      }
      self.tables = ImportFigures.list(tables)
    case .series(let series):
      let symbols = Set(series.map(\.symbol))
      symbol = symbols.count == 1 ? symbols.first : nil
      if series.count == 1 {
        firstClose = series[0].values.first?.value
        lastClose = series[0].values.last?.value
      }
      tables = ImportFigures.list(series)
    case .events(let events):
      let symbols = Set(events.compactMap(\.symbol))
      symbol = symbols.count == 1 ? symbols.first : nil
      tables = ImportFigures.list(file.attached)
    case .chain(let chain):
      let figures = chainFigures(chain)
      values.merge(figures.counts) { $1 }
      symbol = figures.symbol
      takeDays(chain)
      if let clean = chain.fullest?.cleaned() {
        verdict = clean.review.verdict.rawValue
        cleaning = clean.findings.reported
      }
    case .recording:
      tables = ImportFigures.list(file.attached)
    }
    if let recording = file.recording {
      for (name, count) in recording.named { values[name] = count }
    }
    counts = [
      "contracts", "crossed", "locked", "zero_bid", "zero_ask", "duplicates", "violations",
      "pairs", "expiries",
    ].map { ($0, values[$0].map(String.init) ?? "null") }
  }

  private mutating func takeDays(_ chain: ChainFile) {
    let all = chain.counts.expiries
    expiries = (all.first, all.last)
    let days = chain.snapshots.compactMap(\.time).map(NewYorkTime.date)
    quoteDays = (days.min(), days.max())
  }

  /// The span of a chain's dates: of its quotes where they are of several days, else of its expiries.
  var chainSpan: (first: CivilDate?, last: CivilDate?) {
    quoteDays.first == quoteDays.last && expiries.first != nil ? expiries : quoteDays
  }

  private static func list(_ tables: [BarColumns]) -> String {
    let objects = tables.map { table in
      jsonObject([
        ("symbol", jsonText(table.symbol)), ("interval", "\(table.interval)"),
        ("bars", "\(table.count)"),
        (
          "first",
          table.starts.first.map { jsonText(Instant(nanoseconds: $0).description) } ?? "null"
        ),
        (
          "last", table.starts.last.map { jsonText(Instant(nanoseconds: $0).description) } ?? "null"
        ),
        ("first_close", jsonNumber(table.close.first)),
        ("last_close", jsonNumber(table.close.last)),
      ])
    }
    return "[\(objects.joined(separator: ","))]"
  }

  private static func list(_ series: [NamedSeries]) -> String {
    let objects = series.map { one in
      jsonObject([
        ("symbol", jsonText(one.symbol)), ("metric", jsonText(one.metric)),
        ("values", "\(one.values.count)"),
        ("first", one.values.first.map { jsonText($0.date.description) } ?? "null"),
        ("last", one.values.last.map { jsonText($0.date.description) } ?? "null"),
        ("first_value", jsonNumber(one.values.first?.value)),
        ("last_value", jsonNumber(one.values.last?.value)),
      ])
    }
    return "[\(objects.joined(separator: ","))]"
  }
}

/// The counts of a chain file as its report names them.
func chainFigures(_ chain: ChainFile) -> (symbol: String?, counts: [String: Int]) {
  let symbols = Set(chain.snapshots.map(\.underlying))
  let counts = chain.counts
  return (
    symbols.count == 1 ? symbols.first : nil,
    [
      "contracts": counts.contracts, "crossed": counts.crossed, "zero_bid": counts.zeroBid,
      "zero_ask": counts.zeroAsk, "duplicates": counts.duplicates,
      "violations": counts.violations, "pairs": counts.pairs, "expiries": counts.expiries.count,
    ]
  )
}

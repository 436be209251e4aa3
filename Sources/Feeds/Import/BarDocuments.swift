// JSON documents of bars and announcements: Yahoo's chart and summary, Polygon's aggregates.
//
// They come as one object, so they are held whole; the records count from 1 in findings.

import FoundationEssentials
import MarketData

/// Yahoo's chart.
private struct ChartDocument: Decodable {
  struct Chart: Decodable { var result: [Result]? }
  struct Result: Decodable {
    var meta: Meta?
    var timestamp: [Int64?]?
    var indicators: Indicators?
  }
  struct Meta: Decodable {
    var symbol: String?
    var dataGranularity: String?
    var gmtoffset: Int64?
    var exchangeTimezoneName: String?
  }
  struct Indicators: Decodable {
    var quote: [Quote]?
    var adjclose: [Adjusted]?
  }
  struct Quote: Decodable {
    var open: [Double?]?
    var high: [Double?]?
    var low: [Double?]?
    var close: [Double?]?
    var volume: [Double?]?
  }
  struct Adjusted: Decodable { var adjclose: [Double?]? }
  var chart: Chart
}

/// Polygon's aggregates.
private struct AggregateDocument: Decodable {
  struct Bar: Decodable {
    var t: Int64?
    var o: Double?
    var h: Double?
    var l: Double?
    var c: Double?
    var v: Double?
  }
  var ticker: String?
  var results: [Bar]
}

/// Documents of bars.
enum BarDocuments {
  /// One record of a document.
  private struct Record {
    var nanoseconds: Int64?
    var prices: [Double?]
    var volume: Double?
    var adjusted: Double?
  }

  /// Reads Yahoo's chart.
  static func chart(_ file: String, _ data: Data, _ options: ReadOptions) throws -> TableResult? {
    guard let document = try? JSONDecoder().decode(ChartDocument.self, from: data) else {
      return nil
    }
    var records: [Record] = []
    var symbol = options.symbol ?? ""
    var isDaily = false
    for result in document.chart.result ?? [] {
      let quote = result.indicators?.quote?.first
      let adjusted = result.indicators?.adjclose?.first?.adjclose
      if symbol.isEmpty { symbol = SymbolName.normal(result.meta?.symbol ?? "") }
      let grain = result.meta?.dataGranularity ?? "1d"
      isDaily = !grain.hasSuffix("m") && !grain.hasSuffix("h")
      let zone = result.meta?.exchangeTimezoneName ?? "America/New_York"
      for (index, time) in (result.timestamp ?? []).enumerated() {
        func value(_ list: [Double?]?) -> Double? {
          guard let list, index < list.count else { return nil }
          return list[index]
        }
        records.append(
          Record(
            nanoseconds: time.flatMap {
              start($0, isDaily: isDaily, zone: zone, offset: result.meta?.gmtoffset ?? 0)
            },
            prices: [quote?.open, quote?.high, quote?.low, quote?.close].map(value),
            volume: value(quote?.volume), adjusted: value(adjusted)))
      }
    }
    return try table(
      file, "yahoo-chart-json", symbol, records, isDaily: isDaily, options: options)
  }

  /// The start of a bar; that of a session is midnight in New York.
  private static func start(
    _ seconds: Int64, isDaily: Bool, zone: String, offset: Int64
  ) -> Int64? {
    guard (0...7_258_118_400).contains(seconds) else { return nil }
    guard isDaily else { return seconds * 1_000_000_000 }
    let local = (seconds + offset) / 86_400
    let date =
      zone.hasPrefix("America/")
      ? NewYorkTime.date(Instant(seconds: seconds)) : CivilDate(dayNumber: Int(local))
    return NewYorkTime.instant(date, secondOfDay: 0).nanoseconds
  }

  /// Reads Polygon's aggregates.
  static func aggregates(
    _ file: String, _ data: Data, _ options: ReadOptions
  ) throws -> TableResult? {
    guard let document = try? JSONDecoder().decode(AggregateDocument.self, from: data),
      document.results.contains(where: { $0.t != nil && $0.c != nil })
    else { return nil }
    let records = document.results.map { bar in
      Record(
        nanoseconds: bar.t.flatMap { milliseconds in
          (0...7_258_118_400_000).contains(milliseconds) ? milliseconds * 1_000_000 : nil
        }, prices: [bar.o, bar.h, bar.l, bar.c], volume: bar.v)
    }
    let symbol =
      options.symbol ?? document.ticker.map(SymbolName.normal) ?? SymbolName.of(path: file)
    return try table(file, "polygon-minutes", symbol, records, isDaily: false, options: options)
  }

  /// Checks records as rows of a table are checked.
  private static func table(
    _ file: String, _ format: String, _ symbol: String, _ records: [Record], isDaily: Bool,
    options: ReadOptions
  ) throws -> TableResult {
    var table = BarTable(symbol: symbol)
    var findings = TableFindings()
    let hasAdjusted = records.contains { $0.adjusted != nil }
    for (index, record) in records.enumerated() {
      let line = index + 1
      guard let time = record.nanoseconds else {
        findings.add(.date, line: line, "no moment")
        continue
      }
      let prices = record.prices.compactMap { $0 }
      let moment = Instant(nanoseconds: time)
      guard prices.count == 4 else {
        let text = isDaily ? NewYorkTime.date(moment).description : moment.description
        findings.add(.missingPrice, line: line, text)
        continue
      }
      let volume = record.volume ?? 0
      let rule = broken(prices, volume)
      if let rule {
        findings.add(rule, line: line, prices.map(\.description).joined(separator: " "))
        table.apart.append(
          time, prices[0], prices[1], prices[2], prices[3], volume, line: line)
        if hasAdjusted { table.apart.adjustedClose.append(record.adjusted ?? prices[3]) }
        continue
      }
      let day = NewYorkTime.date(moment).dayNumber
      let stamp = Stamp(nanoseconds: time, day: day, isMidnight: isDaily, hasOffset: false)
      table.add(stamp, prices[0], prices[1], prices[2], prices[3], volume, line: line)
      if hasAdjusted { table.bars.adjustedClose.append(record.adjusted ?? prices[3]) }
    }
    var checks = BarChecks(options: options, findings: findings)
    checks.settle(&table, format: format)
    guard table.bars.count > 0, let first = table.bars.starts.first,
      let last = table.bars.starts.last
    else {
      throw FeedError(
        file: file, rule: "holds no usable bar in \(records.count) records", code: "no-usable-row")
    }
    let ends = [first, last].map { start in
      let moment = Instant(nanoseconds: start)
      return table.bars.interval >= 86_400
        ? NewYorkTime.date(moment).description : moment.description
    }
    var apart = checks.findings.apart
    apart.name(by: [table.apart], symbols: [table.bars.symbol])
    return TableResult(
      format: format, rows: records.count, content: .bars([table.bars]), first: ends[0],
      last: ends[1], findings: checks.findings.reported,
      setApart: table.apart.count > 0 ? [table.apart] : [], apart: apart)
  }

  /// The rule that a bar breaks.
  static func broken(_ prices: [Double], _ volume: Double) -> TableRule? {
    if !prices.allSatisfy(\.isFinite) || !volume.isFinite { return .number }
    if (prices.min() ?? 0) <= 0 { return .price }
    if prices[2] > min(prices[0], prices[3]) || prices[1] < max(prices[0], prices[3]) {
      return .ohlcOrder
    }
    return volume < 0 ? .volume : nil
  }
}

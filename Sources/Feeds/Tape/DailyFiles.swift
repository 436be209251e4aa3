// Readers of the daily figures: bars, volatility closes and scheduled announcements.

public import MarketData

/// Readers of `sample-data/daily` and `sample-data/events`.
public enum DailyFiles {
  /// Reads `date,open,high,low,close,volume`.
  public static func bars(file: String, bytes: [UInt8]) throws -> [DailyBar] {
    let table = try table(file, bytes, "date,open,high,low,close,volume")
    var result: [DailyBar] = []
    for line in table.lines.indices.dropFirst().map({ $0 + 1 }) {
      let cells = try table.cells(line: line, count: 6)
      let date = try ascending(cells[0], after: result.last?.date)
      let bar = PriceBar(
        open: try cells[1].positive("open"), high: try cells[2].positive("high"),
        low: try cells[3].positive("low"), close: try cells[4].positive("close"),
        volume: try cells[5].number("volume"))
      guard bar.high >= max(bar.open, bar.close) else {
        throw cells[2].refuse("high must be at least open and close")
      }
      guard bar.low <= min(bar.open, bar.close) else {
        throw cells[3].refuse("low must be at most open and close")
      }
      result.append(DailyBar(date: date, bar: bar))
    }
    return result
  }

  /// Reads `date,close`.
  public static func values(file: String, bytes: [UInt8]) throws -> [DailyValue] {
    let table = try table(file, bytes, "date,close")
    var result: [DailyValue] = []
    for line in table.lines.indices.dropFirst().map({ $0 + 1 }) {
      let cells = try table.cells(line: line, count: 2)
      let date = try ascending(cells[0], after: result.last?.date)
      result.append(DailyValue(date: date, value: try cells[1].positive("close")))
    }
    return result
  }

  /// Reads `date,time,type,symbol`; the symbol `ALL` means the whole market.
  public static func events(file: String, bytes: [UInt8]) throws -> [MarketEvent] {
    let table = try table(file, bytes, "date,time,type,symbol")
    var result: [MarketEvent] = []
    for line in table.lines.indices.dropFirst().map({ $0 + 1 }) {
      let cells = try table.cells(line: line, count: 4)
      let date = try cells[0].date("date")
      guard let kind = MarketEventKind(rawValue: String(cells[2].text)) else {
        let names = MarketEventKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw cells[2].refuse("type must be one of \(names), found \"\(cells[2].shown)\"")
      }
      let minute = try minuteOfDay(cells[1])
      let time = NewYorkTime.instant(date, secondOfDay: Int64(minute) * 60)
      let symbol = cells[3].text == "ALL" ? nil : String(cells[3].text)
      result.append(
        MarketEvent(symbol: symbol, kind: kind, time: time, effectiveDate: effective(date, minute)))
    }
    return result.sorted()
  }

  /// The first session that can answer an announcement.
  static func effective(_ date: CivilDate, _ minute: Int) -> CivilDate {
    guard let session = TradingCalendar.session(on: date) else {
      return TradingCalendar.next(after: date)
    }
    let time = NewYorkTime.instant(date, secondOfDay: Int64(minute) * 60)
    return time < session.close ? date : TradingCalendar.next(after: date)
  }

  private static func minuteOfDay(_ cell: TextCell) throws -> Int {
    guard let minute = NewYorkTime.minuteOfDay(cell.text) else {
      throw cell.refuse("time must be HH:MM, found \"\(cell.shown)\"")
    }
    return minute
  }

  private static func table(_ file: String, _ bytes: [UInt8], _ header: String) throws -> TextLines
  {
    let table = try TextLines(file: file, bytes: bytes)
    guard table.lines.first.map(String.init) == header else {
      throw FeedError(file: file, line: 1, column: 1, rule: "the first line must be \(header)")
    }
    return table
  }

  private static func ascending(_ cell: TextCell, after last: CivilDate?) throws -> CivilDate {
    let date = try cell.date("date")
    if let last, date <= last {
      throw cell.refuse("dates must ascend, \(date) comes after \(last)")
    }
    return date
  }
}

// Files of market data as a reader would hand them over, and a database to put them in.

import Feeds
import MarketData
import Numerics

@testable import Persistence

/// Small files with prices that follow from their dates.
enum ImportFixtures {
  /// A file; its hash is that of `bytes`.
  static func file(
    _ name: String, _ content: MarketContent, rows: Int, bytes: String? = nil,
    format: String = "plain", findings: [ReportedFinding] = []
  ) -> MarketFile {
    MarketFile(
      path: "folder/\(name)", format: format,
      sha256: SHA256.hexadecimal(SHA256.hash(Array((bytes ?? name).utf8))), rows: rows,
      content: content, first: nil, last: nil, findings: findings)
  }

  static func date(_ text: String) -> CivilDate { CivilDate(text) ?? CivilDate(dayNumber: 0) }

  /// The sessions from a date on.
  static func sessions(from text: String, _ count: Int) -> [CivilDate] {
    var days = [date(text)]
    while days.count < count { days.append(TradingCalendar.next(after: days[days.count - 1])) }
    return days
  }

  /// The close of a date, without regard to the file.
  static func close(_ date: CivilDate) -> Double {
    Double(2000 + (date.dayNumber * 7919) % 500) + 0.25
  }

  /// Daily bars; `shift` moves every price.
  static func daily(
    _ symbol: String, _ days: [CivilDate], shift: Double = 0, adjustment: Double? = nil
  ) -> BarColumns {
    var table = BarColumns(symbol: symbol, interval: 86_400)
    for (index, day) in days.enumerated() {
      let close = close(day) + shift
      table.starts.append(NewYorkTime.instant(day, 0, 0).nanoseconds)
      table.open.append(close - 1)
      table.high.append(close + 3)
      table.low.append(close - 4)
      table.close.append(close)
      table.volume.append(1e6)
      table.lines.append(Int32(index + 2))
      if let adjustment { table.adjustedClose.append(close * adjustment) }
    }
    return table
  }

  /// Closes of VIX as bars, by default between 10 and 40.
  static func vix(_ days: [CivilDate], _ level: (CivilDate) -> Double = usual) -> BarColumns {
    var table = BarColumns(symbol: "VIX", interval: 86_400)
    for (index, day) in days.enumerated() {
      table.starts.append(NewYorkTime.instant(day, 0, 0).nanoseconds)
      for column in [\BarColumns.open, \.high, \.low, \.close] {
        table[keyPath: column].append(level(day))
      }
      table.volume.append(0)
      table.lines.append(Int32(index + 2))
    }
    return table
  }

  static func usual(_ date: CivilDate) -> Double { Double(10 + (date.dayNumber * 31) % 30) }

  /// Minute bars of whole sessions.
  static func minutes(_ symbol: String, _ days: [CivilDate], count: Int = 390) -> BarColumns {
    var table = BarColumns(symbol: symbol, interval: 60)
    for day in days {
      let open = NewYorkTime.instant(day, 9, 30).nanoseconds
      for minute in 0..<count {
        let price = close(day) + Double(minute % 17) / 100
        table.starts.append(open + Int64(minute) * 60_000_000_000)
        for column in [\BarColumns.open, \.high, \.low, \.close] {
          table[keyPath: column].append(price)
        }
        table.volume.append(Double(minute))
        table.lines.append(Int32(table.starts.count + 1))
      }
    }
    return table
  }

  /// Every row of every table, in order, as text.
  static func dump(_ db: Connection) throws(StoreError) -> [String] {
    var lines: [String] = []
    for table in Schema.tables {
      for row in try db.rows("SELECT * FROM \(table) ORDER BY 1, 2, 3") {
        lines.append("\(table) \(row)")
      }
    }
    return lines
  }
}

extension DeskStore {
  /// Imports files that are at hand.
  @discardableResult
  func take(
    _ files: MarketFile..., options: ImportOptions = ImportOptions()
  ) throws -> [StoredImport] {
    var rest = files[...]
    let paths = files.indices.map { "\($0)" }
    return try importMarket(paths, options: options) { path in
      if options.lastYears != nil, files.count > 1 { return files[Int(path) ?? 0] }
      guard let file = rest.popFirst() else { throw StoreError.injected("no more files") }
      return file
    }
  }

  /// The first column of the first row.
  func number(_ sql: String) throws -> Int? { try connection.value(sql)?.int }
}

// Reads a day file and refuses it whole when anything in it is wrong.

import MarketData
import Numerics

extension DayFile {
  /// Reads and checks a day file.
  /// - Parameters:
  ///   - file: The name used in errors.
  ///   - bytes: The file's content.
  /// - Returns: The day, every rule checked.
  /// - Throws: `FeedError` with line, column and rule.
  public static func read(file: String, bytes: [UInt8]) throws -> DayFile {
    var reader = DayFileReader(table: try TextLines(file: file, bytes: bytes))
    let day = try reader.read()
    try reader.checkSum(bytes)
    return day
  }
}

private struct DayFileReader {
  let table: TextLines
  var fields: [(name: String, cell: TextCell)] = []

  mutating func read() throws -> DayFile {
    guard table.lines.count >= 3, table.lines[0].hasPrefix(DayFile.magic + ";") else {
      throw FeedError(
        file: table.file, line: 1, column: 1,
        rule: "the first line must begin with \"\(DayFile.magic);\"")
    }
    collect(line: 1)
    collect(line: 2)
    let head = try head()
    guard table.lines[2] == DayFile.columns else {
      throw FeedError(
        file: table.file, line: 3, column: 1, rule: "the columns must be \(DayFile.columns)")
    }
    let rows = try rows(head)
    try compare(rows, head)
    return DayFile(head: head, rows: rows)
  }

  /// Collects the `name=value` parts of a head line.
  private mutating func collect(line: Int) {
    var column = 1
    for part in table.lines[line - 1].split(separator: ";", omittingEmptySubsequences: false) {
      var text = part
      var start = column
      while let first = text.first, first == " " || first == "#" {
        text = text.dropFirst()
        start += 1
      }
      if let equals = text.firstIndex(of: "=") {
        let name = String(text[..<equals])
        let cell = TextCell(
          text: text[text.index(after: equals)...], file: table.file, line: line,
          column: start + name.count + 1)
        fields.append((name, cell))
      }
      column += part.count + 1
    }
  }

  private func field(_ name: String, line: Int) throws -> TextCell {
    guard let found = fields.first(where: { $0.name == name }) else {
      throw FeedError(
        file: table.file, line: line, column: table.lines[line - 1].count + 1,
        rule: "the head lacks \(name)=")
    }
    return found.cell
  }

  private func fixed(_ name: String, _ value: String) throws {
    let cell = try field(name, line: 1)
    guard cell.text == value else {
      throw cell.refuse("\(name) must be \(value), found \"\(cell.shown)\"")
    }
  }

  private func head() throws -> DayHead {
    try fixed("underlying", "SPX")
    try fixed("vol_index", "VIX")
    try fixed("style", "EUROPEAN")
    try fixed("multiplier", "100")
    let dateCell = try field("date", line: 1)
    let date = try dateCell.date("date")
    guard TradingCalendar.isTradingDay(date) else {
      throw dateCell.refuse("\(date) is not a trading day")
    }
    let seed = try field("seed", line: 1)
    guard let seedValue = UInt64(seed.text) else {
      throw seed.refuse("seed must be a whole number, found \"\(seed.shown)\"")
    }
    let builder = try field("builder", line: 1)
    guard let version = Int(builder.text), version == dayBuilderVersion else {
      throw builder.refuse("builder must be \(dayBuilderVersion), found \"\(builder.shown)\"")
    }
    let bar = PriceBar(
      open: try field("open", line: 2).positive("open"),
      high: try field("high", line: 2).positive("high"),
      low: try field("low", line: 2).positive("low"),
      close: try field("close", line: 2).positive("close"), volume: 0)
    return DayHead(
      date: date, builder: version, seed: seedValue, bar: bar,
      previousClose: try field("previous_close", line: 2).positive("previous_close"),
      vix: try field("vix", line: 2).positive("vix"),
      previousVix: try field("previous_vix", line: 2).positive("previous_vix"),
      eta: try field("eta", line: 2).number("eta"),
      vixMean20: try field("vix_mean20", line: 2).positive("vix_mean20"),
      rate: try field("rate", line: 2).number("rate"),
      yield: try field("yield", line: 2).number("yield"), events: try events())
  }

  /// Reads `KIND@TIME,KIND@TIME`.
  private func events() throws -> [MarketEvent] {
    let cell = try field("events", line: 2)
    var events: [MarketEvent] = []
    for part in cell.text.split(separator: ",") {
      let pieces = part.split(separator: "@")
      guard pieces.count == 2, let kind = MarketEventKind(rawValue: String(pieces[0])),
        let time = Instant(pieces[1])
      else { throw cell.refuse("an event must be KIND@TIME, found \"\(part.prefix(60))\"") }
      let wall = NewYorkTime.wall(time)
      events.append(
        MarketEvent(
          symbol: nil, kind: kind, time: time,
          effectiveDate: DailyFiles.effective(wall.date, wall.minuteOfDay)))
    }
    return events
  }

  private func rows(_ head: DayHead) throws -> [DayRow] {
    let expected = TradingCalendar.isHalfDay(head.date) ? 210 : 390
    var rows: [DayRow] = []
    rows.reserveCapacity(expected)
    for minute in 0..<expected {
      let line = 4 + minute
      guard line <= table.lines.count, !table.lines[line - 1].hasPrefix("#") else {
        throw FeedError(
          file: table.file, line: min(line, table.lines.count), column: 1,
          rule: "the day must have \(expected) rows, found \(minute)")
      }
      rows.append(try row(line: line, minute: minute))
    }
    return rows
  }

  private func row(line: Int, minute: Int) throws -> DayRow {
    let cells = try table.cells(line: line, count: 14)
    let clock = DayFile.clock(minute: minute)
    guard cells[0].text == clock else {
      throw cells[0].refuse("time must be \(clock), found \"\(cells[0].shown)\"")
    }
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
    guard bar.volume >= 0 else { throw cells[5].refuse("volume must not be negative") }
    let level = try cells[8].positive("atm30")
    guard level < 5 else { throw cells[8].refuse("atm30 must be a decimal below 5") }
    let event = try cells[13].number("event_var")
    guard event >= 0 else { throw cells[13].refuse("event_var must not be negative") }
    return DayRow(
      bar: bar, vix: try cells[6].positive("vix"), vix3M: try cells[7].positive("vix3m"),
      level: level, skewScale: try cells[9].positive("ka"),
      curveScale: try cells[10].positive("kc"), slope90: try cells[11].number("slope90"),
      spreadMultiplier: try cells[12].positive("spread_mult"), eventVariance: event)
  }

  /// The rows must add up to the head.
  private func compare(_ rows: [DayRow], _ head: DayHead) throws {
    let checks: [(String, Double?, Double)] = [
      ("open", rows.first?.bar.open, head.bar.open),
      ("high", rows.map(\.bar.high).max(), head.bar.high),
      ("low", rows.map(\.bar.low).min(), head.bar.low),
      ("close", rows.last?.bar.close, head.bar.close), ("vix", rows.last?.vix, head.vix),
    ]
    for (name, found, wanted) in checks where found != wanted {
      let cell = try field(name, line: 2)
      throw cell.refuse("\(name) of the rows must equal the head's \(wanted)")
    }
  }

  /// The last line must be the SHA-256 of everything before it.
  func checkSum(_ bytes: [UInt8]) throws {
    let last = table.lines.count
    let prefix = "# checksum="
    guard let line = table.lines.last, line.hasPrefix(prefix) else {
      throw FeedError(
        file: table.file, line: last, column: 1, rule: "the last line must be \(prefix)…")
    }
    let rows = table.lines.count - 4
    let expected = TradingCalendar.isHalfDay(try field("date", line: 1).date("date")) ? 210 : 390
    guard rows == expected else {
      throw FeedError(
        file: table.file, line: 4 + expected, column: 1,
        rule: "the day must have \(expected) rows, found \(rows)")
    }
    let tail = line.utf8.count + (bytes.last == 0x0A ? 1 : 0)
    let digest = SHA256.hexadecimal(SHA256.hash(Array(bytes[..<(bytes.count - tail)])))
    guard line.dropFirst(prefix.count) == digest else {
      throw FeedError(
        file: table.file, line: last, column: prefix.count + 1,
        rule: "the checksum must be \(digest): the file was changed after it was built")
    }
  }
}

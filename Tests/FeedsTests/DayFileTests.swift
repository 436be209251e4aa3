// Day files: built to the byte, and refused when anything in them is wrong.

@testable import Feeds
import MarketData
import Numerics
import TestKit
import Testing

@Suite("Day file")
struct DayFileTests {
  @Test("the builder writes the shipped bytes again", arguments: SampleDays.names)
  func shipped(name: String) throws {
    let date = try #require(CivilDate(name))
    let text = try buildDay(
      date: date, daily: SampleDays.bars(), vix: SampleDays.vix(), events: SampleDays.events())
    let path = ProjectPaths.inRoot("sample-data/days/\(name).csv")
    #expect(try ProjectPaths.text(of: path) == text)
  }

  @Test("reading and writing a day gives the same text", arguments: SampleDays.names)
  func roundTrip(name: String) throws {
    let path = ProjectPaths.inRoot("sample-data/days/\(name).csv")
    let bytes = try ProjectPaths.bytes(of: path)
    let day = try DayFile.read(file: path, bytes: bytes)
    // The volume of the daily bar is not in the head: it is the sum of the minutes.
    #expect(Array(day.text().utf8) == bytes)
  }

  @Test("a year of days meets its daily figures to the cent")
  func exact() throws {
    let bars = try SampleDays.bars()
    let vix = try SampleDays.vix()
    let events = try SampleDays.events()
    for daily in bars where daily.date.year == 2018 {
      let text = try buildDay(date: daily.date, daily: bars, vix: vix, events: events)
      let day = try DayFile.read(file: "\(daily.date)", bytes: Array(text.utf8))
      #expect(day.rows.first?.bar.open == daily.bar.open)
      #expect(day.rows.map(\.bar.high).max() == daily.bar.high)
      #expect(day.rows.map(\.bar.low).min() == daily.bar.low)
      #expect(day.rows.last?.bar.close == daily.bar.close)
      #expect(day.rows.last?.vix == vix.first { $0.date == daily.date }?.value)
      for k in day.rows.indices.dropFirst() {
        #expect(day.rows[k].bar.open == day.rows[k - 1].bar.close)
      }
    }
  }

  @Test("a half day has 210 rows, a holiday none")
  func halfDay() throws {
    let half = try #require(CivilDate("2018-07-03"))
    let text = try buildDay(
      date: half, daily: SampleDays.bars(), vix: SampleDays.vix(), events: SampleDays.events())
    #expect(try DayFile.read(file: "half", bytes: Array(text.utf8)).rows.count == 210)
    let holiday = try #require(CivilDate("2018-07-04"))
    #expect(throws: FeedError.self) {
      try buildDay(
        date: holiday, daily: SampleDays.bars(), vix: SampleDays.vix(),
        events: SampleDays.events())
    }
  }

  /// What is done to the lines of a good file, and what the refusal must say.
  struct Damage: Sendable, CustomTestStringConvertible {
    var name: String
    var line: Int?
    var column: Int?
    var says: String
    var edit: @Sendable (inout [String]) -> Void
    var testDescription: String { name }
  }

  /// Replaces one cell of a line.
  private static func cell(_ line: Int, _ index: Int, _ text: String)
    -> @Sendable (inout [String]) -> Void
  {
    return { lines in
      var cells = lines[line - 1].split(separator: ",", omittingEmptySubsequences: false).map(
        String.init)
      cells[index] = text
      lines[line - 1] = cells.joined(separator: ",")
    }
  }

  static let damages: [Damage] = [
    Damage(name: "empty file", line: 1, column: nil, says: "the first line") { $0 = [] },
    Damage(name: "other magic", line: 1, column: nil, says: "the first line") {
      $0[0] = $0[0].replacing("day 1", with: "day 2")
    },
    Damage(name: "no seed", line: 1, column: nil, says: "lacks seed=") {
      $0[0] = $0[0].replacing("seed=", with: "seeed=")
    },
    Damage(name: "newer builder", line: 1, column: nil, says: "builder must be 1") {
      $0[0] = $0[0].replacing("builder=1", with: "builder=9")
    },
    Damage(name: "holiday", line: 1, column: nil, says: "not a trading day") {
      $0[0] = $0[0].replacing("date=2018-02-05", with: "date=2018-02-04")
    },
    Damage(name: "no date", line: 1, column: nil, says: "date must be a date") {
      $0[0] = $0[0].replacing("date=2018-02-05", with: "date=yesterday")
    },
    Damage(name: "head price", line: 2, column: 8, says: "open must be a number") {
      $0[1] = $0[1].replacing("open=2741.06", with: "open=abc")
    },
    Damage(name: "bad event", line: 2, column: nil, says: "an event must be KIND@TIME") {
      $0[1] = $0[1].replacing("FOMC@", with: "FOMC#")
    },
    Damage(name: "columns", line: 3, column: nil, says: "the columns must be") {
      $0[2] = $0[2].replacing("vix3m", with: "vxv")
    },
    Damage(name: "hole", line: 24, column: 1, says: "time must be 09:50") { $0.remove(at: 23) },
    Damage(name: "row twice", line: 25, column: 1, says: "time must be 09:51") {
      $0.insert($0[23], at: 24)
    },
    Damage(name: "cell missing", line: 10, column: nil, says: "must have 14 cells, found 13") {
      $0[9] = $0[9].split(separator: ",").dropLast().joined(separator: ",")
    },
    Damage(
      name: "not a number", line: 11, column: 7, says: "open must be a number",
      edit: cell(11, 1, "12x")),
    Damage(
      name: "nan", line: 11, column: 7, says: "open must be a number", edit: cell(11, 1, "nan")),
    Damage(
      name: "negative", line: 12, column: nil, says: "vix must be above zero",
      edit: cell(12, 6, "-3")),
    Damage(
      name: "high below close", line: 12, column: nil, says: "high must be",
      edit: cell(12, 2, "1.00")),
    Damage(
      name: "low above open", line: 12, column: nil, says: "low must be", edit: cell(12, 3, "9999")),
    Damage(name: "volume", line: 12, column: nil, says: "volume must not", edit: cell(12, 5, "-1")),
    Damage(
      name: "volatility in points", line: 12, column: nil, says: "atm30", edit: cell(12, 8, "14.2")),
    Damage(name: "cut in the middle", line: 200, column: nil, says: "must have 390 rows, found 197")
    {
      $0.removeLast($0.count - 200)
    },
    Damage(name: "cut at the checksum", line: 393, column: nil, says: "the last line must be") {
      $0.removeLast()
    },
    Damage(name: "a row too many", line: nil, column: nil, says: "390 rows") {
      $0.insert($0[392], at: 393)
    },
    Damage(name: "other high", line: 2, column: nil, says: "must equal the head's") {
      $0[1] = $0[1].replacing("high=2763.39", with: "high=2763.40")
    },
    Damage(name: "one digit", line: 394, column: 12, says: "checksum", edit: cell(100, 7, "20.01")),
    Damage(name: "checksum itself", line: 394, column: 12, says: "checksum") {
      $0[393] = "# checksum=" + String(repeating: "0", count: 64)
    },
  ]

  @Test("bytes that are no text are refused at their line and column")
  func notText() throws {
    var bytes = try ProjectPaths.bytes(of: ProjectPaths.inRoot("sample-data/days/2018-02-05.csv"))
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let place = lines[0..<9].reduce(0) { $0 + $1.count + 1 } + 6
    bytes[place] = 0xFF
    let error = #expect(throws: FeedError.self) { try DayFile.read(file: "day", bytes: bytes) }
    #expect(error == FeedError(file: "day", line: 10, column: 7, rule: "must be UTF-8 text"))
    let daily = Array("date,close\n2018-02-05,37".utf8) + [0xC3]
    let other = #expect(throws: FeedError.self) { try DailyFiles.values(file: "vix", bytes: daily) }
    #expect(other == FeedError(file: "vix", line: 2, column: 14, rule: "must be UTF-8 text"))
  }

  @Test("a row with too few or too many cells is refused where it departs")
  func cellCount() throws {
    for (row, column, count) in [("2018-02-05", 11, 1), ("2018-02-05,1,2", 14, 3)] {
      let bytes = Array("date,close\n\(row)\n".utf8)
      let error = #expect(throws: FeedError.self) { try DailyFiles.values(file: "v", bytes: bytes) }
      #expect(
        error
          == FeedError(
            file: "v", line: 2, column: column, rule: "must have 2 cells, found \(count)"))
    }
  }

  @Test("a damaged file is refused with its place and rule", arguments: damages)
  func refused(damage: Damage) throws {
    let text = try ProjectPaths.text(of: ProjectPaths.inRoot("sample-data/days/2018-02-05.csv"))
    var lines = text.split(separator: "\n").map(String.init)
    damage.edit(&lines)
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    let error = try #require(throws: FeedError.self) {
      try DayFile.read(file: "day.csv", bytes: bytes)
    }
    #expect(error.file == "day.csv")
    #expect(error.rule.contains(damage.says), "\(error)")
    if let line = damage.line { #expect(error.line == line, "\(error)") }
    if let column = damage.column { #expect(error.column == column, "\(error)") }
    #expect(error.line != nil && error.column != nil, "\(error)")
  }

  @Test("bytes that are no text are refused, at every cut and flip")
  func garbage() throws {
    let path = ProjectPaths.inRoot("sample-data/days/2017-11-03.csv")
    let bytes = try ProjectPaths.bytes(of: path)
    #expect(throws: FeedError.self) {
      try DayFile.read(file: "x", bytes: [0xFF, 0xFE, 0x00, 0x80])
    }
    for cut in stride(from: 0, to: bytes.count - 1, by: 997) {
      #expect(throws: FeedError.self) { try DayFile.read(file: "x", bytes: Array(bytes[..<cut])) }
    }
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<150 {
      var changed = bytes
      let place = generator.integer(in: 0...(bytes.count - 2))
      changed[place] ^= UInt8(1 << generator.integer(in: 0...6))
      #expect(throws: FeedError.self, "byte \(place)") {
        try DayFile.read(file: "x", bytes: changed)
      }
    }
  }

  @Test("daily files name the line and column of an error")
  func dailyErrors() throws {
    let header = "date,open,high,low,close,volume\n"
    for (body, line, column) in [
      ("2018-01-02,1,2,0.5,1,5\n2018-01-02,1,2,0.5,1,5\n", 3, 1),
      ("2018-01-02,1,2,x,1,5\n", 2, 16),
      ("2018-01-02,3,2,0.5,1,5\n", 2, 14),
    ] {
      let error = try #require(throws: FeedError.self) {
        try DailyFiles.bars(file: "d", bytes: Array((header + body).utf8))
      }
      #expect(error.line == line && error.column == column, "\(error)")
    }
    #expect(throws: FeedError.self) {
      try DailyFiles.events(
        file: "e", bytes: Array("date,time,type,symbol\n2018-01-02,25:00,FOMC,ALL\n".utf8))
    }
    let crlf = "\u{FEFF}" + "date,close\r\n2018-01-02,9.77\r\n"
    #expect(try DailyFiles.values(file: "v", bytes: Array(crlf.utf8)).first?.value == 9.77)
  }
}

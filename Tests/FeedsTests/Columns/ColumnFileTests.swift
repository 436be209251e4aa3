// Tables with named columns: the forms they come in, and what is said of those that are broken.

import Feeds
import Testing

@Suite("Column files")
struct ColumnFileTests {
  private func read(_ text: String) throws -> ColumnFile {
    try ColumnFile(file: "t.csv", bytes: Array(text.utf8))
  }

  @Test("a header in any case and order, comments, quotes, a mark and CRLF")
  func plain() throws {
    let table = try read(
      "\u{FEFF}# made by hand\r\nDate,\"Close\", High\r\n2018-01-02,\"10.5\",11\r\n\r\n")
    #expect(table.names == ["date", "close", "high"])
    #expect(table.rows == [["2018-01-02", "10.5", "11"]] && table.lines == [3])
    #expect(table.column(["last", "close"]) == 1 && table.column(["low"]) == nil)
    #expect(try table.number(row: 0, column: 1) == 10.5)
  }

  @Test("semicolons bring a decimal comma, tabs do not")
  func separators() throws {
    let european = try read("strike;vol\n100;0,25\n")
    #expect(try european.number(row: 0, column: 1) == 0.25)
    let tabs = try read("strike\tvol\n100\t0.25\n")
    #expect(try tabs.number(row: 0, column: 1) == 0.25)
  }

  @Test("a JSON list of objects, and one object alone")
  func objects() throws {
    let table = try read(#"[{"Strike":100,"right":"call"},{"strike":105.5,"right":"put"}]"#)
    #expect(table.names == ["right", "strike"] && table.lines == [1, 2])
    #expect(try table.number(row: 1, column: 1) == 105.5)
    #expect(try read(#" {"strike":1}"#).rows == [["1.0"]])
  }

  @Test("what is missing is nil, never zero")
  func missing() throws {
    let table = try read("a\nNaN\nnull\n-\nn/a\n0\n")
    #expect(try (0..<5).map { try table.number(row: $0, column: 0) } == [nil, nil, nil, nil, 0])
  }

  static let broken: [(String, String)] = [
    ("", "t.csv: holds no row of values"),
    ("a,b\n", "t.csv: holds no row of values"),
    ("a,b\n1\n", "t.csv:2: must have 2 cells as the header has, found 1"),
    ("a,A\n1,2\n", "t.csv:1: the column a stands twice"),
    ("[1,2]", "t.csv: must be CSV with a header, or a JSON list of objects"),
    ("[{\"a\":[1]}]", "t.csv: must be CSV with a header, or a JSON list of objects"),
  ]

  @Test("a broken table is refused with its place", arguments: broken)
  func refusals(_ text: String, _ message: String) {
    do {
      _ = try read(text)
      Issue.record("\(text) was read")
    } catch {
      #expect("\(error)" == message)
    }
  }

  @Test("a cell that is no number names file, line, column and rule")
  func cells() throws {
    let table = try read("a,vol\n1,0.2\n2,x\u{1B}[2J\n")
    do {
      _ = try table.number(row: 1, column: 1)
      Issue.record("it was read")
    } catch {
      #expect("\(error)" == "t.csv:3: vol is \"x?[2J\", but must be a number")
    }
    #expect(throws: FeedError.self) { try read("a\ninf\n").number(row: 0, column: 0) }
  }

  @Test("a byte that is no text, and a line without end, are refused")
  func bytes() {
    #expect(throws: FeedError.self) { try ColumnFile(file: "t", bytes: [0x61, 0x0A, 0xFF]) }
    let long = Array(repeating: UInt8(ascii: "1"), count: 1 << 17)
    #expect(throws: FeedError.self) { try ColumnFile(file: "t", bytes: [0x61, 0x0A] + long) }
  }
}

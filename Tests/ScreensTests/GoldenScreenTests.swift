// Whole screens against files: the glyphs, and a letter a cell for the style.
//
// Record with VOLDESK_RECORD=1, then read the difference before it is committed.

import Canvas
import DeskEngine
import Glibc
import TestKit
import Testing

@testable import Screens

@Suite("Golden screens")
struct GoldenScreenTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var columns: Int
    var rows: Int
    var desk: @Sendable () -> DeskSnapshot
    var prepare: @Sendable (inout UIState, DeskSnapshot) -> Void = { _, _ in }
    var look = Look.full
    var testDescription: String { "\(name) \(columns)x\(rows)" }
  }

  static let sizes = [(20, 5), (40, 10), (80, 24), (120, 40), (160, 50), (200, 60)]

  static let cases: [Case] =
    sizes.map { Case(name: "busy", columns: $0.0, rows: $0.1, desk: { DeskFixture.busy }) }
    + sizes.map { Case(name: "empty", columns: $0.0, rows: $0.1, desk: { DeskSnapshot() }) }
    + dialogs + regimes + editors + hand

  static let regimes: [Case] = [(80, 24), (120, 40), (200, 60)].map {
    Case(name: "regime", columns: $0.0, rows: $0.1, desk: { DeskFixture.busy }, prepare: keys("1z"))
  }

  static let hand: [Case] = [(80, 24), (120, 40)].flatMap { size in
    [("new", "n"), ("close", "4c"), ("roll", "4r")].map { name, script in
      Case(
        name: name, columns: size.0, rows: size.1, desk: { DeskFixture.hand() },
        prepare: keys(script))
    }
  }

  static let dialogs: [Case] = [
    Case(name: "approval", columns: 80, rows: 24, desk: { DeskFixture.busy }, prepare: keys("a")),
    Case(name: "approval", columns: 120, rows: 40, desk: { DeskFixture.busy }, prepare: keys("a")),
    Case(name: "help", columns: 120, rows: 40, desk: { DeskFixture.busy }, prepare: keys("?")),
    Case(name: "palette", columns: 80, rows: 24, desk: { DeskFixture.busy }, prepare: keys(":s")),
    Case(name: "reject", columns: 80, rows: 24, desk: { DeskFixture.busy }, prepare: keys("x")),
    Case(
      name: "explanation", columns: 80, rows: 24, desk: { DeskFixture.busy }, prepare: pressEnter),
    Case(
      name: "explanation", columns: 200, rows: 60, desk: { DeskFixture.busy },
      prepare: pressEnter),
    Case(
      name: "edges", columns: 80, rows: 24, desk: { DeskFixture.evident }, prepare: keys("2z")),
    Case(
      name: "edges", columns: 120, rows: 40, desk: { DeskFixture.evident }, prepare: keys("2z")),
    Case(
      name: "edges", columns: 200, rows: 60, desk: { DeskFixture.evident }, prepare: keys("2z")),
    Case(name: "zoom", columns: 120, rows: 40, desk: { DeskFixture.busy }, prepare: keys("z")),
    Case(name: "positions", columns: 80, rows: 24, desk: { DeskFixture.busy }, prepare: keys("4")),
    Case(name: "risk", columns: 80, rows: 24, desk: { DeskFixture.risky }, prepare: keys("6z")),
    Case(name: "risk", columns: 120, rows: 40, desk: { DeskFixture.risky }, prepare: keys("6z")),
    Case(name: "risk", columns: 200, rows: 60, desk: { DeskFixture.risky }, prepare: keys("6z")),
    Case(
      name: "ascii", columns: 120, rows: 40, desk: { DeskFixture.busy },
      look: Look(glyphs: .ascii, shading: .glyph)),
  ]

  static func keys(_ text: String) -> @Sendable (inout UIState, DeskSnapshot) -> Void {
    { ui, desk in
      for (index, character) in text.enumerated() {
        _ = reduce(&ui, .key(.character(character), at: 1000 + Int64(index) * 500), desk)
      }
    }
  }

  static let pressEnter: @Sendable (inout UIState, DeskSnapshot) -> Void = { ui, desk in
    _ = reduce(&ui, .key(.enter, at: 1000), desk)
  }

  static func frame(_ one: Case) -> CellBuffer {
    let size = Size(columns: one.columns, rows: one.rows)
    let desk = one.desk()
    var ui = UIState(
      size: size, pacing: PacingSummary(mode: desk.seq == 0 ? .sim : .replay, speed: 20, lag: 0.8))
    _ = reduce(&ui, .snapshot, desk)
    one.prepare(&ui, desk)
    return render(desk, ui, size: size, look: one.look)
  }

  @Test("match their files", arguments: cases)
  func matches(_ one: Case) throws {
    let path = ProjectPaths.inRoot(
      "Tests/ScreensTests/Golden/\(one.name)-\(one.columns)x\(one.rows).screen")
    let text = Self.frame(one).screenText
    if ProjectPaths.environment("VOLDESK_RECORD") != nil {
      let file = try #require(fopen(path, "w"))
      fputs(text, file)
      fclose(file)
      return
    }
    let golden = try ProjectPaths.text(of: path)
    let difference = zip(golden.split(separator: "\n"), text.split(separator: "\n"))
      .first { $0.0 != $0.1 }
    #expect(
      golden == text,
      "first line that differs: \(difference.map { "\($0.0)\n now: \($0.1)" } ?? "length")")
  }

  @Test("every line has the width of the screen", arguments: cases)
  func hasWidth(_ one: Case) {
    let buffer = Self.frame(one)
    for y in 0..<one.rows {
      let width = buffer.withRow(y) { row in row.reduce(0) { $0 + Int($1.width) } }
      #expect(width == one.columns, "row \(y)")
    }
  }
}

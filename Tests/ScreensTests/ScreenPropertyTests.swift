// Any desk at any size: no trap, no strange glyph, no shortened number.

import Canvas
import DeskEngine
import TestKit
import Testing

@testable import Screens

@Suite("Screens of absurd desks")
struct ScreenPropertyTests {
  /// Glyphs that every terminal font has, and those of the texts that a desk was given.
  static func isAllowed(_ scalar: Unicode.Scalar, _ given: Set<UInt32>) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0x2500...0x259F, 0x2800...0x28FF, 0x0391...0x03C9: true
    case 0xB7, 0x2022, 0x2026, 0x2190...0x2193, 0x25B2, 0x25B6, 0x25B8, 0x25BC, 0xFFFD: true
    default: given.contains(scalar.value)
    }
  }

  static let keys = [
    "a", "x", "?", ":", "T", "z", "/", "j", "G", "s", "Tab", "4", "8", "c", "e", "f", "g", "!",
    "Esc", "Enter", "y", "Space", "A",
  ]

  @Test("draw within their bounds and with known glyphs", arguments: 0..<300)
  func draws(_ seed: Int) {
    var source = RandomDesk(seed: UInt64(seed))
    let isHuge = seed % 100 == 7
    let desk = source.desk(rows: isHuge ? 10_000 : nil)
    let size = Size(
      columns: source.random.integer(in: 1...(seed % 3 == 0 ? 500 : 220)),
      rows: source.random.integer(in: 1...(seed % 3 == 0 ? 200 : 70)))
    let sets: [GlyphSet] = [.braille, .block, .ascii]
    let glyphs = sets[seed % 3]
    var ui = UIState(size: size, pacing: PacingSummary(mode: .replay))
    _ = reduce(&ui, .snapshot, desk)
    var now: Int64 = 1000
    for _ in 0..<(isHuge ? 2 : 4) {
      check(desk, ui, size, glyphs, seed)
      let key = Self.keys[source.random.integer(in: 0...(Self.keys.count - 1))]
      now += 400
      if let key = Key(name: key) { _ = reduce(&ui, .key(key, at: now), desk) }
      let mouse = MouseEvent(
        .press, x: source.random.integer(in: 0...size.columns),
        y: source.random.integer(in: 0...size.rows))
      _ = reduce(&ui, .mouse(mouse, at: now), desk)
    }
  }

  private func check(
    _ desk: DeskSnapshot, _ ui: UIState, _ size: Size, _ glyphs: GlyphSet, _ seed: Int
  ) {
    let given = Set(RandomDesk.texts.flatMap { $0.unicodeScalars.map(\.value) })
    let buffer = render(desk, ui, size: size, look: Look(glyphs: glyphs, shading: .color))
    #expect(buffer.size == size)
    for y in 0..<size.rows {
      var width = 0
      buffer.withRow(y) { row in
        for cell in row {
          width += Int(cell.width)
          guard cell.width > 0, let scalar = Unicode.Scalar(cell.scalar) else { continue }
          let isKnown = glyphs == .ascii && scalar.isASCII || Self.isAllowed(scalar, given)
          #expect(isKnown && !isUnsafe(scalar), "seed \(seed): \(scalar.value) in row \(y)")
        }
      }
      #expect(width == size.columns, "seed \(seed): row \(y)")
    }
  }

  @Test("show every number whole or not at all", arguments: Array(stride(from: 40, to: 240, by: 3)))
  func wholeNumbers(_ columns: Int) {
    let desk = DeskFixture.busy
    let known = Self.known
    for rows in [10, 24, 45] {
      let size = Size(columns: columns, rows: rows)
      for pane in Pane.allCases where columns < 120 || pane.rawValue % 3 == 0 {
        var ui = UIState(size: size, pacing: PacingSummary(mode: .replay, speed: 20, lag: 0.8))
        ui.focus = pane
        _ = reduce(&ui, .snapshot, desk)
        let shown = Self.numbers(in: render(desk, ui, size: size).glyphText)
        let strange = shown.subtracting(known)
        #expect(strange.isEmpty, "\(columns)x\(rows) \(pane): \(strange.sorted())")
      }
    }
  }

  /// The numbers that screens with room enough for all of them show.
  private static let known = numbers(in: wideScreens(DeskFixture.busy))

  /// Everything a wide screen says, pane by pane and zoomed.
  private static func wideScreens(_ desk: DeskSnapshot) -> String {
    var text = ""
    for columns in [240, 400] {
      for rows in [24, 40, 60, 90] {
        for pane in Pane.allCases {
          for isZoomed in [false, true] {
            let size = Size(columns: columns, rows: rows)
            var ui = UIState(
              size: size, pacing: PacingSummary(mode: .replay, speed: 20, lag: 0.8))
            ui.focus = pane
            ui.isZoomed = isZoomed
            _ = reduce(&ui, .snapshot, desk)
            text += render(desk, ui, size: size).glyphText
          }
        }
      }
    }
    return text
  }

  /// Runs of at least three digits with their separators; shorter ones and axis ticks vary.
  private static func numbers(in text: String) -> Set<String> {
    var found: Set<String> = []
    for word in text.split(whereSeparator: { !("0"..."9").contains($0) && $0 != "," && $0 != "." })
    {
      let digits = word.filter { ("0"..."9").contains($0) }
      if digits.count >= 4 { found.insert(String(word)) }
    }
    return found
  }
}

// The grid: clipping, wide glyphs, what is unsafe, and what changed.

@testable import Canvas
import Testing

private func buffer(_ columns: Int, _ rows: Int, _ glyphs: GlyphSet = .braille) -> CellBuffer {
  CellBuffer(
    size: Size(columns: columns, rows: rows), look: Look(glyphs: glyphs, shading: .color))
}

/// What a terminal relies on: wide glyphs are whole, widths fit the row, nothing is unsafe.
func isSound(_ buffer: CellBuffer) -> Bool {
  for y in 0..<buffer.size.rows {
    var x = 0
    while x < buffer.size.columns {
      let cell = buffer[x: x, y: y]
      guard let scalar = Unicode.Scalar(cell.scalar), !isUnsafe(scalar) else { return false }
      guard cell.width == 1 || cell.width == 2 else { return false }
      if cell.width == 2 {
        guard x + 1 < buffer.size.columns, buffer[x: x + 1, y: y].width == 0 else { return false }
      }
      x += Int(cell.width)
    }
  }
  return true
}

@Suite("Cell buffer")
struct CellBufferTests {
  @Test("a cell takes twelve bytes without a hole, as the comparison of rows relies on")
  func layout() {
    #expect(MemoryLayout<Cell>.stride == 12)
    #expect(MemoryLayout<Cell>.size == 12)
  }

  @Test("writes outside have no effect")
  func clips() {
    var grid = buffer(4, 2)
    grid.write("abcdefgh", x: -2, y: 0)
    grid.write("zz", x: 0, y: 5)
    grid.write("zz", x: 0, y: -1)
    #expect(grid.glyphText == "cdef\n\n")
  }

  @Test("a confinement holds for everything drawn within")
  func confined() {
    var grid = buffer(6, 3)
    grid.clipped(to: Rect(x: 1, y: 1, width: 2, height: 1)) { inner in
      inner.fill(inner.bounds, "x")
      inner.clipped(to: inner.bounds) { $0.write("yyyyyy", x: 0, y: 1) }
    }
    #expect(grid.glyphText == "\n yy\n\n")
  }

  @Test("a wide glyph that does not fit leaves a blank")
  func wideAtEdge() {
    var grid = buffer(3, 1)
    grid.write("ab\u{4E2D}", x: 0, y: 0)
    #expect(grid.glyphText == "ab\n")
    grid.put("\u{4E2D}", x: -1, y: 0, style: .plain)
    #expect(grid.glyphText == " b\n")
    #expect(isSound(grid))
  }

  @Test("overwriting one half of a wide glyph blanks the other", arguments: [0, 1, 2, 3])
  func wideHalves(_ x: Int) {
    var grid = buffer(4, 1)
    grid.write("\u{4E2D}\u{6587}", x: 0, y: 0)
    grid.put("x", x: x, y: 0, style: .plain)
    let expected = ["x \u{6587}", " x\u{6587}", "\u{4E2D}x", "\u{4E2D} x"][x]
    #expect(grid.glyphText == expected + "\n")
    #expect(isSound(grid))
  }

  @Test("a wide glyph over the halves of two others blanks what is left of them")
  func wideOverWide() {
    var grid = buffer(4, 1)
    grid.write("\u{4E2D}\u{6587}", x: 0, y: 0)
    grid.put("\u{570B}", x: 1, y: 0, style: .plain)
    #expect(grid.glyphText == " \u{570B}\n")
    #expect(isSound(grid))
  }

  @Test("one combining mark stays on its base")
  func combining() {
    var grid = buffer(4, 1)
    let end = grid.write("e\u{301}\u{302}x", x: 0, y: 0)
    #expect(end == 2)
    #expect(grid[x: 0, y: 0].combining == 0x301)
    #expect(grid[x: 1, y: 0].scalar == 0x78)
  }

  @Test(
    "no control reaches a cell",
    arguments: ["\u{1B}[2J", "\u{9B}31m", "a\u{202E}b", "\u{7F}", "\r\n\t", "\u{200B}\u{FEFF}"])
  func unsafe(_ text: String) {
    var grid = buffer(12, 1)
    grid.write(text, x: 0, y: 0)
    #expect(isSound(grid))
    #expect(grid.glyphText.contains("\u{FFFD}"))
  }

  @Test("an ASCII grid holds ASCII whatever is written")
  func ascii() {
    var grid = buffer(40, 3, .ascii)
    Panel("Δ Γ Θ ▲▼ ┈┤ ⣿ 中", number: 3, focused: true).draw(in: grid.bounds, on: &grid)
    grid.write("▁▂█ × → … é", x: 1, y: 1)
    #expect(grid.glyphText.utf8.allSatisfy { $0 < 0x80 })
    #expect(isSound(grid))
  }

  @Test("random writes keep the grid sound")
  func randomWrites() {
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let texts = ["abc", "\u{4E2D}\u{6587}x", "e\u{301}", "\u{1F600}", "\u{1B}]52;c;x\u{7}", "⣿▲"]
    for _ in 0..<300 {
      var grid = buffer(1 + next(12), 1 + next(4))
      for _ in 0..<40 {
        grid.write(texts[next(texts.count)], x: next(16) - 2, y: next(6) - 1)
      }
      #expect(isSound(grid))
    }
  }

  @Test("equal frames have no changes; a change is a span from first to last")
  func changes() {
    var before = buffer(20, 4)
    before.write("hello world", x: 2, y: 1)
    #expect(before.changes(since: before).isEmpty)
    #expect(before.changes(since: nil).count == 4)
    #expect(before.changes(since: buffer(19, 4)).count == 4)
    var after = before
    after.write("W", x: 8, y: 1)
    after.write("D", x: 12, y: 1)
    #expect(after.changes(since: before) == [ChangedSpan(y: 1, columns: 8..<13)])
    var restyled = before
    restyled.restyle(Rect(x: 3, y: 1, width: 1, height: 1)) { $0.adding(.bold) }
    #expect(restyled.changes(since: before) == [ChangedSpan(y: 1, columns: 3..<4)])
  }

  @Test("a span of changes takes wide glyphs whole")
  func changesWide() {
    var before = buffer(8, 1)
    before.write("\u{4E2D}\u{6587}", x: 0, y: 0)
    var after = before
    after.put("x", x: 2, y: 0, style: .plain)
    #expect(after.changes(since: before) == [ChangedSpan(y: 0, columns: 2..<4)])
    after = before
    after.restyle(Rect(x: 3, y: 0, width: 1, height: 1)) { $0.adding(.bold) }
    #expect(after.changes(since: before) == [ChangedSpan(y: 0, columns: 2..<4)])
  }

  @Test("the text of a screen tells glyphs and styles apart")
  func screenText() {
    var grid = buffer(3, 1)
    grid.write("+1", x: 0, y: 0, style: Style(.gain, on: .selection, .bold))
    #expect(
      grid.screenText
        == "screen 3x1\n+1\nstyles\naab\nlegend\na gain on selection bold\nb fg\n")
  }
}

@Suite("Sanitiser")
struct SanitiseTests {
  @Test("plain text passes unchanged", arguments: ["SPX 4700/4650P", "", "Δ −3 %", "中文"])
  func plain(_ text: String) { #expect(sanitize(text) == text) }

  @Test("controls become visible")
  func controls() {
    #expect(sanitize("a\u{1B}[31mb") == "a\u{FFFD}[31mb")
    #expect(sanitize("a\u{1B}\u{9C}\u{202E}b", .code) == "a\\x1B\\x9C\\u{202E}b")
    #expect(sanitize("x\u{07}\n", .code) == "x\\x07\\x0A")
    #expect(sanitize("e\u{301}\u{302}\u{303}") == "e\u{301}")
    #expect(sanitize("\u{301}a") == "a")
  }

  @Test("every control of both sets is unsafe, every printable ASCII is not")
  func sets() {
    for value in UInt32(0)..<0x100 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let control = value < 0x20 || (0x7F..<0xA0).contains(value) || value == 0xAD
      #expect(isUnsafe(scalar) == control)
    }
  }
}

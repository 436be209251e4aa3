// A grid of dots finer than the cells: two by four in braille, one by two in half blocks, one
// by one in ASCII.
//
// A cell has one colour, so where series meet in a cell the one of the higher rank wins.

struct DotGrid {
  let cells: Size
  let glyphs: GlyphSet
  private var masks: [UInt8]
  private var styles: [Style]

  init(cells: Size, glyphs: GlyphSet) {
    self.cells = cells
    self.glyphs = glyphs
    masks = Array(repeating: 0, count: cells.columns * cells.rows)
    styles = Array(repeating: .plain, count: cells.columns * cells.rows)
  }

  /// Dots across one cell.
  var perColumn: Int { glyphs == .braille ? 2 : 1 }
  /// Dots down one cell.
  var perRow: Int {
    switch glyphs {
    case .braille: 4
    case .block: 2
    case .ascii: 1
    }
  }
  var width: Int { cells.columns * perColumn }
  var height: Int { cells.rows * perRow }

  /// Sets a dot counted from the top left; outside the grid nothing happens.
  mutating func set(x: Int, y: Int, style: Style) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    let index = y / perRow * cells.columns + x / perColumn
    masks[index] |= bit(x % perColumn, y % perRow)
    styles[index] = style
  }

  /// Sets the dots of a straight line between two dots, after Bresenham (1965).
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), style: Style) {
    let dx = abs(end.x - start.x)
    let dy = -abs(end.y - start.y)
    let stepX = start.x < end.x ? 1 : -1
    let stepY = start.y < end.y ? 1 : -1
    var error = dx + dy
    var (x, y) = start
    for _ in 0...(dx - dy) {
      set(x: x, y: y, style: style)
      if x == end.x, y == end.y { return }
      let doubled = 2 * error
      if doubled >= dy {
        error += dy
        x += stepX
      }
      if doubled <= dx {
        error += dx
        y += stepY
      }
    }
  }

  func draw(at x: Int, _ y: Int, on buffer: inout CellBuffer) {
    for row in 0..<cells.rows {
      for column in 0..<cells.columns {
        let index = row * cells.columns + column
        guard masks[index] != 0 else { continue }
        buffer.put(glyph(masks[index]), x: x + column, y: y + row, style: styles[index])
      }
    }
  }

  private func bit(_ x: Int, _ y: Int) -> UInt8 {
    switch glyphs {
    case .braille: y < 3 ? 1 << UInt8(y + 3 * x) : (x == 0 ? 0x40 : 0x80)
    case .block: 1 << UInt8(y)
    case .ascii: 1
    }
  }

  private func glyph(_ mask: UInt8) -> Unicode.Scalar {
    switch glyphs {
    case .braille: Unicode.Scalar(0x2800 + UInt32(mask)) ?? " "
    case .block: mask == 1 ? "\u{2580}" : mask == 2 ? "\u{2584}" : "\u{2588}"
    case .ascii: "*"
    }
  }
}

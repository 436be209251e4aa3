// One frame of the screen as a contiguous array of cells.
//
// Favours safety at the edges: every write clips, a wide glyph that does not fit becomes a
// blank, and overwriting half of a wide glyph blanks the other half, so what is in the buffer
// is exactly what a terminal shows. Unsafe scalars become the replacement character here.

/// One position of the grid, twelve bytes.
public struct Cell: Hashable, Sendable {
  /// The glyph; 0 in the right half of a wide one.
  public var scalar: UInt32
  /// A combining mark drawn over it, or 0.
  public var combining: UInt32
  /// Its look.
  public var style: Style
  /// Cells it takes: 1, 2, or 0 for the right half of a wide glyph.
  public var width: UInt8

  /// Makes a cell of one column.
  public init(_ scalar: Unicode.Scalar = " ", style: Style = .plain) {
    self.scalar = scalar.value
    combining = 0
    self.style = style
    width = 1
  }

  init(wide scalar: UInt32, width: UInt8, style: Style) {
    self.scalar = scalar
    combining = 0
    self.style = style
    self.width = width
  }

  /// A blank in ordinary style.
  public static let blank = Cell()
}

/// A grid of cells that is drawn on and then presented.
public struct CellBuffer: Hashable, Sendable {
  /// Its extent.
  public let size: Size
  /// What drawing on it may rely on.
  public let look: Look
  /// Writes outside of this rectangle have no effect.
  public private(set) var clip: Rect
  var cells: [Cell]

  /// Makes a blank grid.
  public init(size: Size, look: Look = .full) {
    self.size = size
    self.look = look
    clip = Rect(size)
    cells = Array(repeating: .blank, count: size.columns * size.rows)
  }

  /// The whole grid.
  public var bounds: Rect { Rect(size) }

  /// The cell at a position, blank outside the grid.
  public subscript(x x: Int, y y: Int) -> Cell {
    guard bounds.contains(x: x, y: y) else { return .blank }
    return cells[y * size.columns + x]
  }

  /// Draws with writes confined to a rectangle, within the present confinement.
  public mutating func clipped(to rect: Rect, _ draw: (inout CellBuffer) -> Void) {
    let outer = clip
    clip = outer.intersection(rect)
    draw(&self)
    clip = outer
  }

  /// Puts one glyph and returns the columns it took.
  ///
  /// On an ASCII grid the glyph becomes its stand-in. A wide glyph of which half would be
  /// clipped leaves blanks.
  @discardableResult
  public mutating func put(_ scalar: Unicode.Scalar, x: Int, y: Int, style: Style) -> Int {
    var glyph = isUnsafe(scalar) ? Unicode.Scalar(0xFFFD) ?? "?" : scalar
    if look.glyphs == .ascii { glyph = asciiFallback(glyph) }
    let width = displayWidth(glyph)
    if width == 0 {
      combine(glyph, x: x - 1, y: y)
      return 0
    }
    guard width == 2 else {
      set(Cell(glyph, style: style), x: x, y: y)
      return 1
    }
    if clip.contains(x: x, y: y), clip.contains(x: x + 1, y: y) {
      set(Cell(wide: glyph.value, width: 2, style: style), x: x, y: y)
      // The left half is in place; the right half must not blank it again.
      splitWide(x: x + 1, y: y, keeping: x)
      cells[y * size.columns + x + 1] = Cell(wide: 0, width: 0, style: style)
    } else {
      set(Cell(" ", style: style), x: x, y: y)
      set(Cell(" ", style: style), x: x + 1, y: y)
    }
    return 2
  }

  /// Writes text from a column, at most so many columns of it.
  ///
  /// - Returns: The column after the last one written.
  @discardableResult
  public mutating func write(
    _ text: String, x: Int, y: Int, style: Style = .plain, limit: Int = .max
  ) -> Int {
    var column = x
    let end = limit == .max ? Int.max : x + max(0, limit)
    for scalar in text.unicodeScalars {
      let width = isUnsafe(scalar) ? 1 : displayWidth(scalar)
      if width > 0, column > end - width { break }
      column += put(scalar, x: column, y: y, style: style)
      if column >= clip.maxX { break }
    }
    return column
  }

  /// Fills a rectangle with one glyph of one column.
  public mutating func fill(_ rect: Rect, _ scalar: Unicode.Scalar = " ", style: Style = .plain) {
    let area = rect.intersection(clip)
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX { put(scalar, x: x, y: y, style: style) }
    }
  }

  /// Changes the style of the cells of a rectangle and keeps their glyphs.
  public mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
    let area = rect.intersection(clip)
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX {
        let index = y * size.columns + x
        cells[index].style = change(cells[index].style)
      }
    }
  }

  private mutating func set(_ cell: Cell, x: Int, y: Int) {
    guard clip.contains(x: x, y: y) else { return }
    splitWide(x: x, y: y, keeping: nil)
    cells[y * size.columns + x] = cell
  }

  /// Blanks the other half of a wide glyph of which one half is about to go.
  private mutating func splitWide(x: Int, y: Int, keeping kept: Int?) {
    let index = y * size.columns + x
    let old = cells[index]
    if old.width == 2, x + 1 < size.columns {
      cells[index + 1] = Cell(" ", style: cells[index + 1].style)
    } else if old.width == 0, x > 0, kept != x - 1 {
      cells[index - 1] = Cell(" ", style: cells[index - 1].style)
    }
  }

  private mutating func combine(_ mark: Unicode.Scalar, x: Int, y: Int) {
    var column = x
    if self[x: column, y: y].width == 0 { column -= 1 }
    guard clip.contains(x: column, y: y) else { return }
    let index = y * size.columns + column
    if cells[index].combining == 0 { cells[index].combining = mark.value }
  }
}

// The frame of a pane: border, number, title, and a note on the right of the top edge.
//
// A focused pane has a double border, so that focus shows without colour as well.

/// The frame around a pane.
public struct Panel: Hashable, Sendable {
  /// The digit that focuses the pane, drawn before the title.
  public var number: Int?
  /// The title.
  public var title: String
  /// A short note at the right end of the top edge.
  public var note: TextLine
  /// Whether keys go to this pane.
  public var focused: Bool

  /// Makes a frame.
  public init(_ title: String, number: Int? = nil, note: TextLine = [], focused: Bool = false) {
    self.title = title
    self.number = number
    self.note = note
    self.focused = focused
  }

  /// Draws the frame, blanks what is inside, and returns the inside.
  ///
  /// A rectangle too small for a frame is returned as it is, so that content still shows.
  @discardableResult
  public func draw(in rect: Rect, on buffer: inout CellBuffer) -> Rect {
    guard rect.width >= 4, rect.height >= 3 else {
      buffer.fill(rect)
      return rect
    }
    let edge = Style(focused ? .borderFocus : .border)
    let glyphs = BorderGlyphs.of(focused: focused, buffer.look.glyphs)
    buffer.fill(rect.inset())
    buffer.border(rect, glyphs, style: edge)
    let top = Rect(x: rect.x + 1, y: rect.y, width: rect.width - 2, height: 1)
    let after = drawTitle(in: top, on: &buffer)
    drawNote(from: after, in: top, on: &buffer)
    return Rect(
      x: rect.x + 2, y: rect.y + 1, width: rect.width - 4, height: rect.height - 2)
  }

  private func drawTitle(in top: Rect, on buffer: inout CellBuffer) -> Int {
    var line: TextLine = [TextRun(" ", Style(.title))]
    if let number { line.append(TextRun("\(number) ", Style(.accent, .bold))) }
    line.append(TextRun(title + " ", Style(.title, focused ? .bold : [])))
    let room = Rect(x: top.x + 1, y: top.y, width: top.width - 1, height: 1)
    return buffer.write(line, in: room)
  }

  private func drawNote(from left: Int, in top: Rect, on buffer: inout CellBuffer) {
    let width = note.reduce(0) { $0 + displayWidth($1.text) }
    guard width > 0, left + width + 3 <= top.maxX else { return }
    let x = top.maxX - width - 3
    let room = Rect(x: x, y: top.y, width: width + 2, height: 1)
    buffer.write([TextRun(" ")] + note + [TextRun(" ")], in: room)
  }
}

/// The eight glyphs of a border.
public struct BorderGlyphs: Hashable, Sendable {
  let topLeft, top, topRight, side, bottomLeft, bottomRight: Unicode.Scalar

  /// Thin lines and rounded corners.
  public static let rounded = BorderGlyphs(
    topLeft: "\u{256D}", top: "\u{2500}", topRight: "\u{256E}", side: "\u{2502}",
    bottomLeft: "\u{2570}", bottomRight: "\u{256F}")
  /// Double lines.
  public static let double = BorderGlyphs(
    topLeft: "\u{2554}", top: "\u{2550}", topRight: "\u{2557}", side: "\u{2551}",
    bottomLeft: "\u{255A}", bottomRight: "\u{255D}")
  /// Seven-bit lines.
  public static let ascii = BorderGlyphs(
    topLeft: "+", top: "-", topRight: "+", side: "|", bottomLeft: "+", bottomRight: "+")
  /// Seven-bit lines that stand out.
  public static let asciiFocused = BorderGlyphs(
    topLeft: "#", top: "=", topRight: "#", side: "#", bottomLeft: "#", bottomRight: "#")

  /// The border of a pane.
  public static func of(focused: Bool, _ glyphs: GlyphSet) -> BorderGlyphs {
    switch (glyphs, focused) {
    case (.ascii, false): .ascii
    case (.ascii, true): .asciiFocused
    case (_, false): .rounded
    case (_, true): .double
    }
  }
}

extension CellBuffer {
  /// Draws a border along the edge of a rectangle of at least two by two cells.
  public mutating func border(_ rect: Rect, _ glyphs: BorderGlyphs, style: Style) {
    guard rect.width >= 2, rect.height >= 2 else { return }
    let right = rect.maxX - 1
    let bottom = rect.maxY - 1
    for x in rect.x + 1..<right {
      put(glyphs.top, x: x, y: rect.y, style: style)
      put(glyphs.top, x: x, y: bottom, style: style)
    }
    for y in rect.y + 1..<bottom {
      put(glyphs.side, x: rect.x, y: y, style: style)
      put(glyphs.side, x: right, y: y, style: style)
    }
    put(glyphs.topLeft, x: rect.x, y: rect.y, style: style)
    put(glyphs.topRight, x: right, y: rect.y, style: style)
    put(glyphs.bottomLeft, x: rect.x, y: bottom, style: style)
    put(glyphs.bottomRight, x: right, y: bottom, style: style)
  }

  /// Draws a heading with a rule that fills the rest of its row.
  public mutating func rule(_ title: String, in rect: Rect, style: Style = Style(.border)) {
    let row = rect.row(0)
    fill(row, "\u{2500}", style: style)
    guard !title.isEmpty, row.width > 6 else { return }
    let room = Rect(x: row.x + 2, y: row.y, width: row.width - 4, height: 1)
    write([TextRun(" " + title + " ", Style(.muted))], in: room)
  }
}

// What lies over a screen: a dialog that prints its keys, and a toast.

/// A modal question or message.
public struct Dialog: Hashable, Sendable {
  /// The title.
  public var title: String
  /// The token that colours the frame: what kind of question it is.
  public var tone: StyleToken
  /// The lines.
  public var body: [TextLine]
  /// The keys that answer it, always printed.
  public var keys: [KeyHint]

  /// Makes a dialog.
  public init(_ title: String, tone: StyleToken = .borderFocus, body: [TextLine], keys: [KeyHint]) {
    self.title = title
    self.tone = tone
    self.body = body
    self.keys = keys
  }

  /// The size it takes when there is room.
  public var preferredSize: Size {
    let lines = body.map { line in line.reduce(0) { $0 + displayWidth($1.text) } }
    let hints = keys.reduce(0) { $0 + $1.width + 2 }
    let inner = max(lines.max() ?? 0, hints, displayWidth(title) + 2)
    return Size(columns: inner + 6, rows: body.count + 4)
  }

  /// Draws it in the middle of a rectangle over what is there and returns its inside.
  ///
  /// Lines that do not fit are left out from the end; the keys stay in sight.
  @discardableResult
  public func draw(in rect: Rect, on buffer: inout CellBuffer) -> Rect {
    let frame = rect.centred(preferredSize)
    guard !frame.isEmpty else { return frame }
    buffer.restyle(rect) { _ in Style(.dim) }
    buffer.fill(frame)
    let framed = frame.width >= 8 && frame.height >= 4
    if framed {
      let glyphs = BorderGlyphs.of(focused: true, buffer.look.glyphs)
      buffer.border(frame, glyphs, style: Style(tone))
      let top = Rect(x: frame.x + 2, y: frame.y, width: frame.width - 4, height: 1)
      buffer.write([TextRun(" " + title + " ", Style(tone, .bold))], in: top)
    }
    let inside = framed ? frame.inset(columns: 2, rows: 1) : frame
    let (foot, content) = inside.cutBottom(1)
    HintBar(keys).draw(in: foot, on: &buffer)
    for (offset, line) in body.prefix(content.height).enumerated() {
      buffer.write(line, in: content.row(offset).inset(columns: framed ? 1 : 0, rows: 0))
    }
    return inside
  }
}

/// A short message over the bottom right corner.
public struct Toast: Hashable, Sendable {
  /// The message.
  public var text: String
  /// The token of its severity.
  public var tone: StyleToken

  /// Makes a toast.
  public init(_ text: String, tone: StyleToken = .severityInfo) {
    self.text = text
    self.tone = tone
  }

  /// Draws it and returns where it stands.
  @discardableResult
  public func draw(in rect: Rect, on buffer: inout CellBuffer) -> Rect {
    let width = min(rect.width, max(12, min(60, displayWidth(text) + 4)))
    guard width > 4, rect.height > 0 else { return Rect(x: rect.x, y: rect.y, width: 0, height: 0) }
    let lines = wrapped(text, width: width - 4)
    let height = min(rect.height, lines.count + 2)
    let frame = Rect(x: rect.maxX - width, y: rect.maxY - height, width: width, height: height)
    buffer.fill(frame)
    guard height >= 3 else {
      buffer.write(text, in: frame.row(0), style: Style(tone, .bold))
      return frame
    }
    buffer.border(frame, BorderGlyphs.of(focused: false, buffer.look.glyphs), style: Style(tone))
    for (offset, line) in lines.prefix(height - 2).enumerated() {
      buffer.write(line, in: frame.inset(columns: 2, rows: 1).row(offset), style: Style(tone))
    }
    return frame
  }
}

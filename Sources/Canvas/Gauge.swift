// Small bars: a limit gauge with its warning tick, a strength meter, a sparkline.
//
// All map by rounding half up on an integer grid of eighths, so the same value always gives the
// same glyphs. A missing value leaves a gap.

/// A horizontal gauge of a value against its limit.
public struct Gauge: Hashable, Sendable {
  /// The used share of the limit; nil when it is unknown.
  public var share: Double?
  /// Where the tick stands and from where the colour warns.
  public var warn: Double
  /// The colour, when it is not that of the limit's state.
  public var style: Style?

  /// Makes a gauge.
  public init(share: Double?, warn: Double = 0.8, style: Style? = nil) {
    self.share = share
    self.warn = warn
    self.style = style
  }

  /// The token of the state the share is in.
  public var state: StyleToken {
    guard let share, share.isFinite else { return .muted }
    if share >= 1 { return .limitBreach }
    return share >= warn ? .limitWarn : .limitOk
  }

  /// Draws it into the first row of a rectangle: an edge, the bar, an edge.
  public func draw(in rect: Rect, on buffer: inout CellBuffer) {
    let row = rect.row(0)
    guard row.width >= 3 else { return }
    let ascii = buffer.look.glyphs == .ascii
    let edge = Style(.border)
    buffer.put(ascii ? "[" : "\u{2595}", x: row.x, y: row.y, style: edge)
    buffer.put(ascii ? "]" : "\u{258F}", x: row.maxX - 1, y: row.y, style: edge)
    let bar = Rect(x: row.x + 1, y: row.y, width: row.width - 2, height: 1)
    buffer.fill(bar)
    if warn > 0, warn < 1 {
      let tick = bar.x + min(bar.width - 1, Int(warn * Double(bar.width)))
      buffer.put(ascii ? ":" : "\u{258F}", x: tick, y: bar.y, style: edge)
    }
    guard let share, share.isFinite else {
      buffer.put("-", x: bar.x + (bar.width - 1) / 2, y: bar.y, style: Style(.muted))
      return
    }
    let filled = style ?? Style(state)
    let glyphs = meterGlyphs(share, width: bar.width, buffer.look.glyphs)
    for (offset, glyph) in glyphs.enumerated() where glyph != " " {
      buffer.put(glyph, x: bar.x + offset, y: bar.y, style: filled)
    }
  }
}

/// A bar as text, in eighths of a column where blocks are there, padded to its width.
public func meterText(_ share: Double?, width: Int, _ glyphs: GlyphSet) -> String {
  var text = String.UnicodeScalarView()
  text.append(contentsOf: meterGlyphs(share ?? 0, width: width, glyphs))
  return String(text)
}

private func meterGlyphs(_ share: Double, width: Int, _ glyphs: GlyphSet) -> [Unicode.Scalar] {
  guard width > 0 else { return [] }
  let clamped = share > 0 ? min(share, 1) : 0
  if glyphs == .ascii {
    let whole = Int((clamped * Double(width)).rounded(.toNearestOrAwayFromZero))
    return (0..<width).map { $0 < whole ? "#" : " " }
  }
  let eighths = Int((clamped * Double(width * 8)).rounded(.toNearestOrAwayFromZero))
  return (0..<width).map { column in
    let level = min(8, max(0, eighths - column * 8))
    return level == 0 ? " " : Unicode.Scalar(UInt32(0x2590 - level)) ?? " "
  }
}

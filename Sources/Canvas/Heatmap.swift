// A matrix of values as colour: two rows of values in a row of cells, by half blocks.
//
// Without colour, or without blocks, a value takes a cell to itself and shows by density.

/// A matrix shown as heat.
public struct Heatmap: Hashable, Sendable {
  /// The rows of values from the top; nil leaves a gap.
  public var values: [[Double?]]
  /// The values of the cold and the hot end; nil takes those of the data.
  public var range: ClosedRange<Double>?
  /// A label before each row of values, shown where each has a row of its own.
  public var rowLabels: [String]
  /// A label below each column, shown where it fits.
  public var columnLabels: [String]

  /// Makes a heatmap.
  public init(
    _ values: [[Double?]], range: ClosedRange<Double>? = nil, rowLabels: [String] = [],
    columnLabels: [String] = []
  ) {
    self.values = values
    self.range = range
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
  }

  /// Draws it into a rectangle, each column as wide as the width allows.
  public func draw(in rect: Rect, on buffer: inout CellBuffer) {
    let columns = values.map(\.count).max() ?? 0
    let finite = values.flatMap { $0.compactMap { $0 } }.filter(\.isFinite)
    guard columns > 0, let least = finite.min(), let most = finite.max() else { return }
    let scale = range ?? least...most
    let halves = buffer.look.shading == .color && buffer.look.glyphs != .ascii
    let isPaired = halves && values.count > rect.height - (columnLabels.isEmpty ? 0 : 1)
    let rows = isPaired ? (values.count + 1) / 2 : values.count
    let labelWidth = rowLabels.map { displayWidth($0) }.max() ?? 0
    let hasLabels = labelWidth > 0 && labelWidth + 1 + columns <= rect.width
    let (names, area) = rect.cutLeft(hasLabels ? labelWidth + 1 : 0)
    let cellWidth = max(1, area.width / columns)
    for row in 0..<min(rows, area.height) {
      let y = area.y + row
      if hasLabels {
        let index = isPaired ? row * 2 : row
        let name = index < rowLabels.count ? rowLabels[index] : ""
        let field = Rect(x: names.x, y: y, width: labelWidth, height: 1)
        buffer.write(name, in: field, style: Style(.chartAxis), .trailing)
      }
      for column in 0..<min(columns, area.width / cellWidth) {
        let place = Rect(x: area.x + column * cellWidth, y: y, width: cellWidth, height: 1)
        if isPaired {
          drawPair(share(row * 2, column, scale), share(row * 2 + 1, column, scale), place, &buffer)
        } else {
          drawSingle(share(row, column, scale), place, &buffer, halves: halves)
        }
      }
    }
    drawColumnLabels(area, y: area.y + rows, cellWidth: cellWidth, on: &buffer)
  }

  private func share(_ row: Int, _ column: Int, _ scale: ClosedRange<Double>) -> Double? {
    guard row < values.count, column < values[row].count, let value = values[row][column],
      value.isFinite
    else { return nil }
    let span = scale.upperBound - scale.lowerBound
    return span > 0 ? min(1, max(0, (value - scale.lowerBound) / span)) : 0.5
  }

  private func drawPair(
    _ upper: Double?, _ lower: Double?, _ place: Rect, _ buffer: inout CellBuffer
  ) {
    guard upper != nil || lower != nil else { return }
    let top = upper.map { Ink.heat($0) }
    let bottom = lower.map { Ink.heat($0) }
    if let top {
      let style = Style(ink: top, on: bottom ?? .inherit)
      buffer.fill(place, "\u{2580}", style: style)
    } else if let bottom {
      buffer.fill(place, "\u{2584}", style: Style(ink: bottom, on: .inherit))
    }
  }

  private func drawSingle(
    _ share: Double?, _ place: Rect, _ buffer: inout CellBuffer, halves: Bool
  ) {
    guard let share else { return }
    if halves {
      buffer.fill(place, style: Style(ink: Ink(.foreground), on: .heat(share)))
      return
    }
    let isASCII = buffer.look.glyphs == .ascii
    let ladder = isASCII ? Heatmap.asciiLadder : Heatmap.blockLadder
    let step = Int((share * Double(ladder.count - 1)).rounded(.toNearestOrAwayFromZero))
    let style =
      buffer.look.shading == .color
      ? Style(ink: .heat(share), on: .inherit) : Style(.foreground)
    buffer.fill(place, ladder[step], style: style)
  }

  private static let asciiLadder: [Unicode.Scalar] = [".", ":", "-", "=", "+", "*", "#"]
  private static let blockLadder: [Unicode.Scalar] = [
    "\u{B7}", "\u{2591}", "\u{2592}", "\u{2593}", "\u{2588}",
  ]

  private func drawColumnLabels(_ area: Rect, y: Int, cellWidth: Int, on buffer: inout CellBuffer) {
    guard y < area.maxY else { return }
    var free = area.x
    for (column, text) in columnLabels.enumerated() {
      let x = area.x + column * cellWidth
      let width = displayWidth(text)
      guard x >= free, x + width <= area.maxX else { continue }
      buffer.write(text, x: x, y: y, style: Style(.chartAxis))
      free = x + width + 1
    }
  }
}

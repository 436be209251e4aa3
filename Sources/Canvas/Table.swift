// A table whose columns leave by priority when it gets narrow, and whose numbers are whole.
//
// Pure drawing: sorting, filtering and formatting happened before. It returns where things
// stand, so that a click finds its row and a caller knows which columns were left out.

/// A column of a table.
public struct TableColumn: Hashable, Sendable {
  /// The heading.
  public var title: String
  /// The least width in cells.
  public var width: Int
  /// The share of spare columns it takes; 0 keeps the width.
  public var weight: Int
  /// Where its content stands.
  public var alignment: Alignment
  /// What becomes of content that is too wide.
  public var overflow: Overflow
  /// Which columns stay when it gets narrow: the lower the number, the longer it stays.
  public var priority: Int

  /// Makes a column.
  public init(
    _ title: String, width: Int, weight: Int, alignment: Alignment, overflow: Overflow,
    priority: Int
  ) {
    self.title = title
    self.width = max(1, width)
    self.weight = max(0, weight)
    self.alignment = alignment
    self.overflow = overflow
    self.priority = priority
  }

  /// A column of words: leading, cut with an ellipsis.
  public static func text(_ title: String, width: Int, weight: Int = 0, priority: Int = 0)
    -> TableColumn
  {
    TableColumn(
      title, width: width, weight: weight, alignment: .leading, overflow: .ellipsis,
      priority: priority)
  }

  /// A column of numbers: trailing, never cut.
  public static func number(_ title: String, width: Int, priority: Int = 0) -> TableColumn {
    TableColumn(
      title, width: width, weight: 0, alignment: .trailing, overflow: .hashes,
      priority: priority)
  }
}

/// A row of a table: one run a column.
public struct TableRow: Hashable, Sendable {
  /// The content, in the order of the columns.
  public var cells: [TextRun]
  /// Whether the row is marked.
  public var marked: Bool

  /// Makes a row.
  public init(_ cells: [TextRun], marked: Bool = false) {
    self.cells = cells
    self.marked = marked
  }
}

/// Where a drawn table stands.
public struct TableLayout: Hashable, Sendable {
  /// The columns shown, by index, from left to right.
  public var columns: [Int]
  /// The extent of each shown column.
  public var fields: [Range<Int>]
  /// The rows of the screen that hold content.
  public var rows: Range<Int>
  /// The index of the table's row in the first of them.
  public var top: Int

  /// The index of the table's row at a row of the screen.
  public func index(atRow y: Int) -> Int? {
    rows.contains(y) ? top + y - rows.lowerBound : nil
  }
}

/// A table with an optional selection.
public struct Table: Hashable, Sendable {
  /// The columns.
  public var columns: [TableColumn]
  /// The rows.
  public var rows: [TableRow]
  /// The selected row.
  public var selected: Int?
  /// The first row shown; moved when the selection would be out of sight.
  public var top: Int
  /// Whether the selection is shown as the place of the keys.
  public var focused: Bool
  /// Whether there is a row of headings.
  public var hasHeader: Bool
  /// What an empty table says.
  public var empty: String

  /// Makes a table.
  public init(
    columns: [TableColumn], rows: [TableRow], selected: Int? = nil, top: Int = 0,
    focused: Bool = false, hasHeader: Bool = true, empty: String = ""
  ) {
    self.columns = columns
    self.rows = rows
    self.selected = selected
    self.top = top
    self.focused = focused
    self.hasHeader = hasHeader
    self.empty = empty
  }

  /// The columns of a width, and the cells each takes.
  ///
  /// Columns leave from the highest priority down, among equals from the right, until the rest
  /// fits with one blank between them; the last one left stays at any width.
  public func fit(width: Int) -> [(column: Int, width: Int)] {
    var shown = Array(columns.indices)
    func needed() -> Int { shown.reduce(shown.count - 1) { $0 + columns[$1].width } }
    while shown.count > 1, needed() > width {
      guard let worst = shown.map({ columns[$0].priority }).max(),
        let place = shown.lastIndex(where: { columns[$0].priority == worst })
      else { break }
      shown.remove(at: place)
    }
    let spare = max(0, width - needed())
    let extra = Track.extents(shown.map { .weight(columns[$0].weight) }, in: spare)
    return zip(shown, extra).map { index, more in
      (index, min(width, columns[index].width + more))
    }
  }

  /// Draws the table into a rectangle.
  @discardableResult
  public func draw(in rect: Rect, on buffer: inout CellBuffer) -> TableLayout {
    let gutter = selected == nil && !rows.contains(where: \.marked) ? 0 : 2
    var left = rect.x + gutter
    var layout = TableLayout(columns: [], fields: [], rows: rect.y..<rect.y, top: 0)
    guard !rect.isEmpty else { return layout }
    for (column, width) in fit(width: rect.width - gutter) where width > 0 {
      layout.columns.append(column)
      layout.fields.append(left..<left + width)
      left += width + 1
    }
    let (header, body) = rect.cutTop(hasHeader && rect.height > 1 ? 1 : 0)
    if !header.isEmpty { drawHeader(layout, y: header.y, on: &buffer) }
    if rows.isEmpty {
      buffer.write(empty, in: body.row(0), style: Style(.muted))
      return layout
    }
    layout.top = scrollTop(
      selected: selected ?? 0, count: rows.count, visible: body.height,
      top: selected == nil ? min(top, max(0, rows.count - body.height)) : top, margin: 0,
      follows: selected != nil)
    let count = min(body.height, rows.count - layout.top)
    layout.rows = body.y..<body.y + max(0, count)
    for y in layout.rows {
      drawRow(layout.top + y - body.y, layout, in: body.row(y - body.y), on: &buffer)
    }
    drawMore(layout, in: body, on: &buffer)
    return layout
  }

  private func drawHeader(_ layout: TableLayout, y: Int, on buffer: inout CellBuffer) {
    for (column, field) in zip(layout.columns, layout.fields) {
      let place = Rect(x: field.lowerBound, y: y, width: field.count, height: 1)
      buffer.write(
        columns[column].title, in: place, style: Style(.muted), columns[column].alignment,
        overflow: .cut)
    }
  }

  private func drawRow(
    _ index: Int, _ layout: TableLayout, in row: Rect, on buffer: inout CellBuffer
  ) {
    let isSelected = index == selected
    let item = rows[index]
    if isSelected || item.marked {
      let sign: Unicode.Scalar = isSelected ? "\u{25B8}" : "\u{2022}"
      buffer.put(sign, x: row.x, y: row.y, style: Style(isSelected ? .cursor : .accent))
    }
    for (column, field) in zip(layout.columns, layout.fields) where column < item.cells.count {
      let place = Rect(x: field.lowerBound, y: row.y, width: field.count, height: 1)
      let cell = item.cells[column]
      buffer.write(
        cell.text, in: place, style: cell.style, columns[column].alignment,
        overflow: columns[column].overflow)
    }
    if isSelected, focused { buffer.restyle(row) { $0.on(.selection) } }
  }

  /// Arrows at the right edge say that rows lie above or below.
  private func drawMore(_ layout: TableLayout, in body: Rect, on buffer: inout CellBuffer) {
    guard body.height > 0, body.width > 0 else { return }
    let style = Style(.muted)
    if layout.top > 0 { buffer.put("\u{25B2}", x: body.maxX - 1, y: body.y, style: style) }
    if layout.top + body.height < rows.count {
      buffer.put("\u{25BC}", x: body.maxX - 1, y: body.maxY - 1, style: style)
    }
  }
}

/// The first row to show so that the selected one is in sight.
///
/// - Parameters:
///   - selected: The selected row.
///   - count: How many rows there are.
///   - visible: How many can be shown.
///   - top: The first row shown until now.
///   - margin: Rows kept in sight beyond the selected one.
///   - follows: Whether the view moves to the selection at all.
/// - Returns: A first row that never leaves blank space below when there is none above.
public func scrollTop(
  selected: Int, count: Int, visible: Int, top: Int, margin: Int = 1, follows: Bool = true
) -> Int {
  guard visible > 0, count > visible else { return 0 }
  var result = top
  if follows {
    let kept = min(margin, (visible - 1) / 2)
    result = min(result, selected - kept)
    result = max(result, selected + kept - visible + 1)
  }
  return min(max(0, result), count - visible)
}

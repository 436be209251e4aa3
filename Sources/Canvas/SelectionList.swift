// A list of lines with a selection, for menus, the palette, help and the log.

/// Lines of which one may be selected.
public struct SelectionList: Hashable, Sendable {
  /// The lines.
  public var items: [TextLine]
  /// The selected line.
  public var selected: Int?
  /// The first line shown; moved when the selection would be out of sight.
  public var top: Int
  /// Whether the selection is shown as the place of the keys.
  public var focused: Bool

  /// Makes a list.
  public init(_ items: [TextLine], selected: Int? = nil, top: Int = 0, focused: Bool = false) {
    self.items = items
    self.selected = selected
    self.top = top
    self.focused = focused
  }

  /// Draws the list and returns the index of the first line shown.
  @discardableResult
  public func draw(in rect: Rect, on buffer: inout CellBuffer) -> Int {
    guard !rect.isEmpty else { return top }
    let first = scrollTop(
      selected: selected ?? 0, count: items.count, visible: rect.height, top: top,
      follows: selected != nil)
    for offset in 0..<max(0, min(rect.height, items.count - first)) {
      let row = rect.row(offset)
      let index = first + offset
      if selected == nil {
        buffer.write(items[index], in: row)
      } else {
        if index == selected {
          buffer.put("\u{25B8}", x: row.x, y: row.y, style: Style(.cursor))
        }
        buffer.write(items[index], in: row.cutLeft(2).rest)
      }
      if index == selected, focused { buffer.restyle(row) { $0.on(.selection) } }
    }
    return first
  }
}

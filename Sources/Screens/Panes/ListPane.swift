// Drawing of lists, and where their rows stand.

import Canvas

/// The place of a list's rows in its rectangle.
struct ListWindow: Hashable {
  /// Whether there is a row of headings.
  var hasHeader: Bool
  /// Rows in sight at most.
  var visible: Int
  /// Index of the first row in sight.
  var top: Int
}

/// The rows in sight of a list in a rectangle.
func listWindow(
  _ state: ListState, count: Int, selected: Int?, height: Int, hasFooter: Bool, isLog: Bool
) -> ListWindow {
  let hasHeader = !isLog && height >= 2
  let visible = max(0, height - (hasHeader ? 1 : 0) - (hasFooter && height >= 4 ? 1 : 0))
  let top: Int
  if isLog, state.follows {
    top = max(0, count - visible)
  } else {
    top = scrollTop(
      selected: selected ?? 0, count: count, visible: visible, top: state.top,
      follows: selected != nil)
  }
  return ListWindow(hasHeader: hasHeader, visible: visible, top: top)
}

/// Draws a list: a gutter with the sign of the selection, columns, a footer.
func drawList(
  _ model: ListModel, _ state: ListState, focused: Bool, isLog: Bool = false, in rect: Rect,
  on buffer: inout CellBuffer
) {
  guard !model.ids.isEmpty else {
    drawEmpty(model.empty, in: rect, on: &buffer)
    return
  }
  let selected = state.selected.flatMap { id in model.ids.firstIndex(of: id) }
  let window = listWindow(
    state, count: model.ids.count, selected: selected, height: rect.height,
    hasFooter: model.footer != nil, isLog: isLog)
  let (gutter, body) = rect.cutLeft(2)
  let end = min(model.ids.count, window.top + window.visible)
  let shown = window.top < end ? Array(window.top..<end) : []
  Table(
    columns: model.columns, rows: shown.map { TableRow(model.cells($0)) },
    hasHeader: window.hasHeader
  ).draw(in: body, on: &buffer)
  let firstY = rect.y + (window.hasHeader ? 1 : 0)
  for (offset, index) in shown.enumerated() {
    let y = firstY + offset
    if index == selected {
      let token: StyleToken = focused ? .cursor : .muted
      buffer.put("\u{25B8}", x: gutter.x, y: y, style: Style(token))
      if focused {
        let row = Rect(x: rect.x, y: y, width: rect.width, height: 1)
        buffer.restyle(row) { $0.on(.selection) }
      }
    } else if model.isMarked(index) {
      buffer.put("\u{2022}", x: gutter.x, y: y, style: Style(.accent, .bold))
    }
  }
  drawMore(model.ids.count, window, gutter: gutter, firstY: firstY, on: &buffer)
  guard let footer = model.footer, rect.height >= 4 else { return }
  let last = body.row(rect.height - 1)
  Table(columns: model.columns, rows: [TableRow(footer)], hasHeader: false).draw(
    in: last, on: &buffer)
}

/// Small arrows beside the gutter say that rows lie above or below.
private func drawMore(
  _ count: Int, _ window: ListWindow, gutter: Rect, firstY: Int, on buffer: inout CellBuffer
) {
  guard window.visible > 0, gutter.width == 2 else { return }
  func put(_ sign: Unicode.Scalar, _ y: Int) {
    guard buffer[x: gutter.x, y: y].scalar == 0x20 else { return }
    buffer.put(sign, x: gutter.x, y: y, style: Style(.muted))
  }
  if window.top > 0 { put("\u{25B2}", firstY) }
  if window.top + window.visible < count { put("\u{25BC}", firstY + window.visible - 1) }
}

/// The list of a pane, nil when the pane is none.
func listModel(_ pane: Pane, _ scene: Scene, width: Int, _ glyphs: GlyphSet = .braille)
  -> ListModel?
{
  switch pane {
  case .edges: edgeList(scene.snapshot, scene.ui, glyphs)
  case .candidates: candidateList(scene.snapshot, scene.ui)
  case .positions: positionList(scene.snapshot, scene.ui)
  case .log: logList(scene.snapshot, scene.ui, width: width)
  case .regime, .greeks, .risk, .equity: nil
  }
}

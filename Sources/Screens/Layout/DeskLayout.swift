// Where everything stands, as a function of the size and of what is focused.
//
// No size is refused: below 40x10 one line beats, below 80x24 one pane shows without frames,
// below 120x32 one pane with a strip of limits, above that every pane at once.

import Canvas

/// How the page is cut up.
enum LayoutKind: Hashable {
  /// A line that says the state.
  case heartbeat
  /// One pane without a frame.
  case compact
  /// One pane, tabs, a strip of limits and the newest events.
  case tabbed
  /// All panes in four bands.
  case grid
  /// All panes in three columns, with plots of their own.
  case columns
}

/// Rectangles of the page.
struct DeskLayout: Hashable {
  var kind: LayoutKind
  var title = Rect(x: 0, y: 0, width: 0, height: 0)
  var tabs: Rect?
  var strip: Rect?
  var panes: [Placed] = []
  var term: Rect?
  var smile: Rect?
  var tail: Rect?
  var hints: Rect?

  /// A pane and its rectangle.
  struct Placed: Hashable {
    var pane: Pane
    var rect: Rect
  }

  /// The rectangle of a pane, nil when it is not on the page.
  func rect(of pane: Pane) -> Rect? { panes.first { $0.pane == pane }?.rect }

  /// Whether panes have frames.
  var isFramed: Bool { kind == .grid || kind == .columns }
}

/// The kind of layout for a size.
func layoutKind(_ size: Size) -> LayoutKind {
  if size.columns < 40 || size.rows < 10 { return .heartbeat }
  if size.columns < 80 || size.rows < 24 { return .compact }
  if size.columns < 120 || size.rows < 32 { return .tabbed }
  return size.columns >= 200 && size.rows >= 50 ? .columns : .grid
}

/// The page for a size.
func deskLayout(_ size: Size, focus: Pane, isZoomed: Bool) -> DeskLayout {
  let kind = layoutKind(size)
  var layout = DeskLayout(kind: kind)
  let all = Rect(size)
  guard kind != .heartbeat else {
    layout.title = all
    return layout
  }
  let (title, rest) = all.cutTop(1)
  let (hints, body) = rest.cutBottom(1)
  layout.title = title
  layout.hints = hints
  switch kind {
  case .heartbeat: break
  case .compact: placeOne(&layout, body, focus, strips: false)
  case .tabbed: placeOne(&layout, body, focus, strips: !isZoomed)
  case .grid, .columns:
    if isZoomed {
      layout.panes = [.init(pane: focus, rect: body)]
    } else if kind == .grid {
      placeGrid(&layout, body)
    } else {
      placeColumns(&layout, body)
    }
  }
  return layout
}

private func placeOne(_ layout: inout DeskLayout, _ body: Rect, _ focus: Pane, strips: Bool) {
  let (tabs, rest) = body.cutTop(1)
  layout.tabs = tabs
  guard strips else {
    layout.panes = [.init(pane: focus, rect: rest)]
    return
  }
  let (strip, below) = rest.cutTop(1)
  layout.strip = strip
  guard focus != .log else {
    layout.panes = [.init(pane: focus, rect: below)]
    return
  }
  let (tail, pane) = below.cutBottom(2)
  layout.tail = tail
  layout.panes = [.init(pane: focus, rect: pane)]
}

private func placeGrid(_ layout: inout DeskLayout, _ body: Rect) {
  let spare = body.height - 38
  let top = 8 + max(0, min(6, spare / 4))
  let log = spare >= 0 ? 7 + spare / 8 : max(4, 7 + spare / 2)
  let left = body.height - top - log
  let book = max(7, left * 9 / 23)
  let bands = body.rows([
    .fixed(top), .fixed(left - book), .fixed(book), .fixed(log),
  ])
  let first = bands[0].columns([.weight(40), .weight(42), .weight(38)])
  let second = bands[1].columns([.weight(50), .weight(70)])
  let third = bands[2].columns([.weight(76), .weight(44)])
  layout.panes = [
    .init(pane: .regime, rect: first[0]), .init(pane: .equity, rect: first[1]),
    .init(pane: .risk, rect: first[2]), .init(pane: .edges, rect: second[0]),
    .init(pane: .candidates, rect: second[1]), .init(pane: .positions, rect: third[0]),
    .init(pane: .greeks, rect: third[1]), .init(pane: .log, rect: bands[3]),
  ]
}

private func placeColumns(_ layout: inout DeskLayout, _ body: Rect) {
  let (log, upper) = body.cutBottom(body.height >= 53 ? 8 : 6)
  let columns = upper.columns([.weight(3), .weight(4), .weight(3)])
  let left = columns[0].rows([.fixed(17), .atLeast(8, weight: 1), .atLeast(10, weight: 4)])
  let middle = columns[1].rows([
    .atLeast(18, weight: 5), .atLeast(8, weight: 3), .atLeast(8, weight: 2),
  ])
  let right = columns[2].rows([
    .fixed(15), .atLeast(15, weight: 1), .atLeast(10, weight: 1),
  ])
  layout.panes = [
    .init(pane: .regime, rect: left[0]), .init(pane: .edges, rect: left[2]),
    .init(pane: .candidates, rect: middle[0]), .init(pane: .positions, rect: middle[1]),
    .init(pane: .equity, rect: middle[2]), .init(pane: .risk, rect: right[0]),
    .init(pane: .greeks, rect: right[1]), .init(pane: .log, rect: log),
  ]
  layout.term = left[1]
  layout.smile = right[2]
}

// Moving in lists and between panes, by keys and by mouse.

import Canvas
import DeskEngine

extension Turn {
  /// Rows of a pane's list that are in sight.
  func visibleRows(_ pane: Pane, footer: Bool) -> Int {
    let layout = deskLayout(ui.size, focus: ui.focus, isZoomed: ui.isZoomed)
    guard let rect = layout.rect(of: pane) else { return 10 }
    let height = layout.isFramed ? rect.height - 2 : rect.height
    let isLog = pane == .log
    return listWindow(
      ui[pane], count: 0, selected: nil, height: height, hasFooter: footer, isLog: isLog
    ).visible
  }

  /// The first row shown, moved no farther than needed.
  func settledTop(_ pane: Pane, _ state: ListState, count: Int) -> Int {
    guard let selected = state.selected else { return state.top }
    let place = rowIDs(pane).firstIndex(of: selected) ?? 0
    let visible = visibleRows(pane, footer: pane == .positions)
    return scrollTop(selected: place, count: count, visible: visible, top: state.top)
  }

  /// Keeps every selection in sight after a change of size.
  mutating func keepSelectionInSight() {
    for pane in Pane.allCases where pane.isList {
      ui[pane].top = settledTop(pane, ui[pane], count: rowIDs(pane).count)
    }
  }

  /// Moves the selection, or scrolls a pane that has none.
  mutating func move(by step: Int) {
    let pane = ui.focus
    guard pane.isList else {
      // The limits scroll, whose last line is what the desk may do, and the zoomed Greeks.
      let most = pane == .risk ? riskScroll : pane == .greeks ? greekScroll : 0
      ui[pane].top = min(max(0, min(ui[pane].top, most) + step), max(0, most))
      return
    }
    let rows = rowIDs(pane)
    guard !rows.isEmpty else { return }
    let start: Int
    if let selected = ui[pane].selected, let place = rows.firstIndex(of: selected) {
      start = place
    } else {
      start = pane == .log ? rows.count - (step > 0 ? 1 : 0) : -1
    }
    let (sum, isTooFar) = start.addingReportingOverflow(step)
    select(rows, at: isTooFar ? (step > 0 ? rows.count - 1 : 0) : sum)
  }

  /// How far the risk pane scrolls.
  private var riskScroll: Int {
    guard ui.isZoomed else { return shown.limits.count - 1 - visibleRows(.risk, footer: true) }
    let layout = deskLayout(ui.size, focus: ui.focus, isZoomed: true)
    guard let rect = layout.rect(of: .risk) else { return 0 }
    let frame = layout.isFramed ? 2 : 0
    let width = rect.width - (layout.isFramed ? 4 : 2)
    return riskZoomRows(shown, ui, width: width) - (rect.height - frame)
  }

  /// How far the zoomed pane of Greeks scrolls.
  private var greekScroll: Int {
    guard ui.isZoomed else { return 0 }
    let layout = deskLayout(ui.size, focus: ui.focus, isZoomed: true)
    guard let rect = layout.rect(of: .greeks) else { return 0 }
    let frame = layout.isFramed ? 2 : 0
    let width = rect.width - (layout.isFramed ? 4 : 2)
    return greekPageLines(shown, width: width).count - (rect.height - frame)
  }

  /// Selects a row by its place.
  mutating func select(_ rows: [RowID], at place: Int) {
    let pane = ui.focus
    guard !rows.isEmpty else { return }
    let kept = min(max(0, place), rows.count - 1)
    ui[pane].selected = rows[kept]
    ui[pane].place = kept
    ui[pane].displaced = nil
    if pane == .log { ui[.log].follows = false }
    ui[pane].top = settledTop(pane, ui[pane], count: rows.count)
  }

  /// Gives the keys to a pane.
  mutating func focus(_ pane: Pane) {
    ui.focus = pane
    ui.prefix = []
    if pane == .log { ui.seenSeq = max(ui.seenSeq, shown.log.last?.seq ?? 0) }
    if pane.isList, pane != .log, ui[pane].selected == nil { move(by: 1) }
  }

  /// Gives the keys to the next or the previous pane.
  mutating func cycle(by step: Int) {
    let all = Pane.allCases
    let place = ui.focus.rawValue - 1
    focus(all[(place + step + all.count) % all.count])
  }

  /// What the mouse does: a press focuses and selects, the wheel moves.
  mutating func point(_ mouse: MouseEvent) {
    guard ui.overlay == nil else { return }
    let layout = deskLayout(ui.size, focus: ui.focus, isZoomed: ui.isZoomed)
    if let tabs = layout.tabs, tabs.contains(x: mouse.x, y: mouse.y), mouse.action == .press {
      if let pane = tab(at: mouse.x, in: tabs) { focus(pane) }
      return
    }
    guard let hit = layout.panes.first(where: { $0.rect.contains(x: mouse.x, y: mouse.y) })
    else { return }
    if ui.focus != hit.pane { focus(hit.pane) }
    switch mouse.action {
    case .wheelUp: move(by: -3)
    case .wheelDown: move(by: 3)
    case .press: pressRow(mouse, hit, layout)
    }
  }

  private mutating func pressRow(
    _ mouse: MouseEvent, _ hit: DeskLayout.Placed, _ layout: DeskLayout
  ) {
    guard hit.pane.isList else { return }
    let inside = layout.isFramed ? hit.rect.inset() : hit.rect
    if layout.isFramed, mouse.y == hit.rect.y {
      ui.isZoomed.toggle()
      return
    }
    let rows = rowIDs(hit.pane)
    let selected = ui[hit.pane].selected.flatMap { rows.firstIndex(of: $0) }
    let window = listWindow(
      ui[hit.pane], count: rows.count, selected: selected, height: inside.height,
      hasFooter: hit.pane == .positions, isLog: hit.pane == .log)
    let offset = mouse.y - inside.y - (window.hasHeader ? 1 : 0)
    let place = window.top + offset
    guard offset >= 0, offset < window.visible, place < rows.count else { return }
    select(rows, at: place)
  }

  private func tab(at x: Int, in tabs: Rect) -> Pane? {
    var buffer = CellBuffer(size: ui.size)
    let scene = Scene(snapshot: shown, ui: ui, isFramed: false)
    let places = drawTabs(scene, in: tabs, on: &buffer)
    return places.firstIndex { $0.contains(x) }.flatMap { Pane(rawValue: $0 + 1) }
  }
}

// The frame: the whole screen drawn from a snapshot and the terminal's state.
//
// Pure: the same snapshot, state, size and look give the same cells. Colours come later, when
// the terminal shows the cells by the theme.

public import Canvas
public import DeskEngine

/// Draws a frame.
///
/// - Parameters:
///   - snapshot: The desk, or nil's stand-in `DeskSnapshot()` before anything was read.
///   - ui: The terminal.
///   - size: The size of the screen; any is served.
///   - look: The glyphs that may be used.
/// - Returns: Cells with styles by meaning.
public func render(
  _ snapshot: DeskSnapshot, _ ui: UIState, size: Size, look: Look = .full
) -> CellBuffer {
  var buffer = CellBuffer(size: size, look: look)
  guard size.columns > 0, size.rows > 0 else { return buffer }
  let layout = deskLayout(size, focus: ui.focus, isZoomed: ui.isZoomed)
  let scene = Scene(
    snapshot: ui.frozen?.snapshot ?? snapshot, ui: ui, isFramed: layout.isFramed)
  if layout.kind == .heartbeat {
    drawHeartbeat(snapshot, ui, in: layout.title, on: &buffer)
    return buffer
  }
  drawTitle(scene, live: snapshot, in: layout.title, on: &buffer)
  if let tabs = layout.tabs { drawTabs(scene, in: tabs, on: &buffer) }
  if let strip = layout.strip { drawLimitStrip(scene, in: strip, on: &buffer) }
  for placed in layout.panes {
    drawPane(placed.pane, scene, layout, in: placed.rect, on: &buffer)
  }
  drawExtras(scene, layout, on: &buffer)
  if let tail = layout.tail { drawTail(scene, in: tail, on: &buffer) }
  if let hints = layout.hints { drawHints(scene, in: hints, on: &buffer) }
  drawNotices(scene, layout, on: &buffer)
  drawOverlay(scene, live: snapshot, in: Rect(size), layout, on: &buffer)
  return buffer
}

/// Draws one pane with its frame.
private func drawPane(
  _ pane: Pane, _ scene: Scene, _ layout: DeskLayout, in rect: Rect, on buffer: inout CellBuffer
) {
  var inside = rect
  let room = rect.width - (layout.isFramed ? 4 : 2)
  let list = listModel(pane, scene, width: room, buffer.look.glyphs)
  if layout.isFramed {
    let panel = Panel(
      paneTitle(pane, scene), number: pane.rawValue, note: list?.note ?? paneNote(pane, scene),
      focused: scene.isFocused(pane))
    inside = panel.draw(in: rect, on: &buffer)
  } else {
    inside = rect.inset(columns: 1, rows: 0)
  }
  buffer.clipped(to: inside) { buffer in
    if let list {
      drawRows(pane, list, scene, layout, in: inside, on: &buffer)
    } else {
      drawFigures(pane, scene, in: inside, on: &buffer)
    }
  }
}

private func drawRows(
  _ pane: Pane, _ list: ListModel, _ scene: Scene, _ layout: DeskLayout, in rect: Rect,
  on buffer: inout CellBuffer
) {
  switch pane {
  case .edges where scene.ui.isZoomed: drawEdgesPage(list, scene, in: rect, on: &buffer)
  case .edges: drawEdges(list, scene, hasSmile: layout.smile == nil, in: rect, on: &buffer)
  case .candidates: drawCandidates(list, scene, in: rect, on: &buffer)
  default:
    drawList(
      list, scene.ui[pane], focused: scene.isFocused(pane), isLog: pane == .log, in: rect,
      on: &buffer)
  }
}

private func drawFigures(
  _ pane: Pane, _ scene: Scene, in rect: Rect, on buffer: inout CellBuffer
) {
  switch pane {
  case .regime: drawRegime(scene, in: rect, on: &buffer)
  case .greeks: drawGreeks(scene, in: rect, on: &buffer)
  case .risk: drawRisk(scene, in: rect, on: &buffer)
  case .equity: drawEquity(scene, in: rect, on: &buffer)
  case .edges, .candidates, .positions, .log: return
  }
}

private func paneTitle(_ pane: Pane, _ scene: Scene) -> String {
  let filter = scene.ui[pane].filter
  let title = pane == .equity ? "Equity \u{B7} day" : pane.title
  return filter.isEmpty || pane == .log ? title : "\(title) /\(sanitize(filter))"
}

private func paneNote(_ pane: Pane, _ scene: Scene) -> TextLine {
  switch pane {
  case .regime: feedNote(scene.snapshot, scene.ui)
  case .risk: riskNote(scene.snapshot.limits)
  case .equity:
    scene.snapshot.seq == 0
      ? [] : [TextRun(dollarText(scene.snapshot.book.equity), Style(.muted))]
  case .greeks, .edges, .candidates, .positions, .log: []
  }
}

/// The plots that only the widest page has.
private func drawExtras(_ scene: Scene, _ layout: DeskLayout, on buffer: inout CellBuffer) {
  if let term = layout.term {
    let points = scene.snapshot.termStructure
    let inside = Panel("Term structure", note: points.isEmpty ? [] : termLine(points))
      .draw(in: term, on: &buffer)
    drawTermCurve(points, in: inside, hasAxis: true, on: &buffer)
  }
  if let rect = layout.smile {
    let title = scene.snapshot.smile.map { smileTitle($0, scene) } ?? "smile"
    let inside = Panel(title).draw(in: rect, on: &buffer)
    drawSmile(scene.snapshot.smile, in: inside, on: &buffer)
  }
}

/// A frame with one pane over the whole page, and no dialog or message on it.
public func zoomedFrame(
  _ pane: Pane, _ snapshot: DeskSnapshot, _ ui: UIState, size: Size, look: Look
) -> CellBuffer {
  var ui = ui
  ui.focus = pane
  ui.isZoomed = true
  ui.overlay = nil
  ui.notices = []
  return render(snapshot, ui, size: size, look: look)
}

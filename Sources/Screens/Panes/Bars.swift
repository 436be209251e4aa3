// The rows above and below the panes: title, tabs, limits, newest events, keys.

import Canvas
import DeskEngine
import MarketData
import Risk

/// Draws the title bar; what the desk may do is always that of now, never frozen.
func drawTitle(_ scene: Scene, live: DeskSnapshot, in rect: Rect, on buffer: inout CellBuffer) {
  let room = rect.inset(columns: 1, rows: 0)
  guard room.width > 0 else { return }
  let right = fittingParts(
    stateParts(live.trading), width: min(room.width, room.width / 3 + 12), gap: 2)
  let rightWidth = right.reduce(max(0, right.count - 1) * 2) { $0 + $1.width }
  let gap = room.width >= 128 ? 2 : 1
  let left = fittingParts(
    titleParts(scene.snapshot, scene.ui, wide: room.width >= 110),
    width: room.width - rightWidth - 2, gap: gap)
  drawParts(left, gap: gap, in: room.cutRight(rightWidth + 1).rest, on: &buffer)
  drawParts(right, gap: 2, in: room.cutRight(rightWidth).taken, on: &buffer)
}

private func drawParts(_ parts: [BarPart], gap: Int, in rect: Rect, on buffer: inout CellBuffer) {
  var line: TextLine = []
  for part in parts {
    if !line.isEmpty { line.append(TextRun(String(repeating: " ", count: gap))) }
    line += part.runs
  }
  buffer.write(line, in: rect)
}

/// Draws a tab a pane, with counts, and returns where each stands.
@discardableResult
func drawTabs(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) -> [Range<Int>] {
  let snapshot = scene.snapshot
  let tabs = Pane.allCases.map { pane in
    let (badge, style) = tabBadge(pane, snapshot)
    return Tab(
      key: String(pane.rawValue), title: pane.tabTitle, badge: badge, badgeStyle: style)
  }
  return TabBar(tabs, selected: scene.ui.focus.rawValue - 1).draw(in: rect, on: &buffer)
}

private func tabBadge(_ pane: Pane, _ snapshot: DeskSnapshot) -> (String, Style) {
  func count(_ number: Int) -> (String, Style) {
    (number == 0 ? "" : countText(number), Style(.muted))
  }
  switch pane {
  case .edges: return count(snapshot.edges.count)
  case .candidates: return count(snapshot.candidates.count)
  case .positions: return count(snapshot.positions.count)
  case .risk:
    let level = worstLimit(snapshot.limits)?.level ?? .calm
    return level >= .high ? ("!", Style(level.token)) : ("", .plain)
  case .log:
    let worst = snapshot.alerts.first?.severity.token ?? .muted
    return (snapshot.alerts.isEmpty ? "" : countText(snapshot.alerts.count), Style(worst))
  case .regime, .greeks, .equity: return ("", .plain)
  }
}

/// Draws the regime, the fullest limits and the day's curve in one row.
func drawLimitStrip(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let snapshot = scene.snapshot
  let room = rect.inset(columns: 1, rows: 0)
  let profit = dayProfit(snapshot.book)
  let tail: TextLine =
    snapshot.seq == 0
    ? []
    : [
      TextRun("day ", Style(.muted)),
      TextRun(dollarText(profit, signed: true), gainStyle(profit)),
    ]
  let tailWidth = tail.reduce(0) { $0 + displayWidth($1.text) }
  var parts: [BarPart] = [regimePart(snapshot)]
  for (index, row) in limitRows(snapshot.limits, room: 5).prefix(6).enumerated() {
    let flag = row.level >= .high ? "!" : ""
    parts.append(
      BarPart(
        runs: [
          TextRun(row.label + " ", Style(.muted)),
          TextRun(row.percent + flag, Style(row.level.token)),
        ], priority: index + 1))
  }
  let kept = fittingParts(parts, width: room.width - tailWidth - 9, gap: 2)
  drawParts(kept, gap: 2, in: room, on: &buffer)
  let used = kept.reduce(max(0, kept.count - 1) * 2) { $0 + $1.width }
  let curve = room.cutLeft(used + 2).rest.cutRight(tailWidth + 1).rest
  if snapshot.book.curve.count > 1, curve.width >= 6 {
    let place = curve.cutRight(min(curve.width, 16)).taken
    drawEquityCurve(snapshot, in: place, hasAxis: false, on: &buffer)
  }
  buffer.write(tail, in: room, .trailing)
}

private func regimePart(_ snapshot: DeskSnapshot) -> BarPart {
  guard let state = snapshot.regime.state else {
    return BarPart(runs: [TextRun("no regime", Style(.muted))], priority: 0)
  }
  return BarPart(
    runs: [
      TextRun(state.shortName, Style(state.token, .bold)),
      TextRun(" " + fixedText(snapshot.regime.confidence), Style(state.token)),
    ], priority: 0)
}

/// Draws the newest alerts and events, the newest last.
func drawTail(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let snapshot = scene.snapshot
  var lines: [TextLine] = snapshot.log.suffix(rect.height).map { entry in
    tailLine(
      entry.time, entry.severity, sanitize(entry.type) + "  " + sanitize(entry.text), rect.width)
  }
  if let alert = snapshot.alerts.first, rect.height > 1 {
    lines = Array(lines.suffix(rect.height - 1))
    lines.insert(
      tailLine(alert.time, alert.severity, "A\(alert.id)  " + sanitize(alert.text), rect.width),
      at: 0)
  }
  let top = max(0, rect.height - lines.count)
  drawLines(lines, in: rect.cutTop(top).rest.inset(columns: 1, rows: 0), on: &buffer)
}

private func tailLine(_ time: Instant, _ severity: Severity, _ text: String, _ width: Int)
  -> TextLine
{
  let token = severity.token
  return [
    TextRun(clockText(time) + " ", Style(.muted)),
    TextRun(fitted(severity.rawValue, width: 8) + " ", Style(token)),
    TextRun(
      wordsText(text, width: max(0, width - 20)), severity == .info ? Style(.muted) : Style(token)),
  ]
}

/// Draws the keys that help most in the focused pane; the kill's is always there.
func drawHints(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let ui = scene.ui
  let wanted = hintActions(ui.focus, ui, isReadOnly: scene.snapshot.run.isReadOnly)
  let entries = ui.keys.entries(in: ui.focus)
  func spelling(_ action: Action) -> String? {
    entries.first { $0.action == action }?.spelling
  }
  let hints = wanted.compactMap { action -> KeyHint? in
    guard let key = spelling(action) else { return nil }
    switch action {
    case .togglePause: return KeyHint(key, ui.pacing.isPaused ? "Run" : "Pause")
    // One hint for both ways.
    case .slower: return KeyHint("\(key) \(spelling(.faster) ?? "")", "Speed")
    default: return KeyHint(key, action.label)
    }
  }
  let kill = KeyHint("!", "KILL", style: Style(.killOn))
  let width = 8
  let (killPlace, rest) = rect.cutRight(min(rect.width, width))
  HintBar(hints).draw(in: rest, on: &buffer)
  HintBar([kill]).draw(in: killPlace, on: &buffer)
}

private func hintActions(_ pane: Pane, _ ui: UIState, isReadOnly: Bool) -> [Action] {
  var actions: [Action] = []
  var later: [Action] = []
  if !isReadOnly {
    switch pane {
    case .candidates:
      actions = [.approve, .reject, .build]
      later = [.undoReject, .size, .mark]
    case .positions: actions = [.closePosition, .rollPosition, .build]
    case .log: actions = [.acknowledge, .follow]
    case .regime, .edges, .greeks, .risk, .equity: break
    }
  }
  actions += [.zoom]
  if pane.isList { actions += [.filter] }
  if !pane.sortNames.isEmpty { actions += [.sort] }
  actions += [.palette, .help]
  if ui.pacing.mode != .live { actions += [.togglePause, .slower] }
  if [.edges, .candidates, .positions].contains(pane) { later.insert(.explain, at: 0) }
  return actions + [.quit] + later + [.freeze, .nextTheme]
}

/// Draws a window too small for a page: the state, the money, the risk, in words.
func drawHeartbeat(
  _ snapshot: DeskSnapshot, _ ui: UIState, in rect: Rect, on buffer: inout CellBuffer
) {
  let profit = dayProfit(snapshot.book)
  let risk = worstLimit(snapshot.limits)
  let state = stateParts(snapshot.trading)
  var parts = [regimePart(snapshot)]
  if snapshot.seq > 0 {
    parts.append(
      BarPart(
        runs: [
          TextRun("P&L ", Style(.muted)),
          TextRun(dollarText(profit, signed: true), gainStyle(profit)),
        ], priority: 2))
  }
  if let risk {
    let flag = risk.level >= .high ? "!" : ""
    parts.append(
      BarPart(
        runs: [
          TextRun("RISK ", Style(.muted)),
          TextRun(percentText(limitShare(risk)) + flag, Style(risk.level.token)),
        ], priority: 3))
  }
  if snapshot.trading.isKilled == false {
    parts.append(state[0])
    parts.append(BarPart(runs: [TextRun("! KILL", Style(.killOn))], priority: 4))
  } else {
    parts += state
  }
  parts.append(BarPart(runs: [TextRun("needs 40x10", Style(.dim))], priority: 9))
  flow(parts, in: rect, on: &buffer)
}

/// Lays parts out like words of a text, each whole or not at all.
private func flow(_ parts: [BarPart], in rect: Rect, on buffer: inout CellBuffer) {
  let urgent = parts.filter { $0.priority == 0 && $0.width > 0 }
  var left = urgent + parts.filter { $0.priority > 0 && $0.width > 0 }
  if rect.height > 1 || parts.reduce(0, { $0 + $1.width + 1 }) <= rect.width { left = parts }
  var (x, y) = (rect.x, rect.y)
  for part in left where part.width > 0 {
    if x > rect.x, x + part.width > rect.maxX { (x, y) = (rect.x, y + 1) }
    guard y < rect.maxY else { return }
    if part.width > rect.width, part.priority > 0 { continue }
    x = buffer.write(part.runs, in: Rect(x: x, y: y, width: rect.maxX - x, height: 1)) + 1
  }
}

/// Draws messages over the lower right corner, the newest lowest.
func drawNotices(_ scene: Scene, _ layout: DeskLayout, on buffer: inout CellBuffer) {
  var area = Rect(buffer.size).cutBottom(1).rest.cutTop(1).rest
  for notice in scene.ui.notices.suffix(3).reversed() where area.height >= 3 {
    let place = Toast(sanitize(notice.text), tone: notice.tone)
      .draw(in: area.cutRight(1).rest, on: &buffer)
    area = Rect(x: area.x, y: area.y, width: area.width, height: max(0, place.y - area.y))
  }
}

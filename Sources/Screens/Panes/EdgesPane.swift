// Pane 2: edges, below them who abstains and the smile.

import Canvas
import DeskEngine
import Edges

/// Draws the edges.
func drawEdges(
  _ model: ListModel, _ scene: Scene, hasSmile: Bool, in rect: Rect,
  on buffer: inout CellBuffer
) {
  let snapshot = scene.snapshot
  let state = scene.ui[.edges]
  let silent = snapshot.abstentions.count
  let wanted = model.ids.isEmpty ? 3 : model.ids.count + 1
  guard rect.height >= 9, !model.ids.isEmpty || silent > 0 else {
    drawList(model, state, focused: scene.isFocused(.edges), in: rect, on: &buffer)
    return
  }
  let plot = hasSmile && snapshot.smile != nil && rect.height >= 11 ? 5 : 0
  let most = rect.height - plot - (silent > 0 ? 1 : 0)
  let (list, below) = rect.cutTop(min(wanted, max(4, most)))
  var rest = below
  drawList(model, state, focused: scene.isFocused(.edges), in: list, on: &buffer)
  let chosen = snapshot.edges.first { state.selected == .edge($0.id) }
  if let chosen, rest.height >= plot + silent + 5 {
    buffer.rule("E\(chosen.id) \(chosen.edge.signal.rawValue)", in: rest.row(0))
    let room = rest.height - plot - min(silent, 6) - 2
    let lines = Array(edgeLines(chosen, width: rect.width).prefix(max(1, room)))
    rest = drawLines(lines, in: rest.cutTop(1).rest, on: &buffer)
  }
  if silent > 0, rest.height >= plot + 2 {
    rest = drawAbstentions(scene, room: rest.height - plot, in: rest, on: &buffer)
  } else if silent > 0, rest.height > plot {
    rest = drawLines([abstentionSummary(snapshot, width: rect.width)], in: rest, on: &buffer)
  }
  guard plot > 0, rest.height >= 4, let smile = snapshot.smile else { return }
  let (head, area) = rest.cutBottom(min(rest.height, 9)).taken.cutTop(1)
  buffer.rule(smileTitle(smile, scene), in: head)
  drawSmile(smile, in: area, on: &buffer)
}

/// What the smile is of, such as `smile SPX 6Sep`.
func smileTitle(_ smile: SmileSummary, _ scene: Scene) -> String {
  "smile \(symbolText(smile.underlying)) \(expiryText(smile.expiry, year: scene.year))"
}

private func drawAbstentions(
  _ scene: Scene, room: Int, in rect: Rect, on buffer: inout CellBuffer
) -> Rect {
  let lines = abstentionLines(scene.snapshot, width: rect.width)
  buffer.rule("\(lines.count) abstain", in: rect.row(0))
  let count = min(lines.count, room - 1)
  drawLines(Array(lines.prefix(count)), in: rect.cutTop(1).rest.cutTop(count).taken, on: &buffer)
  return rect.cutTop(1 + count).rest
}

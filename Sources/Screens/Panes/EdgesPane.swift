// Pane 2: edges, below them who abstains and the smile.

import Canvas
import DeskEngine

/// Draws the edges.
func drawEdges(_ scene: Scene, hasSmile: Bool, in rect: Rect, on buffer: inout CellBuffer) {
  let model = edgeList(scene.snapshot, scene.ui, buffer.look.glyphs)
  let state = scene.ui[.edges]
  let focused = scene.isFocused(.edges)
  let silent = scene.snapshot.abstentions.count
  let wanted = max(2, model.ids.count + 1)
  guard rect.height >= 9 else {
    drawList(model, state, focused: focused, in: rect, on: &buffer)
    return
  }
  let plot = hasSmile && scene.snapshot.smile != nil && rect.height >= 11 ? 5 : 0
  let most = rect.height - plot - min(silent, 3) - (silent > 0 ? 1 : 0)
  let rows = min(wanted, max(4, most))
  var (list, rest) = rect.cutTop(hasSmile || silent > 0 ? rows : rect.height)
  if model.ids.isEmpty { (list, rest) = rect.cutTop(3) }
  drawList(model, state, focused: focused, in: list, on: &buffer)
  if silent > 0, rest.height >= plot + 2 {
    rest = drawAbstentions(scene, room: rest.height - plot, in: rest, on: &buffer)
  } else if silent > 0, rest.height > plot {
    rest = drawLines(
      [abstentionSummary(scene.snapshot, width: rect.width)], in: rest, on: &buffer)
  }
  guard plot > 0, rest.height >= 4, let smile = scene.snapshot.smile else { return }
  let (head, area) = rest.cutTop(1)
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

// The pane of Greeks over the whole page.

import Canvas
import DeskEngine

/// Draws the zoomed pane: one list of lines that scrolls.
func drawGreekPage(_ scene: Scene, in rect: Rect, on buffer: inout CellBuffer) {
  let lines = greekPageLines(scene.snapshot, width: rect.width)
  let first = min(max(0, scene.ui[.greeks].top), max(0, lines.count - rect.height))
  for (offset, line) in lines.dropFirst(first).prefix(rect.height).enumerated() {
    buffer.write(wholeRuns(line, rect.width), in: rect.row(offset))
  }
}

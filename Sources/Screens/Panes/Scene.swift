// What a pane needs to draw itself, and the words shared by all.

import Canvas
import DeskEngine
import MarketData

/// The desk and the terminal at one moment.
struct Scene {
  /// What is shown: the latest snapshot, or the frozen one.
  let snapshot: DeskSnapshot
  /// The terminal.
  let ui: UIState
  /// Whether panes have frames and so a place for their notes.
  let isFramed: Bool

  /// The calendar year of the session, against which expiries are shortened.
  var year: Int? {
    snapshot.time.nanoseconds == 0 ? nil : NewYorkTime.date(snapshot.time).year
  }

  /// Whether a pane has the keys.
  func isFocused(_ pane: Pane) -> Bool { ui.focus == pane }
}

/// Draws a few words in the middle of an empty pane.
func drawEmpty(_ lines: [String], in rect: Rect, on buffer: inout CellBuffer) {
  guard rect.height > 0 else { return }
  let shown = lines.prefix(rect.height)
  let top = max(0, (rect.height - shown.count) / 2)
  for (offset, line) in shown.enumerated() {
    buffer.write(
      wordsText(line, width: rect.width), in: rect.row(top + offset),
      style: Style(offset == 0 ? .muted : .dim), .center)
  }
}

/// Draws lines from the top and returns the rows left below.
@discardableResult
func drawLines(_ lines: [TextLine], in rect: Rect, on buffer: inout CellBuffer) -> Rect {
  let count = min(lines.count, rect.height)
  for offset in 0..<count { buffer.write(wholeRuns(lines[offset], rect.width), in: rect.row(offset)) }
  return rect.cutTop(count).rest
}

/// The runs that fit a width; the first that does not fit ends the line, so no number is cut.
func wholeRuns(_ line: TextLine, _ width: Int) -> TextLine {
  let total = line.reduce(0) { $0 + displayWidth($1.text) }
  guard total > width else { return line }
  var kept: TextLine = []
  var taken = 0
  for run in line {
    let next = taken + displayWidth(run.text)
    if next > width - 1 {
      let isNumber = run.text.utf8.contains { $0 >= 0x30 && $0 <= 0x39 }
      if isNumber {
        while let last = kept.last, last.style == Style(.muted), !kept.isEmpty {
          taken -= displayWidth(last.text)
          kept.removeLast()
        }
      } else if width - 1 - taken > 0 {
        kept.append(TextRun(wordsText(run.text, width: width - taken), run.style))
        return kept
      }
      if taken < width { kept.append(TextRun("\u{2026}", Style(.dim))) }
      return kept
    }
    kept.append(run)
    taken = next
  }
  return kept
}

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
  for offset in 0..<count {
    buffer.write(wholeRuns(lines[offset], rect.width), in: rect.row(offset))
  }
  return rect.cutTop(count).rest
}

/// The runs that fit a width: prose is cut at a word, anything shorter leaves whole together with
/// the label before it, so that no number loses digits.
func wholeRuns(_ line: TextLine, _ width: Int) -> TextLine {
  let total = line.reduce(0) { $0 + displayWidth($1.text) }
  guard total > width else { return line }
  var kept: TextLine = []
  var taken = 0
  for run in line {
    let wide = displayWidth(run.text)
    if taken + wide <= width {
      kept.append(run)
      taken += wide
      continue
    }
    if wide > 14, width - taken > 8 {
      kept.append(TextRun(wordsText(run.text, width: width - taken), run.style))
      return kept
    }
    break
  }
  while let last = kept.last, kept.count > 1, isLabel(last) { kept.removeLast() }
  return kept
}

/// Whether a run only introduces the next one.
private func isLabel(_ run: TextRun) -> Bool {
  run.text.hasSuffix(" ") || run.style == Style(.muted) || run.text.allSatisfy { $0 == " " }
}

// An explanation over the whole window: headed sections, names on the left, notes dimmed.

import Canvas

/// Columns of text that an explanation has in a window.
func explanationColumns(_ size: Size) -> Int { max(8, size.columns - 4) }

/// Rows of text that an explanation has in a window: the title bar and the keys stay in sight.
func explanationRows(_ size: Size) -> Int { max(1, size.rows - 4) }

/// Draws an explanation below the title bar.
func drawExplanation(_ view: ExplanationView, in rect: Rect, on buffer: inout CellBuffer) {
  let (_, page) = rect.cutTop(1)
  let (foot, frame) = page.cutBottom(1)
  let lines = explanationLines(view.explanation, width: frame.width - 4)
  let rows = max(1, frame.height - 2)
  let top = max(0, min(view.top, lines.count - rows))
  let last = min(lines.count, top + rows)
  var note = [TextRun("\(top + 1)-\(last) of \(lines.count)", Style(.muted))]
  if view.isGone { note.insert(TextRun("gone: as it stood last  ", Style(.severityWarn)), at: 0) }
  let title = fitted(
    sanitize(view.explanation.title),
    width: max(4, min(displayWidth(view.explanation.title), frame.width - 32)))
  let inside = Panel(title, note: note, focused: true).draw(in: frame, on: &buffer)
  buffer.clipped(to: inside) { buffer in
    for (offset, line) in lines[top..<last].enumerated() {
      buffer.write(line, in: inside.row(offset))
    }
  }
  let (kill, hints) = foot.cutRight(min(foot.width, 8))
  HintBar([
    KeyHint("Esc", "back"), KeyHint("j k", "scroll"), KeyHint("Space", "page"),
    KeyHint("g G", "ends"), KeyHint("y", "copy"),
  ]).draw(in: hints, on: &buffer)
  HintBar([KeyHint("!", "KILL", style: Style(.killOn))]).draw(in: kill, on: &buffer)
}

/// The lines of an explanation at a width: nothing is cut, what is too long goes on below.
func explanationLines(_ explanation: Explanation, width: Int) -> [TextLine] {
  var lines: [TextLine] = []
  for section in explanation.sections {
    if !lines.isEmpty { lines.append([]) }
    lines += wrapped(sanitize(section.title), width: width).map {
      [TextRun($0, Style(.title, .bold))]
    }
    let widest = section.lines.map { displayWidth($0.label) }.max() ?? 0
    let margin = widest == 0 ? 0 : min(widest, max(6, width / 3)) + 1
    for line in section.lines { lines += laidOut(line, margin: margin, width: width) }
  }
  return lines
}

private func laidOut(_ line: ExplanationLine, margin: Int, width: Int) -> [TextLine] {
  let room = max(4, width - margin)
  let label = sanitize(line.label)
  let value = sanitize(line.value)
  let note = sanitize(line.note)
  let gap = String(repeating: " ", count: margin)
  var lines: [TextLine] = []
  var head = TextRun(fitted(label, width: margin), Style(.muted))
  if displayWidth(label) >= margin, margin > 0 {
    // A name too long for its column has a line of its own.
    lines += wrapped(label, width: width).map { [TextRun($0, Style(.muted))] }
    head = TextRun(gap)
  }
  if displayWidth(value) + 2 + displayWidth(note) <= room
    || note.isEmpty && displayWidth(value) <= room
  {
    var runs = [head, TextRun(value, style(line.tone))]
    if !note.isEmpty { runs += [TextRun("  "), TextRun(note, Style(noteTone(line.tone)))] }
    return lines + [runs]
  }
  for (index, part) in wrapped(value, width: room).enumerated() {
    lines.append([index == 0 ? head : TextRun(gap), TextRun(part, style(line.tone))])
  }
  for part in wrapped(note, width: room) where !note.isEmpty {
    lines.append([TextRun(gap), TextRun(part, Style(noteTone(line.tone)))])
  }
  return lines
}

private func style(_ tone: ExplanationLine.Tone) -> Style {
  switch tone {
  case .plain: .plain
  case .good: Style(.gain)
  case .bad: Style(.loss)
  case .warning: Style(.severityWarn)
  case .muted: Style(.muted)
  }
}

private func noteTone(_ tone: ExplanationLine.Tone) -> StyleToken {
  switch tone {
  case .good: .gain
  case .bad: .loss
  case .plain, .warning, .muted: .dim
  }
}

/// An explanation as text for the clipboard.
func explanationText(_ explanation: Explanation) -> String {
  let lines = explanationLines(explanation, width: 96).map { line in
    line.reduce("") { $0 + $1.text }
  }
  return ([sanitize(explanation.title), ""] + lines).joined(separator: "\n") + "\n"
}

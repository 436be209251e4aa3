// A pane as files that other programs read.

import Canvas
import DeskEngine
import Glibc
import Persistence
import Screens

/// Writes a pane into `exports/`: as it is drawn (`.txt`, `.ansi`, `.html`) and its rows (`.csv`).
///
/// - Parameters:
///   - pane: The pane; it is drawn over the whole page.
///   - snapshot: What it shows.
///   - ui: The state of the page.
///   - size: The size to draw it at.
///   - look: Which glyphs there are.
///   - theme: Gives the colours.
/// - Returns: The path of the files without their endings.
/// - Throws: `StoreError.file` for the first that cannot be written.
func exportPane(
  _ pane: Pane, _ snapshot: DeskSnapshot, _ ui: UIState, size: Size, look: Look, theme: Theme
) throws(StoreError) -> String {
  mkdir("exports", 0o755)
  let name = pane.title.lowercased().split { !$0.isLetter }.joined(separator: "-")
  let stem = "exports/\(name)-\(snapshot.seq)"
  let frame = zoomedFrame(pane, snapshot, ui, size: size, look: look)
  let title = "voldesk \(pane.title) \(snapshot.time)"
  for (ending, text) in [
    ("txt", frame.glyphText), ("ansi", frame.ansiText(theme)),
    ("html", frame.htmlPage(theme, title: title)), ("csv", csvText(paneText(pane, snapshot, ui))),
  ] {
    let sink = try FileSink("\(stem).\(ending)")
    sink.take(Array(text.utf8))
    try sink.finish()
  }
  return stem
}

/// Rows of fields separated by tabs as RFC 4180 has them.
func csvText(_ rows: String) -> String {
  rows.split(separator: "\n", omittingEmptySubsequences: false).map { row in
    row.split(separator: "\t", omittingEmptySubsequences: false).map { field in
      guard field.contains(where: { $0 == "," || $0 == "\"" }) else { return String(field) }
      return "\"" + field.reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) } + "\""
    }.joined(separator: ",")
  }.joined(separator: "\n")
}

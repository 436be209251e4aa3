// A pane for other programs: the same cells, in escape sequences and as a page.

import Canvas
import DeskEngine
import Testing

@testable import Screens

@Suite("Pane export")
struct PaneExportTests {
  private var frame: CellBuffer {
    var desk = DeskFixture.busy
    desk.log[0].text = "a <b> & \"c\""
    let size = Size(columns: 120, rows: 40)
    var ui = UIState(size: size)
    _ = reduce(&ui, .key(.character("a"), at: 1_000), desk)
    return zoomedFrame(.log, desk, ui, size: size, look: .full)
  }

  @Test("the pane alone is drawn, without the dialog that is open")
  func zoomed() {
    let text = frame.glyphText
    #expect(text.contains("8 Alerts / log") && text.contains("a <b> & \"c\""))
    #expect(!text.contains("Approve C") && !text.contains("Candidates"))
  }

  @Test("escape sequences add looks and change no glyph")
  func ansi() {
    let text = frame.ansiText(.dark)
    var plain = ""
    var isSequence = false
    for scalar in text.unicodeScalars {
      if scalar == "\u{1B}" { isSequence = true }
      if !isSequence { plain.unicodeScalars.append(scalar) }
      if scalar == "m" { isSequence = false }
    }
    let rows = plain.split(separator: "\n", omittingEmptySubsequences: false)
    let drawn = frame.glyphText.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows.count == drawn.count)
    for (row, glyphs) in zip(rows, drawn) { #expect(row.hasPrefix(glyphs)) }
    #expect(text.contains("\u{1B}[0;1;38;2;"))
  }

  @Test("the page holds the text escaped and nothing from elsewhere")
  func html() {
    let page = frame.htmlPage(.dark, title: "log <1>")
    #expect(page.contains("a &lt;b&gt; &amp; &quot;c&quot;") && !page.contains("<b>"))
    #expect(page.contains("<title>log &lt;1&gt;</title>"))
    #expect(!page.contains("script") && !page.contains("http"))
    #expect(page.contains("color:rgb("))
  }
}

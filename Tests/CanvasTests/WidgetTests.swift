// Widgets: what they draw, at any size, with anything in them.

import Canvas
import Testing

private func canvas(_ columns: Int, _ rows: Int, _ look: Look = .full) -> CellBuffer {
  CellBuffer(size: Size(columns: columns, rows: rows), look: look)
}

private let ascii = Look(glyphs: .ascii, shading: .glyph)

@Suite("Widgets")
struct WidgetTests {
  @Test("a panel, plain and focused, rich and ASCII")
  func panels() {
    var grid = canvas(24, 3)
    let note = [TextRun("ok", Style(.gain))]
    let inside = Panel("Risk", number: 6, note: note).draw(in: grid.bounds, on: &grid)
    #expect(inside == Rect(x: 2, y: 1, width: 20, height: 1))
    #expect(
      grid.glyphText
        == "╭─ 6 Risk ──────── ok ─╮\n│                      │\n╰──────────────────────╯\n")
    grid = canvas(14, 3, ascii)
    Panel("Log", focused: true).draw(in: grid.bounds, on: &grid)
    #expect(grid.glyphText == "#= Log ======#\n#            #\n#============#\n")
  }

  @Test("a gauge fills in eighths, ticks the warning level and says its state")
  func gauge() {
    var grid = canvas(12, 3)
    Gauge(share: 0.35).draw(in: grid.bounds.row(0), on: &grid)
    Gauge(share: 1.7).draw(in: grid.bounds.row(1), on: &grid)
    Gauge(share: nil).draw(in: grid.bounds.row(2), on: &grid)
    #expect(grid.glyphText == "▕███▌    ▏ ▏\n▕██████████▏\n▕    -   ▏ ▏\n")
    #expect(Gauge(share: 0.79).state == .limitOk)
    #expect(Gauge(share: 0.80).state == .limitWarn)
    #expect(Gauge(share: 1.00).state == .limitBreach)
    var plain = canvas(12, 1, ascii)
    Gauge(share: 0.5).draw(in: plain.bounds, on: &plain)
    #expect(plain.glyphText == "[#####   : ]\n")
  }

  @Test("a table drops columns by priority and never shortens a number")
  func table() {
    let columns = [
      TableColumn.text("id", width: 3), .text("name", width: 6, weight: 1, priority: 1),
      .number("net", width: 5), .number("qty", width: 3, priority: 2),
    ]
    let rows = [
      TableRow([TextRun("C1"), TextRun("condor wide"), TextRun("+6.90"), TextRun("12")]),
      TableRow([TextRun("C2"), TextRun("fly"), TextRun("-12.75"), TextRun("1")]),
    ]
    var grid = canvas(26, 3)
    let table = Table(columns: columns, rows: rows)
    table.draw(in: grid.bounds, on: &grid)
    #expect(
      grid.glyphText
        == "id  name           net qty\nC1  condor wide  +6.90  12\nC2  fly          #####   1\n")
    #expect(table.fit(width: 16).map(\.column) == [0, 1, 2])
    #expect(table.fit(width: 9).map(\.column) == [0, 2])
    #expect(table.fit(width: 2).map(\.column) == [0])
    #expect(table.fit(width: 0).map(\.width) == [0])
  }

  @Test("the selected row is in sight, marked by a sign as well as by colour")
  func selection() {
    let rows = (0..<50).map { TableRow([TextRun("row \($0)")]) }
    var grid = canvas(12, 5)
    let table = Table(
      columns: [.text("x", width: 8)], rows: rows, selected: 30, focused: true)
    let layout = table.draw(in: grid.bounds, on: &grid)
    #expect(layout.rows == 1..<5)
    #expect(layout.index(atRow: 4) == 30)
    #expect(layout.index(atRow: 0) == nil)
    #expect(grid.glyphText.contains("▸ row 30"))
    #expect(grid[x: 3, y: 4].style == Style(.foreground, on: .selection))
    #expect(grid.glyphText.contains("▲"))
    #expect(grid.glyphText.contains("▼"))
  }

  @Test("a dialog prints its keys and covers what is below")
  func dialog() {
    var grid = canvas(30, 9)
    grid.fill(grid.bounds, "x", style: Style(.loss))
    Dialog(
      "Approve", tone: .severityWarn, body: [[TextRun("C118 x1")], [TextRun("max loss 4,310")]],
      keys: [KeyHint("y", "send"), KeyHint("Esc", "cancel")]
    ).draw(in: grid.bounds, on: &grid)
    #expect(grid.glyphText.contains("╔═ Approve "))
    #expect(grid.glyphText.contains("y send  Esc cancel"))
    #expect(grid[x: 0, y: 0].style == Style(.dim))
    var small = canvas(18, 3)
    Dialog("Q", body: [[TextRun("1")], [TextRun("2")]], keys: [KeyHint("y", "yes")])
      .draw(in: small.bounds, on: &small)
    #expect(small.glyphText.contains("y yes"))
  }

  @Test("tabs shrink their titles before one is lost")
  func tabs() {
    let bar = TabBar(
      [Tab(key: "1", title: "Regime"), Tab(key: "2", title: "Edges", badge: "5")], selected: 1)
    var grid = canvas(30, 1)
    bar.draw(in: grid.bounds, on: &grid)
    #expect(grid.glyphText == " 1Regime [2Edges·5]\n")
    var narrow = canvas(13, 1)
    bar.draw(in: narrow.bounds, on: &narrow)
    #expect(narrow.glyphText == " 1Reg [2Edg·5]\n" || narrow.glyphText == " 1Re [2Ed·5]\n")
  }

  @Test("a prompt keeps its cursor in sight")
  func prompt() {
    var grid = canvas(10, 1)
    PromptLine(label: ":", text: "resume now please", cursor: 17).draw(in: grid.bounds, on: &grid)
    #expect(grid.glyphText == ":w please\n")
    #expect(grid[x: 9, y: 0].style.attributes.contains(.reverse))
  }
}

@Suite("Plots")
struct PlotTests {
  private func plot(_ values: [Double?], _ look: Look, _ columns: Int = 8, _ rows: Int = 3)
    -> String
  {
    var grid = canvas(columns, rows, look)
    LinePlot([PlotSeries(values: values)], hasAxis: false).draw(in: grid.bounds, on: &grid)
    return grid.glyphText
  }

  @Test("a rising line in braille, blocks and ASCII")
  func rising() {
    let values: [Double?] = [0, 1, 2, 3]
    #expect(plot(values, .full, 2, 1) == "⡠⠊\n")
    #expect(plot(values, Look(glyphs: .block, shading: .color), 4, 2) == "  ▄▀\n▄▀\n")
    #expect(plot(values, ascii, 4, 4) == "   *\n  *\n *\n*\n")
  }

  @Test("a missing value is a gap that no line crosses")
  func gaps() {
    let text = plot([1, 1, nil, nil, nil, 1, 1, nil, 2], ascii, 9, 2)
    #expect(text == "        *\n**   **\n")
    #expect(plot([nil, .nan, .infinity], ascii) == "\n\n\n")
  }

  @Test("one spike among a thousand points shows at its full height")
  func spike() {
    var values = [Double?](repeating: 0, count: 1000)
    values[500] = 10
    var grid = canvas(20, 5, ascii)
    LinePlot([PlotSeries(values: values)], hasAxis: false).draw(in: grid.bounds, on: &grid)
    let rows = grid.glyphText.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows[0].contains("*"))
    #expect(rows[4].contains("*"))
  }

  @Test("labels of the axis stand in the row of their height")
  func axis() {
    var grid = canvas(24, 5)
    LinePlot([PlotSeries(values: [0, 100])]).draw(in: grid.bounds, on: &grid)
    let rows = grid.glyphText.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rows[0].hasPrefix("100┤"))
    #expect(rows[4].hasPrefix("  0┼"))
  }

  @Test("a heatmap pairs rows in half blocks; without colour it uses density")
  func heatmap() {
    let values: [[Double?]] = [[0, 1], [1, nil], [0.5, 0]]
    var grid = canvas(2, 2)
    Heatmap(values).draw(in: grid.bounds, on: &grid)
    #expect(grid[x: 0, y: 0].scalar == 0x2580)
    #expect(grid[x: 0, y: 0].style == Style(ink: .heat(0), on: .heat(1)))
    #expect(grid[x: 1, y: 0].style == Style(ink: .heat(1), on: .inherit))
    #expect(grid[x: 0, y: 1].style == Style(ink: .heat(0.5), on: .inherit))
    var plain = canvas(2, 3, ascii)
    Heatmap(values).draw(in: plain.bounds, on: &plain)
    #expect(plain.glyphText == ".#\n#\n=.\n")
  }

  @Test("nothing traps or leaves its rectangle, whatever the size and the values")
  func anything() {
    let nasty: [Double?] = [
      nil, .nan, .infinity, -.infinity, 0, -0.0, 1e300, -1e300, .leastNonzeroMagnitude, 42,
    ]
    for look in [Look.full, Look(glyphs: .block, shading: .color), ascii] {
      for columns in 0...14 {
        for rows in 0...7 {
          var grid = canvas(columns + 4, rows + 4, look)
          let area = Rect(x: 2, y: 2, width: columns, height: rows)
          grid.fill(grid.bounds, "~")
          drawEverything(nasty, area, &grid)
          for y in 0..<grid.size.rows {
            for x in 0..<grid.size.columns where !area.contains(x: x, y: y) {
              #expect(grid[x: x, y: y].scalar == 0x7E, "\(columns)x\(rows) at \(x),\(y)")
            }
          }
        }
      }
    }
  }

  private func drawEverything(_ values: [Double?], _ area: Rect, _ grid: inout CellBuffer) {
    LinePlot(
      [PlotSeries(values: values), PlotSeries(values: [1, 2], mark: .steps)],
      levels: [PlotLevel(3)], labels: [PlotLabel(x: 1, text: "label")]
    ).draw(in: area, on: &grid)
    Heatmap([values, values], rowLabels: ["row"], columnLabels: ["a", "b"]).draw(
      in: area, on: &grid)
    Gauge(share: values[columnIndex(area)] ?? nil).draw(in: area, on: &grid)
    Table(
      columns: [.text("中文 title", width: 6), .number("n", width: 4)],
      rows: [TableRow([TextRun("\u{1B}[2J中"), TextRun("123456")])], selected: 0, focused: true
    ).draw(in: area, on: &grid)
    SelectionList([[TextRun("一二三四五")]], selected: 0).draw(in: area, on: &grid)
    Panel("title", number: 1, note: [TextRun("note")]).draw(in: area, on: &grid)
    TabBar([Tab(key: "1", title: "Regime", badge: "!")], selected: 0).draw(in: area, on: &grid)
    HintBar([KeyHint("a", "Approve")]).draw(in: area, on: &grid)
    PromptLine(label: "> ", text: "中文中文中文", cursor: 6).draw(in: area, on: &grid)
    Toast("a long message that wraps over lines").draw(in: area, on: &grid)
    Dialog("D", body: [[TextRun("body")]], keys: [KeyHint("y", "yes")]).draw(in: area, on: &grid)
    grid.rule("rule", in: area)
  }

  private func columnIndex(_ area: Rect) -> Int { (area.width + area.height) % 10 }
}

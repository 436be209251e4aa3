// Panes as text, for the clipboard and for files: rows of fields separated by tabs.

public import DeskEngine

import Canvas

/// A pane as rows of fields separated by tabs, with headings.
public func paneText(_ pane: Pane, _ snapshot: DeskSnapshot, _ ui: UIState) -> String {
  let scene = Scene(snapshot: snapshot, ui: ui, isFramed: false)
  if let list = listModel(pane, scene, width: 400) { return list.tabSeparated }
  switch pane {
  case .regime:
    let regime = snapshot.regime
    let lines = [regimeHeadline(snapshot)] + regimeFacts(snapshot) + reasonLines(regime)
    return joined(lines) + tabbed(regimeStateTable(regime)) + tabbed(callTable(regime))
      + tabbed(similarTable(regime, index: "VIX")) + joined(featureLines(regime, width: 13))
  case .greeks:
    return tabbed(greekTable(snapshot.greeks, year: nil, columns: 64))
      + joined([stressLine(snapshot.stress)])
      + (ui.isZoomed ? joined(greekPageLines(snapshot, width: 200)) : "")
  case .risk:
    let rows = limitRows(snapshot.limits, room: .max).map { row in
      [row.label, row.value, row.percent, row.bound].joined(separator: "\t")
    }
    return (["limit\tvalue\tuse\tbound"] + rows).joined(separator: "\n") + "\n"
      + joined([stateLine(snapshot, ui)])
  case .equity:
    let rows = snapshot.book.curve.map { "\($0.time)\t\(fixedText($0.equity, 2))" }
    return (["time\tequity"] + rows).joined(separator: "\n") + "\n"
  case .edges, .candidates, .positions, .log: return ""
  }
}

/// One row of a list, its fields separated by tabs; empty when there is no such row.
func rowText(_ row: RowID, _ pane: Pane, _ snapshot: DeskSnapshot, _ ui: UIState) -> String {
  let scene = Scene(snapshot: snapshot, ui: ui, isFramed: false)
  guard let list = listModel(pane, scene, width: 400),
    let index = list.ids.firstIndex(of: row)
  else { return "" }
  return list.row(index)
}

private func joined(_ lines: [TextLine]) -> String {
  lines.reduce("") { text, line in text + line.reduce("") { $0 + $1.text } + "\n" }
}

private func tabbed(_ table: Table) -> String {
  let head = table.columns.map(\.title).joined(separator: "\t") + "\n"
  return table.rows.reduce(head) { text, row in
    text + row.cells.map(\.text).joined(separator: "\t") + "\n"
  }
}

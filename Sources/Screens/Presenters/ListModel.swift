// A list as the page shows it: which rows, in which order, and how each reads.
//
// Rows are formatted one at a time and only when they are in sight, so that a long list costs
// what a short one costs.

import Canvas
import DeskEngine
import MarketData

/// A list ready to be drawn.
struct ListModel {
  /// Columns, headings and widths.
  var columns: [TableColumn]
  /// The rows in the order shown.
  var ids: [RowID]
  /// The text of a row's columns.
  var cells: (Int) -> [TextRun]
  /// Whether a row is marked.
  var isMarked: (Int) -> Bool = { _ in false }
  /// What stands right of the title.
  var note: TextLine = []
  /// What an empty list says.
  var empty: [String]
  /// A last line under the rows, such as a total.
  var footer: [TextRun]?

  /// The columns of every row separated by tabs, with the headings first.
  var tabSeparated: String {
    let head = columns.map { $0.title.isEmpty ? "-" : $0.title }.joined(separator: "\t")
    return ids.indices.reduce(head + "\n") { $0 + row($1) + "\n" }
  }

  /// One row, its columns separated by tabs.
  func row(_ index: Int) -> String {
    cells(index).map { sanitize($0.text) }.joined(separator: "\t")
  }
}

extension Pane {
  /// The names of its sort orders, the first one being the usual.
  var sortNames: [String] {
    switch self {
    case .edges: ["str", "time", "undl", "kind"]
    case .candidates: ["rank", "new", "EV", "maxloss", "str", "undl"]
    case .positions: ["|P&L|", "undl", "expiry", "id"]
    default: []
    }
  }
}

/// The sort order of a pane as its note shows it, such as `↓EV`.
func sortNote(_ pane: Pane, _ state: ListState) -> String {
  let names = pane.sortNames
  guard !names.isEmpty else { return "" }
  let arrow = state.isReversed ? "\u{25B2}" : "\u{25BC}"
  return arrow + names[state.sort % names.count]
}

/// Whether any of the texts contains the filter, without regard to case.
func matches(_ filter: String, _ texts: [String]) -> Bool {
  guard !filter.isEmpty else { return true }
  let wanted = filter.lowercased()
  return texts.contains { $0.lowercased().contains(wanted) }
}

/// Puts rows into a held order; new rows come last, gone ones are left out.
func held<Row>(_ rows: [Row], in order: [RowID]?, id: (Row) -> RowID) -> [Row] {
  guard let order else { return rows }
  var places: [RowID: Int] = [:]
  for (place, id) in order.enumerated() { places[id] = place }
  let known = rows.filter { places[id($0)] != nil }
    .sorted { places[id($0), default: 0] < places[id($1), default: 0] }
  return known + rows.filter { places[id($0)] == nil }
}

/// A symbol short enough for a column.
func symbolText(_ symbol: String, width: Int = 6) -> String {
  let clean = sanitize(symbol)
  return displayWidth(clean) <= width
    ? clean : fitted(clean, width: width).trimmingEnd()
}

extension String {
  /// The text without blanks at its end.
  func trimmingEnd() -> String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

/// Text cut at a blank when it is too long, so that no number loses digits; the engine's own names
/// of limits and states, such as `trade_max_loss`, are read as words.
func wordsText(_ text: String, width: Int) -> String {
  let clean = sanitize(text).split(separator: " ", omittingEmptySubsequences: false).map { word in
    word.contains("_") && !word.contains(where: \.isUppercase)
      ? String(word.map { $0 == "_" ? " " : $0 }) : String(word)
  }.joined(separator: " ")
  guard displayWidth(clean) > width, width > 0 else { return width > 0 ? clean : "" }
  let lines = wrapped(clean, width: width - 1)
  guard let first = lines.first else { return "" }
  let isWhole = clean.hasPrefix(first + " ")
  return (isWhole ? first : fitted(first, width: max(0, width - 1)).trimmingEnd()) + "\u{2026}"
}

/// The widest of texts, within bounds.
func columnWidth(_ texts: some Sequence<String>, _ bounds: ClosedRange<Int>) -> Int {
  let widest = texts.reduce(0) { max($0, displayWidth($1)) }
  return min(max(widest, bounds.lowerBound), bounds.upperBound)
}

// Results of models as an aligned table for people or as JSON for programs.
//
// A column of figures has one count of decimals, so that points stand under one another; JSON keeps
// every digit. A figure that does not exist is `-` in the table and null in JSON.

import Canvas
import Glibc

/// A cell of a result.
enum ModelCell {
  /// A text, such as a right or a label.
  case text(String)
  /// A figure; nil when it does not exist.
  case figure(Double?)
  /// A whole number.
  case count(Int)
  /// A yes or no.
  case flag(Bool)

  /// The cell as JSON.
  var json: String {
    switch self {
    case .text(let text): jsonText(text)
    case .figure(let value): jsonNumber(value)
    case .count(let value): "\(value)"
    case .flag(let value): value ? "true" : "false"
    }
  }
}

/// A column of a result.
struct ModelColumn {
  /// What the table calls it.
  let title: String
  /// What JSON calls it.
  let key: String
  let cells: [ModelCell]
  /// Digits that the largest figure of the column shows.
  let digits: Int
  /// Decimals of every figure, instead of digits of the largest.
  let decimals: Int?

  /// A column of figures.
  init(
    _ title: String, key: String? = nil, figures: [Double?], digits: Int = 6, decimals: Int? = nil
  ) {
    self.init(
      title, key: key, cells: figures.map { .figure($0) }, digits: digits, decimals: decimals)
  }

  /// A column of texts.
  init(_ title: String, key: String? = nil, texts: [String]) {
    self.init(title, key: key, cells: texts.map { .text($0) })
  }

  init(
    _ title: String, key: String? = nil, cells: [ModelCell], digits: Int = 6, decimals: Int? = nil
  ) {
    self.title = title
    self.key = key ?? title
    self.cells = cells
    self.digits = digits
    self.decimals = decimals
  }

  /// Whether it is set to the right.
  var isNumeric: Bool {
    cells.contains {
      switch $0 {
      case .figure, .count: true
      case .text, .flag: false
      }
    }
  }

  /// The cells as texts.
  var texts: [String] {
    var largest = 0.0
    for case .figure(let value?) in cells where value.isFinite {
      largest = max(largest, abs(value))
    }
    let whole = largest > 0 ? Int(log10(largest).rounded(.down)) : 0
    let places = decimals ?? max(0, min(10, digits - 1 - whole))
    return cells.map { cell in
      switch cell {
      case .text(let text): text
      case .count(let value): "\(value)"
      case .flag(let value): value ? "yes" : "no"
      case .figure(let value): figureText(value, decimals: places)
      }
    }
  }
}

/// A figure with a count of decimals; `-` when it does not exist.
func figureText(_ value: Double?, decimals: Int) -> String {
  guard let value, value.isFinite else { return "-" }
  guard abs(value) < 1e15 else { return "\(value)" }
  // A figure that would show as zero keeps its first digits instead.
  var unit = 1.0
  for _ in 0..<decimals { unit /= 10 }
  if value != 0, abs(value) < 0.5 * unit { return scientificText(value) }
  return decimalText(value, decimals: decimals)
}

/// A small figure as 1.23e-15.
private func scientificText(_ value: Double) -> String {
  var exponent = Int(log10(abs(value)).rounded(.down))
  var mantissa = value / pow(10, Double(exponent))
  if abs(mantissa) >= 9.995 {
    mantissa /= 10
    exponent += 1
  }
  return decimalText(mantissa, decimals: 2) + "e\(exponent)"
}

/// The lines of a table.
func tableLines(_ columns: [ModelColumn]) -> [String] {
  let texts = columns.map(\.texts)
  let count = texts.map(\.count).max() ?? 0
  let rows = (0..<count).map { row in texts.map { row < $0.count ? $0[row] : "" } }
  let numeric = Set(columns.indices.filter { columns[$0].isNumeric })
  return aligned([columns.map(\.title)] + rows, numeric: numeric)
}

/// The rows of a table as a JSON list of objects.
func tableJSON(_ columns: [ModelColumn]) -> String {
  let count = columns.map(\.cells.count).max() ?? 0
  let objects = (0..<count).map { row in
    jsonObject(columns.map { ($0.key, row < $0.cells.count ? $0.cells[row].json : "null") })
  }
  return "[\(objects.joined(separator: ","))]"
}

/// Names and JSON values as a JSON object.
func jsonObject(_ fields: [(String, String)]) -> String {
  "{\(fields.map { "\(jsonText($0.0)):\($0.1)" }.joined(separator: ","))}"
}

/// Names and values beneath one another, the values under one margin.
func factLines(_ facts: [(String, String)]) -> [String] { aligned(facts.map { [$0.0, $0.1] }) }

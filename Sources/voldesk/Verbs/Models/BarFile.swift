// Daily bars from a file with named columns.

import Feeds
import MarketData

/// The bars of a file, oldest first.
struct BarFile {
  let bars: [PriceBar]
  let labels: [String]

  /// Whether a table has the four columns of a bar.
  static func holds(_ table: ColumnFile) -> Bool {
    ["open", "high", "low", "close"].allSatisfy { table.column([$0]) != nil }
  }

  /// Reads bars.
  ///
  /// - Throws: `FeedError` at the first bar that cannot be.
  init(_ table: ColumnFile, last: Int?) throws {
    let columns = try ["open", "high", "low", "close"].map { name in
      guard let column = table.column([name]) else {
        throw FeedError(file: table.file, line: 1, rule: "has no column \(name)")
      }
      return column
    }
    var bars: [PriceBar] = []
    var labels: [String] = []
    for row in table.newestRows(last) {
      let prices = try columns.map { column in
        guard let value = try table.number(row: row, column: column), value > 0 else {
          throw table.refusal(row: row, column: column, rule: "a price must be above zero")
        }
        return value
      }
      guard prices[1] >= max(prices[0], prices[3]), prices[2] <= min(prices[0], prices[3]) else {
        throw table.refusal(
          row: row, column: columns[1],
          rule:
            "open and close must lie between low and high (open \(prices[0]), low \(prices[2]), "
            + "close \(prices[3])); --column close leaves ranges out")
      }
      bars.append(
        PriceBar(
          open: prices[0], high: prices[1], low: prices[2], close: prices[3], volume: 0))
      labels.append(table.label(row: row))
    }
    self.bars = bars
    self.labels = labels
  }
}

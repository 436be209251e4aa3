// A universe file of Lean's: what was listed before a session, with closes and the share's price.
//
// Its own options must imply its underlying by parity; else one of them was adjusted alone.

import MarketData

/// A universe file: what was listed before a session, with closes.
struct LeanUniverse: Sendable {
  /// A row of an option.
  struct Row: Hashable, Sendable {
    var expiry: CivilDate
    var strike: Double
    var right: OptionRight
    var close: Double
    var line: Int
  }

  static let header = "#expiry,strike,right,open,high,low,close,volume,open_interest"

  /// The close of the underlying; nil when there is no such row.
  private(set) var underlying: Double?
  private(set) var rows: [Row] = []

  /// Reads a file.
  ///
  /// - Throws: `FeedError` for a row without the right cells.
  init(file: String, bytes: [UInt8]) throws {
    let table = try TextLines(file: file, bytes: bytes)
    guard table.lines.first?.hasPrefix(LeanUniverse.header) ?? false else {
      throw FeedError(
        file: file, line: 1, column: 1, rule: "the first line must be \(LeanUniverse.header)…")
    }
    let count = table.cells(line: 1).count
    for line in table.lines.indices.dropFirst().map({ $0 + 1 }) {
      let cells = try table.cells(line: line, count: count)
      if cells[0].text.isEmpty {
        underlying = try cells[6].positive("close")
        continue
      }
      guard let right = OptionRight.allCases.first(where: { $0.letter == cells[2].text }) else {
        throw cells[2].refuse("right must be C or P, found \"\(cells[2].shown)\"")
      }
      rows.append(
        Row(
          expiry: try cells[0].date("expiry"), strike: try cells[1].positive("strike"),
          right: right, close: try cells[6].number("close"), line: line))
    }
  }

  /// The median of strike plus call minus put near the money; nil for fewer than five pairs.
  var impliedUnderlying: Double? {
    guard let underlying else { return nil }
    var values: [Double] = []
    for call in rows where call.right == .call && call.close > 0 {
      guard abs(call.strike / underlying - 1) < 0.15,
        let put = rows.first(where: {
          $0.right == .put && $0.close > 0 && $0.expiry == call.expiry && $0.strike == call.strike
        })
      else { continue }
      values.append(call.strike + call.close - put.close)
    }
    guard values.count >= 5 else { return nil }
    values.sort()
    let half = values.count / 2
    return values.count % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2
  }

  /// What is wrong with the basis; nil when the options imply the underlying within one per cent.
  var basisMismatch: String? {
    guard let underlying, let implied = impliedUnderlying,
      abs(implied / underlying - 1) > 0.01
    else { return nil }
    return "basis mismatch: the universe has the underlying at \(underlying), its options imply "
      + "\(roundedDecimal(implied, 2)) by parity"
  }
}

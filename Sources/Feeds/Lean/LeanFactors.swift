// Splits and dividends of one share, told by where its adjustment factors change.

import MarketData

/// The days on which a factor file changes: splits and dividends.
struct LeanFactors: Sendable {
  /// A change that takes effect on a day.
  struct Change: Hashable, Sendable {
    /// The first session with the new price.
    var date: CivilDate
    /// New shares for one; 1 for none.
    var split: Double
    /// Dollars a share; zero for none.
    var dividend: Double
  }

  private(set) var changes: [Change] = []
  private(set) var rows = 0

  /// Reads a file of `DATE,price factor,split factor,reference price`, the oldest first.
  ///
  /// - Throws: `FeedError` for a row without the right cells or out of order.
  init(file: String, bytes: [UInt8]) throws {
    let table = try TextLines(file: file, bytes: bytes)
    var before: (date: CivilDate, price: Double, split: Double, reference: Double)?
    for line in table.lines.indices.map({ $0 + 1 }) {
      let cells = table.cells(line: line)
      guard cells.count == 3 || cells.count == 4 else {
        throw FeedError(file: file, line: line, rule: "must have 4 cells, found \(cells.count)")
      }
      let now = (
        date: try cells[0].date("date"), price: try cells[1].positive("price factor"),
        split: try cells[2].positive("split factor"),
        reference: cells.count == 4 ? try cells[3].number("reference price") : 0
      )
      rows += 1
      if let before {
        guard now.date > before.date else {
          throw cells[0].refuse("dates must ascend, \(now.date) comes after \(before.date)")
        }
        let split = now.split / before.split
        let dividend = before.reference * (1 - before.price / now.price)
        if abs(split - 1) > 1e-6 || dividend > 0.005 {
          changes.append(
            Change(
              date: TradingCalendar.next(after: before.date), split: split,
              dividend: max(0, dividend)))
        }
      }
      before = now
    }
  }

  /// The dividends among the changes.
  func dividends(of symbol: String) -> [CashDividend] {
    changes.compactMap { change in
      guard change.dividend > 0, let amount = Money(dollars: change.dividend) else { return nil }
      return CashDividend(symbol: symbol, exDate: change.date, amount: amount)
    }
  }
}

// Whether prices, strikes and the folder's own listing stand on one basis.
//
// After a split or a spin-off a vendor may adjust one series and not another. Strikes then do not
// belong to prices, and every figure made of both is wrong: the underlying is frozen for new risk.

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
}

extension RecordedMarket {
  /// Looks for what sets prices and strikes apart, and freezes the underlying where it is found.
  mutating func checkBases(_ folder: LeanFolder) throws {
    let dates = sessionDates
    for file in folder.universes {
      guard let date = file.date, dates.contains(date) else { continue }
      let universe = try LeanUniverse(file: file.path, bytes: try readFile(file.path))
      let symbol =
        options.first { $0.root.symbol == file.symbol }?.root.underlying ?? file.symbol
      if let mismatch = universe.basisMismatch { freeze(symbol, date, mismatch) }
    }
    for file in folder.factors {
      let factors = try LeanFactors(file: file.path, bytes: try readFile(file.path))
      for change in factors.changes where dates.contains(change.date) {
        let symbol = file.symbol
        if change.split != 1 {
          freeze(
            symbol, change.date,
            "split of \(roundedDecimal(change.split, 6)) for 1: listed strikes are of the old share"
          )
        }
        if change.dividend > 0 {
          notes.append(
            RecordedNote(
              date: change.date,
              text: "\(symbol) trades ex a dividend of \(roundedDecimal(change.dividend, 2))"))
        }
      }
    }
  }

  private mutating func freeze(_ symbol: String, _ date: CivilDate, _ reason: String) {
    guard underlyings.contains(where: { $0.symbol == symbol }) else { return }
    let recorded = firstPrice(symbol, on: date).map { ", its first recorded price is \($0)" } ?? ""
    notes.append(
      RecordedNote(date: date, text: "\(symbol) is frozen for new risk: \(reason)\(recorded)"))
    refusals.append(RecordedRefusal(date: date, symbol: symbol, reason: reason))
  }

  /// The first price of a session's trading hours.
  private func firstPrice(_ symbol: String, on date: CivilDate) -> Double? {
    guard let underlying = underlyings.first(where: { $0.symbol == symbol }) else { return nil }
    let session = hours.session(date)
    return underlying.bars.first {
      hours.isOpen(rowKnownAt: Instant(seconds: Int64($0.end)), in: session)
    }?.bar.open
  }
}

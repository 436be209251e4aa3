// Whether prices, strikes and the folder's own listing stand on one basis.
//
// After a split or a spin-off a vendor may adjust one series and not another. Strikes then do not
// belong to prices, and every figure made of both is wrong: the underlying is frozen for new risk.

import MarketData

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
      dividends += factors.dividends(of: file.symbol)
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

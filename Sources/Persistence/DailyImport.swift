// Taking daily history into the database, once.

public import MarketData

/// What an import did.
public struct ImportReport: Hashable, Sendable {
  /// Rows that were new.
  public var added: Int
  /// Rows that were there before, or that no bar can hold.
  public var skipped: Int
  /// True when the same content was imported before.
  public var isRepeat: Bool
}

extension DeskStore {
  /// Keeps the daily bars and volatility closes of a symbol; a repetition changes nothing.
  ///
  /// - Parameters:
  ///   - history: The bars and closes.
  ///   - volatilitySymbol: The symbol of the volatility index, such as VIX; nil without one.
  ///   - name: The file they come from.
  ///   - sha256: The hash of its content, in hexadecimal.
  /// - Returns: How many rows were new.
  /// - Throws: `StoreError` when the commit fails; then nothing was kept.
  public func importDaily(
    _ history: DailyHistory, volatilitySymbol: String?, name: String, sha256: String
  ) throws(StoreError) -> ImportReport {
    if let fault { throw .faulted(fault) }
    let known = try connection.value("SELECT 1 FROM imports WHERE sha256=?", [.string(sha256)])
    if known != nil {
      let rows = history.bars.count + history.volatilityIndex.count
      return ImportReport(added: 0, skipped: rows, isRepeat: true)
    }
    return try connection.transaction { () throws(StoreError) in
      var report = ImportReport(added: 0, skipped: 0, isRepeat: false)
      for daily in history.bars {
        let row = MarketPriceRow(
          symbol: history.symbol, time: NewYorkTime.instant(daily.date, 0, 0), interval: 86_400,
          bar: daily.bar, source: name)
        report.count(try connection.insert(row))
      }
      for (symbol, values) in [
        (volatilitySymbol, history.volatilityIndex),
        (volatilitySymbol.map { $0 + "3M" }, history.volatilityIndex3M),
      ] {
        guard let symbol else { continue }
        for value in values {
          let row = HistoryRow(
            symbol: symbol, date: value.date, metric: "close", value: value.value, source: name)
          report.count(try connection.insert(row))
        }
      }
      try connection.run(
        "INSERT INTO imports VALUES(?,?,'daily',?,?,?)",
        [
          .string(sha256), .string(name), .int(report.added), .integer(wallNanoseconds()),
          .string("added \(report.added), skipped \(report.skipped)"),
        ])
      return report
    }
  }
}

extension ImportReport {
  fileprivate mutating func count(_ isNew: Bool) {
    if isNew { added += 1 } else { skipped += 1 }
  }
}

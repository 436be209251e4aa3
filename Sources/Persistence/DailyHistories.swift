// Daily history as it was taken into the database.

public import MarketData

extension DeskArchive {
  /// The daily bars of a symbol and the closes of its volatility index before a date.
  ///
  /// Where several sources have a day, the one that sorts first is taken.
  public func dailyHistory(
    of symbol: String, volatilityIndex: String?, before date: CivilDate
  ) throws(StoreError) -> DailyHistory {
    var history = DailyHistory(
      symbol: symbol, bars: [], volatilityIndex: [], volatilityIndex3M: [])
    let end = NewYorkTime.instant(date, 0, 0)
    try connection.each(
      """
      SELECT ts, open_e4, high_e4, low_e4, close_e4, volume FROM market_prices
      WHERE symbol=? AND interval_s=86400 AND ts<? ORDER BY ts, source
      """, [.string(symbol), .time(end)]
    ) { row throws(StoreError) in
      guard let ts = row.value(0).int else { return }
      let day = NewYorkTime.date(Instant(nanoseconds: Int64(ts)))
      guard history.bars.last.map({ $0.date < day }) ?? true else { return }
      let prices = (1...4).map { Double(row.value($0).int ?? 0) / 10_000 }
      guard prices.allSatisfy({ $0 > 0 }) else { return }
      var volume = 0.0
      if case .real(let value) = row.value(5) { volume = value }
      history.bars.append(
        DailyBar(
          date: day,
          bar: PriceBar(
            open: prices[0], high: prices[1], low: prices[2], close: prices[3], volume: volume)))
    }
    guard let volatilityIndex else { return history }
    history.volatilityIndex = try closes(of: volatilityIndex, before: date)
    history.volatilityIndex3M = try closes(of: volatilityIndex + "3M", before: date)
    return history
  }

  private func closes(
    of symbol: String, before date: CivilDate
  ) throws(StoreError) -> [DailyValue] {
    try connection.rows(
      "SELECT date, value FROM history WHERE symbol=? AND metric='close' AND date<? ORDER BY date",
      [.string(symbol), .string(date.description)]
    ).compactMap { row in
      guard let day = row[0].string.flatMap({ CivilDate($0) }), case .real(let value) = row[1]
      else {
        return nil
      }
      return DailyValue(date: day, value: value)
    }
  }
}

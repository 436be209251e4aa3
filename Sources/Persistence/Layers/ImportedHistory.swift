// The past of a symbol from imported files, for desks whose tape brings none.

public import MarketData

/// How imported events stand in the table of history.
enum ImportedEvents {
  /// Before the kind of an event in the name of its metric.
  static let prefix = "event:"
  /// The symbol of an event of the whole market.
  static let everySymbol = "ALL"
}

extension DeskArchive {
  /// Sessions of the past that a desk is given: ten years.
  public static let historySessions = 2520

  /// Whether any file of market data was imported.
  public func hasMarketImports() throws(StoreError) -> Bool {
    try connection.value("SELECT 1 FROM imports WHERE format<>'settings' LIMIT 1") != nil
  }

  /// Daily bars of a symbol and closes of its volatility index from imported files.
  ///
  /// - Parameters:
  ///   - symbol: The symbol; vendors' names of an index count as its own.
  ///   - volatilityIndex: The symbol of its volatility index; nil without one.
  ///   - date: Everything is strictly before this date.
  /// - Returns: The newest import of each date; empty when nothing was imported.
  /// - Throws: `StoreError` when the database does not read.
  public func importedHistory(
    _ symbol: String, volatilityIndex: String?, before date: CivilDate
  ) throws(StoreError) -> DailyHistory {
    guard try connection.hasResearch() else {
      return DailyHistory(symbol: symbol, bars: [], volatilityIndex: [], volatilityIndex3M: [])
    }
    let ranks = try SourceRanks(connection)
    let bars = try connection.newestBars(symbol, before: date, ranks)
    var closes: [[DailyValue]] = [[], [], []]
    if let volatilityIndex {
      closes[0] = try connection.newestCloses(volatilityIndex, before: date, ranks)
      closes[1] = try connection.newestCloses(volatilityIndex + "3M", before: date, ranks)
      closes[2] = try connection.newestCloses(volatilityIndex + "9D", before: date, ranks)
    }
    return DailyHistory(
      symbol: symbol,
      bars: bars.suffix(DeskArchive.historySessions).map { DailyBar(date: $0.date, bar: $0.bar) },
      volatilityIndex: closes[0].suffix(DeskArchive.historySessions),
      volatilityIndex3M: closes[1].suffix(DeskArchive.historySessions),
      volatilityIndex9D: closes[2].suffix(DeskArchive.historySessions))
  }

  /// The imported series of a symbol, such as the tenors of a curve, each by ascending date.
  ///
  /// - Parameters:
  ///   - symbol: The symbol or the curve, as it is stored.
  ///   - first: The first date.
  ///   - end: The date after the last one.
  /// - Returns: The series by name; none when nothing was imported.
  /// - Throws: `StoreError` when the database does not read.
  public func importedSeries(
    _ symbol: String, since first: CivilDate, before end: CivilDate
  ) throws(StoreError) -> [(metric: String, values: [DailyValue])] {
    var series: [(metric: String, values: [DailyValue])] = []
    try connection.each(
      """
      SELECT metric, date, value FROM history WHERE symbol=? AND date>=? AND date<?
      AND source \(ImportSource.pattern) ORDER BY metric, date
      """,
      [
        .string(symbol), .string(first.description), .string(end.description),
      ]
    ) { row throws(StoreError) in
      guard let metric = row.text(0), let date = row.text(1).flatMap({ CivilDate($0) }),
        let value = row.real(2)
      else { return }
      if series.last?.metric != metric { series.append((metric, [])) }
      series[series.count - 1].values.append(DailyValue(date: date, value: value))
    }
    return series
  }

  /// Scheduled events from imported files, sorted.
  public func importedEvents() throws(StoreError) -> [MarketEvent] {
    var events: [MarketEvent] = []
    try connection.each(
      """
      SELECT symbol, date, metric, value FROM history WHERE metric LIKE 'event:%'
      AND source \(ImportSource.pattern)
      """
    ) { row throws(StoreError) in
      guard let symbol = row.text(0), let date = row.text(1).flatMap({ CivilDate($0) }),
        let metric = row.text(2), let minute = row.real(3), (0..<1440).contains(minute),
        let kind = MarketEventKind(
          rawValue: String(metric.dropFirst(ImportedEvents.prefix.count)))
      else { return }
      let time = NewYorkTime.instant(date, secondOfDay: Int64(minute * 60))
      events.append(
        MarketEvent(
          symbol: symbol == ImportedEvents.everySymbol ? nil : symbol, kind: kind, time: time,
          effectiveDate: effectiveDate(of: time, on: date)))
    }
    return events.sorted()
  }

  /// The first session that can answer an announcement.
  private func effectiveDate(of time: Instant, on date: CivilDate) -> CivilDate {
    guard let session = TradingCalendar.session(on: date), time < session.close else {
      return TradingCalendar.next(after: date)
    }
    return date
  }
}

// Reading market data by symbol and dates, row by row, so that memory stays the same.

import MarketData

extension DeskArchive {
  /// Visits the bars of a symbol by ascending time; of several sources the newest import counts,
  /// a desk's own bars only where there is none.
  ///
  /// - Parameters:
  ///   - symbol: The symbol as it is stored.
  ///   - interval: Seconds; 86,400 for sessions.
  ///   - range: The dates of their starts in New York.
  ///   - visit: Takes a bar; false ends the walk.
  /// - Throws: `StoreError` when the database does not read.
  public func eachBar(
    _ symbol: String, interval: Int, _ range: DateRange = DateRange(),
    _ visit: (StoredBar) throws(StoreError) -> Bool
  ) throws(StoreError) {
    let ranks = try SourceRanks(connection)
    let statement = try connection.statement(
      """
      SELECT ts, open_e4, high_e4, low_e4, close_e4, volume, source FROM market_prices
      WHERE symbol=? AND interval_s=? AND ts>=? AND ts<? ORDER BY ts, source
      """)
    defer { statement.reset() }
    try statement.bind([.string(symbol), .int(interval)] + range.moments)
    // A desk's own session starts with trading, that of a file with its date.
    let isSame = { (one: StoredBar, other: StoredBar) -> Bool in
      guard interval == 86_400 else { return one.time == other.time }
      return NewYorkTime.date(one.time) == NewYorkTime.date(other.time)
    }
    var pending: StoredBar?
    while try statement.step() {
      let found = statement.storedBar()
      guard var best = pending, isSame(best, found) else {
        if let pending, try !visit(pending) { return }
        pending = found
        continue
      }
      let conflicts = best.conflicts + (best.bar == found.bar ? 0 : 1)
      if ranks.rank(found.source) > ranks.rank(best.source) { best = found }
      best.conflicts = conflicts
      pending = best
    }
    if let pending { _ = try visit(pending) }
  }

  /// Visits the values of a symbol's series by date and metric.
  ///
  /// - Parameters:
  ///   - symbol: The symbol; nil for every one.
  ///   - metric: The metric; nil for every one that is no event.
  ///   - range: The dates.
  ///   - visit: Takes a value; false ends the walk.
  /// - Throws: `StoreError` when the database does not read.
  public func eachValue(
    _ symbol: String?, metric: String? = nil, _ range: DateRange = DateRange(),
    _ visit: (StoredValue) throws(StoreError) -> Bool
  ) throws(StoreError) {
    var values = range.texts
    var filter = "date>=? AND date<=?"
    if let symbol {
      filter += " AND symbol=?"
      values.append(.string(symbol))
    }
    if let metric {
      filter += " AND metric=?"
      values.append(.string(metric))
    } else {
      filter += " AND metric NOT LIKE 'event:%'"
    }
    let statement = try connection.statement(
      """
      SELECT symbol, date, metric, value, source FROM history WHERE \(filter)
      ORDER BY symbol, date, metric
      """)
    defer { statement.reset() }
    try statement.bind(values)
    while try statement.step() {
      guard let date = statement.text(1).flatMap({ CivilDate($0) }), let value = statement.real(3)
      else { continue }
      let found = StoredValue(
        symbol: statement.text(0) ?? "", date: date, metric: statement.text(2) ?? "", value: value,
        source: statement.text(4) ?? "")
      guard try visit(found) else { return }
    }
  }

  /// Visits the imported quotes of an underlying by time, import, expiration and strike.
  public func eachQuote(
    _ underlying: String, _ range: DateRange = DateRange(),
    _ visit: (StoredQuote) throws(StoreError) -> Bool
  ) throws(StoreError) {
    var names: [Int: String] = [:]
    for row in try imports() {
      guard let source = ImportSource(name: row.name, sha256: row.sha256) else { continue }
      names[Int(source.run)] = source.text
    }
    let statement = try connection.statement(
      """
      SELECT run, ts, underlying, expiration, strike_e4, option_type, bid_e4, ask_e4, volume,
      open_interest, implied_vol, quality FROM option_quotes
      WHERE run<0 AND underlying=? AND ts>=? AND ts<?
      ORDER BY ts, run, expiration, strike_e4, option_type
      """)
    defer { statement.reset() }
    try statement.bind([.string(underlying)] + range.moments)
    while try statement.step() {
      guard try visit(statement.storedQuote(names)) else { return }
    }
  }

  /// Visits the rows of a feature schema by date.
  ///
  /// A column that a row has not is missing in it; the names are those of the row itself.
  public func eachFeatureRow(
    _ schema: String, _ range: DateRange = DateRange(),
    _ visit: (FeatureRow) throws(StoreError) -> Bool
  ) throws(StoreError) {
    guard try connection.hasResearch() else { return }
    let statement = try connection.statement(
      """
      SELECT f.date, c.key, c.value FROM features AS f, json_each(f.columns) AS c
      WHERE f.schema=? AND f.date>=? AND f.date<=? ORDER BY f.date, c.id
      """)
    defer { statement.reset() }
    try statement.bind([.string(schema)] + range.texts)
    var pending: FeatureRow?
    while try statement.step() {
      guard let date = statement.text(0).flatMap({ CivilDate($0) }) else { continue }
      if let row = pending, row.date != date {
        guard try visit(row) else { return }
        pending = nil
      }
      var row = pending ?? FeatureRow(date: date, names: [], values: [])
      row.names.append(statement.text(1) ?? "")
      row.values.append(statement.real(2))
      pending = row
    }
    if let pending { _ = try visit(pending) }
  }

  /// The columns of a feature schema, in the order in which they joined.
  public func featureNames(_ schema: String) throws(StoreError) -> [String] {
    guard try connection.hasResearch() else { return [] }
    return try connection.rows(
      """
      SELECT c.key FROM features AS f, json_each(f.columns) AS c WHERE f.schema=?
      GROUP BY c.key ORDER BY min(c.id), c.key
      """, [.string(schema)]
    ).compactMap { $0[0].string }
  }
}

extension Statement {
  fileprivate func storedBar() -> StoredBar {
    let price = { (column: Int) in Double(self.int(column) ?? 0) / 10_000 }
    return StoredBar(
      time: time(0) ?? Instant(nanoseconds: 0),
      bar: PriceBar(
        open: price(1), high: price(2), low: price(3), close: price(4), volume: real(5) ?? 0),
      source: text(6) ?? "", conflicts: 0)
  }

  fileprivate func storedQuote(_ names: [Int: String]) -> StoredQuote {
    let money = { (column: Int) in Money(units: Int64(self.int(column) ?? 0)) }
    return StoredQuote(
      time: time(1) ?? Instant(nanoseconds: 0), underlying: text(2) ?? "",
      expiration: time(3) ?? Instant(nanoseconds: 0), strike: money(4), right: text(5) ?? "",
      bid: money(6), ask: money(7), volume: int(8), openInterest: int(9),
      impliedVolatility: real(10), quality: text(11) ?? "", source: names[int(0) ?? 0] ?? "")
  }
}

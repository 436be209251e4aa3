// What market data a database holds, kind by kind.

import MarketData

extension DeskArchive {
  /// Everything that is held, a row for each name, in a fixed order.
  public func holdings() throws(StoreError) -> [StoredHolding] {
    var found = try barHoldings() + seriesHoldings()
    found += try chainHoldings()
    for row in try layers() {
      found.append(
        StoredHolding(
          kind: row.layer, symbol: row.part,
          detail: row.gaps == 0 ? "" : "\(row.gaps) session\(row.gaps == 1 ? "" : "s") missing",
          rows: row.rows,
          first: row.first.description, last: row.last.description, sources: []))
    }
    return found
  }

  /// The manifest of the layers; empty before version 2.
  public func layers() throws(StoreError) -> [LayerRow] {
    guard try connection.hasResearch() else { return [] }
    let rows = try connection.rows(
      "SELECT layer, part, first, last, rows, gaps, sha256 FROM layers ORDER BY layer, part")
    return rows.compactMap { row in
      guard let first = row[2].string.flatMap({ CivilDate($0) }),
        let last = row[3].string.flatMap({ CivilDate($0) })
      else { return nil }
      return LayerRow(
        layer: row[0].string ?? "", part: row[1].string ?? "", first: first, last: last,
        rows: row[4].int ?? 0, gaps: row[5].int ?? 0, sha256: row[6].string ?? "")
    }
  }

  /// Every file that was imported, the oldest import first.
  public func imports() throws(StoreError) -> [ImportRow] {
    try connection.rows(
      """
      SELECT name, sha256, format, rows, ts, report FROM imports WHERE format<>'settings'
      ORDER BY ts, rowid
      """
    ).map { row in
      ImportRow(
        name: row[0].string ?? "", sha256: row[1].string ?? "", format: row[2].string ?? "",
        rows: row[3].int ?? 0, time: Instant(nanoseconds: Int64(row[4].int ?? 0)),
        report: row[5].string ?? "")
    }
  }

  private func barHoldings() throws(StoreError) -> [StoredHolding] {
    let rows = try connection.rows(
      """
      SELECT symbol, interval_s, count(*), min(ts), max(ts) FROM market_prices
      GROUP BY symbol, interval_s ORDER BY symbol, interval_s DESC
      """)
    var found: [StoredHolding] = []
    for row in rows {
      let sources = try connection.rows(
        """
        SELECT DISTINCT source FROM market_prices WHERE symbol=? AND interval_s=? ORDER BY source
        """, [row[0], row[1]])
      let isDaily = row[1].int == 86_400
      let text = { (value: SQLValue) -> String in
        let moment = Instant(nanoseconds: Int64(value.int ?? 0))
        return isDaily ? NewYorkTime.date(moment).description : moment.description
      }
      found.append(
        StoredHolding(
          kind: "bars", symbol: row[0].string ?? "",
          detail: isDaily ? "daily" : "\(row[1].int ?? 0) s", rows: row[2].int ?? 0,
          first: text(row[3]), last: text(row[4]), sources: sources.compactMap { $0[0].string }))
    }
    return found
  }

  private func seriesHoldings() throws(StoreError) -> [StoredHolding] {
    let rows = try connection.rows(
      """
      SELECT symbol, metric, count(*), min(date), max(date) FROM history
      GROUP BY symbol, metric ORDER BY metric LIKE 'event:%', symbol, metric
      """)
    var found: [StoredHolding] = []
    for row in rows {
      let metric = row[1].string ?? ""
      let isEvent = metric.hasPrefix(ImportedEvents.prefix)
      let sources = try connection.rows(
        "SELECT DISTINCT source FROM history WHERE symbol=? AND metric=? ORDER BY source",
        [row[0], row[1]])
      found.append(
        StoredHolding(
          kind: isEvent ? "events" : "series", symbol: row[0].string ?? "",
          detail: isEvent ? String(metric.dropFirst(ImportedEvents.prefix.count)) : metric,
          rows: row[2].int ?? 0, first: row[3].string ?? "", last: row[4].string ?? "",
          sources: sources.compactMap { $0[0].string }))
    }
    return found
  }

  private func chainHoldings() throws(StoreError) -> [StoredHolding] {
    let rows = try connection.rows(
      """
      SELECT underlying, count(*), min(ts), max(ts), count(DISTINCT ts) FROM option_quotes
      WHERE run<0 GROUP BY underlying ORDER BY underlying
      """)
    var found: [StoredHolding] = []
    for row in rows {
      let sources = try connection.rows(
        """
        SELECT DISTINCT i.name||'#'||substr(i.sha256,1,12) FROM option_quotes AS q
        JOIN imports AS i ON substr(i.sha256,1,12)=printf('%012x',-q.run)
        WHERE q.run<0 AND q.underlying=? ORDER BY 1
        """, [row[0]])
      let time = { (value: SQLValue) in Instant(nanoseconds: Int64(value.int ?? 0)).description }
      let moments = row[4].int ?? 0
      found.append(
        StoredHolding(
          kind: "chains", symbol: row[0].string ?? "",
          detail: moments == 1 ? "1 snapshot" : "\(moments) snapshots", rows: row[1].int ?? 0,
          first: time(row[2]), last: time(row[3]), sources: sources.compactMap { $0[0].string }))
    }
    return found
  }
}

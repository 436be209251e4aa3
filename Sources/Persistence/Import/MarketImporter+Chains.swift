// Snapshots of chains into option_quotes, under the number of their import in place of a run.

import Feeds
import MarketData

extension MarketImporter {
  /// Keeps the quotes of one underlying at one moment.
  mutating func keep(
    _ snapshot: ChainSnapshot, symbol: String, _ source: ImportSource
  ) throws(StoreError) {
    guard let time = snapshot.time else {
      throw refusal(nil, "the quotes have no date and time, so they cannot be stored")
    }
    let date = NewYorkTime.date(time)
    let places = snapshot.series.enumerated().flatMap { series in
      series.element.contracts.indices.map { (series.offset, $0) }
    }
    if let since, date < since {
      report.dropped += places.count
      return
    }
    guard try admit(symbol, time, source) else {
      report.skipped += places.count
      return
    }
    let selection = RowSelection(since: nil, percent: options.downsamplePercent)
    let kept = selection.kept(places.count, purpose: "\(symbol) \(time.nanoseconds)") { _ in date }
    report.dropped += places.count - kept.count
    let insertion = try QuoteInsertion(db, symbol, time, source)
    for place in kept {
      let series = snapshot.series[places[place].0]
      switch try insertion.insert(series.contracts[places[place].1], of: series) {
      case nil: report.unusable += 1
      case true?: report.added += 1
      case false?: report.present += 1
      }
    }
  }

  /// Whether a snapshot is stored beside, or in place of, what other imports hold of its moment.
  private mutating func admit(
    _ symbol: String, _ time: Instant, _ source: ImportSource
  ) throws(StoreError) -> Bool {
    let key: [SQLValue] = [.string(symbol), .time(time), .integer(source.run)]
    let same = "underlying=? AND ts=? AND run<0 AND run<>?"
    let runs = try db.rows("SELECT DISTINCT run FROM option_quotes WHERE \(same)", key)
      .compactMap { $0[0].int }
    guard !runs.isEmpty else { return true }
    switch options.existing {
    case .fail: throw refusal(nil, "another import holds the chain of \(symbol) at \(time)")
    case .skip: return false
    case .append: return !options.consolidates
    case .replace:
      report.replaced +=
        try db.value(
          "SELECT count(*) FROM option_quotes WHERE \(same)", key)?.int ?? 0
      try db.run("DELETE FROM option_quotes WHERE \(same)", key)
      for run in runs {
        try db.run(
          """
          UPDATE imports SET report=json_set(report,'$.choices','replaced in part')
          WHERE substr(sha256,1,12)=printf('%012x',?)
          """, [.int(-run)])
      }
      return true
    }
  }

  /// Notes that rows of other imports gave way: importing their bytes again is no repetition then.
  func markReplaced(_ sources: [String]) throws(StoreError) {
    for source in sources {
      try db.run(
        """
        UPDATE imports SET report=json_set(report,'$.choices','replaced in part')
        WHERE name||'#'||substr(sha256,1,12)=?
        """, [.string(source)])
    }
  }
}

/// Inserts many quotes of one moment.
private struct QuoteInsertion {
  private let statement: Statement
  private let time: Instant

  init(
    _ db: Connection, _ symbol: String, _ time: Instant, _ source: ImportSource
  ) throws(StoreError) {
    self.time = time
    statement = try db.statement(
      """
      INSERT INTO option_quotes VALUES(?,?,?,?,?,?,?,?,NULL,NULL,?,?,?,NULL,NULL,NULL,NULL,?,'import')
      ON CONFLICT DO NOTHING
      """)
    try statement.hold(.integer(source.run), at: 1)
    try statement.hold(.time(time), at: 2)
    try statement.hold(.string(symbol), at: 3)
  }

  /// Inserts a quote.
  ///
  /// - Returns: False when it is there already; nil when it cannot be stored.
  func insert(
    _ contract: ChainContract, of series: ChainSeries
  ) throws(StoreError) -> Bool? {
    guard let expiration = series.expiration, let strike = Money(dollars: contract.strike),
      strike.units > 0, let bid = Money(dollars: contract.bid ?? 0),
      let ask = Money(dollars: contract.ask ?? 0)
    else { return nil }
    let quote = Quote(bid: bid, ask: ask, bidSize: 0, askSize: 0, volume: 0, time: time)
    statement.hold(expiration.nanoseconds, at: 4)
    statement.hold(strike.units, at: 5)
    try statement.hold(.string(contract.right.rawValue), at: 6)
    statement.hold(bid.units, at: 7)
    statement.hold(ask.units, at: 8)
    try statement.hold(.int(contract.volume), at: 9)
    try statement.hold(.int(contract.openInterest), at: 10)
    statement.hold(contract.vendorVolatility ?? .nan, at: 11)
    let quality = QuoteRules.standard.quality(quote, at: time)
    try statement.hold(.string(quality.rawValue), at: 12)
    return try statement.repeatRun() > 0
  }
}

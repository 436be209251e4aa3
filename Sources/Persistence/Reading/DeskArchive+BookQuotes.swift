// The last that a run stored of the options in its book, to measure the book with.

import DeskEngine
public import MarketData

/// A stored quote of an option.
public struct BookQuote: Hashable, Sendable {
  /// When it was kept.
  public var time: Instant
  /// Call or put.
  public var right: OptionRight
  /// The strike.
  public var strike: Money
  /// Best bid.
  public var bid: Money
  /// Best ask.
  public var ask: Money
  /// Implied volatility; nil when the desk had none.
  public var impliedVolatility: Double?

  /// The middle of the market in dollars.
  public var mid: Double { 0.5 * (bid.dollars + ask.dollars) }
}

extension DeskArchive {
  /// The newest stored quote of an option; nil when the run kept none.
  public func newestQuote(
    run: Int, _ contract: OptionContract, underlying: String, expiration: Instant
  ) throws(StoreError) -> BookQuote? {
    try quotes(
      """
      SELECT ts, option_type, strike_e4, bid_e4, ask_e4, implied_vol FROM option_quotes
      WHERE run=? AND underlying=? AND expiration=? AND strike_e4=? AND option_type=?
      ORDER BY ts DESC LIMIT 1
      """,
      [
        .int(run), .string(underlying), .time(expiration), .int(Int(contract.strike.units)),
        .string(contract.right == .call ? "call" : "put"),
      ]
    ).first
  }

  /// The stored quotes of an expiration at the last close that the run kept; empty before one.
  public func closingQuotes(
    run: Int, underlying: String, expiration: Instant
  ) throws(StoreError) -> [BookQuote] {
    let key: [SQLValue] = [.int(run), .string(underlying), .time(expiration)]
    return try quotes(
      """
      SELECT ts, option_type, strike_e4, bid_e4, ask_e4, implied_vol FROM option_quotes
      WHERE run=? AND underlying=? AND expiration=? AND reason='close' AND ts=
      (SELECT max(ts) FROM option_quotes WHERE run=? AND underlying=? AND expiration=?
      AND reason='close') ORDER BY strike_e4, option_type
      """, key + key)
  }

  /// The last price of an underlying that the journal names, and when; nil for none.
  public func lastSpot(
    run: Int, underlying: String
  ) throws(StoreError) -> (time: Instant, spot: Double)? {
    let rows = try connection.rows(
      """
      SELECT line, seq FROM journal WHERE run=? AND type='ChainJudged'
      AND json_extract(line,'$.underlying')=? AND json_extract(line,'$.spot') IS NOT NULL
      ORDER BY seq DESC LIMIT 1
      """, [.int(run), .string(underlying)])
    guard let row = rows.first, case .text(let bytes) = row[0] else { return nil }
    let event = try decoded(bytes, run: run, seq: row[1].int ?? 0)
    guard case .chainJudged(let judged) = event.body, let spot = judged.spot else { return nil }
    return (event.time, spot)
  }

  private func quotes(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> [BookQuote] {
    try connection.rows(sql, values).compactMap { row in
      guard let time = row[0].int, let right = row[1].string, let strike = row[2].int,
        let bid = row[3].int, let ask = row[4].int
      else { return nil }
      var volatility: Double?
      if case .real(let value) = row[5] { volatility = value }
      return BookQuote(
        time: Instant(nanoseconds: Int64(time)), right: right == "call" ? .call : .put,
        strike: Money(units: Int64(strike)), bid: Money(units: Int64(bid)),
        ask: Money(units: Int64(ask)), impliedVolatility: volatility)
    }
  }
}

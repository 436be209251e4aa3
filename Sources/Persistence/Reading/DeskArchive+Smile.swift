// The stored quotes of one moment behind a candidate, with the volatility and Greeks of each.

public import MarketData

/// A stored option with its volatility and Greeks.
public struct StoredVolatility: Hashable, Sendable {
  /// When it was kept.
  public var time: Instant
  /// The moment of settlement.
  public var expiration: Instant
  /// Call or put.
  public var right: OptionRight
  /// The strike.
  public var strike: Money
  /// Implied volatility.
  public var volatility: Double
  /// Gamma for one unit of the forward.
  public var gamma: Double
  /// Dollars a volatility point.
  public var vega: Double
}

extension DeskArchive {
  /// The options of an underlying that a run kept last, no later than a moment.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - underlying: The symbol.
  ///   - time: The moment.
  /// - Returns: Those with a volatility, by expiration, strike and right; empty when none was kept.
  /// - Throws: `StoreError` when the database cannot be read.
  public func volatilities(
    run: Int, underlying: String, notAfter time: Instant
  ) throws(StoreError) -> [StoredVolatility] {
    let key: [SQLValue] = [.int(run), .string(underlying), .time(time)]
    return try connection.rows(
      """
      SELECT ts, expiration, option_type, strike_e4, implied_vol, gamma, vega FROM option_quotes
      WHERE run=? AND underlying=? AND implied_vol IS NOT NULL AND gamma IS NOT NULL AND ts=
      (SELECT max(ts) FROM option_quotes WHERE run=? AND underlying=? AND ts<=?)
      ORDER BY expiration, strike_e4, option_type
      """, [.int(run), .string(underlying)] + key
    ).compactMap { row in
      guard let time = row[0].int, let expiration = row[1].int, let right = row[2].string,
        let strike = row[3].int, case .real(let volatility) = row[4],
        case .real(let gamma) = row[5],
        case .real(let vega) = row[6]
      else { return nil }
      return StoredVolatility(
        time: Instant(nanoseconds: Int64(time)),
        expiration: Instant(nanoseconds: Int64(expiration)), right: right == "call" ? .call : .put,
        strike: Money(units: Int64(strike)), volatility: volatility, gamma: gamma, vega: vega)
    }
  }
}

// The whole chain as a run kept it at a close, with the delta of each option.

public import MarketData

/// An option of a stored chain.
public struct StoredDelta: Hashable, Sendable {
  /// The moment of settlement.
  public var expiration: Instant
  /// Call or put.
  public var right: OptionRight
  /// The strike.
  public var strike: Money
  /// Delta of one long contract; nil when the desk had no volatility of it.
  public var delta: Double?
}

extension DeskArchive {
  /// The options of an underlying at the last close no later than a moment.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - underlying: The symbol.
  ///   - time: The moment.
  /// - Returns: Those with a quote, by expiration, calls before puts, then strike; empty before the
  ///   first close.
  /// - Throws: `StoreError` when the database cannot be read.
  public func closingDeltas(
    run: Int, underlying: String, notAfter time: Instant
  ) throws(StoreError) -> [StoredDelta] {
    let key: [SQLValue] = [.int(run), .string(underlying)]
    return try connection.rows(
      """
      SELECT expiration, option_type, strike_e4, delta FROM option_quotes
      WHERE run=? AND underlying=? AND ts=(SELECT max(ts) FROM option_quotes
      WHERE run=? AND underlying=? AND reason='close' AND ts<=?)
      ORDER BY expiration, option_type, strike_e4
      """, key + key + [.time(time)]
    ).compactMap { row in
      guard let expiration = row[0].int, let right = row[1].string, let strike = row[2].int else {
        return nil
      }
      var delta: Double?
      if case .real(let value) = row[3] { delta = value }
      return StoredDelta(
        expiration: Instant(nanoseconds: Int64(expiration)), right: right == "call" ? .call : .put,
        strike: Money(units: Int64(strike)), delta: delta)
    }
  }
}

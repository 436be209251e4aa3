// What a reader gets of the market data in a database.

public import MarketData

/// What the database holds under one name.
public struct StoredHolding: Hashable, Sendable {
  /// Bars, series, events, chains or a layer's name.
  public var kind: String
  /// The symbol, or the feature schema.
  public var symbol: String
  /// The length of the bars, the metric, or empty.
  public var detail: String
  /// Its rows.
  public var rows: Int
  /// The first date or moment, as text.
  public var first: String
  /// The last one.
  public var last: String
  /// Where its rows come from, each source once.
  public var sources: [String]
}

/// A bar with where it comes from.
public struct StoredBar: Hashable, Sendable {
  /// When it starts.
  public var time: Instant
  /// Its prices.
  public var bar: PriceBar
  /// The import that counts, or the run that kept it.
  public var source: String
  /// How many other sources have other prices.
  public var conflicts: Int
}

/// A dated value with where it comes from.
public struct StoredValue: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// The date.
  public var date: CivilDate
  /// What was measured.
  public var metric: String
  /// The value.
  public var value: Double
  /// Where it comes from.
  public var source: String
}

/// An imported quote.
public struct StoredQuote: Hashable, Sendable {
  /// The moment.
  public var time: Instant
  /// The symbol of the underlying.
  public var underlying: String
  /// When it settles.
  public var expiration: Instant
  /// The strike.
  public var strike: Money
  /// Call or put.
  public var right: String
  /// Best bid; zero when there is none.
  public var bid: Money
  /// Best ask; zero when there is none.
  public var ask: Money
  /// Contracts traded; nil when not given.
  public var volume: Int?
  /// Open contracts; nil when not given.
  public var openInterest: Int?
  /// The vendor's implied volatility; nil when not given.
  public var impliedVolatility: Double?
  /// What it is fit for.
  public var quality: String
  /// The file it comes from.
  public var source: String
}

/// A row of a feature schema.
public struct FeatureRow: Hashable, Sendable {
  /// The date.
  public var date: CivilDate
  /// The names of its columns, in the order in which they joined.
  public var names: [String]
  /// Their values; nil for a missing one.
  public var values: [Double?]
}

/// A file that was imported.
public struct ImportRow: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// SHA-256 of its bytes in hexadecimal.
  public var sha256: String
  /// The name of its format.
  public var format: String
  /// Rows of the file.
  public var rows: Int
  /// When, by the wall clock.
  public var time: Instant
  /// What was found and kept, one JSON object.
  public var report: String
}

/// Which dates are read: both ends count, nil is open.
public struct DateRange: Hashable, Sendable {
  /// The first date.
  public var from: CivilDate?
  /// The last date.
  public var to: CivilDate?

  /// Makes a range.
  public init(from: CivilDate? = nil, to: CivilDate? = nil) {
    self.from = from
    self.to = to
  }

  /// The bounds as moments, New York: from the first midnight up to the one after the last date.
  var moments: [SQLValue] {
    [
      .integer(from.map { NewYorkTime.instant($0, 0, 0).nanoseconds } ?? .min),
      .integer(to.map { NewYorkTime.instant($0.adding(days: 1), 0, 0).nanoseconds } ?? .max),
    ]
  }

  /// The bounds as texts that compare like dates.
  var texts: [SQLValue] {
    [.string(from?.description ?? ""), .string(to?.description ?? "9999-99-99")]
  }
}

// Bars of an underlying and closes of a volatility index.

/// Open, high, low and close over an interval.
public struct PriceBar: Hashable, Sendable {
  /// First price.
  public var open: Double
  /// Highest price.
  public var high: Double
  /// Lowest price.
  public var low: Double
  /// Last price.
  public var close: Double
  /// Shares or contracts traded; zero for an index without volume.
  public var volume: Double

  /// Makes a bar.
  public init(open: Double, high: Double, low: Double, close: Double, volume: Double) {
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
  }
}

/// The bar of one session.
public struct DailyBar: Hashable, Sendable {
  /// The session.
  public var date: CivilDate
  /// Its prices.
  public var bar: PriceBar

  /// Makes a daily bar.
  public init(date: CivilDate, bar: PriceBar) {
    self.date = date
    self.bar = bar
  }
}

/// One value of a dated series, such as the close of a volatility index.
public struct DailyValue: Hashable, Sendable {
  /// The session.
  public var date: CivilDate
  /// The value.
  public var value: Double

  /// Makes a dated value.
  public init(date: CivilDate, value: Double) {
    self.date = date
    self.value = value
  }
}

/// One measured number of a symbol by session, strictly before the current one.
public struct DailySeries: Hashable, Sendable {
  /// What was measured, by the name under which the detectors store it.
  public var name: String
  /// The values, oldest first.
  public var values: [Double]

  /// Makes a series.
  public init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }
}

/// Everything known of one underlying before a session: daily history, oldest first.
public struct DailyHistory: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// Daily bars strictly before the session.
  public var bars: [DailyBar]
  /// Closes of its volatility index, in points, strictly before the session.
  public var volatilityIndex: [DailyValue]
  /// Closes of the three-month volatility index, in points.
  public var volatilityIndex3M: [DailyValue]
  /// What the detectors would have measured at closes before the first session of the tape.
  public var metrics: [DailySeries]
  /// Closes of the nine-day volatility index, in points; empty where none was imported.
  public var volatilityIndex9D: [DailyValue]

  /// Makes a history; a tape without measured numbers leaves `metrics` empty.
  public init(
    symbol: String, bars: [DailyBar], volatilityIndex: [DailyValue],
    volatilityIndex3M: [DailyValue], metrics: [DailySeries] = [],
    volatilityIndex9D: [DailyValue] = []
  ) {
    self.symbol = symbol
    self.bars = bars
    self.volatilityIndex = volatilityIndex
    self.volatilityIndex3M = volatilityIndex3M
    self.metrics = metrics
    self.volatilityIndex9D = volatilityIndex9D
  }

  /// The nine-day index over the index, less one, at the last close that has both; nil when the
  /// newest of them is more than ten days older than the newest close of the index.
  public var nearSlope: Double? {
    guard let newest = volatilityIndex.last else { return nil }
    for near in volatilityIndex9D.reversed() {
      guard newest.date.days(since: near.date) <= 10 else { return nil }
      guard let month = volatilityIndex.last(where: { $0.date <= near.date }),
        month.date == near.date, month.value > 0, near.value > 0
      else { continue }
      return near.value / month.value - 1
    }
    return nil
  }
}

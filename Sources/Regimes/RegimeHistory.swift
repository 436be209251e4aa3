// Sessions of the past, each with the features that were known at its close.

public import MarketData

/// Daily figures of the benchmark, oldest first.
public struct RegimeHistory: Hashable, Sendable {
  /// Daily bars.
  public var bars: [DailyBar]
  /// Closes of the volatility index, in points.
  public var volatilityIndex: [DailyValue]
  /// Closes of the three-month index, in points.
  public var volatilityIndex3M: [DailyValue]
  /// Closes of the nine-day index, in points.
  public var volatilityIndex9D: [DailyValue]

  /// Makes a history; a missing index leaves its series empty.
  public init(
    bars: [DailyBar], volatilityIndex: [DailyValue], volatilityIndex3M: [DailyValue] = [],
    volatilityIndex9D: [DailyValue] = []
  ) {
    self.bars = bars
    self.volatilityIndex = volatilityIndex
    self.volatilityIndex3M = volatilityIndex3M
    self.volatilityIndex9D = volatilityIndex9D
  }

  /// The history a desk was given.
  public init(_ history: DailyHistory) {
    self.init(
      bars: history.bars, volatilityIndex: history.volatilityIndex,
      volatilityIndex3M: history.volatilityIndex3M)
  }
}

/// A session with what was known at its close.
public struct RegimeDay: Hashable, Sendable {
  /// The session.
  public var date: CivilDate
  /// The close.
  public var close: Double
  /// The features, of this session and those before it only.
  public var features: RegimeFeatures

  /// Makes a day.
  public init(date: CivilDate, close: Double, features: RegimeFeatures) {
    self.date = date
    self.close = close
    self.features = features
  }
}

extension RegimeHistory {
  /// The sessions with their features.
  ///
  /// - Parameters:
  ///   - last: Only so many of the newest; nil for all.
  ///   - rules: How realised volatility is estimated.
  /// - Returns: One day a bar, oldest first; nothing of a day depends on a later one.
  public func days(last: Int? = nil, rules: RegimeRules = .standard) -> [RegimeDay] {
    let prices = bars.map(\.bar)
    let first = max(0, bars.count - (last ?? bars.count))
    return (first..<bars.count).map { index in
      let date = bars[index].date
      let start = max(0, index - RegimeFeatures.window)
      let features = RegimeFeatures(
        bars: Array(prices[start...index]), past: volatilityIndex.values(before: date, count: 252),
        indices: VolatilityIndices(
          month: volatilityIndex.value(on: date), quarter: volatilityIndex3M.value(on: date),
          days9: volatilityIndex9D.value(on: date)), surfaceSlope: nil, rules: rules)
      return RegimeDay(date: date, close: bars[index].bar.close, features: features)
    }
  }
}

extension [DailyValue] {
  /// The last values strictly before a date.
  fileprivate func values(before date: CivilDate, count: Int) -> [Double] {
    let end = position(of: date)
    return self[Swift.max(0, end - count)..<end].map(\.value)
  }

  /// The value of a date, or nil.
  fileprivate func value(on date: CivilDate) -> Double? {
    let index = position(of: date)
    return index < count && self[index].date == date ? self[index].value : nil
  }

  /// The first position whose date is not before `date`.
  private func position(of date: CivilDate) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].date < date { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

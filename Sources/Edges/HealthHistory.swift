// The dated past of one symbol, on which detectors are walked and signals are judged.

import Glibc
public import MarketData

/// One stored number by session.
public struct HealthSeries: Hashable, Sendable {
  /// Its name, as in `dailyMetrics`.
  public var name: String
  /// One value a session; nil where it was not measured.
  public var values: [Double?]

  /// Makes a series.
  public init(name: String, values: [Double?]) {
    self.name = name
    self.values = values
  }
}

/// A signal that was found in a session.
public struct PastSignal: Hashable, Sendable {
  /// The detector.
  public var kind: EdgeKind
  /// What it said to do.
  public var signal: EdgeSignal
  /// The session.
  public var date: CivilDate

  /// Makes a signal.
  public init(kind: EdgeKind, signal: EdgeSignal, date: CivilDate) {
    self.kind = kind
    self.signal = signal
    self.date = date
  }
}

/// The dated past of one symbol.
public struct HealthHistory: Sendable {
  /// Sessions, oldest first.
  public let dates: [CivilDate]
  /// Their closes.
  public let closes: [Double]
  /// 30-day implied volatility at each close; nil where there is none.
  public let implied: [Double?]
  /// Stored numbers by session.
  public let series: [HealthSeries]
  /// Sum of squared log returns up to each close.
  private let squares: [Double]

  /// Takes a history.
  ///
  /// - Parameters:
  ///   - history: Daily bars, and the closes of the symbol's volatility index where it has one.
  ///   - series: Stored numbers, one value a bar; `atm30` stands for implied volatility where there
  ///     is no index. A series of another length is left out.
  public init(_ history: DailyHistory, series: [HealthSeries] = []) {
    let bars = history.bars
    dates = bars.map(\.date)
    closes = bars.map(\.bar.close)
    let fitting = series.filter { $0.values.count == bars.count }
    self.series = fitting
    var sums: [Double] = []
    sums.reserveCapacity(bars.count)
    var sum = 0.0
    for (position, bar) in bars.enumerated() {
      if position > 0 {
        let change = log(bar.bar.close / bars[position - 1].bar.close)
        sum += change * change
      }
      sums.append(sum)
    }
    squares = sums
    var position = 0
    let index = history.volatilityIndex
    let own = fitting.first { $0.name == "atm30" }?.values
    implied = bars.indices.map { bar in
      guard !index.isEmpty else { return own.flatMap { $0[bar] } }
      while position < index.count, index[position].date < bars[bar].date { position += 1 }
      guard position < index.count, index[position].date == bars[bar].date else { return nil }
      return index[position].value / 100
    }
  }

  /// The values of a stored number; empty when there are none.
  func values(_ name: String) -> [Double?] { series.first { $0.name == name }?.values ?? [] }

  /// Annualised volatility of the sessions after one close through another; nil outside the past.
  func realised(after start: Int, through end: Int) -> Double? {
    guard start >= 0, end > start, end < squares.count else { return nil }
    let variance = 252 * (squares[end] - squares[start]) / Double(end - start)
    return variance.isFinite ? variance.squareRoot() : nil
  }

  /// Where a session stands; nil when it is not in the past.
  func position(of date: CivilDate) -> Int? {
    var low = 0
    var high = dates.count
    while low < high {
      let middle = (low + high) / 2
      if dates[middle] < date { low = middle + 1 } else { high = middle }
    }
    return low < dates.count && dates[low] == date ? low : nil
  }
}

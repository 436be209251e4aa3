// Exposure of the book's daily returns to factors, by ordinary least squares.
//
// Factors of a day: the market is the benchmark's return; volatility the change of its index in
// points / 100; momentum the market's return signed by that of the 20 sessions before; mean
// reversion the market's return times minus the z-score of the close before, over 20 sessions.
// So a positive exposure to one of the last two is a book that goes with, or against, the trend.
// Standard errors are the classical ones. Source: domain rules, section f.11.

import Glibc
import Numerics

/// One coefficient of a regression.
public struct FactorExposure: Hashable, Sendable {
  /// The factor.
  public var name: String
  /// The coefficient.
  public var exposure: Double
  /// Its standard error; nil when no degree of freedom is left or the columns are all but dependent.
  public var error: Double?

  /// Coefficient over its error.
  public var tStatistic: Double? { error.flatMap { $0 > 0 ? exposure / $0 : nil } }
}

/// A regression of daily returns on factors.
public struct FactorRegression: Hashable, Sendable {
  /// Intercept first, then the factors in their order.
  public var exposures: [FactorExposure]
  /// Share of the variance that the factors explain; nil when the returns do not vary.
  public var rSquared: Double?
  /// Days behind it.
  public var days: Int

  /// Days below which a regression says nothing.
  public static let fewestDays = 20

  /// Regresses returns on factors; nil with fewer than twenty days or dependent factors.
  ///
  /// - Parameters:
  ///   - returns: Daily returns of the book.
  ///   - factors: Name and values of each factor, as long as the returns.
  public init?(returns: [Double], factors: [(name: String, values: [Double])]) {
    let n = returns.count
    let p = factors.count + 1
    guard n >= FactorRegression.fewestDays, n > p else { return nil }
    let columns = [[Double](repeating: 1, count: n)] + factors.map(\.values)
    guard let beta = leastSquares(columns: columns, y: returns) else { return nil }
    var squares = 0.0
    for day in 0..<n {
      var fit = 0.0
      for column in 0..<p { fit += beta[column] * columns[column][day] }
      squares += (returns[day] - fit) * (returns[day] - fit)
    }
    let centre = returns.reduce(0, +) / Double(n)
    let total = returns.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    let variance = squares / Double(n - p)
    let inverse = FactorRegression.inverseProducts(columns)
    exposures = (["intercept"] + factors.map(\.name)).enumerated().map { place, name in
      FactorExposure(
        name: name, exposure: beta[place],
        error: inverse.map { (variance * $0[place]).squareRoot() })
    }
    rSquared = total > 0 ? 1 - squares / total : nil
    days = n
  }

  /// The diagonal of the inverse of the columns' products; each column is scaled to length one, so
  /// that factors of very different size do not spoil it.
  private static func inverseProducts(_ columns: [[Double]]) -> [Double]? {
    let p = columns.count
    let lengths = columns.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    guard lengths.allSatisfy({ $0 > 0 }) else { return nil }
    var products = [Double](repeating: 0, count: p * p)
    for i in 0..<p {
      for j in 0..<p {
        var sum = 0.0
        for (a, b) in zip(columns[i], columns[j]) { sum += a * b }
        products[i * p + j] = sum / (lengths[i] * lengths[j])
      }
    }
    guard let inverse = choleskyInverse(products, order: p) else { return nil }
    return (0..<p).map { inverse[$0 * p + $0] / (lengths[$0] * lengths[$0]) }
  }
}

/// One day of the market beside the book's return.
public struct FactorDay: Hashable, Sendable {
  /// Return of the book.
  public var rate: Double
  /// Return of the benchmark.
  public var market: Double
  /// Change of the volatility index in points / 100.
  public var volatility: Double
  /// The market's return signed by the 20 sessions before.
  public var momentum: Double
  /// The market's return times minus the z-score of the close before.
  public var reversion: Double

  /// Sessions that momentum and z-score look back.
  public static let window = 20

  /// Makes a day from closes; nil when there are too few or one is not above zero.
  ///
  /// - Parameters:
  ///   - rate: Return of the book.
  ///   - closes: Closes of the benchmark up to the day, at least 22, all above zero.
  ///   - points: Volatility index at the close before and at the day's.
  public init?(rate: Double, closes: ArraySlice<Double>, points: (before: Double, now: Double)) {
    let window = FactorDay.window
    let last = Array(closes.suffix(window + 2))
    guard last.count == window + 2, last.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let now = last[window + 1]
    let before = last[window]
    let past = Array(last[1...window])
    guard let centre = mean(past), let deviation = standardDeviation(past), deviation > 0 else {
      return nil
    }
    let trend = before - last[0]
    self.rate = rate
    market = now / before - 1
    volatility = (points.now - points.before) / 100
    momentum = trend > 0 ? market : trend < 0 ? -market : 0
    reversion = -market * (before - centre) / deviation
  }
}

/// The exposures of a book to market, volatility, momentum and mean reversion.
///
/// - Parameter days: Its days, oldest first.
/// - Returns: Nil with fewer than twenty days or when the factors do not differ.
public func factorRegression(_ days: [FactorDay]) -> FactorRegression? {
  FactorRegression(
    returns: days.map(\.rate),
    factors: [
      ("market", days.map(\.market)), ("volatility", days.map(\.volatility)),
      ("momentum", days.map(\.momentum)), ("mean reversion", days.map(\.reversion)),
    ])
}

// Bands around a number that returns to its mean, fitted once a session.
//
// An Ornstein-Uhlenbeck process is fitted to the stored days. Leung and Li's optimal levels say
// where an entry is worth its cost, their optimal exit where it is left; Bertram's band of greatest
// return is kept beside them, with the sessions that one of its cycles takes. The fit is refused,
// with the reason, when the pull to the mean may be chance or its half-life cannot be traded.
// Sources: the types of the target Volatility name theirs.

import Glibc
import Numerics
public import Volatility

/// Bands of one stored number.
public struct ReversionBand: Hashable, Sendable {
  /// Name of the number, as in `dailyMetrics`.
  public var series: String
  /// Stored days behind the fit.
  public var days: Int
  /// The process, time in years.
  public var process: OrnsteinUhlenbeck
  /// Sessions in which half of a departure vanishes.
  public var halfLife: Double
  /// The p-value of a random walk.
  public var pValue: Double
  /// At or under it the number is low enough to be bought.
  public var lowEntry: Double
  /// Where a low number has returned.
  public var lowExit: Double
  /// At or above it the number is high enough to be sold.
  public var highEntry: Double
  /// Where a high number has returned.
  public var highExit: Double
  /// Bertram's band of greatest return; nil where none can be computed.
  public var cycle: BertramCycle?

  /// Distance from the mean in long-run standard deviations.
  public func deviations(_ value: Double) -> Double { process.standardised(value) }
}

/// What a stored number gives.
public enum ReversionReading: Hashable, Sendable {
  /// Bands to trade by.
  case band(ReversionBand)
  /// The number's name and why there are none.
  case refused(series: String, reason: String)
}

/// Sessions in a year.
let sessionsAYear = 252.0

/// Fits the bands of one stored number.
///
/// - Parameters:
///   - series: Its name.
///   - values: Its values, oldest first, in the units in which the cost is a difference: logarithms
///     of volatilities, slopes as they are.
///   - rules: The windows, the half-lives and the costs.
/// - Returns: The bands, or why there are none.
public func reversionReading(
  series: String, values: [Double], rules: EdgeRules
) -> ReversionReading {
  func refused(_ reason: String) -> ReversionReading { .refused(series: series, reason: reason) }
  let window = Array(values.suffix(rules.percentileWindow))
  guard window.count >= rules.reversionDays else {
    return refused("\(window.count) stored days of \(series), \(rules.reversionDays) needed")
  }
  do throws(ModelError) {
    let estimate = try fitOrnsteinUhlenbeck(
      window, interval: 1 / sessionsAYear, least: rules.reversionDays)
    guard let fit = estimate.fit else { return refused("\(series) does not revert to a mean") }
    guard let pValue = fit.randomWalkPValue, pValue <= rules.greatestPValue else {
      let p = fit.randomWalkPValue.map { fixed($0, 2) } ?? "none"
      return refused("\(series) may be a random walk: p \(p), \(fixed(rules.greatestPValue, 2))")
    }
    guard rules.halfLives.contains(fit.halfLifeInIntervals) else {
      return refused(
        "half-life of \(series) out of bounds: \(fixed(fit.halfLifeInIntervals, 1)) d, "
          + rules.halfLifeText)
    }
    let terms = try StoppingTerms(
      exitRate: rules.discountRate, entryRate: rules.discountRate, exitCost: rules.volatilityCost,
      entryCost: rules.volatilityCost)
    let centred = try fit.process.centred()
    let low = try optimalLevels(of: centred, terms: terms, side: .long)
    let high = try optimalLevels(of: centred, terms: terms, side: .short)
    let mean = fit.process.mean
    return .band(
      ReversionBand(
        series: series, days: window.count, process: fit.process,
        halfLife: fit.halfLifeInIntervals, pValue: pValue, lowEntry: mean + low.entry,
        lowExit: mean + low.exit, highEntry: mean + high.entry, highExit: mean + high.exit,
        cycle: try? bertramReturnMaximum(of: fit.process, cost: 2 * rules.volatilityCost)))
  } catch {
    return refused("\(series) cannot be fitted: \(error)")
  }
}

/// The bands of a symbol: of its volatility at the money, and of the slope of its term structure.
///
/// - Parameters:
///   - stored: The stored values of a name, oldest first.
///   - rules: The windows, the half-lives and the costs.
/// - Returns: One reading a number.
public func reversionReadings(
  stored: (String) -> [Double], rules: EdgeRules
) -> [ReversionReading] {
  let levels = stored("atm30").map { $0 > 0 ? log($0) : .nan }
  return [
    reversionReading(series: "atm30", values: levels.filter(\.isFinite), rules: rules),
    reversionReading(series: "slope", values: stored("slope"), rules: rules),
  ]
}

extension EdgeRules {
  /// The half-lives as a message says them.
  var halfLifeText: String {
    "\(fixed(halfLives.lowerBound, 0)) to \(fixed(halfLives.upperBound, 0)) allowed"
  }
}

extension OrnsteinUhlenbeck {
  /// The same process about zero: what is discounted is the gain of a position, which starts from
  /// nothing, not the level it is quoted at.
  func centred() throws(ModelError) -> OrnsteinUhlenbeck {
    try OrnsteinUhlenbeck(mean: 0, speed: speed, volatility: volatility)
  }
}

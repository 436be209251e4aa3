// The thirty-day volatility index from two expiries around thirty days.
//
//     VIX = 100 sqrt( [ T1 s1 (N2 - N30) / (N2 - N1) + T2 s2 (N30 - N1) / (N2 - N1) ] N365 / N30 )
//
// N counts minutes. Source: Cboe, "Volatility Index Methodology: Cboe Volatility Index" (2023).

public import MarketData
public import Numerics

/// Minutes in a year of 365 days.
public let minutesPerYear = 525_600.0

/// Minutes in thirty days.
public let minutesPerThirtyDays = 43_200.0

/// Interpolates two variances to thirty days.
///
/// - Parameters:
///   - near: Annualised variance of the near term.
///   - nearYears: The near term's T as the variance was computed with.
///   - nearMinutes: Minutes to the near term's settlement.
///   - next: Annualised variance of the next term.
///   - nextYears: The next term's T.
///   - nextMinutes: Minutes to the next term's settlement, above `nearMinutes`.
/// - Returns: The index in points, such as 13.69.
/// - Throws: `ModelError` for terms out of order or a total variance below zero.
public func thirtyDayVolatility(
  near: Double, nearYears: Double, nearMinutes: Double, next: Double, nextYears: Double,
  nextMinutes: Double
) throws(ModelError) -> Double {
  try requireFinite(near, "near variance")
  try requireFinite(next, "next variance")
  try requirePositive(nearYears, "nearYears")
  try requirePositive(nextYears, "nextYears")
  try requirePositive(nearMinutes, "nearMinutes")
  try requirePositive(nextMinutes, "nextMinutes")
  guard nextMinutes > nearMinutes else {
    throw .outOfDomain(
      input: "nextMinutes", value: nextMinutes, rule: "the next term must settle after the near one"
    )
  }
  let span = nextMinutes - nearMinutes
  let total =
    nearYears * near * (nextMinutes - minutesPerThirtyDays) / span
    + nextYears * next * (minutesPerThirtyDays - nearMinutes) / span
  guard total >= 0 else {
    throw .noSolution(
      what: "a thirty-day volatility", why: "the interpolated variance is \(total)")
  }
  return 100 * (total * minutesPerYear / minutesPerThirtyDays).squareRoot()
}

/// Interpolates two replicated variances to thirty days.
///
/// - Parameters:
///   - near: The near term; its years are its minutes over 525,600.
///   - next: The next term.
/// - Returns: The index in points.
/// - Throws: `ModelError` for terms out of order or a total variance below zero.
public func thirtyDayVolatility(
  near: VarianceStrip, next: VarianceStrip
) throws(ModelError) -> Double {
  try thirtyDayVolatility(
    near: near.variance, nearYears: near.years, nearMinutes: near.years * minutesPerYear,
    next: next.variance, nextYears: next.years, nextMinutes: next.years * minutesPerYear)
}

/// An expiry that may serve the thirty-day index.
public struct IndexTerm: Hashable, Sendable {
  /// The expiry date.
  public var expiry: CivilDate
  /// Opening or closing settlement.
  public var settlement: SettlementTime
  /// Minutes from the quotes to settlement.
  public var minutes: Double

  /// Makes a term.
  ///
  /// - Parameters:
  ///   - expiry: The expiry date.
  ///   - settlement: Opening or closing settlement.
  ///   - minutes: Minutes from the quotes to settlement.
  public init(expiry: CivilDate, settlement: SettlementTime, minutes: Double) {
    self.expiry = expiry
    self.settlement = settlement
    self.minutes = minutes
  }

  /// Whether Cboe's index uses the term: opening settlement on the third Friday of a month, closing
  /// settlement on every other Friday; the day before where the Friday is a holiday.
  public var isIndexTerm: Bool {
    var friday = expiry
    if expiry.weekday == .thursday, !TradingCalendar.isTradingDay(expiry.adding(days: 1)) {
      friday = expiry.adding(days: 1)
    }
    guard friday.weekday == .friday else { return false }
    let (year, month, _) = friday.parts
    let isThird = friday == CivilDate.nth(3, .friday, month: month, year: year)
    return isThird == (settlement == .am)
  }
}

/// Which expiries may serve the thirty-day index.
public enum IndexTermRule: String, CaseIterable, Hashable, Sendable {
  /// Fridays, as Cboe publishes its index: see `IndexTerm.isIndexTerm`.
  case fridays
  /// Every listed expiry, so that both terms stand closest to thirty days.
  case everyExpiry
}

/// Picks the near and the next term of the thirty-day index.
///
/// The near term is the last at or under thirty days and over 23 days away, the next term the first
/// over thirty days and under 37.
///
/// - Parameters:
///   - terms: The listed expiries, in any order.
///   - rule: Which of them may serve.
/// - Returns: Positions of both; nil when the listing has no such pair.
public func indexTerms(
  _ terms: [IndexTerm], rule: IndexTermRule = .fridays
) -> (near: Int, next: Int)? {
  let day = 1_440.0
  var near: Int?
  var next: Int?
  for (index, term) in terms.enumerated() where rule == .everyExpiry || term.isIndexTerm {
    guard term.minutes > 23 * day, term.minutes < 37 * day else { continue }
    if term.minutes <= minutesPerThirtyDays {
      if near.map({ terms[$0].minutes < term.minutes }) ?? true { near = index }
    } else if next.map({ terms[$0].minutes > term.minutes }) ?? true {
      next = index
    }
  }
  guard let near, let next else { return nil }
  return (near, next)
}

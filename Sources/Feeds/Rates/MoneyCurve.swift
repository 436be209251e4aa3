// What money costs on a day by a file of rates: a Treasury's par curve or a rate that steps.

import Glibc
public import MarketData
import Numerics

/// A curve of rates and where it comes from.
public struct MoneyCurve: Hashable, Sendable {
  /// How the rates were quoted.
  public enum Kind: String, Sendable {
    /// Yields of bonds at par.
    case parYields = "par-yields"
    /// One rate for every maturity, such as a central bank's.
    case rateSteps = "rate-steps"
  }

  /// The zero rates.
  public let curve: RateCurve
  /// The day of the row that they are from.
  public let quoted: CivilDate
  /// How they were quoted.
  public let kind: Kind

  /// Calendar days that a row of yields may be old.
  public static let patience = 10

  /// Takes the newest row of a file on or before a date.
  ///
  /// A row of yields serves for ten days; a step holds until the next one, however old it is.
  ///
  /// - Parameters:
  ///   - path: A file that `readMarketFile` reads, its rates in per cent.
  ///   - date: The date.
  /// - Throws: `FeedError` when the file cannot be read, has no column named by a maturity, or has
  ///   no row near enough.
  public init(_ path: String, on date: CivilDate) throws {
    let file = try readMarketFile(path)
    guard case .series(let series) = file.content else {
      throw FeedError(file: path, rule: "is no table of rates but \(file.format)")
    }
    do {
      if file.format == "rate-steps", let steps = series.first?.values {
        try self.init(steps: steps, on: date)
        return
      }
      guard series.contains(where: { treasuryMaturity($0.metric) != nil }) else {
        let names = series.prefix(6).map(\.metric).joined(separator: ", ")
        throw FeedError(
          file: path, rule: "has no column named by a maturity, such as 3_MO; it has \(names)")
      }
      let found = try treasuryCurve(on: date, from: series, patience: MoneyCurve.patience)
      self.init(curve: found.curve, quoted: found.quoted, kind: .parYields)
    } catch let error as FeedError {
      throw FeedError(file: path, rule: error.rule)
    }
  }

  private init(curve: RateCurve, quoted: CivilDate, kind: Kind) {
    (self.curve, self.quoted, self.kind) = (curve, quoted, kind)
  }

  private init(steps: [DailyValue], on date: CivilDate) throws {
    let rates = RateSteps(steps.map { DailyValue(date: $0.date, value: $0.value / 100) })
    guard let rate = rates?.continuousRate(on: date),
      let step = rates?.steps.last(where: { $0.date <= date })
    else {
      let first = steps.first.map { "; the first is of \($0.date)" } ?? ""
      throw FeedError(file: "rate steps", rule: "has no rate on \(date)\(first)")
    }
    do {
      curve = try RateCurve(flat: rate)
    } catch {
      throw FeedError(file: "rate steps", rule: "\(step.date): \(error)")
    }
    (quoted, kind) = (step.date, .rateSteps)
  }
}

/// The three-month zero rate of every day that a curve was quoted on.
///
/// - Parameter series: Par yields in per cent, a series a tenor; other series are left out.
/// - Returns: Continuously compounded rates by ascending date. A day whose yields make no curve, or
///   that has none up to a year, has no rate.
public func threeMonthRates(_ series: [NamedSeries]) -> [DailyValue] {
  let days = Set(series.filter { treasuryMaturity($0.metric) != nil }.flatMap(\.values).map(\.date))
  return days.sorted().compactMap { day in
    guard let found = try? treasuryCurve(on: day, from: series, patience: 0),
      let shortest = found.curve.years.first, shortest <= 1
    else { return nil }
    return DailyValue(date: day, value: found.curve.rate(0.25))
  }
}

// The Treasury's curve of a date from the columns of its file.

public import MarketData
import Numerics

/// The maturity that a column of the Treasury's table names, in years.
///
/// - Parameter name: Such as `3_MO` or `10_YR`; a blank may stand for the underscore.
/// - Returns: The years; nil for any other name.
public func treasuryMaturity(_ name: String) -> Double? {
  let parts = name.split { $0 == "_" || $0 == " " }
  guard parts.count == 2, let count = Double(parts[0]), count > 0 else { return nil }
  switch parts[1].lowercased() {
  case "mo", "month", "months": return count / 12
  case "yr", "year", "years": return count
  default: return nil
  }
}

/// The curve of a date: the latest quoted on it or in the days before.
///
/// - Parameters:
///   - date: The date.
///   - series: Par yields in per cent, a series a tenor, named as in the Treasury's table; other
///     series are left out.
///   - patience: How many days back a quoted day may stand.
/// - Returns: The curve and the day it was quoted on.
/// - Throws: `FeedError` when no day is near enough, or its yields make no curve.
public func treasuryCurve(
  on date: CivilDate, from series: [NamedSeries], patience: Int = 7
) throws -> (curve: RateCurve, quoted: CivilDate) {
  var tenors: [(years: Double, values: [DailyValue])] = []
  for one in series {
    guard let years = treasuryMaturity(one.metric) else { continue }
    tenors.append((years, one.values))
  }
  tenors.sort { $0.years < $1.years }
  let latest = tenors.compactMap { tenor in tenor.values.last { $0.date <= date }?.date }.max()
  guard let quoted = latest, date.days(since: quoted) <= patience else {
    throw FeedError(
      file: "treasury curve",
      rule: "has no yields on \(date) or in the \(patience) days before"
        + (latest.map { "; the last stand on \($0)" } ?? ""))
  }
  let yields = tenors.map { tenor in
    TenorRate(
      years: tenor.years,
      rate: tenor.values.last { $0.date <= quoted }.flatMap {
        $0.date == quoted ? $0.value / 100 : nil
      })
  }
  do {
    return (try RateCurve(parYields: yields), quoted)
  } catch {
    throw FeedError(file: "treasury curve of \(quoted)", rule: "\(error)")
  }
}

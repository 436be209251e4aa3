// Which rows of a table are kept: those of the dates that were asked for, and a sample of each day.
//
// A day's sample depends on the day, its rows and the seed alone, so that a later import of more
// days draws the same rows of the old ones. Drawn without replacement and in the order of the file
// by selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S).

import MarketData
import Numerics

/// The rows that are kept.
struct RowSelection {
  /// The first date that is kept.
  var since: CivilDate?
  /// Percent of each day's rows.
  var percent: Double
  /// The seed of every sample.
  static let seed: UInt64 = 42

  /// True when every row is kept.
  var keepsAll: Bool { since == nil && percent >= 100 }

  /// The places that are kept among rows in the order of their days.
  ///
  /// - Parameters:
  ///   - count: How many rows there are.
  ///   - purpose: What is sampled, such as a symbol: another purpose draws other rows.
  ///   - date: The date of a row.
  /// - Returns: The places, ascending.
  func kept(_ count: Int, purpose: String, date: (Int) -> CivilDate) -> [Int] {
    var places: [Int] = []
    var start = 0
    while start < count {
      let day = date(start)
      var end = start + 1
      while end < count, date(end) == day { end += 1 }
      if since.map({ day >= $0 }) ?? true {
        sample(start..<end, on: day, purpose, into: &places)
      }
      start = end
    }
    return places
  }

  private func sample(
    _ rows: Range<Int>, on day: CivilDate, _ purpose: String, into places: inout [Int]
  ) {
    guard percent < 100 else {
      places.append(contentsOf: rows)
      return
    }
    var wanted = RowSelection.size(rows.count, percent: percent)
    var stream = RandomStream(seed: RowSelection.seed, purpose: "\(purpose) \(day.dayNumber)")
    for row in rows where wanted > 0 {
      if stream.uniform() * Double(rows.upperBound - row) < Double(wanted) {
        places.append(row)
        wanted -= 1
      }
    }
  }

  /// How many of a day's rows are kept: the whole part of the share, at least one.
  static func size(_ count: Int, percent: Double) -> Int {
    max(1, min(count, Int((Double(count) * percent / 100).rounded(.down))))
  }
}

/// The New York dates of ascending moments, with one conversion a day.
struct DateWalk {
  private var day = CivilDate(dayNumber: 0)
  private var span: Range<Int64> = 0..<0

  /// The date of a moment.
  mutating func date(of nanoseconds: Int64) -> CivilDate {
    if span.contains(nanoseconds) { return day }
    day = NewYorkTime.date(Instant(nanoseconds: nanoseconds))
    let start = NewYorkTime.instant(day, 0, 0).nanoseconds
    let end = NewYorkTime.instant(day.adding(days: 1), 0, 0).nanoseconds
    span = start..<max(start, end)
    return day
  }
}

extension CivilDate {
  /// The same day that many years before; 28 February for a leap day that the year has not.
  func years(before count: Int) -> CivilDate {
    let (year, month, day) = parts
    return CivilDate(year: year - count, month: month, day: day)
      ?? CivilDate(year: year - count, month: month, day: 28) ?? CivilDate(dayNumber: 0)
  }
}

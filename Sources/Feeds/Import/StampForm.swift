// How a file writes its dates and times, told from its first rows.

import MarketData

/// A way of writing a date or a moment.
enum StampForm: Hashable {
  /// Year first: `2018-2-5`, `2018-02-05 10:42:00`, `2018-02-05T10:42:00-05:00`, `2018/02/05`.
  case yearFirst
  /// Month first: `2/5/2018 9:30`.
  case monthFirst
  /// Day first: `05.02.2018`, `5/2/2018`.
  case dayFirst
  /// `20180205`, `20180205 103000`.
  case compact
  /// A count of some nanoseconds since 1970 UTC: 1e9 for seconds.
  case epoch(Int64)
  /// `09:30`, of a day that the file does not say.
  case clock
  /// With the name of a month: `Feb 05, 2018`, `05-Feb-2018`.
  case named

  /// The form of some cells.
  ///
  /// - Parameters:
  ///   - cells: Cells of a column, empty ones left out.
  ///   - isEuropean: Whether a day stands before its month where both could be.
  /// - Returns: Nil when they share none.
  static func of(_ cells: [String], isEuropean: Bool) -> StampForm? {
    guard let first = cells.first else { return nil }
    let parts = first.split(whereSeparator: { !$0.isNumber })
    let digits = first.utf8.prefix { (0x30...0x39).contains($0) }.count
    let next = first.utf8.dropFirst(digits).first
    if first.utf8.contains(where: { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }),
      monthIndex(in: first) != nil
    {
      return .named
    }
    switch (digits, next) {
    case (8, nil), (8, 0x20), (8, 0x54): return .compact
    case (9...19, nil), (9...19, 0x2E): return .epoch(unit(digits))
    case (4, 0x2D), (4, 0x2F), (4, 0x2E): return .yearFirst
    case (1...2, 0x3A): return .clock
    case (1...2, 0x2F), (1...2, 0x2E), (1...2, 0x2D):
      guard parts.count >= 3, parts[2].count == 4 else { return nil }
      return dayOrMonth(cells, isEuropean: isEuropean || next == 0x2E)
    default: return nil
    }
  }

  /// A count of as many digits lies between 1973 and 2286 in this unit.
  private static func unit(_ digits: Int) -> Int64 {
    switch digits {
    case ...11: 1_000_000_000
    case ...14: 1_000_000
    case ...17: 1_000
    default: 1
    }
  }

  /// A number over twelve is a day, wherever it stands.
  private static func dayOrMonth(_ cells: [String], isEuropean: Bool) -> StampForm {
    var most = (0, 0)
    for cell in cells {
      let parts = cell.split(whereSeparator: { !$0.isNumber }).prefix(2).compactMap { Int($0) }
      guard parts.count == 2 else { continue }
      most = (max(most.0, parts[0]), max(most.1, parts[1]))
    }
    if most.0 > 12, most.1 <= 12 { return .dayFirst }
    if most.1 > 12 { return .monthFirst }
    return isEuropean ? .dayFirst : .monthFirst
  }

  /// The month named within a text, from 1.
  static func monthIndex(in text: String) -> Int? {
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) where word.count >= 3 {
      if let place = months.firstIndex(of: String(word.prefix(3))) { return place + 1 }
    }
    return nil
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
}

/// The zone of a moment that is written without an offset.
enum StampZone: Hashable {
  case newYork, utc
}

/// A moment as a cell gave it.
struct Stamp {
  /// Nanoseconds since 1970 UTC.
  var nanoseconds: Int64
  /// The date that was written, as days since 1970.
  var day: Int
  /// Whether the time of day is midnight where it was written, or is not given.
  var isMidnight: Bool
  /// Whether an offset from UTC was written.
  var hasOffset: Bool
}

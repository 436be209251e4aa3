// The weekdays on which the exchanges are closed, listed once.
//
// The rules of `TradingCalendar.holiday` take some fifty operations a date, and a decision counts the
// sessions to every expiry of a chain. Within the years of the list a count is two searches; beyond
// them the rules are asked date by date.

/// Weekdays without a session.
enum ClosedDays {
  /// The dates that the list covers.
  private static let covered =
    CivilDate(unchecked: 1989, 1, 1)...CivilDate(unchecked: 2040, 12, 31)

  /// Day numbers of the closed weekdays, ascending.
  private static let days: [Int] = {
    var days: [Int] = []
    for number in covered.lowerBound.dayNumber...covered.upperBound.dayNumber {
      let date = CivilDate(dayNumber: number)
      if !date.weekday.isWeekend, TradingCalendar.holiday(date) != nil { days.append(number) }
    }
    return days
  }()

  /// Whether a weekday has no session.
  static func isClosed(_ date: CivilDate) -> Bool {
    guard covered.contains(date) else { return TradingCalendar.holiday(date) != nil }
    let place = listed(through: date)
    return place > 0 && days[place - 1] == date.dayNumber
  }

  /// Closed weekdays after a date up to and including another.
  static func count(after start: CivilDate, through end: CivilDate) -> Int {
    guard end > start else { return 0 }
    guard covered.contains(start), covered.contains(end) else {
      return (start.dayNumber + 1...end.dayNumber).count {
        let date = CivilDate(dayNumber: $0)
        return !date.weekday.isWeekend && isClosed(date)
      }
    }
    return listed(through: end) - listed(through: start)
  }

  /// Mondays to Fridays up to and including a date, counted from a Monday of 1969.
  static func weekdays(through date: CivilDate) -> Int {
    // The first of January 1970 was a Thursday.
    let shifted = date.dayNumber + 3
    let week = (shifted >= 0 ? shifted : shifted - 6) / 7
    return 5 * week + min(shifted - 7 * week + 1, 5)
  }

  /// Listed days up to and including a date.
  private static func listed(through date: CivilDate) -> Int {
    var low = 0
    var high = days.count
    while low < high {
      let middle = (low + high) / 2
      if days[middle] <= date.dayNumber { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

// Event time between any two dates of a stretch, summed once.

import MarketData

/// Running sums of the weights of calendar days.
struct EventTime: Sendable {
  private let first: CivilDate
  private let sums: [Double]

  /// Sums the days from one date through another.
  init(from first: CivilDate, through last: CivilDate) {
    self.first = first
    var total = 0.0
    sums = (0...max(last.days(since: first), 0)).map { ahead in
      let day = first.adding(days: ahead)
      total +=
        TradingCalendar.isTradingDay(day)
        ? EventClock.overnight + EventClock.sessionWeight(day) : EventClock.closedDay
      return total
    }
  }

  /// The weight from the close of one session to an expiry on a later date, both in the stretch.
  func weight(after session: CivilDate, to expiry: CivilDate, atOpen: Bool) -> Double {
    let whole = sums[expiry.days(since: first)] - sums[session.days(since: first)]
    return atOpen ? whole - EventClock.sessionWeight(expiry) : whole
  }
}

// Bars against the calendar: sessions without any, holes within sessions, early closes.

import MarketData

/// Compares the bars of a table with the sessions of New York.
struct SessionChecks {
  let bars: BarColumns
  /// The days of bars that were set apart: their sessions are not missing.
  let apart: Set<CivilDate>

  /// The first day that the calendar knows.
  private static let firstDay = CivilDate(year: 1990, month: 1, day: 1)
  /// The last one.
  private static let lastDay = CivilDate(year: 2035, month: 12, day: 31)
  /// Share of sessions and bars that may be missing.
  static let missingShare = 0.05

  init(bars: BarColumns, apart: BarColumns) {
    self.bars = bars
    self.apart = Set(apart.starts.map { NewYorkTime.date(Instant(nanoseconds: $0)) })
  }

  /// Adds what was found.
  func run(into findings: inout TableFindings) {
    // Weeks and months are no sessions.
    guard bars.count > 0, bars.interval > 0, bars.interval <= 86_400 else { return }
    var days: [DayBars] = []
    var cursor = DayCursor()
    for index in 0..<bars.count {
      if cursor.move(to: bars.starts[index]) {
        days.append(DayBars(date: cursor.date, first: index))
      }
      days[days.count - 1].end = index + 1
    }
    let known = days.filter { isKnown($0.date) }
    let closed = known.filter { !TradingCalendar.isTradingDay($0.date) }
    // Another market's week is no fault of its bars.
    let isOurs = 10 * closed.count <= known.count
    if isOurs {
      for day in closed {
        findings.add(.closedDay, line: Int(bars.lines[day.first]), day.date.description)
      }
    }
    guard isOurs else { return }
    let (missing, sessions) = missingSessions(days, into: &findings)
    var share = (missing: Double(missing), all: Double(sessions))
    if bars.interval < 86_400 {
      let holes = holes(known, into: &findings)
      share.missing = share.missing * Double(holes.expected) / Double(max(1, known.count))
      share = (share.missing + Double(holes.missing), share.missing + Double(holes.expected))
    }
    if share.all > 0, share.missing / share.all > SessionChecks.missingShare {
      let percent = (1_000 * share.missing / share.all).rounded() / 10
      findings.add(.missingShare, line: Int(bars.lines[0]), "\(percent) % is missing")
    }
  }

  private func isKnown(_ date: CivilDate) -> Bool {
    guard let first = SessionChecks.firstDay, let last = SessionChecks.lastDay else { return false }
    return date >= first && date <= last
  }

  /// Counts sessions of the calendar between the first and last day that have no bar.
  private func missingSessions(
    _ days: [DayBars], into findings: inout TableFindings
  ) -> (missing: Int, sessions: Int) {
    var missing = 0
    var sessions = 0
    var previous: DayBars?
    for day in days {
      defer { previous = day }
      guard let before = previous, isKnown(before.date), isKnown(day.date) else { continue }
      var date = before.date.adding(days: 1)
      while date < day.date {
        if TradingCalendar.isTradingDay(date), !apart.contains(date) {
          missing += 1
          findings.add(.missingSession, line: Int(bars.lines[day.first]), date.description)
        }
        date = date.adding(days: 1)
      }
      if TradingCalendar.isTradingDay(day.date) { sessions += 1 }
    }
    return (missing, missing + sessions)
  }

  /// Counts intervals of regular sessions without a bar.
  private func holes(
    _ days: [DayBars], into findings: inout TableFindings
  ) -> (missing: Int, expected: Int) {
    var total = (missing: 0, expected: 0)
    var example: (line: Int, text: String)?
    for day in days {
      guard let session = TradingCalendar.session(on: day.date) else { continue }
      let seconds = session.minutes * 60
      let expected = (seconds + bars.interval - 1) / bars.interval
      var found = 0
      var late = 0
      for index in day.first..<day.end {
        if bars.starts[index] >= session.close.nanoseconds { late += 1 }
        if bars.starts[index] >= session.open.nanoseconds,
          bars.starts[index] < session.close.nanoseconds
        {
          found += 1
        }
      }
      let line = Int(bars.lines[day.first])
      if session.isHalfDay {
        findings.add(.halfDay, line: line, "\(day.date): \(found + late) bars")
      }
      total.expected += expected
      guard found < expected else { continue }
      total.missing += expected - found
      let text = "\(day.date): \(found) of \(expected) bars"
      if example == nil { example = (line, text) }
      if Double(found) < 0.95 * Double(expected) {
        findings.add(.shortSession, line: line, text)
      }
    }
    if let example {
      findings.add(.missingBar, times: total.missing, line: example.line, example.text)
    }
    return total
  }

  /// The bars of one date.
  private struct DayBars {
    var date: CivilDate
    var first: Int
    var end: Int

    init(date: CivilDate, first: Int) {
      self.date = date
      self.first = first
      end = first + 1
    }
  }
}

/// The day of New York that moments lie in, found anew only when they leave it.
struct DayCursor {
  /// The day.
  private(set) var date = CivilDate(dayNumber: 0)
  /// Its first moment, in nanoseconds since 1970 UTC.
  private(set) var start = Int64.max
  /// The first moment after it.
  private var end = Int64.min

  /// Goes to the day of a moment.
  ///
  /// - Returns: Whether it is another day than before.
  @discardableResult
  mutating func move(to moment: Int64) -> Bool {
    if moment >= start, moment < end { return false }
    date = NewYorkTime.date(Instant(nanoseconds: moment))
    start = NewYorkTime.instant(date, secondOfDay: 0).nanoseconds
    end = NewYorkTime.instant(date.adding(days: 1), secondOfDay: 0).nanoseconds
    return true
  }
}

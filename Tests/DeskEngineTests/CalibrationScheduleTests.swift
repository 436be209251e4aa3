// When calibrations are due: ordinary days, half days, daylight saving, late starts.

import MarketData
import Testing

@testable import DeskEngine

@Suite("Schedule of calibrations")
struct CalibrationScheduleTests {
  private func schedule(
    _ date: String, minutes: Int = 15
  ) throws -> (CalibrationSchedule, CivilDate) {
    let date = try #require(CivilDate(date))
    var rules = CalibrationRules.standard
    rules.minutes = minutes
    let session = try #require(TradingCalendar.session(on: date))
    return (CalibrationSchedule(session, rules: rules), date)
  }

  private func times(_ schedule: CalibrationSchedule) -> [String] {
    schedule.slots.map { String($0.time.description.dropFirst(11).prefix(5)) }
  }

  @Test("a day has 08:00, every quarter of an hour from open to close, and 17:00")
  func ordinary() throws {
    let (schedule, _) = try schedule("2018-02-05")
    let times = times(schedule)
    #expect(times.count == 29)
    #expect(times.prefix(4) == ["08:00", "09:30", "09:45", "10:00"])
    #expect(times.suffix(3) == ["15:45", "16:00", "17:00"])
    #expect(schedule.slots.map(\.kind).filter { $0 != .intraday } == [.premarket, .full])
  }

  @Test("a half day ends its quarters at 13:00 and still has 17:00")
  func halfDay() throws {
    let (schedule, _) = try schedule("2018-11-23")
    #expect(times(schedule).suffix(3) == ["12:45", "13:00", "17:00"])
  }

  @Test(
    "slots stand in New York's time on both sides of its clock changes",
    arguments: [
      ("2018-03-09", "-05:00"), ("2018-03-12", "-04:00"), ("2018-11-02", "-04:00"),
      ("2018-11-05", "-05:00"),
    ])
  func daylight(_ date: String, _ offset: String) throws {
    let (schedule, _) = try schedule(date)
    #expect(schedule.slots.first?.time.description == "\(date)T08:00:00\(offset)")
    #expect(schedule.slots.last?.time.description == "\(date)T17:00:00\(offset)")
  }

  @Test("a late start catches one calibration up, the one before the session first")
  func catchUp() throws {
    let (schedule, date) = try schedule("2018-02-05")
    func due(_ hour: Int, _ minute: Int, after last: Instant?, closing: Bool = false) -> JobKind? {
      schedule.due(
        at: NewYorkTime.instant(date, hour, minute), after: last, isClosing: closing)
    }
    let yesterday = NewYorkTime.instant(date.adding(days: -3), 16, 0)
    #expect(due(7, 59, after: yesterday) == nil)
    #expect(due(8, 0, after: yesterday) == .premarket)
    #expect(due(9, 30, after: yesterday) == .premarket)
    #expect(due(11, 7, after: nil) == .premarket)
    let open = NewYorkTime.instant(date, 9, 30)
    #expect(due(9, 44, after: open) == nil)
    #expect(due(9, 45, after: open) == .intraday)
    #expect(due(14, 3, after: open) == .intraday)
    #expect(due(14, 4, after: NewYorkTime.instant(date, 14, 3)) == nil)
    let late = NewYorkTime.instant(date, 15, 45)
    #expect(due(16, 0, after: late) == .intraday)
    #expect(due(16, 0, after: late, closing: true) == .full)
    #expect(due(17, 1, after: late) == .full)
    // A tape that is cut off at noon is calibrated once more as it ends.
    #expect(due(12, 1, after: NewYorkTime.instant(date, 12, 0), closing: true) == .full)
  }

  @Test("a result counts a budget later, that of the closing quotes at 17:00")
  func visible() throws {
    let (schedule, date) = try schedule("2018-02-05")
    let noon = NewYorkTime.instant(date, 12, 0)
    #expect(schedule.visible(.intraday, asked: noon) == noon + .seconds(90))
    let close = NewYorkTime.instant(date, 16, 0)
    #expect(schedule.visible(.full, asked: close) == NewYorkTime.instant(date, 17, 0))
    let night = NewYorkTime.instant(date, 17, 30)
    #expect(schedule.visible(.full, asked: night) == night + .seconds(90))
  }

  @Test("no minutes, no calibration")
  func off() throws {
    let (schedule, date) = try schedule("2018-02-05", minutes: 0)
    #expect(schedule.slots.isEmpty)
    #expect(
      schedule.due(at: NewYorkTime.instant(date, 12, 0), after: nil, isClosing: true) == nil)
  }
}

// Days rebuilt from real daily figures against what real minutes look like.
//
// Bands as measured on S&P 500 minutes of 2024 to 2026 and VIX minutes of 2025; every full day of
// 2014 to 2018 but the first weeks. Those years' index opens are stale, which puts more extremes near
// the open.

import Glibc
import MarketData
import Testing

@testable import Feeds

@Suite("Day builder against measured bands")
struct DayBuilderBandTests {
  private func days() throws -> [DayFile] {
    let bars = try SampleDays.bars()
    let vix = try SampleDays.vix()
    let events = try SampleDays.events()
    var days: [DayFile] = []
    for k in 30..<bars.count {
      guard !TradingCalendar.isHalfDay(bars[k].date) else { continue }
      days.append(
        DayBuilder.day(
          try DayBuilder.head(date: bars[k].date, daily: bars, vix: vix, events: events)))
    }
    return days
  }

  private func within(_ band: ClosedRange<Double>, _ value: Double, _ name: String) {
    #expect(band.contains(value), "\(name) \(value)")
  }

  @Test("range, variance by time of day, extremes and the answer of VIX")
  func bands() throws {
    let days = try days()
    #expect(days.count > 1_200)
    for day in days {
      let bar = day.head.bar
      #expect(day.rows.first?.bar.open == bar.open && day.rows.last?.bar.close == bar.close)
      #expect(day.rows.map(\.bar.high).max() == bar.high)
      #expect(day.rows.map(\.bar.low).min() == bar.low)
      #expect(day.rows.last?.vix == day.head.vix)
    }
    let found = MinuteStatistics(
      days.map { day in
        MinuteDay(
          open: day.head.bar.open, closes: day.rows.map(\.bar.close),
          highs: day.rows.map(\.bar.high), lows: day.rows.map(\.bar.low),
          openLnLevel: log(day.rows[0].vix), lnLevels: day.rows.map { log($0.vix) },
          levelBefore: day.head.previousVix)
      })
    within(1.45...1.75, quantile(found.ranges, 0.5), "range over deviation")  // 1.59
    within(1.0...1.35, quantile(found.ranges, 0.1), "least range")  // 1.12
    within(1.95...2.4, quantile(found.ranges, 0.9), "most range")  // 2.19
    within(0.14...0.20, MinuteStatistics.mean(found.first), "first half hour")  // 0.15-0.18
    within(0.048...0.075, MinuteStatistics.mean(found.last), "last quarter")  // 0.063
    // Real minutes have -0.005. A path that must meet four given prices is pulled towards them: 0.018
    // here, with a standard error of 0.004; 240 days alone would have one of 0.009.
    within(-0.03...0.03, MinuteStatistics.mean(found.returnLinks), "link of returns")
    within(0.06...0.20, MinuteStatistics.mean(found.sizeLinks), "clustering of |z|")  // 0.156
    within(4...6.5, found.kurtosis, "kurtosis of z")  // 5.0
    within(0.5...1.3, found.beyondFour, "minutes beyond four deviations")  // 0.87
    within(0.45...0.62, deviation(found.lnVariances), "deviation of ln variance")  // 0.53
    within(0.20...0.36, found.highEarly / found.count, "early highs")  // 0.28
    within(0.20...0.36, found.lowEarly / found.count, "early lows")  // 0.30
    within(0.10...0.26, found.highLate / found.count, "late highs")  // 0.19
    within(0.10...0.26, found.lowLate / found.count, "late lows")  // 0.12
    within(-0.93 ... -0.82, correlation(found.changes, found.returns), "link with VIX")  // -0.88
    within(-9.5 ... -7, quantile(found.betas, 0.5), "answer of ln VIX")  // -8.2
    within(0.038...0.065, quantile(found.levelDeviations, 0.5), "session of VIX")  // 0.046
  }

  @Test("an announcement day moves after its announcement")
  func announcement() throws {
    let bars = try SampleDays.bars()
    let vix = try SampleDays.vix()
    let events = try SampleDays.events()
    var after = 0.0
    var count = 0.0
    for event in events where event.effectiveDate.year >= 2015 {
      let head = try DayBuilder.head(
        date: event.effectiveDate, daily: bars, vix: vix, events: events)
      let day = DayBuilder.day(head)
      #expect(day.rows[269].eventVariance == 1)
      #expect(day.rows[270].eventVariance == 0)
      let prices =
        [day.head.bar.open] + stride(from: 4, to: 390, by: 5).map { day.rows[$0].bar.close }
      let squares = zip(prices.dropFirst(), prices).map { log($0 / $1) * log($0 / $1) }
      after += squares[54..<72].reduce(0, +) / squares.reduce(0, +)
      count += 1
    }
    #expect(after / count > 0.35, "share of variance from 14:00 to 15:30 \(after / count)")
  }
}

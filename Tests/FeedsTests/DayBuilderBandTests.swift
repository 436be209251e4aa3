// Days rebuilt from real daily figures against what real minutes look like.
//
// Bands as measured on S&P 500 minutes of 2024 to 2026 and VIX minutes of 2025; every eighth day
// of 2014 to 2018.

@testable import Feeds
import Glibc
import MarketData
import Testing

@Suite("Day builder against measured bands")
struct DayBuilderBandTests {
  /// Five-minute closes of a day, its open first.
  private func closes(_ day: DayFile) -> [Double] {
    [day.head.bar.open] + stride(from: 4, to: day.rows.count, by: 5).map { day.rows[$0].bar.close }
  }

  private func days() throws -> [DayFile] {
    let bars = try SampleDays.bars()
    let vix = try SampleDays.vix()
    let events = try SampleDays.events()
    var days: [DayFile] = []
    for k in stride(from: 30, to: bars.count, by: 8) {
      guard !TradingCalendar.isHalfDay(bars[k].date) else { continue }
      days.append(
        DayBuilder.day(
          try DayBuilder.head(date: bars[k].date, daily: bars, vix: vix, events: events)))
    }
    return days
  }

  @Test("range, variance by time of day, extremes and the answer of VIX")
  func bands() throws {
    let days = try days()
    #expect(days.count > 140)
    var ratios: [Double] = []
    var first = 0.0
    var last = 0.0
    var total = 0.0
    var correlations: [Double] = []
    var betas: [Double] = []
    var earlyHighs = 0
    for day in days {
      let closes = closes(day)
      let returns = zip(closes.dropFirst(), closes).map { log($0 / $1) }
      let variance = returns.reduce(0) { $0 + $1 * $1 }
      ratios.append(log(day.head.bar.high / day.head.bar.low) / variance.squareRoot())
      first += returns[0..<6].reduce(0) { $0 + $1 * $1 } / variance
      last += returns[75..<78].reduce(0) { $0 + $1 * $1 } / variance
      total += 1
      let levels = stride(from: 4, to: day.rows.count, by: 5).map { log(day.rows[$0].vix) }
      let changes = zip(levels.dropFirst(), levels).map { $0 - $1 }
      let later = Array(returns.dropFirst())
      correlations.append(correlation(changes, later))
      betas.append(correlation(changes, later) * deviation(changes) / deviation(later))
      let high = day.rows.firstIndex { $0.bar.high == day.head.bar.high } ?? 0
      if high < 30 { earlyHighs += 1 }
    }
    let median = quantile(ratios, 0.5)
    #expect((1.45...1.75).contains(median), "range over realised deviation \(median)")
    #expect((1.0...1.35).contains(quantile(ratios, 0.1)), "\(quantile(ratios, 0.1))")
    #expect((1.95...2.4).contains(quantile(ratios, 0.9)), "\(quantile(ratios, 0.9))")
    #expect((0.14...0.22).contains(first / total), "first half hour \(first / total)")
    #expect((0.040...0.075).contains(last / total), "last quarter \(last / total)")
    let link = quantile(correlations, 0.5)
    #expect((-0.95 ... -0.80).contains(link), "correlation with VIX \(link)")
    let beta = quantile(betas, 0.5)
    #expect((-9.5 ... -7).contains(beta), "answer of ln VIX \(beta)")
    let early = Double(earlyHighs) / total
    #expect((0.20...0.43).contains(early), "highs in the first half hour \(early)")
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
      let closes = closes(day)
      let squares = zip(closes.dropFirst(), closes).map { log($0 / $1) * log($0 / $1) }
      after += squares[54..<72].reduce(0, +) / squares.reduce(0, +)
      count += 1
    }
    #expect(after / count > 0.35, "share of variance from 14:00 to 15:30 \(after / count)")
  }
}

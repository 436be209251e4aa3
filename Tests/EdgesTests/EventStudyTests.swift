// What is read off past events: volatility before and after, moves, and what was priced.

import MarketData
import Testing

@testable import Edges

@Suite("Event study")
struct EventStudyTests {
  private let first = CivilDate(dayNumber: 17_000)

  /// Ten days; the index falls from 20 to 15 on the fifth and rises from 16 to 18 on the eighth.
  private func history(priced: [Double?] = []) -> HealthHistory {
    let closes: [Double] = [100, 100, 100, 100, 102, 103, 103, 101, 101, 104.03]
    let index: [Double] = [18, 18, 19, 20, 15, 15, 16, 18, 17, 17]
    let dates = closes.indices.map { first.adding(days: $0) }
    return HealthHistory(
      DailyHistory(
        symbol: "SPX",
        bars: zip(dates, closes).map {
          DailyBar(
            date: $0, bar: PriceBar(open: $1, high: $1, low: $1, close: $1, volume: 1))
        }, volatilityIndex: zip(dates, index).map { DailyValue(date: $0, value: $1) },
        volatilityIndex3M: []),
      series: priced.isEmpty ? [] : [HealthSeries(name: "event_move", values: priced)])
  }

  private func event(_ kind: MarketEventKind, day: Int, _ symbol: String? = nil) -> MarketEvent {
    let date = first.adding(days: day)
    return MarketEvent(
      symbol: symbol, kind: kind, time: NewYorkTime.instant(date, 14, 0), effectiveDate: date)
  }

  @Test("crush, move, what was priced and what followed, by hand")
  func figures() throws {
    var priced = [Double?](repeating: nil, count: 10)
    priced[3] = 0.03
    let study = EventStudy(
      "SPX", history(priced: priced), events: [event(.fomc, day: 4), event(.cpi, day: 7)], most: 8)
    #expect(study.outcomes.map(\.kind) == [.fomc, .cpi])
    let one = study.outcomes[0]
    #expect(one.before == 0.2 && one.after == 0.15 && abs(one.crush - 0.25) < 1e-12)
    #expect(abs(one.move - 0.02) < 1e-12)
    #expect(abs(try #require(one.expected) - 0.03 * 0.797_884_560_8) < 1e-9)
    #expect(abs(try #require(one.next) - (103.0 / 102 - 1)) < 1e-12)
    #expect(abs(try #require(one.week) - (104.03 / 102 - 1)) < 1e-12)
    let two = study.outcomes[1]
    #expect(abs(two.crush + 0.125) < 1e-12 && two.expected == nil && two.week == nil)
    #expect(study.crushShare == 0.5 && study.overpricedShare == 1)
    #expect(abs(try #require(study.meanCrush) - 0.0625) < 1e-12)
  }

  @Test("other symbols, events without a close and too many of a kind are left out")
  func limits() {
    let events = [
      event(.fomc, day: 0), event(.fomc, day: 2), event(.fomc, day: 4), event(.fomc, day: 30),
      event(.earnings, day: 5, "QQQ"),
    ]
    #expect(EventStudy("SPX", history(), events: events, most: 8).outcomes.count == 2)
    let newest = EventStudy("SPX", history(), events: events, most: 1)
    #expect(newest.outcomes.map(\.date) == [first.adding(days: 4)])
    #expect(EventStudy("QQQ", history(), events: events, most: 8).outcomes.count == 3)
    let none = EventStudy("SPX", history(), events: [], most: 8)
    #expect(none.crushShare == nil && none.meanMove == nil && none.overpricedShare == nil)
  }
}

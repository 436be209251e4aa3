// Classifiers over the same days: counts, and the two times of fear everybody knows.

import MarketData
import Regimes
import Testing

@Suite("Regime comparison")
struct ComparisonTests {
  static let whole = RegimeComparison(SampleHistory.days, range: 0..<SampleHistory.days.count)

  /// 24 August 2015 and 5 February 2018: the desk's own is in panic at that close or one off it.
  @Test("panic within one close of both falls", arguments: ["2015-08-24", "2018-02-05"])
  func fear(_ date: String) throws {
    let whole = Self.whole
    let day = try #require(SampleHistory.place(date))
    let index = try #require(whole.episodes.firstIndex { $0.peak == day })
    let own = try #require(whole.methods.first)
    #expect(own.method == .desk)
    let called = try #require(own.called[index])
    #expect(abs(called - day) <= 1, "called on \(whole.days[called].date)")
    let calls = regimeCalls(.desk, whole.days)
    #expect(calls[day]?.state == RegimeState.highVolPanic.index)
    #expect(calls[day - 5]?.state != RegimeState.highVolPanic.index)
  }

  @Test("days, shares, visits and moves fit together for every method")
  func counts() {
    let whole = Self.whole
    #expect(whole.methods.map(\.method) == RegimeMethod.allCases)
    for record in whole.methods {
      let spells = record.spells
      #expect(spells.named + spells.unnamed == whole.range.count)
      #expect(abs(spells.states.reduce(0) { $0 + $1.share } - 1) < 1e-12)
      #expect(spells.states.map(\.days).reduce(0, +) == spells.named)
      let visits = spells.states.map(\.visits).reduce(0, +)
      let moves = spells.moves.reduce(0) { $0 + $1.reduce(0, +) }
      // Each run but the first of an unbroken stretch is entered by one move.
      #expect(spells.changes <= visits - 1 && moves <= spells.named - 1)
      #expect(spells.named > 800, "\(record.method)")
    }
    #expect(whole.methods[0].stressAgreement == 1 && whole.methods[0].randIndex == 1)
    #expect(whole.methods[0].spells.changes < whole.methods[1].spells.changes / 2)
  }

  @Test("runs are counted by hand")
  func spells() {
    let calls: [RegimeCall?] = [0, 0, nil, 0, 1, 1, 0].map { state in
      state.map { RegimeCall(state: $0) }
    }
    let spells = RegimeSpells(calls, names: ["a", "b", "c"])
    #expect(spells.states.map(\.days) == [4, 2, 0] && spells.states.map(\.visits) == [3, 1, 0])
    #expect(spells.states.map(\.meanDwell) == [4.0 / 3, 2, nil])
    #expect(spells.moves == [[1, 1, 0], [1, 1, 0], [0, 0, 0]])
    #expect(spells.named == 6 && spells.unnamed == 1 && spells.changes == 2)
  }

  @Test("a time of fear goes on through ten calmer closes and not through eleven")
  func episodes() {
    func days(_ calm: Int) -> [RegimeDay] {
      let values = [20, 26, 31] + [Double](repeating: 24, count: calm) + [27, 20]
      return values.enumerated().map { index, value in
        var features = RegimeFeatures()
        features.v = value
        return RegimeDay(
          date: CivilDate(dayNumber: 17_000 + index), close: 100, features: features)
      }
    }
    let one = RegimeEpisode.all(days(10))
    #expect(one.count == 1 && one[0].onset == 1 && one[0].peak == 2 && one[0].end == 13)
    #expect(one[0].height == 31)
    #expect(RegimeEpisode.all(days(11)).count == 2)
    let calls = [RegimeCall?](repeating: RegimeCall(state: 0), count: 15)
    #expect(one[0].called(calls, stress: 1) == nil)
    #expect(one[0].called(calls, stress: 0) == 0, "it stood before the onset")
  }
}

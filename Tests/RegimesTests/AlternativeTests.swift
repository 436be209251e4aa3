// Alternative classifiers: their rules, their order, and that none of them sees the future.

import Glibc
import MarketData
import Numerics
import Regimes
import Testing

@Suite("Alternative classifiers")
struct AlternativeTests {
  private func features(_ change: (inout RegimeFeatures) -> Void) -> RegimeFeatures {
    var f = RegimeFeatures()
    change(&f)
    return f
  }

  @Test("points add up as the older desk counted them")
  func points() {
    let panic = features {
      ($0.v, $0.r5, $0.r20, $0.dd, $0.d50, $0.d200) = (36, 0.35, 0.20, -0.22, -0.04, -0.05)
      ($0.mx, $0.return20, $0.dsh) = (-0.03, -0.07, 30)
    }
    // 3 + 2 + 1.5 + 1.5 for panic; 1.5 + 1 + 1 + 1 and 1 for the fall for a down trend.
    #expect(CompatiblePoints.points(panic) == [0, 8, 0, 5.5, 0])
    #expect(CompatiblePoints.call(panic) == RegimeCall(state: 1, confidence: 100))
    let milder = features { ($0.v, $0.dd, $0.r20) = (25, -0.10, 0.18) }
    #expect(CompatiblePoints.points(milder) == [0, 2, 0, 1, 0])
    let grind = features {
      ($0.v, $0.r5, $0.r20, $0.d20, $0.dsh, $0.dd) = (11, 0.04, 0.06, 0.01, 2, 0)
    }
    #expect(CompatiblePoints.points(grind) == [5.5, 0, 0.5, 0, 0])
    let up = features {
      ($0.v, $0.r20, $0.d50, $0.d200, $0.mx) = (17, 0.12, 0.04, 0.05, 0.03)
      $0.return20 = 0.06
    }
    #expect(CompatiblePoints.call(up) == RegimeCall(state: 2, confidence: 90))
    let still = features {
      ($0.v, $0.r20, $0.d50, $0.mx, $0.return20) = (17, 0.12, 0.002, -0.003, 0.01)
    }
    #expect(CompatiblePoints.points(still) == [0, 0, 0, 0, 2.5])
    let nothing = features { ($0.v, $0.r20) = (20, 0.15) }
    #expect(CompatiblePoints.call(nothing) == RegimeCall(state: 4, confidence: 30))
    #expect(CompatiblePoints.call(RegimeFeatures()) == nil)
  }

  @Test("fixed bounds of 15 and 30 %")
  func threshold() {
    for (r20, state) in [(0.1499, 0), (0.15, 1), (0.2999, 1), (0.30, 2)] {
      #expect(ThresholdRegimes.call(features { $0.r20 = r20 }) == RegimeCall(state: state))
    }
    #expect(ThresholdRegimes.call(RegimeFeatures()) == nil)
  }

  @Test("terciles rank a day against the 252 before it and never against itself")
  func quantile() {
    let start = CivilDate(dayNumber: 17_000)
    var days = (0..<252).map { index in
      RegimeDay(
        date: start.adding(days: index), close: 100,
        features: features { ($0.v, $0.r20) = (10 + Double(index % 84), 0.1) })
    }
    #expect(QuantileRegimes.call(days) == nil, "only 251 before it")
    for (v, r20, state) in [(10.0, 0.05, 0), (50, 0.1, 1), (93, 0.2, 2), (93, 0.05, 1)] {
      let day = RegimeDay(
        date: start.adding(days: 252), close: 100, features: features { ($0.v, $0.r20) = (v, r20) })
      #expect(QuantileRegimes.call(days + [day]) == RegimeCall(state: state), "\(v) \(r20)")
    }
    days.append(RegimeDay(date: start.adding(days: 252), close: 100, features: RegimeFeatures()))
    #expect(QuantileRegimes.call(days) == nil)
  }

  @Test("clusters are ordered by their volatility")
  func clusters() throws {
    let days = SampleHistory.days
    for states in [2, 3] {
      let model = try #require(ClusterRegimes(days, states: states))
      var sums = [Double](repeating: 0, count: states)
      var counts = sums
      for day in days {
        guard let call = model.call(day.features), let r20 = day.features.r20 else { continue }
        sums[call.state] += log(r20)
        counts[call.state] += 1
      }
      let means = zip(sums, counts).map { $0 / $1 }
      #expect(means == means.sorted() && counts.allSatisfy { $0 > 50 }, "\(counts)")
    }
    #expect(ClusterRegimes(days.prefix(258)) == nil, "59 of them have no features")
    #expect(ClusterRegimes(days.prefix(259)) != nil)
  }

  /// Every call of the past stays the same to the last bit when the future is another one.
  @Test("no call depends on a later day", arguments: RegimeMethod.allCases)
  func noLookAhead(_ method: RegimeMethod) throws {
    let history = try SampleHistory.read()
    let cut = try #require(SampleHistory.place("2016-06-24"))
    var other = history
    for index in (cut + 1)..<other.bars.count {
      let factor = 1 + 0.4 * sin(Double(index))
      other.bars[index].bar = PriceBar(
        open: 900 * factor, high: 1_000 * factor, low: 800 * factor, close: 950 * factor, volume: 0)
    }
    let date = history.bars[cut].date
    for index in other.volatilityIndex.indices where other.volatilityIndex[index].date > date {
      other.volatilityIndex[index].value = 60 - 0.01 * Double(index)
    }
    let days = SampleHistory.days
    let changed = other.days()
    #expect(days[cut + 30].features != changed[cut + 30].features)
    let calls = regimeCalls(method, days)
    let otherCalls = regimeCalls(method, changed)
    #expect(Array(calls[...cut]) == Array(otherCalls[...cut]))
    #expect(calls != otherCalls, "the future was really another one")
    // The same holds when there is no future at all.
    #expect(regimeCalls(method, Array(days[...cut])) == Array(calls[...cut]))
    #expect(calls[cut] != nil)
  }

  @Test("the models of a session say what the whole history says of its close")
  func outlook() throws {
    let days = SampleHistory.days
    for date in ["2015-08-24", "2018-02-01", "2018-02-05"] {
      let place = try #require(SampleHistory.place(date))
      let outlook = RegimeOutlook(Array(days[..<place]), session: days[place].date)
      for call in outlook.calls(days[place]) {
        let whole = regimeCalls(call.method, Array(days[...place])).last ?? nil
        #expect(
          call.state == whole.map { call.method.states()[$0.state] }, "\(date) \(call.method)")
        #expect(call.confidence == whole?.confidence, "\(date) \(call.method)")
        #expect(call.isStress == (whole?.state == call.method.stress()))
      }
    }
  }
}

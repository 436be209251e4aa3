// Features against values worked out by hand or by a slower route.

import Glibc
import MarketData
import Regimes
import Testing
import Volatility

@Suite("Regime features")
struct RegimeFeaturesTests {
  private func history(_ closes: [Double], index: [Double]) -> DailyHistory {
    let first = CivilDate(dayNumber: 17_000)
    let bars = closes.enumerated().map { step, close in
      DailyBar(
        date: first.adding(days: step),
        bar: PriceBar(open: close, high: close + 1, low: close - 1, close: close, volume: 1))
    }
    let values = index.enumerated().map { DailyValue(date: first.adding(days: $0), value: $1) }
    return DailyHistory(symbol: "SPX", bars: bars, volatilityIndex: values, volatilityIndex3M: [])
  }

  @Test("reads a rising line")
  func risingLine() throws {
    let closes = (0..<300).map { 1_000 + 2 * Double($0) }
    let f = RegimeFeatures(
      history: history(closes, index: (0..<252).map { 10 + 0.1 * Double($0) }), today: nil,
      volatilityIndex: 22.65, volatilityIndex3M: 24.915, surfaceSlope: nil)
    #expect(f.ts == 10, "a straight line is capped")
    #expect(abs(try #require(f.adx) - 100) < 1e-9, "every movement is upwards")
    #expect(f.dd == 0 && f.dsh == 0)
    #expect(abs(try #require(f.p) - 127.0 / 252 * 100) < 1e-9)
    #expect(abs(try #require(f.sl) - 0.1) < 1e-12)
    let d20 = 1_598.0 / (1_598 - 19) - 1
    #expect(abs(try #require(f.d20) - d20) < 1e-12)
    #expect(abs(try #require(f.return20) - (1_598.0 / 1_558 - 1)) < 1e-12)
  }

  @Test("leaves out what history cannot give")
  func missingStaysMissing() {
    let short = history((0..<59).map { 100 + Double($0) }, index: [12, 13])
    let f = RegimeFeatures(
      history: short, today: nil, volatilityIndex: 14, volatilityIndex3M: nil, surfaceSlope: -0.02)
    #expect(f.r20 == nil && f.d50 == nil && f.adx == nil)
    #expect(f.v == 14 && f.p == nil && f.zv == nil && f.sl == -0.02)
    let more = RegimeFeatures(
      history: short, today: PriceBar(open: 1, high: 160, low: 157, close: 159, volume: 0),
      volatilityIndex: nil, volatilityIndex3M: nil, surfaceSlope: nil)
    #expect(more.r20 != nil && more.d50 != nil && more.d200 == nil && more.dd == nil)
    #expect(more.v == nil && more.sl == nil)
  }

  /// Returns of +1 % and -2 % in turn, by the definition: no mean is taken off.
  @Test("realised volatility is the root mean square of log returns")
  func zeroMean() throws {
    var closes = [1_000.0]
    for step in 1..<80 { closes.append(closes[step - 1] * exp(step % 2 == 0 ? 0.01 : -0.02)) }
    let f = RegimeFeatures(
      history: history(closes, index: []), today: nil, volatilityIndex: 20, volatilityIndex3M: nil,
      surfaceSlope: nil)
    let even = (252 * (0.01 * 0.01 + 0.02 * 0.02) / 2).squareRoot()
    #expect(abs(try #require(f.r20) - even) < 1e-12)
    #expect(abs(try #require(f.r60) - even) < 1e-12)
    // Step 79 fell: three falls and two rises in the last five.
    let five = (252 * (2 * 0.01 * 0.01 + 3 * 0.02 * 0.02) / 5).squareRoot()
    #expect(abs(try #require(f.r5) - five) < 1e-12)
    #expect(abs(try #require(f.rr) - five / even) < 1e-12)
    #expect(abs(try #require(f.ivrv) - 0.20 / even) < 1e-12)
    #expect(f.p == nil && f.zv == nil, "no history to rank it against")
  }

  @Test("Yang and Zhang's estimator on demand, over the same sessions")
  func yangZhang() throws {
    let past = try SampleHistory.read()
    let bars = past.bars.suffix(100).map(\.bar)
    let rules = RegimeRules(estimator: .yangZhang)
    let day = try #require(past.days(last: 1, rules: rules).first)
    for (value, window) in [(day.features.r5, 5), (day.features.r20, 20), (day.features.r60, 60)] {
      let direct = try rangeVolatility(.yangZhang, bars: Array(bars.suffix(window + 1)))
      #expect(value == direct)
    }
    let plain = try #require(past.days(last: 1).first)
    #expect(plain.features.r20 == realisedVolatility(bars.map(\.close), window: 20))
    #expect(plain.features.adx == day.features.adx)
  }

  /// Three-month index, then surface, then nine-day index; none of them invented.
  @Test("the slope of implied volatility falls back in order")
  func slope() {
    func slope(_ quarter: Double?, _ surface: Double?, _ days9: Double?) -> (Double?, Double?) {
      let f = RegimeFeatures(
        history: history([], index: []), today: nil, volatilityIndex: 20,
        volatilityIndex3M: quarter,
        surfaceSlope: surface, volatilityIndex9D: days9)
      return (f.sl, f.s9)
    }
    #expect(slope(22, -0.3, 25) == (22.0 / 20 - 1, 0.25))
    #expect(slope(nil, -0.3, 25) == (-0.3, 0.25))
    #expect(slope(nil, nil, 25) == (20.0 / 25 - 1, 0.25))
    #expect(slope(nil, nil, nil) == (nil, nil))
    #expect(slope(0, nil, -1) == (nil, nil), "an index of zero or less is no index")
  }

  @Test("the nine-day index of past closes is read where the session brings none")
  func nearCloses() throws {
    func features(_ near: [DailyValue], _ quarter: Double?) -> RegimeFeatures {
      var past = history([], index: [])
      let date = CivilDate(dayNumber: 17_000)
      past.volatilityIndex = [DailyValue(date: date, value: 20)]
      past.volatilityIndex9D = near
      return RegimeFeatures(
        history: past, today: nil, volatilityIndex: 30, volatilityIndex3M: quarter,
        surfaceSlope: nil)
    }
    let date = CivilDate(dayNumber: 17_000)
    let known = features([DailyValue(date: date, value: 25)], 33)
    #expect(known.s9 == 0.25 && known.sl == 33.0 / 30 - 1)
    let alone = features([DailyValue(date: date, value: 25)], nil)
    #expect(alone.s9 == 0.25)
    #expect(abs(try #require(alone.sl) - (20.0 / 25 - 1)) < 1e-12)
    #expect(features([], 33).s9 == nil && features([], nil).sl == nil)
    // Another day's close says nothing of this one's.
    #expect(features([DailyValue(date: date.adding(days: -1), value: 25)], 33).s9 == nil)
  }

  @Test("a day of the past reads as the desk read it then")
  func daysMatchTheDesk() throws {
    let past = try SampleHistory.read()
    for date in ["2014-06-10", "2015-08-24", "2018-02-05"] {
      let place = try #require(SampleHistory.place(date))
      let day = SampleHistory.days[place]
      let index = past.volatilityIndex
      let f = RegimeFeatures(
        history: DailyHistory(
          symbol: "SPX", bars: Array(past.bars[..<place]),
          volatilityIndex: index.filter { $0.date < day.date }, volatilityIndex3M: []),
        today: past.bars[place].bar,
        volatilityIndex: index.first { $0.date == day.date }?.value, volatilityIndex3M: nil,
        surfaceSlope: nil)
      #expect(f == day.features && f.v != nil)
    }
  }

  /// Figures of the shipped bars, worked out apart from this code by the definitions of section a.1.
  @Test("5 February 2018 by a slower route")
  func februaryFifth() throws {
    let place = try #require(SampleHistory.place("2018-02-05"))
    let f = SampleHistory.days[place].features
    let rows: [(Double?, Double)] = [
      (f.v, 37.32), (f.p, 100), (f.r5, 0.3427629368626878), (f.r20, 0.18807562637798578),
      (f.r60, 0.12235466895971037), (f.adx, 47.73324693933026), (f.ts, 0.7259373710756454),
      (f.d50, -0.024743506150440076), (f.mx, 0.029821287286733833),
      (f.dd, -0.0779464438001023), (f.return20, -0.03434372892477622),
    ]
    for (value, expected) in rows {
      #expect(abs(try #require(value) - expected) <= 1e-9 * max(1, abs(expected)))
    }
    #expect(f.sl == nil && f.s9 == nil, "no curve ships")
    let reading = RegimeClassifier.classify(f)
    // The share of the softmax; confidence is that times the coverage.
    let share = reading.confidence / reading.coverage
    #expect(reading.state == .highVolPanic && abs(share - 97.77) < 0.005)
    #expect(reading.alarm == "V at 35 or more")
  }
}

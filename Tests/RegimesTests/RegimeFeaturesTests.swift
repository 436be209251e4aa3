// Features against values worked out by hand or by a slower route.

import MarketData
import Regimes
import Testing

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
}

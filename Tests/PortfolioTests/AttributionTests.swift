// Contributions, Brinson's effects, factors, and the Greeks' part in profit.

import MarketData
import TestKit
import Testing

@testable import Portfolio

@Suite("Attribution")
struct AttributionTests {
  /// Carl Bacon, "Practical Portfolio Performance Measurement and Attribution", 2nd edition (2008),
  /// chapter 5: three regions, printed in percent with one decimal of a basis point.
  @Test("Bacon's three regions")
  func bacon() {
    let attribution = BrinsonAttribution([
      BrinsonSegment(
        name: "UK", weight: 0.4, rate: 0.20, benchmarkWeight: 0.4, benchmarkRate: 0.10),
      BrinsonSegment(
        name: "Japan", weight: 0.3, rate: -0.05, benchmarkWeight: 0.2, benchmarkRate: -0.04),
      BrinsonSegment(
        name: "US", weight: 0.3, rate: 0.06, benchmarkWeight: 0.4, benchmarkRate: 0.08),
    ])
    #expect(abs(attribution.rate - 0.083) < 1e-15)
    #expect(abs(attribution.benchmarkRate - 0.064) < 1e-15)
    let expected = [(0.0, 0.04, 0.0), (-0.0104, -0.002, -0.001), (-0.0016, -0.008, 0.002)]
    for (effect, row) in zip(attribution.effects, expected) {
      #expect(abs(effect.allocation - row.0) < 1e-15, "\(effect.segment.name)")
      #expect(abs(effect.selection - row.1) < 1e-15, "\(effect.segment.name)")
      #expect(abs(effect.interaction - row.2) < 1e-15, "\(effect.segment.name)")
    }
    #expect(abs(attribution.explained - 0.019) < 1e-15)
  }

  @Test("the effects sum to the active return, and agree with a plain twin")
  func brinsonTwin() {
    var generator = SeededGenerator(seed: 86)
    for _ in 0..<500 {
      let count = generator.integer(in: 1...9)
      func shares() -> [Double] {
        let raw = (0..<count).map { _ in generator.double(in: 0.01..<1) }
        let sum = raw.reduce(0, +)
        return raw.map { $0 / sum }
      }
      let w = shares()
      let v = shares()
      let r = (0..<count).map { _ in generator.double(in: -0.5..<0.5) }
      let b = (0..<count).map { _ in generator.double(in: -0.5..<0.5) }
      let attribution = BrinsonAttribution(
        (0..<count).map {
          BrinsonSegment(
            name: "\($0)", weight: w[$0], rate: r[$0], benchmarkWeight: v[$0],
            benchmarkRate: b[$0])
        })
      #expect(abs(attribution.explained - attribution.active) < 1e-12)
      // The twin compares notional funds: the book, the benchmark, and the two crossed.
      func fund(_ weights: [Double], _ rates: [Double]) -> Double {
        zip(weights, rates).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let allocation = fund(w, b) - fund(v, b)
      let selection = fund(v, r) - fund(v, b)
      #expect(abs(attribution.effects.reduce(0) { $0 + $1.allocation } - allocation) < 1e-12)
      #expect(abs(attribution.effects.reduce(0) { $0 + $1.selection } - selection) < 1e-12)
    }
  }

  @Test("contributions sum to the return of the book, the rest being told")
  func contributions() {
    let rows = strategyContributions(
      [
        ("SKEW", Money(wholeDollars: -300), Money(wholeDollars: 2_000)),
        ("VRP", Money(wholeDollars: 1_000), Money(wholeDollars: 10_000)),
      ], profit: Money(wholeDollars: 750), capital: Money(wholeDollars: 100_000))
    #expect(rows.map(\.name) == ["SKEW", "VRP", "residual"])
    #expect(rows.map(\.weight) == [0.02, 0.1, 0])
    #expect(rows.map(\.rate) == [-0.15, 0.1, nil])
    #expect(rows[2].profit == Money(wholeDollars: 50))
    #expect(abs(rows.reduce(0) { $0 + $1.contribution } - 0.0075) < 1e-15)
    #expect(rows.reduce(Money.zero) { $0 + $1.profit } == Money(wholeDollars: 750))
    for row in rows.dropLast() {
      #expect(abs(row.weight * (row.rate ?? 0) - row.contribution) < 1e-15)
    }
  }

  @Test("factors that made the returns are found, and too few days are none")
  func factors() throws {
    var generator = SeededGenerator(seed: 21)
    let n = 250
    let market = (0..<n).map { _ in generator.double(in: -0.02..<0.02) }
    let volatility = (0..<n).map { _ in generator.double(in: -0.03..<0.03) }
    let noise = (0..<n).map { _ in generator.double(in: -0.0005..<0.0005) }
    let returns = (0..<n).map { 0.0001 + 0.3 * market[$0] - 0.1 * volatility[$0] + noise[$0] }
    let fit = try #require(
      FactorRegression(
        returns: returns, factors: [("market", market), ("volatility", volatility)]))
    #expect(fit.exposures.map(\.name) == ["intercept", "market", "volatility"])
    #expect(abs(fit.exposures[1].exposure - 0.3) < 0.01)
    #expect(abs(fit.exposures[2].exposure + 0.1) < 0.01)
    #expect((fit.exposures[1].tStatistic ?? 0) > 50)
    #expect((fit.rSquared ?? 0) > 0.98)
    #expect(
      FactorRegression(
        returns: Array(returns[..<19]), factors: [("market", Array(market[..<19]))]) == nil)
    #expect(
      FactorRegression(returns: returns, factors: [("a", market), ("b", market)]) == nil,
      "factors that are one and the same")
  }

  /// y on x by hand: x = 1...20 and y = x squared, whose least squares line is -77 + 21 x with a
  /// residual sum of squares of 17,556, so the error of the slope is sqrt(17556 / 18 / 665).
  @Test("standard error and share explained of a parabola")
  func parabola() throws {
    let x = (1...20).map(Double.init)
    let fit = try #require(
      FactorRegression(returns: x.map { $0 * $0 }, factors: [("x", x)]))
    #expect(abs(fit.exposures[0].exposure + 77) < 1e-9)
    #expect(abs(fit.exposures[1].exposure - 21) < 1e-10)
    #expect(abs((fit.exposures[1].error ?? 0) - (17_556.0 / 18 / 665).squareRoot()) < 1e-9)
    let total = 441.0 * 665 + 17_556
    #expect(abs((fit.rSquared ?? 0) - (1 - 17_556 / total)) < 1e-12)
  }

  @Test("a day's factors from closes")
  func factorDay() throws {
    // Twenty-one closes rising by one, then a fall of two.
    let closes = (0...20).map { 100 + Double($0) } + [118]
    let day = try #require(
      FactorDay(rate: 0.01, closes: closes[...], points: (before: 20, now: 23)))
    #expect(abs(day.market - (118.0 / 120 - 1)) < 1e-15)
    #expect(abs(day.volatility - 0.03) < 1e-15)
    #expect(day.momentum == day.market, "the trend was up")
    // The close before stands 9.5 above the mean of 101...120, whose deviation is sqrt(35).
    #expect(abs(day.reversion + day.market * 9.5 / 35.0.squareRoot()) < 1e-12)
    #expect(FactorDay(rate: 0, closes: closes[1...], points: (20, 20)) == nil, "too few")
    #expect(FactorDay(rate: 0, closes: [0] + closes[1...], points: (20, 20)) == nil)
  }

  @Test("parts of a profit sum to it, whatever is known")
  func explanation() {
    let base = ExplanationBase(
      spot: 2_700, delta: -12, gamma: -0.4, theta: 85,
      legs: [
        ExplainedLeg(volatility: 0.20, vega: -300), ExplainedLeg(volatility: nil, vega: 0),
        ExplainedLeg(volatility: 0.30, vega: 120),
      ])
    let parts = explainProfit(
      Money(wholeDollars: -400), costs: Money(units: -26_000), from: base, spot: 2_690,
      volatilities: [0.21, 0.5, nil], days: 0.5)
    #expect(parts.delta == Money(wholeDollars: 120))
    #expect(parts.gamma == Money(wholeDollars: -20))
    #expect(parts.theta == Money(units: 425_000))
    #expect(parts.vega == Money(wholeDollars: -300))
    #expect(
      parts.residual
        == Money(units: -4_000_000 + 26_000 - 1_200_000 + 200_000 - 425_000 + 3_000_000))
    #expect(parts.total == Money(wholeDollars: -400))
    let unknown = explainProfit(
      Money(wholeDollars: 7), costs: Money(units: -5), from: nil, spot: 1, volatilities: [],
      days: 1)
    #expect(unknown.delta == nil && unknown.residual == Money(units: 70_005))
    #expect(unknown.total == Money(wholeDollars: 7))
    let wild = explainProfit(
      Money(wholeDollars: 7), costs: .zero, from: base, spot: .infinity, volatilities: [], days: 1)
    #expect(wild.delta == nil && wild.residual == Money(wholeDollars: 7))
  }
}

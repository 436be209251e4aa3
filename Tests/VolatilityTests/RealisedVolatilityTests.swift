// Estimators against direct sums, and the HAR regression against a process of its own form.

import Glibc
import MarketData
import TestKit
import Testing
import Volatility

@Suite("Realised volatility")
struct RealisedVolatilityTests {
  @Test("is the root mean square of the returns")
  func zeroMean() throws {
    let closes = [100.0, 101, 99, 100.5]
    let returns = logReturns(closes)
    let expected = (252 * returns.suffix(2).reduce(0) { $0 + $1 * $1 } / 2).squareRoot()
    #expect(try #require(realisedVolatility(closes, window: 2)) == expected)
    #expect(realisedVolatility(closes, window: 4) == nil)
    #expect(realisedVolatility([100, 0, 100], window: 2) == nil)
  }

  @Test("Yang-Zhang finds the volatility of a driftless walk")
  func yangZhang() throws {
    var generator = SeededGenerator(seed: 7)
    func normal() -> Double {
      let u = generator.double(in: 1e-12..<1)
      return (-2 * log(u)).squareRoot() * cos(2 * .pi * generator.double(in: 0..<1))
    }
    let daily = 0.20 / 252.0.squareRoot()
    var bars: [PriceBar] = []
    var price = 100.0
    for _ in 0..<1_000 {
      let open = price * exp(0.5 * daily * normal())
      var (high, low, last) = (open, open, open)
      let step = daily * 0.75.squareRoot() / 100.0.squareRoot()
      for _ in 0..<100 {
        last *= exp(step * normal())
        high = max(high, last)
        low = min(low, last)
      }
      bars.append(PriceBar(open: open, high: high, low: low, close: last, volume: 0))
      price = last
    }
    let estimate = try rangeVolatility(.yangZhang, bars: bars)
    // Watching 100 points a day instead of a path takes about 8 % off the ranges.
    #expect(abs(estimate - 0.19) < 0.012, "\(estimate)")
  }

  @Test("EWMA weights the past by powers of lambda")
  func exponential() throws {
    let returns = [0.01, -0.02, 0.005]
    let start = returns.reduce(0) { $0 + $1 * $1 } / 3
    var direct = start * 0.94 * 0.94 * 0.94
    for (age, r) in returns.reversed().enumerated() {
      direct += 0.06 * pow(0.94, Double(age)) * r * r
    }
    let value = try #require(exponentialVolatility(returns, lambda: 0.94))
    #expect(relativeError(value, expected: (252 * direct).squareRoot()) < 1e-14)
  }

  @Test("HAR needs history and gives a constant variance back")
  func har() throws {
    let flat = (0..<400).map { $0 % 2 == 0 ? 0.01 : -0.01 }
    #expect(HARForecast(returns: flat, horizon: 21) == nil, "constant regressors are dependent")
    #expect(HARForecast(returns: Array(flat.prefix(90)), horizon: 21) == nil)
    var generator = SeededGenerator(seed: 11)
    let noise = (0..<2_000).map { _ in
      (generator.double(in: -1..<1) + generator.double(in: -1..<1)) * 0.01
    }
    let fit = try #require(HARForecast(returns: noise, horizon: 21))
    // Two uniforms on +-1 have a variance of 2/3.
    let truth = (252 * 2.0 / 3).squareRoot() * 0.01
    #expect(abs(fit.volatility / truth - 1) < 0.06, "\(fit.volatility) against \(truth)")
    #expect(fit.rows == 2_000 - 22 - 21 + 1)
  }

  @Test("a forecast falls back on EWMA when history is short")
  func fallback() throws {
    let closes = (0..<40).map { 100 * exp($0 % 2 == 0 ? 0.0 : 0.01) }
    #expect(try #require(VarianceForecast(closes: closes, horizon: 21)).method == .ewma)
    #expect(VarianceForecast(closes: Array(closes.prefix(20)), horizon: 21) == nil)
  }
}

@Suite("Choice of forecast")
struct ForecastChoiceTests {
  private func closes(_ count: Int) -> [Double] {
    var random = SeededGenerator(seed: 21)
    var level = 100.0
    return (0..<count).map { day in
      let size = day / 40 % 2 == 0 ? 0.006 : 0.015
      level *= exp(size * (random.double(in: -1.7..<1.7)))
      return level
    }
  }

  @Test("each choice is the model it names, where history suffices")
  func models() throws {
    let closes = closes(700)
    let har = try #require(VarianceForecast(closes: closes, horizon: 21, choice: .har))
    #expect(har == VarianceForecast(closes: closes, horizon: 21) && har.method == .har)
    let ewma = try #require(VarianceForecast(closes: closes, horizon: 21, choice: .ewma))
    #expect(ewma == (try exponentialForecast(returns: logReturns(closes))))
    let garch = try #require(VarianceForecast(closes: closes, horizon: 21, choice: .garch))
    #expect(garch.method == .garch)
    let fit = try fitGARCH(
      returns: logReturns(closes).map { 100 * $0 }, model: .garch, distribution: .normal)
    let path = try fit.forecast(horizon: 21)
    let mean = path.variances.reduce(0, +) / 21 * 252 / 10_000
    #expect(abs(garch.variance / mean - 1) < 1e-12)
  }

  @Test("the smoother stands in under a year of returns, and says so; under 21 closes nothing does")
  func fallback() throws {
    let short = closes(200)
    for choice in VarianceForecastChoice.allCases {
      #expect(VarianceForecast(closes: short, horizon: 21, choice: choice)?.method == .ewma)
      #expect(VarianceForecast(closes: Array(short.prefix(20)), horizon: 21, choice: choice) == nil)
      let zero = short.dropLast() + [0]
      #expect(VarianceForecast(closes: Array(zero), horizon: 21, choice: choice) == nil)
    }
    #expect(VarianceForecastChoice.allCases.map(\.method) == [.har, .garch, .ewma])
  }
}

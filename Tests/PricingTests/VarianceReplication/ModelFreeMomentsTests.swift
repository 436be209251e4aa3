// Moments of the log-return: normal ones for a flat smile, and a strip of options for any other.

import Glibc
import MarketData
import Numerics
import Pricing
import Testing

@Suite("Model-free moments")
struct ModelFreeMomentsTests {
  @Test("a flat smile is normal", arguments: [0.05, 0.2, 0.8])
  func flat(_ volatility: Double) throws {
    let years = 0.5
    let slice = try SVISlice(a: volatility * volatility * years, b: 0, rho: 0, m: 0, sigma: 0.1)
    let moments = try slice.modelFreeMoments(years: years)
    #expect(abs(moments.volatility - volatility) < 1e-8)
    #expect(abs(moments.skewness) < 1e-6)
    #expect(abs(moments.kurtosis - 3) < 1e-5)
    #expect(abs(moments.downVariance + moments.upVariance - moments.variance) < 1e-14)
  }

  @Test("the variance is that of a dense strip of options")
  func strip() throws {
    let years = 0.25
    let slice = try SVISlice(a: 0.004, b: 0.03, rho: -0.6, m: 0.01, sigma: 0.08)
    let moments = try slice.modelFreeMoments(years: years)
    var strikes: [Double] = []
    var prices: [Double] = []
    for index in 1...60_000 {
      let strike = Double(index) * 0.005
      let right: OptionRight = strike < 100 ? .put : .call
      strikes.append(strike)
      prices.append(
        black76Price(
          right, forward: 100, strike: strike, years: years,
          volatility: slice.volatility(log(strike / 100), years: years), discount: 1))
    }
    let strip = try replicateVariance(
      strikes: strikes, prices: prices, forward: 100, centreStrike: 100, years: years, growth: 1)
    #expect(abs(moments.variance - strip.variance) < 1e-6 * strip.variance)
    #expect(abs(moments.downVariance - strip.downVariance) < 1e-3 * strip.downVariance)
    #expect(abs(moments.upVariance - strip.upVariance) < 1e-3 * strip.upVariance)
    #expect(moments.skewness < 0 && moments.kurtosis > 3 && moments.semivarianceSkew > 0)
  }

  /// Fukasawa (2012), "The normalizing transformation of the implied volatility smile",
  /// Mathematical Finance 22(4), theorem 4.2: the mean total variance over z = -d2.
  @Test("the variance swap is the mean of total variance over a normal -d2")
  func normalising() throws {
    let slice = try SVISlice(a: 0.01, b: 0.08, rho: -0.5, m: 0, sigma: 0.2)
    let moments = try slice.modelFreeMoments(years: 1)
    var sum = 0.0
    let h = 1e-4
    for index in -60_000...60_000 {
      let k = Double(index) * h
      let jet = slice.jet(k)
      let root = jet.value.squareRoot()
      let z = k / root + 0.5 * root
      let slope = 1 / root - 0.5 * k * jet.first / (jet.value * root) + 0.25 * jet.first / root
      sum += h * jet.value * normalPDF(z) * slope
    }
    #expect(abs(moments.variance - sum) < 1e-7 * sum)
  }

  @Test("refuses a slice without variance and a time without length")
  func refusals() throws {
    let slice = try SVISlice(a: 0, b: 0, rho: 0, m: 0, sigma: 0.1)
    #expect(throws: ModelError.self) { try slice.modelFreeMoments(years: 1) }
    #expect(throws: ModelError.self) { try vogtLike().modelFreeMoments(years: 0) }
  }

  private func vogtLike() throws -> SVISlice {
    try SVISlice(a: 0.01, b: 0.1, rho: 0, m: 0, sigma: 0.2)
  }
}

// Whole surfaces: no arbitrage whatever the quotes, and quotes without arbitrage are kept.

import Glibc
import MarketData
import Numerics
@testable import Pricing
import TestKit
import Testing

@Suite("SVI surface")
struct SurfaceFitTests {
  /// A surface without arbitrage: SSVI with a power law, theta 0.04 t.
  private func truth(_ years: Double) -> SVISlice {
    SSVISlice(theta: 0.04 * years, rho: -0.6, psi: 0.9 * (0.04 * years).squareRoot()).raw
  }

  private let times = [0.02, 0.05, 0.08, 0.15, 0.25, 0.5, 1, 2]

  private func smiles(noise: Double = 0, seed: UInt64 = 1) throws -> [SmileQuotes] {
    var random = SeededGenerator(seed: seed)
    return try times.map { years in
      let width = 0.2 * years.squareRoot()
      let clean = try quotes(
        of: truth(years), label: "\(years)", years: years, from: -6 * width, to: 3 * width,
        count: 70, halfSpread: 0.001)
      let volatilities = clean.volatilities.map {
        $0 * (1 + noise * random.double(in: -1..<1))
      }
      return try SmileQuotes(
        label: clean.label, years: years, forward: 100, discount: 0.99, strikes: clean.strikes,
        volatilities: volatilities)
    }
  }

  @Test("a surface without arbitrage comes back as it was")
  func exact() throws {
    let fit = try fitSurface(try smiles())
    #expect(fit.arbitrage.isFree && fit.arbitrage.violations == 0)
    for slice in fit.slices {
      #expect(slice.method == .fitted && slice.outcome.isConverged)
      #expect(slice.rootMeanSquareError < 1e-6, "\(slice.smile.label)")
    }
  }

  @Test("noisy quotes give a surface without arbitrage", arguments: [0.005, 0.02, 0.1, 0.3])
  func noisy(_ noise: Double) throws {
    for seed in 1...6 {
      let fit = try fitSurface(try smiles(noise: noise, seed: UInt64(seed)))
      #expect(fit.arbitrage.isFree, "noise \(noise) seed \(seed) \(fit.arbitrage)")
      let check = ArbitrageCheck(fit.slices.map(\.slice))
      #expect(check.density > 0 && check.convexity > -1e-9, "\(noise) \(seed) \(check)")
      #expect(check.calendar >= 0, "noise \(noise) seed \(seed) \(check)")
      for slice in fit.slices { #expect(slice.rootMeanSquareError < 0.5 * noise + 0.02) }
    }
  }

  @Test("expiries out of order in variance are brought into order")
  func crossing() throws {
    let one = try quotes(of: truth(0.5), label: "a", years: 0.25, from: -0.4, to: 0.2, count: 30)
    let two = try quotes(of: truth(0.4), label: "b", years: 0.26, from: -0.4, to: 0.2, count: 30)
    let fit = try fitSurface([one, two])
    #expect(fit.arbitrage.isFree)
    #expect(ArbitrageCheck(fit.slices.map(\.slice)).calendar >= 0)
    // Halfway: neither takes the whole of the difference.
    let gap = one.volatilities[20] - fit.slices[0].slice.volatility(one.logStrikes[20], years: 0.25)
    #expect(gap > 0.005)
    let rise =
      fit.slices[1].slice.volatility(two.logStrikes[20], years: 0.26) - two.volatilities[20]
    #expect(rise > 0.005)
  }

  @Test("the family that cannot cross stands behind every surface")
  func fallback() throws {
    for noise in [0.0, 0.1, 0.5] {
      let fits = ssviFits(try smiles(noise: noise, seed: 9))
      let check = ArbitrageCheck(fits.map(\.slice))
      #expect(check.density > 0 && check.calendar >= -1e-12, "noise \(noise) \(check)")
      #expect(SurfaceArbitrage(fits.map(\.slice)).isFree, "noise \(noise)")
      #expect(fits.allSatisfy { $0.method == .ssvi })
      if noise == 0 { #expect(fits.allSatisfy { $0.rootMeanSquareError < 5e-4 }) }
    }
  }

  @Test("expiries must ascend in time")
  func order() throws {
    let both = try smiles().prefix(2)
    #expect(throws: ModelError.self) { try fitSurface(both.reversed()) }
    #expect(throws: ModelError.self) { try fitSurface([both[0], both[0]]) }
  }

  @Test("the closest ascending values")
  func isotonic() {
    #expect(ascending([1, 3, 2, 4], weights: [1, 1, 1, 1]) == [1, 2.5, 2.5, 4])
    #expect(ascending([3, 2, 1], weights: [1, 1, 2]) == [1.75, 1.75, 1.75])
    #expect(ascending([1, 2, 3], weights: [1, 1, 1]) == [1, 2, 3])
  }

  @Test("constant maturities and forward variance lie on the surface")
  func interpolation() throws {
    let fit = try fitSurface(try smiles())
    let thirty = try #require(fit.constantMaturityVolatility(days: 30))
    // theta is 0.04 t, linear in time as the interpolation is.
    #expect(abs(thirty - 0.2) < 1e-6)
    #expect(abs(try fit.forwardVariance(from: 2, to: 5) - 0.04) < 1e-6)
    #expect(abs(try #require(try fit.forwardVolatility(from: 0, to: 7)) - 0.2) < 1e-6)
    let edge = try #require(fit.totalVariance(0.1, years: 0.25))
    #expect(edge == fit.slices[4].slice.totalVariance(0.1))
    #expect(fit.constantMaturityVolatility(days: 365 * 2.3) != nil)
    #expect(fit.constantMaturityVolatility(days: 365 * 3) == nil)
    #expect(fit.constantMaturityVolatility(days: 5) == nil)
    #expect(throws: ModelError.self) { try fit.forwardVariance(from: 3, to: 3) }
    #expect(throws: ModelError.self) { try fit.forwardVariance(from: 0, to: 8) }
  }

  @Test("points of a delta have that delta")
  func deltas() throws {
    let fit = try fitSurface(try smiles())
    for slice in fit.slices {
      for delta in [0.05, 0.10, 0.25, 0.45] {
        for right in OptionRight.allCases {
          let point = try slice.point(atDelta: delta, right)
          let greeks = black76Greeks(
            right, forward: slice.smile.forward, strike: point.strike, years: slice.smile.years,
            volatility: point.volatility, discount: slice.smile.discount)
          #expect(abs(abs(greeks.delta) - delta) < 1e-9)
        }
      }
      #expect(try slice.riskReversal(delta: 0.25) < 0)
      #expect(try slice.butterfly(delta: 0.25) > 0)
      #expect(slice.atmSkew < 0)
    }
    #expect(throws: ModelError.self) { try fit.slices[0].point(atDelta: 1.2, .call) }
    #expect(throws: ModelError.self) { try fit.slices[0].point(atDelta: .nan, .put) }
  }
}

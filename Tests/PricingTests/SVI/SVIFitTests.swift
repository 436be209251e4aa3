// SVI fits: what was put in comes out, arbitrage does not, and bad smiles are refused.

import Glibc
import Numerics
@testable import Pricing
import TestKit
import Testing

/// A smile read off a slice, with a spread around it.
func quotes(
  of slice: SVISlice, label: String = "test", years: Double, from low: Double, to high: Double,
  count: Int, halfSpread: Double = 0.002
) throws -> SmileQuotes {
  let k = (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
  let volatilities = k.map { slice.volatility($0, years: years) }
  return try SmileQuotes(
    label: label, years: years, forward: 100, discount: 0.99, strikes: k.map { 100 * exp($0) },
    volatilities: volatilities, bidVolatilities: volatilities.map { $0 - halfSpread },
    askVolatilities: volatilities.map { $0 + halfSpread })
}

@Suite("SVI fit")
struct SVIFitTests {
  @Test("recovers a smile exactly")
  func recovery() throws {
    var random = SeededGenerator(seed: 3)
    var tried = 0
    while tried < 60 {
      let years = random.double(in: 0.05..<2)
      let width = 0.2 * years.squareRoot()
      let b = random.double(in: 0.05..<0.4) * width
      let slice = SVISlice(
        unchecked: width * width * random.double(in: 0.3..<0.9), b, random.double(in: -0.8..<0.3),
        random.double(in: -0.5..<0.5) * width, random.double(in: 0.3..<2) * width)
      guard slice.butterflyMargin().isFree else { continue }
      tried += 1
      let smile = try quotes(of: slice, years: years, from: -5 * width, to: 3 * width, count: 60)
      let fit = try fitSVI(smile)
      #expect(fit.outcome.isConverged && fit.rootMeanSquareError < 1e-8, "\(slice) \(fit)")
      #expect(fit.shareInsideSpread == 1 && fit.largestError < 1e-7)
      for (got, put) in [
        (fit.slice.a, slice.a), (fit.slice.b, slice.b), (fit.slice.m, slice.m),
        (fit.slice.sigma, slice.sigma),
      ] {
        #expect(abs(got - put) < 1e-5 * max(1, abs(put)), "\(slice) \(fit.slice)")
      }
    }
  }

  @Test("repairs the Vogt smile and stays close to it")
  func vogtRepair() throws {
    let smile = try quotes(of: vogt, years: 1, from: -1.5, to: 1.5, count: 121)
    let free = try fitUnconstrainedSVI(smile)
    #expect(free.rootMeanSquareError < 1e-8)
    #expect(!free.slice.butterflyMargin().isFree)
    let held = try fitSVI(smile)
    #expect(held.slice.butterflyMargin().isFree)
    let check = ArbitrageCheck([held.slice])
    #expect(check.density > 0 && check.convexity > -1e-9)
    // Gatheral and Jacquier, example 5.1: the butterfly goes at the cost of a small change.
    #expect(held.rootMeanSquareError < 0.01)
  }

  @Test("derivatives of the residuals agree with differences")
  func jacobian() throws {
    let smile = try quotes(of: vogt, years: 1, from: -1.2, to: 1.2, count: 9)
    var residuals = SVIResiduals(
      k: smile.logStrikes, volatilities: smile.volatilities.map { $0 + 0.01 },
      units: [Double](repeating: 0.01, count: 9), years: 1)
    residuals.densityFloor = 0.2
    residuals.densityForce = 10
    residuals.calendarForce = 100
    var bounds = SVIBounds()
    bounds.floor = SVISlice(unchecked: -0.038, 0.14, 0.31, 0.35, 0.4)
    for k in [-1.0, -0.3, 0, 0.4, 0.8, 1.0] {
      residuals.hold(density: k)
      residuals.hold(calendar: k, bounds, excess: 0.01)
    }
    let point = SVIPoint(vogt).parameters
    let count = residuals.count
    var here = [Double](repeating: 0, count: count)
    var jacobian = [Double](repeating: 0, count: 5 * count)
    var scratch = jacobian
    #expect(residuals.evaluate(point, &here, &jacobian))
    var active = 0
    for j in 0..<5 {
      var (low, high) = (point, point)
      let h = 1e-6
      low[j] -= h
      high[j] += h
      var (below, above) = (here, here)
      #expect(residuals.evaluate(low, &below, &scratch))
      #expect(residuals.evaluate(high, &above, &scratch))
      for i in 0..<count where here[i] != 0 {
        active += 1
        let difference = (above[i] - below[i]) / (2 * h)
        let slope = jacobian[5 * i + j]
        #expect(abs(slope - difference) < 1e-5 * (1 + abs(difference)), "residual \(i) by \(j)")
      }
    }
    // Nine quotes, and penalties of both kinds, for each of five parameters.
    #expect(active > 5 * 14)
  }

  @Test("a point maps to a slice and back")
  func points() {
    let back = SVIPoint(SVIPoint(vogt).slice)
    for (one, two) in zip(back.parameters, SVIPoint(vogt).parameters) {
      #expect(abs(one - two) < 1e-14)
    }
    #expect(abs(SVIPoint(vogt).slice.totalVariance(0.7) - vogt.totalVariance(0.7)) < 1e-15)
  }

  @Test("refuses too few strikes")
  func tooFew() throws {
    let smile = try quotes(of: vogt, years: 1, from: -0.5, to: 0.5, count: 4)
    #expect(throws: ModelError.tooFew(what: "strikes of test", count: 4, least: 5)) {
      try fitSVI(smile)
    }
    #expect(throws: ModelError.tooFew(what: "smiles", count: 0, least: 1)) { try fitSurface([]) }
  }

  /// A month's smile after a crash: so steep that the hyperbola through it has butterflies far above
  /// the money, and rising penalties once drove the fit to more than twice the quoted volatility.
  @Test("a steep smile is held close to its quotes")
  func steep() throws {
    let strikes =
      [2300.0, 2400] + stride(from: 2475.0, through: 3000, by: 25).map { $0 }
    let volatilities = [
      0.529935, 0.466629, 0.421498, 0.406867, 0.392486, 0.378243, 0.364388, 0.350734, 0.337082,
      0.323981, 0.311051, 0.298442, 0.285983, 0.273884, 0.262092, 0.250740, 0.239768, 0.228782,
      0.218933, 0.209217, 0.199908, 0.191460, 0.182531, 0.174890,
    ]
    let smile = try SmileQuotes(
      label: "steep", years: 25.0 / 365, forward: 2647.9698, discount: 0.9987, strikes: strikes,
      volatilities: volatilities)
    let free = try fitUnconstrainedSVI(smile)
    #expect(!free.slice.butterflyMargin().isFree)
    let held = try fitSVI(smile)
    #expect(held.slice.butterflyMargin().isFree)
    // A global search in another program finds 0.4 % of each volatility.
    let shares = zip(smile.logStrikes, volatilities).map { k, volatility in
      held.slice.volatility(k, years: smile.years) / volatility - 1
    }
    let error = (shares.reduce(0) { $0 + $1 * $1 } / Double(shares.count)).squareRoot()
    #expect(error < 0.006, "\(held)")
  }

  @Test("quotes no model could fit are refused where they are made")
  func badQuotes() {
    func make(
      years: Double = 1, strikes: [Double] = [90, 100, 110],
      volatilities: [Double] = [0.2, 0.2, 0.2],
      bids: [Double] = [], asks: [Double] = []
    ) throws(ModelError) {
      _ = try SmileQuotes(
        label: "x", years: years, forward: 100, discount: 1, strikes: strikes,
        volatilities: volatilities, bidVolatilities: bids, askVolatilities: asks)
    }
    #expect(throws: Never.self) { try make() }
    // A smile of zeros.
    #expect(throws: ModelError.self) { try make(volatilities: [0, 0, 0]) }
    #expect(throws: ModelError.self) { try make(volatilities: [0.2, .nan, 0.2]) }
    #expect(throws: ModelError.self) { try make(volatilities: [0.2, -0.1, 0.2]) }
    #expect(throws: ModelError.self) { try make(years: 0) }
    #expect(throws: ModelError.self) { try make(strikes: [90, 90, 110]) }
    #expect(throws: ModelError.self) { try make(strikes: [-1, 100, 110]) }
    #expect(throws: ModelError.self) { try make(strikes: [], volatilities: []) }
    #expect(throws: ModelError.self) { try make(volatilities: [0.2, 0.2]) }
    #expect(throws: ModelError.self) { try make(bids: [0.19, 0.19, 0.19]) }
    #expect(throws: ModelError.self) {
      try make(bids: [0.19, 0.21, 0.19], asks: [0.21, 0.2, 0.21])
    }
    do {
      try make(volatilities: [0.2, .infinity, 0.2])
      Issue.record("an infinite volatility was taken")
    } catch {
      #expect(
        error.description
          == "volatilities[1] of x is inf, but it must be above zero and finite")
    }
  }
}

// The raw SVI smile: its derivatives, its conditions, and what is refused.

import Glibc
import Numerics
@testable import Pricing
import TestKit
import Testing

/// The smile of Axel Vogt, which holds a butterfly.
///
/// Gatheral and Jacquier (2014), example 3.1 and figure 1: (a, b, m, rho, sigma) = (-0.0410, 0.1331,
/// 0.3586, 0.3060, 0.4153).
let vogt = SVISlice(unchecked: -0.0410, 0.1331, 0.3060, 0.3586, 0.4153)

@Suite("SVI slice")
struct SVISliceTests {
  @Test("derivatives agree with differences")
  func jets() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      let slice = try SVISlice(
        a: random.double(in: 0.001..<0.1), b: random.double(in: 0.01..<0.5),
        rho: random.double(in: -0.95..<0.95), m: random.double(in: -0.3..<0.3),
        sigma: random.double(in: 0.05..<0.5))
      let k = random.double(in: -1..<1)
      let jet = slice.jet(k)
      let h = 1e-4
      let (low, high) = (slice.totalVariance(k - h), slice.totalVariance(k + h))
      #expect(jet.value == slice.totalVariance(k))
      #expect(abs(jet.first - (high - low) / (2 * h)) < 1e-6)
      #expect(abs(jet.second - (high - 2 * jet.value + low) / (h * h)) < 1e-5)
      #expect(jet.value >= slice.leastVariance - 1e-15)
    }
  }

  @Test("a flat smile has the density of a normal return")
  func flat() throws {
    let slice = try SVISlice(a: 0.04, b: 0, rho: 0, m: 0, sigma: 0.1)
    #expect(slice.jet(0.3).density(at: 0.3) == 1)
    #expect(slice.butterflyMargin().isFree)
    #expect(slice.volatility(0.2, years: 0.25) == 0.4)
  }

  @Test("the Vogt smile holds a butterfly where the paper shows it")
  func vogtSmile() {
    let margin = vogt.butterflyMargin()
    #expect(!margin.isFree)
    // Figure 1 of the paper: g is below zero between about 0.6 and 1.2.
    #expect(margin.logMoneyness > 0.5 && margin.logMoneyness < 1.3)
    #expect(ArbitrageCheck([vogt]).density < 0)
    #expect(ArbitrageCheck([vogt]).convexity < 0)
  }

  @Test("the margin is the least value of a dense grid")
  func margins() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<60 {
      let slice = try SVISlice(
        a: random.double(in: 0.001..<0.05), b: random.double(in: 0.02..<0.6),
        rho: random.double(in: -0.9..<0.9), m: random.double(in: -0.2..<0.2),
        sigma: random.double(in: 0.02..<0.4))
      let later = SVISlice(
        unchecked: slice.a + random.double(in: -0.01..<0.02), slice.b * 1.1, slice.rho, slice.m,
        slice.sigma)
      var density = Double.infinity
      var excess = Double.infinity
      for index in -4_000...4_000 {
        let k = Double(index) * 1e-3
        density = min(density, slice.jet(k).density(at: k))
        excess = min(excess, later.totalVariance(k) / slice.totalVariance(k) - 1)
      }
      #expect(slice.butterflyMargin().value <= density + 1e-6, "\(slice)")
      #expect(slice.calendarMargin(to: later).value <= excess + 1e-6, "\(slice)")
    }
  }

  @Test("wings over Lee's slope and wings that cross are found")
  func wings() throws {
    let steep = try SVISlice(a: 0.5, b: 1.5, rho: 0.5, m: 0, sigma: 0.5)
    #expect(steep.rightSlope == 2.25 && !steep.butterflyMargin().isFree)
    let early = try SVISlice(a: 0.01, b: 0.11, rho: 0, m: 0, sigma: 0.1)
    let late = try SVISlice(a: 0.5, b: 0.10, rho: 0, m: 0, sigma: 0.1)
    let margin = early.calendarMargin(to: late)
    #expect(!margin.isFree && margin.logMoneyness.isInfinite)
    #expect(late.calendarMargin(to: early).value < -0.9)
    let same = early.calendarMargin(to: early)
    #expect(same.value == 0)
  }

  @Test("refuses parameters outside their ranges")
  func refusals() {
    #expect(throws: ModelError.self) {
      try SVISlice(a: .nan, b: 0.1, rho: 0, m: 0, sigma: 0.1)
    }
    #expect(throws: ModelError.self) { try SVISlice(a: 0, b: -0.1, rho: 0, m: 0, sigma: 0.1) }
    #expect(throws: ModelError.self) { try SVISlice(a: 0, b: 0.1, rho: 1, m: 0, sigma: 0.1) }
    #expect(throws: ModelError.self) { try SVISlice(a: 0, b: 0.1, rho: 0, m: 0, sigma: 0) }
    // The Vogt smile's variance is above zero; a little lower it is not.
    #expect(throws: ModelError.self) {
      try SVISlice(a: -0.06, b: 0.1331, rho: 0.3060, m: 0.3586, sigma: 0.4153)
    }
    do {
      _ = try SVISlice(a: 0, b: 0.1, rho: -1.5, m: 0, sigma: 0.1)
      Issue.record("a correlation of -1.5 was taken")
    } catch {
      #expect(error.description == "rho is -1.5, but it must lie between -1 and 1")
    }
  }

  @Test("SSVI slices within their bounds hold no arbitrage")
  func ssvi() throws {
    var random = SeededGenerator(seed: 23)
    var before: SSVISlice?
    var slices: [SVISlice] = []
    var theta = 0.004
    for _ in 0..<40 {
      theta *= random.double(in: 1.01..<1.3)
      let home = before?.rho ?? -0.5
      let rho = max(min(home + random.double(in: -0.05..<0.05), 0.9), -0.9)
      guard let range = SSVISlice.range(theta: theta, rho: rho, after: before) else { continue }
      let psi = random.double(in: range.lowerBound..<range.upperBound.nextUp)
      let slice = SSVISlice(theta: theta, rho: rho, psi: psi)
      #expect(abs(slice.raw.totalVariance(0) - theta) < 1e-14)
      slices.append(slice.raw)
      before = slice
    }
    #expect(slices.count > 10)
    let found = ArbitrageCheck(slices)
    #expect(found.density > 0 && found.calendar > -1e-12)
    #expect(SurfaceArbitrage(slices).butterflies.allSatisfy { $0.isFree })
  }
}

// Curves of par yields against a plain bootstrap, published yields and their own identities.

import Glibc
import MarketData
import TestKit
import Testing

@Suite("Rate curve")
struct RateCurveTests {
  /// The Treasury's par yields of two days, per cent, by years.
  static let calm: [TenorRate] = tenors([
    (1.0 / 12, 1.40), (0.25, 1.51), (0.5, 1.67), (1, 1.85), (2, 2.08), (3, 2.25), (5, 2.50),
    (7, 2.68), (10, 2.77), (20, 2.92), (30, 3.04),
  ])
  static let panic: [TenorRate] = tenors([
    (1.0 / 12, 0.25), (2.0 / 12, 0.25), (0.25, 0.24), (0.5, 0.29), (1, 0.29), (2, 0.36),
    (3, 0.43), (5, 0.49), (7, 0.67), (10, 0.73), (20, 1.1), (30, 1.34),
  ])

  static func tenors(_ list: [(Double, Double)]) -> [TenorRate] {
    list.map { TenorRate(years: $0.0, rate: $0.1 / 100) }
  }

  /// The bootstrap by halving: every node's flat forward is searched for until the bond is at par.
  private func plainDiscounts(_ yields: [TenorRate]) -> [(Double, Double)] {
    var nodes: [(Double, Double)] = [(0, 1)]
    func discount(_ t: Double, _ extra: (Double, Double)) -> Double {
      let all = nodes + [extra]
      for k in 1..<all.count where t <= all[k].0 + 1e-12 {
        let share = (t - all[k - 1].0) / (all[k].0 - all[k - 1].0)
        return pow(all[k - 1].1, 1 - share) * pow(all[k].1, share)
      }
      return .nan
    }
    for tenor in yields {
      guard let y = tenor.rate else { continue }
      var (low, high) = (1e-6, 2.0)
      for _ in 0..<200 {
        let middle = 0.5 * (low + high)
        let extra = (tenor.years, middle)
        var price = middle
        if tenor.years <= 0.5 {
          price = middle * (1 + y * tenor.years)
        } else {
          var t = tenor.years
          while t > 1e-9 {
            price += y * min(0.5, t) * discount(t, extra)
            t -= 0.5
          }
        }
        if price > 1 { high = middle } else { low = middle }
      }
      nodes.append((tenor.years, 0.5 * (low + high)))
    }
    return Array(nodes.dropFirst())
  }

  @Test("the bootstrap agrees with a plain search to the last digits", arguments: [calm, panic])
  func twin(_ yields: [TenorRate]) throws {
    let curve = try RateCurve(parYields: yields)
    let plain = plainDiscounts(yields)
    #expect(plain.count == curve.years.count)
    for (years, discount) in plain {
      #expect(abs(curve.discount(years) - discount) < 1e-12, "\(years)")
    }
  }

  @Test("published yields come back, and zero rates are what they must be")
  func published() throws {
    let calm = try RateCurve(parYields: RateCurveTests.calm)
    let panic = try RateCurve(parYields: RateCurveTests.panic)
    for (curve, yields) in [(calm, RateCurveTests.calm), (panic, RateCurveTests.panic)] {
      for tenor in yields {
        let back = try #require(curve.parYield(tenor.years))
        #expect(abs(back - (tenor.rate ?? 0)) < 1e-12, "\(tenor.years)")
      }
    }
    // Three months at 1.51 %: ln(1 + 0.0151 / 4) * 4 = 1.5072 %.
    #expect(abs(calm.rate(0.25) - 0.015_071_57) < 1e-7)
    #expect(abs(panic.rate(0.25) - 0.002_399_28) < 1e-7)
    // On a rising curve the ten-year zero stands above the continuous par yield.
    #expect(calm.rate(10) > 2 * log(1 + 0.0277 / 2))
    #expect(calm.rate(10) < 0.0285)
  }

  @Test("between nodes forwards are flat, beyond the last the zero rate is")
  func interpolation() throws {
    let curve = try RateCurve(parYields: RateCurveTests.calm)
    let forward = try #require(curve.forwardRate(from: 3, to: 5))
    for t in stride(from: 3.0, to: 4.9, by: 0.1) {
      #expect(abs(try #require(curve.forwardRate(from: t, to: t + 0.1)) - forward) < 1e-12)
    }
    #expect(abs(curve.rate(45) - curve.rate(30)) < 1e-15)
    #expect(abs(curve.rate(0.01) - curve.rate(1.0 / 12)) < 1e-15)
    #expect(curve.rate(0) == curve.rate(1.0 / 12))
    #expect(curve.discount(0) == 1 && curve.discount(-1) == 1)
    #expect(curve.forwardRate(from: 2, to: 2) == nil)
    var last = 1.0
    for t in stride(from: 0.05, through: 40, by: 0.05) {
      #expect(curve.discount(t) < last)
      last = curve.discount(t)
    }
  }

  @Test("a flat curve is flat, and a flat par curve at 2 % is ln(1.01) twice a year")
  func flat() throws {
    let flat = try RateCurve(flat: 0.043)
    for t in [0.01, 0.5, 1, 7, 30] { #expect(abs(flat.rate(t) - 0.043) < 1e-15) }
    let par = try RateCurve(parYields: RateCurveTests.tenors([(0.5, 2), (1, 2), (2, 2), (5, 2)]))
    for t in [0.5, 1, 1.5, 2, 3.5, 5] { #expect(abs(par.rate(t) - 2 * log(1.01)) < 1e-13) }
  }

  @Test("missing tenors are left out, negative yields are taken")
  func missing() throws {
    var yields = RateCurveTests.calm
    yields[3].rate = nil
    let curve = try RateCurve(parYields: yields)
    #expect(curve.years.count == yields.count - 1)
    #expect(!curve.years.contains(1))
    #expect(abs(try #require(curve.parYield(2)) - 0.0208) < 1e-12)
    let negative = try RateCurve(parYields: RateCurveTests.tenors([(0.25, -0.5), (2, -0.3)]))
    #expect(negative.discount(2) > 1)
    #expect(abs(try #require(negative.parYield(2)) + 0.003) < 1e-12)
  }

  @Test(
    "what no curve can be made of is refused with value and rule",
    arguments: [
      ([TenorRate](), "at least 1"), ([TenorRate(years: 1, rate: nil)], "at least 1"),
      ([TenorRate(years: 0, rate: 0.01)], "above zero"),
      ([TenorRate(years: 1, rate: .nan)], "nan"), ([TenorRate(years: 1, rate: 2.77)], "2.77"),
      ([TenorRate(years: 2, rate: 0.01), TenorRate(years: 1, rate: 0.01)], "must ascend"),
      ([TenorRate(years: 1, rate: 0.01), TenorRate(years: 1, rate: 0.01)], "must ascend"),
    ])
  func refused(_ yields: [TenorRate], _ words: String) throws {
    let error = try #require(throws: (any Error).self) { try RateCurve(parYields: yields) }
    #expect("\(error)".contains(words), "\(error)")
  }

  @Test("a bond that no discount brings to par is refused")
  func impossible() throws {
    // Ten years without interest, then 99 % a year: the coupons known so far are worth ten bonds.
    let yields = RateCurveTests.tenors([(0.25, 0), (10, 0), (10.5, 99)])
    let error = try #require(throws: (any Error).self) { try RateCurve(parYields: yields) }
    #expect("\(error)".contains("10.5 years"), "\(error)")
  }

  private static var treasury: String {
    "\(ProjectPaths.data)/rates/ust_par_yield_curve_1990_2023.csv"
  }

  @Test(
    "every thirtieth day of the Treasury's file comes back from its curve",
    .enabled(if: ProjectPaths.exists(treasury), "skipped: no data"))
  func realCurves() throws {
    let table = try CSVTable(path: RateCurveTests.treasury)
    #expect(table.rows.count == 8_459)
    let years = try table.header.dropFirst().map { name -> Double in
      let parts = name.split(separator: "_")
      return try #require(Double(parts[0])) / (parts[1] == "MO" ? 12 : 1)
    }
    var checked = 0
    for row in stride(from: 0, to: table.rows.count, by: 30) {
      let yields = zip(years, table.rows[row].dropFirst()).map {
        TenorRate(years: $0, rate: Double($1).map { $0 / 100 })
      }
      let curve = try RateCurve(parYields: yields)
      for tenor in yields {
        guard let rate = tenor.rate else { continue }
        let back = try #require(curve.parYield(tenor.years))
        #expect(abs(back - rate) < 1e-10, "\(table.rows[row][0]) \(tenor.years)")
        checked += 1
      }
    }
    #expect(checked > 2_500)
    let calm = try #require(table.rows.first { $0[0] == "2/5/2018" })
    #expect(calm[3] == "1.51" && calm[11] == "2.77")
  }
}

@Suite("Rate steps and carry")
struct RateStepsTests {
  private func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  @Test("a step holds from its day on")
  func steps() throws {
    let steps = try #require(
      RateSteps([
        DailyValue(date: date("2015-12-17"), value: 0.00375),
        DailyValue(date: date("2016-12-15"), value: 0.00625),
      ]))
    #expect(try steps.rate(on: date("2015-12-16")) == nil)
    #expect(try steps.rate(on: date("2015-12-17")) == 0.00375)
    #expect(try steps.rate(on: date("2016-12-14")) == 0.00375)
    #expect(try steps.rate(on: date("2030-01-01")) == 0.00625)
    let continuous = try #require(try steps.continuousRate(on: date("2017-01-03")))
    #expect(abs(continuous - log(1.00625)) < 1e-15)
  }

  @Test("steps out of order or without a value are refused")
  func refused() throws {
    let day = try date("2015-01-01")
    let first = DailyValue(date: try date("2016-12-15"), value: 0.01)
    #expect(RateSteps([first, first]) == nil)
    #expect(RateSteps([first, DailyValue(date: day, value: 0.01)]) == nil)
    #expect(RateSteps([DailyValue(date: day, value: .nan)]) == nil)
    #expect(RateSteps([])?.rate(on: day) == nil)
  }

  @Test("yield, box rate and spread come back from the prices they made")
  func carry() throws {
    let curve = try RateCurve(flat: 0.02)
    let (spot, years, q, box) = (2_700.0, 0.75, 0.019, 0.0235)
    let forward = spot * exp((box - q) * years)
    let carry = try ImpliedCarry(
      forward: forward, discount: exp(-box * years), spot: spot, years: years, curve: curve)
    #expect(abs(carry.boxRate - box) < 1e-14)
    #expect(abs(carry.spread - 0.0035) < 1e-14)
    #expect(abs(carry.boxDividendYield - q) < 1e-14)
    // At the curve's rate the dearer money shows as a smaller yield.
    #expect(abs(carry.dividendYield - (q - 0.0035)) < 1e-14)
    #expect(abs(carry.dividendValue - spot * (1 - exp(-q * years))) < 1e-9)
  }

  @Test("known dividends leave the cost of borrowing")
  func borrow() throws {
    let curve = try RateCurve(flat: 0.03)
    let dividends = [(years: 0.2, cash: 0.8), (years: 0.45, cash: 0.8), (years: 0.7, cash: 0.8)]
    let (spot, years, fee) = (80.0, 0.5, 0.025)
    let value = 0.8 * exp(-0.03 * 0.2) + 0.8 * exp(-0.03 * 0.45)
    let discount = exp(-0.03 * years)
    let forward = (spot * exp(-fee * years) - value) / discount
    let carry = try ImpliedCarry(
      forward: forward, discount: discount, spot: spot, years: years, curve: curve)
    let rate = try #require(carry.borrowRate(dividends: dividends, spot: spot, curve: curve))
    #expect(abs(rate - fee) < 1e-13)
    #expect(throws: (any Error).self) {
      try ImpliedCarry(forward: 0, discount: 1, spot: 1, years: 1, curve: curve)
    }
    #expect(throws: (any Error).self) {
      try ImpliedCarry(forward: 1, discount: 1, spot: 1, years: .nan, curve: curve)
    }
  }
}

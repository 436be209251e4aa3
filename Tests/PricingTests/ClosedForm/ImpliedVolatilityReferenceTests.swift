// Implied volatilities over every region of prices, scalar and in registers, and every refusal.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

/// Prices of options as columns.
private struct PriceColumns {
  var rights: [OptionRight] = []
  var prices: [Double] = []
  var forwards: [Double] = []
  var strikes: [Double] = []
  var years: [Double] = []
  var discounts: [Double] = []

  mutating func append(
    _ right: OptionRight, price: Double, forward: Double, strike: Double, years: Double,
    discount: Double
  ) {
    rights.append(right)
    prices.append(price)
    forwards.append(forward)
    strikes.append(strike)
    self.years.append(years)
    discounts.append(discount)
  }

  func solve(
    within range: ClosedRange<Double>
  ) throws -> (volatilities: [Double], refusals: [ImpliedVolatilityRefusal]) {
    var volatilities = [Double](repeating: -1, count: prices.count)
    let refusals = try impliedVolatilities(
      rights: rights.span, prices: prices.span, forwards: forwards.span, strikes: strikes.span,
      years: years.span, discounts: discounts.span, within: range, into: &volatilities)
    return (volatilities, refusals)
  }
}

@Suite("Implied Volatility Grid Reference")
struct ImpliedVolatilityReferenceTests {
  /// The bound of the scalar solver: max(2e-14, 4 x what half a unit of the price allows).
  @Test("every case of the golden file in one grid")
  func goldenFile() throws {
    let cases = try ReferenceFile("pricing/implied_vol.json").cases()
    var columns = PriceColumns()
    for row in cases {
      columns.append(
        try #require(OptionRight(rawValue: try row.string("type"))),
        price: try row.double("price"), forward: try row.double("F"),
        strike: try row.double("K"), years: try row.double("T"), discount: try row.double("df"))
    }
    let found = try columns.solve(within: 1e-9...100)
    let refused = Set(found.refusals.map(\.row))
    for (index, row) in cases.enumerated() {
      let label = "case \(try row.int("id")) \(try row.string("tag"))"
      guard row["expected_vol"]?.isNull != true else {
        #expect(refused.contains(index), "\(label)")
        #expect(found.volatilities[index] == 0, "\(label)")
        continue
      }
      #expect(!refused.contains(index), "\(label)")
      let attainable = try row.double("attainable_rel")
      let truth = try row.double("expected_vol")
      let error = relativeError(found.volatilities[index], expected: truth)
      #expect(
        attainable > 1e-3 || error <= max(2e-14, 4 * attainable),
        "\(label): \(found.volatilities[index]) expected \(truth), \(error)")
    }
  }

  /// Prices of known volatilities over all four regions; half a unit of the price, and what the
  /// closed form adds to it, over vega bounds the error.
  @Test("round trips from one hundredth of the steepest volatility to thirty times it")
  func roundTrips() throws {
    var random = SeededGenerator(seed: 2_015)
    var columns = PriceColumns()
    var truths: [(volatility: Double, attainable: Double)] = []
    while truths.count < 20_003 {
      let distance = exponential(random.double(in: -14..<2.5))
      let right = random.pick(OptionRight.allCases)
      let strike = 100 * exponential(right == .call ? distance : -distance)
      let steepest = (2 * distance).squareRoot()
      let volatility = steepest * exponential(random.double(in: -4.6..<3.4))
      let value = try black76Sensitivities(
        right, forward: 100, strike: strike, years: 1, volatility: volatility, discount: 1)
      let bound = min(100, strike)
      guard value.price > 1e-280, bound - value.price > 1e-12 * bound else { continue }
      columns.append(
        right, price: value.price, forward: 100, strike: strike, years: 1, discount: 1)
      // The logarithm of the density is known to an ulp of its exponent only.
      let exponent = distance / volatility + 0.5 * volatility
      truths.append(
        (
          volatility,
          2e-16 * value.price * (4 + exponent * exponent) / (value.vega * volatility)
        ))
    }
    let found = try columns.solve(within: 1e-9...1e3)
    #expect(found.refusals.isEmpty)
    for (index, truth) in truths.enumerated() {
      let scalar = try impliedVolatility(
        columns.rights[index], price: columns.prices[index], forward: 100,
        strike: columns.strikes[index], years: 1, discount: 1, within: 1e-9...1e3)
      let bound = max(1e-14, 2 * truth.attainable)
      #expect(relativeError(scalar, expected: truth.volatility) <= bound, "\(index) \(truth)")
      let registers = found.volatilities[index]
      #expect(relativeError(registers, expected: truth.volatility) <= bound, "\(index) \(truth)")
    }
  }

  @Test("each refusal has its row and its reason")
  func refusals() throws {
    var columns = PriceColumns()
    func add(
      _ right: OptionRight = .call, price: Double = 8, strike: Double = 100, years: Double = 1,
      forward: Double = 100
    ) {
      columns.append(
        right, price: price, forward: forward, strike: strike, years: years, discount: 0.5)
    }
    add()
    add(price: 0)
    add(.put, price: 5, strike: 110)
    add(price: 50)
    add(.put, price: 60, strike: 110)
    add(price: .nan)
    add(strike: -100)
    add(years: 0)
    add(price: 1e-9)
    add(forward: .infinity)
    let found = try columns.solve(within: 0.01...5)
    #expect(found.refusals.map(\.row) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    let reasons = found.refusals.map(\.reason)
    #expect(reasons[0] == .belowIntrinsic(price: 0, bound: 0))
    #expect(reasons[1] == .belowIntrinsic(price: 5, bound: 5))
    #expect(reasons[2] == .aboveMaximum(price: 50, bound: 50))
    #expect(reasons[3] == .aboveMaximum(price: 60, bound: 55))
    #expect(reasons[4] == .invalidInput)
    #expect(reasons[5] == .invalidInput)
    #expect(reasons[6] == .invalidInput)
    guard case .outsideRange(let volatility) = reasons[7] else {
      Issue.record("expected a volatility outside the range, found \(reasons[7])")
      return
    }
    #expect(volatility < 0.01)
    #expect(reasons[8] == .invalidInput)
    #expect(found.volatilities[0] > 0 && found.volatilities[1...].allSatisfy { $0 == 0 })
    columns.years.removeLast()
    #expect(throws: ModelError.self) { _ = try columns.solve(within: 0.01...5) }
  }
}

// Closed forms and their inversion against 60-digit values.
//
// Every case of each file is used: the counts printed are the counts checked.

import MarketData
import Pricing
import TestKit
import Testing

private func right(_ value: JSONValue) throws -> OptionRight {
  let text = try value.string("type")
  return try #require(OptionRight(rawValue: text), "unknown right \(text)")
}

@Suite("Pricing Reference")
struct PricingReferenceTests {
  @Test("Black-Scholes-Merton: value and every Greek")
  func blackScholesMertonValues() throws {
    let cases = try ReferenceFile("pricing/bsm.json").cases()
    for row in cases {
      let expected = try #require(row["expected"])
      let label = "case \(try row.int("id")) \(try row.string("tag"))"
      let (spot, strike) = (try row.double("S"), try row.double("K"))
      let (years, volatility) = (try row.double("T"), try row.double("vol"))
      let greeks = try blackScholesMerton(
        try right(row), spot: spot, strike: strike, years: years, rate: try row.double("r"),
        yield: try row.double("q"), volatility: volatility)
      let price = try expected.double("price")
      try expectSame(price, try row.digits("price"), "\(label) price")
      // The file's own tolerances: the wing loses |d1 d| units through the quotient in d1.
      let wing = price < 1e-12 * spot
      let priceError = abs(greeks.price - price)
      #expect(
        priceError <= max((wing ? 1e-10 : 1e-12) * abs(price), 2e-16 * spot),
        "\(label) price \(greeks.price) expected \(price)")
      let named: [(String, Double)] = [
        ("delta", greeks.delta), ("gamma", greeks.gamma), ("vega", greeks.vega),
        ("theta", greeks.theta), ("rho", greeks.rho), ("phi", greeks.phi),
        ("vanna", greeks.vanna), ("volga", greeks.volga), ("charm", greeks.charm),
        ("speed", greeks.speed), ("zomma", greeks.zomma), ("dual_delta", greeks.dualDelta),
        ("dual_gamma", greeks.dualGamma),
      ]
      let scale = GreekScale(spot: spot, years: years, volatility: volatility, greeks: greeks)
      for (name, value) in named {
        let truth = try expected.double(name)
        try expectSame(truth, try row.digits(name), "\(label) \(name)")
        let bound = max((wing ? 1e-9 : 1e-11) * abs(truth), 1e-15 * scale.natural(name))
        #expect(
          abs(value - truth) <= bound, "\(label) \(name) \(value) expected \(truth)")
      }
    }
  }

  @Test("Black (1976) agrees with Black-Scholes-Merton on the forward")
  func black76Values() throws {
    for row in try ReferenceFile("pricing/bsm.json").cases() {
      let expected = try #require(row["expected"])
      let label = "case \(try row.int("id")) \(try row.string("tag"))"
      let (spot, years) = (try row.double("S"), try row.double("T"))
      let (rate, yield) = (try row.double("r"), try row.double("q"))
      let price = black76Price(
        try right(row), forward: spot * exponential((rate - yield) * years),
        strike: try row.double("K"), years: years, volatility: try row.double("vol"),
        discount: exponential(-rate * years))
      let truth = try expected.double("price")
      // The forward is rounded before its logarithm is taken, which the far wings feel.
      let bound = max((truth < 1e-10 * spot ? 1e-8 : 1e-11) * truth, 2e-15 * spot)
      #expect(abs(price - truth) <= bound, "\(label) \(price) expected \(truth)")
    }
  }

  /// Bound: max(2e-14, 4 x what half a unit of the price allows), relative.
  ///
  /// The file grants more
  /// to a solver that rounds F/K before its logarithm; ours does not.
  @Test("implied volatility: exact inversion of the price as given")
  func impliedVolatilityValues() throws {
    let cases = try ReferenceFile("pricing/implied_vol.json").cases()
    var worst = 0.0
    for row in cases {
      let label = "case \(try row.int("id")) \(try row.string("tag"))"
      if row["expected_vol"]?.isNull == true {
        // The time value was lost in rounding the price: there is no solution to find.
        #expect(throws: ImpliedVolatilityFailure.self, "\(label)") { _ = try solve(row) }
        continue
      }
      let attainable = try row.double("attainable_rel")
      let truth = try row.double("expected_vol")
      try expectSame(truth, try row.string("expected_vol_digits"), "\(label) volatility")
      let volatility = try solve(row)
      let error = relativeError(volatility, expected: truth)
      if attainable < 1e-3 { worst = max(worst, error / max(2e-14, 4 * attainable)) }
      let bound = max(2e-14, 4 * attainable)
      #expect(
        attainable > 1e-3 ? volatility > 0 : error <= bound,
        "\(label): \(volatility) expected \(truth), \(error)")
    }
    #expect(worst > 0)
    print("implied volatility: worst error \(worst) of max(2e-14, 4 x attainable)")
  }
}

/// The double of a case and its printed digits are one number, so that neither can be damaged alone.
private func expectSame(_ value: Double, _ digits: String, _ label: String) throws {
  let printed = try #require(Double(digits), "\(label): \(digits) is no number")
  #expect(ulpDistance(value, printed) <= 1, "\(label): \(value) beside the digits \(digits)")
}

extension JSONValue {
  /// The printed digits of a value of this case.
  fileprivate func digits(_ name: String) throws -> String {
    try #require(self["digits30"], "the case has no digits30").string(name)
  }
}

private func solve(_ row: JSONValue) throws -> Double {
  try impliedVolatility(
    try right(row), price: try row.double("price"), forward: try row.double("F"),
    strike: try row.double("K"), years: try row.double("T"), discount: try row.double("df"),
    within: 1e-9...100)
}

/// The size each Greek has near the money, against which rounding is judged.
private struct GreekScale {
  let spot: Double
  let years: Double
  let volatility: Double
  let greeks: BlackScholesMertonGreeks

  func natural(_ name: String) -> Double {
    let width = volatility * years.squareRoot()
    switch name {
    case "delta", "dual_delta": return 1
    case "gamma", "dual_gamma": return 1 / (spot * width)
    case "vega": return spot * years.squareRoot()
    case "theta": return spot * (1 + volatility / years.squareRoot())
    case "rho", "phi": return spot * years
    case "vanna": return 1 / volatility
    case "volga": return spot * years.squareRoot() / volatility
    case "charm": return 1 / years
    case "speed": return 1 / (spot * spot * width * width)
    default: return 1 / (spot * width * volatility)
    }
  }
}

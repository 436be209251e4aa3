// Heston prices against 25 digits from ball arithmetic, every case and field.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

/// The inputs of a case of the golden file.
struct HestonCase {
  let label: String
  let spot: Double
  let strike: Double
  let years: Double
  let rate: Double
  let yield: Double
  let parameters: HestonParameters

  init(_ row: JSONValue) throws {
    label = "case \(try row.int("id")) \(try row.string("tag"))"
    (spot, strike, years) = (try row.double("S"), try row.double("K"), try row.double("T"))
    (rate, yield) = (try row.double("r"), try row.double("q"))
    parameters = try HestonParameters(
      v0: row.double("v0"), kappa: row.double("kappa"), theta: row.double("theta"),
      sigma: row.double("sigma"), rho: row.double("rho"))
  }

  func value(_ right: OptionRight) throws -> HestonValue {
    try hestonValue(
      right, spot: spot, strike: strike, years: years, rate: rate, yield: yield,
      parameters: parameters)
  }
}

@Suite("Heston Reference")
struct HestonReferenceTests {
  @Test("price, delta, gamma and variance sensitivity of every case")
  func values() throws {
    var worst = 0.0
    for row in try ReferenceFile("pricing/heston.json").cases() {
      let inputs = try HestonCase(row)
      let label = inputs.label
      let call = try inputs.value(.call)
      let put = try inputs.value(.put)
      let (callPrice, putPrice) = (try row.double("call"), try row.double("put"))
      for (value, expected, name) in [(call, callPrice, "call"), (put, putPrice, "put")] {
        // The file asks for 1e-9 of the spot and calls 1e-12 reachable; the far wings are relative.
        let error = abs(value.price - expected)
        worst = max(worst, error / inputs.spot)
        let bound = max(1e-14 * inputs.spot, value.errorEstimate)
        #expect(error <= bound, "\(label) \(name) \(value.price) expected \(expected)")
        #expect(value.errorEstimate <= 1e-12 * inputs.spot, "\(label) \(name) error")
        #expect(abs(value.varianceSensitivity / (try row.double("dV_dv0")) - 1) <= 1e-7)
        #expect(abs(value.gamma / (try row.double("gamma")) - 1) <= 1e-8, "\(label) gamma")
      }
      let least = min(callPrice, putPrice)
      let wing = callPrice < putPrice ? call : put
      #expect(abs(wing.price / least - 1) <= 1e-10, "\(label) wing \(wing.price) of \(least)")
      let delta = try row.double("delta_call")
      #expect(abs(call.delta - delta) <= 1e-9, "\(label) delta \(call.delta) expected \(delta)")
    }
    #expect(worst > 0)
    print("heston: worst error \(worst) of the spot")
  }
}

// Heston by finite differences against the exact prices of the golden file.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

@Suite("Heston finite difference Reference")
struct HestonFiniteDifferenceReferenceTests {
  /// Errors on 150 x 150 x 75 steps, each beside the natural size of its quantity.
  ///
  /// With the standard deviation w of the log price, these sizes are S w, 1, 0.4 / (S w) and
  /// 0.2 S dw^2/dv0 / w. The bounds are those of the scheme on this grid, seen to fall fourfold
  /// when it doubles; delta and gamma change fastest where Feller's ratio is far below one. Other
  /// cases than those that ship may lie worse on the meshes, by a factor of four at most.
  @Test("calls, puts, delta, gamma and dV/dv0 of every case")
  func everyCase() throws {
    let grid = try FiniteDifferenceGrid(timeSteps: 150, spotSteps: 150, varianceSteps: 75)
    let slack = ReferenceFile.isOther ? 4.0 : 1
    for row in try ReferenceFile("pricing/heston.json").cases() {
      let model = try row.heston
      let spot = try row.double("S")
      let label = "case \(try row.int("id")) \(try row.string("tag"))"
      let years = try row.double("T")
      let width = model.expectedTotalVariance(years: years).squareRoot()
      // dw^2/dv0 = (1 - exp(-kappa T)) / kappa, from two calls of the expected variance.
      let other = try HestonParameters(
        v0: 2 * model.v0, kappa: model.kappa, theta: model.theta, sigma: 1, rho: 0)
      let slope = (other.expectedTotalVariance(years: years) - width * width) / model.v0
      let isRough = model.fellerRatio < 0.05
      let call = try hestonFiniteDifference(
        try row.gridOption(.call), parameters: model, grid: grid)
      let put = try hestonFiniteDifference(try row.gridOption(.put), parameters: model, grid: grid)
      let checks: [(String, Double, String, Double)] = [
        ("call", call.price, "call", 3.5e-4 * spot * width),
        ("put", put.price, "put", 3.5e-4 * spot * width),
        ("delta", call.delta, "delta_call", isRough ? 1e-2 : 2e-3),
        ("gamma", call.gamma, "gamma", (isRough ? 0.25 : 0.06) * 0.4 / (spot * width)),
        ("dV/dv0", call.varianceVega, "dV_dv0", 0.02 * 0.2 * spot * slope / width),
        ("dV/dv0 of the put", put.varianceVega, "dV_dv0", 0.02 * 0.2 * spot * slope / width),
      ]
      for (name, value, field, bound) in checks {
        let truth = try row.double(field)
        #expect(abs(value - truth) <= slack * bound, "\(label) \(name) \(value) expected \(truth)")
      }
      // The equation itself ties theta to the rest: put and call differ by their forwards.
      let (rate, yield) = (try row.double("r"), try row.double("q"))
      let parity =
        yield * spot * exponential(-yield * years)
        - rate * (try row.double("K")) * exponential(-rate * years)
      #expect(
        abs(call.theta - put.theta - parity) <= 1e-4 * (abs(parity) + spot * width),
        "\(label) theta")
    }
  }
}

extension JSONValue {
  /// The model of a case.
  var heston: HestonParameters {
    get throws {
      try HestonParameters(
        v0: double("v0"), kappa: double("kappa"), theta: double("theta"), sigma: double("sigma"),
        rho: double("rho"))
    }
  }

  /// The option of a case.
  func gridOption(_ right: OptionRight) throws -> GridOption {
    try GridOption(
      right: right, style: .european, spot: double("S"), strike: double("K"), years: double("T"),
      rate: double("r"), yield: double("q"))
  }
}

// Hagan's and Obloj's expansions against 40-digit values, and fits against known optima.
//
// Every case of each file and every number it expects is used.

import Numerics
import Pricing
import TestKit
import Testing

@Suite("SABR Reference")
struct SABRReferenceTests {
  /// The file's tolerance is 1e-12, and 1e-10 near the money; 1e-13 is reached everywhere.
  @Test("implied volatility by both expansions, one strike at a time and as an array")
  func volatilities() throws {
    var worst = 0.0
    for row in try ReferenceFile("pricing/sabr.json").cases() {
      let label = "case \(try row.int("id"))"
      let parameters = try sabrParameters(row, beta: row.double("beta"))
      let (forward, strike) = (try row.double("F"), try row.double("K"))
      let years = try row.double("T")
      let hagan = try sabrVolatility(
        forward: forward, strike: strike, years: years, parameters: parameters, expansion: .hagan)
      let truth = try row.double("hagan_lognormal_vol")
      let digits = try #require(Double(try row.string("hagan_digits")))
      #expect(ulpDistance(truth, digits) <= 1, "\(label): \(truth) beside the digits \(digits)")
      let error = relativeError(hagan, expected: truth)
      worst = max(worst, error)
      #expect(error <= 1e-13, "\(label): \(hagan) expected \(truth)")
      // QuantLib's series near the money is off by up to 1.8e-9, as the file says.
      if let value = row["quantlib_1.44"], !value.isNull {
        let peer = try row.double("quantlib_1.44")
        #expect(relativeError(hagan, expected: peer) <= 2e-9, "\(label): \(hagan) of \(peer)")
      }
      let obloj = try sabrVolatility(
        forward: forward, strike: strike, years: years, parameters: parameters, expansion: .obloj)
      #expect(
        relativeError(obloj, expected: try row.double("obloj_lognormal_vol")) <= 1e-12, "\(label)")
      var array = [0.0]
      var span = array.mutableSpan
      try parameters.fillVolatilities(
        forward: forward, years: years, strikes: [strike].span, into: &span)
      array = [span[0]]
      #expect(relativeError(array[0], expected: truth) <= 1e-13, "\(label) array")
    }
    #expect(worst > 0)
    print("SABR volatility: worst relative error \(worst)")
  }

  @Test("smiles: exact recovery, or the best fit of noisy quotes", arguments: [true, false])
  func smiles(startsByItself: Bool) throws {
    let rows = try ReferenceFile("pricing/sabr_calibration.json").cases("smiles")
    for row in rows {
      let label = "smile \(try row.int("id"))"
      let beta = try row.double("beta")
      let quotes = try sabrQuotes(row)
      let level = quotes.volatilities[5] * exponentialPower(quotes.forward, 1 - beta)
      let start = try SABRParameters(alpha: 0.75 * level, beta: beta, rho: 0, nu: 0.4)
      let fit = try calibrateSABR(quotes, beta: beta, start: startsByItself ? nil : start)
      #expect(fit.outcome == .converged, "\(label)")
      let expected = try #require(row["expected"])
      let best = try sabrParameters(expected, beta: beta)
      let truth = try sabrParameters(try #require(row["true"]), beta: beta)
      let (squares, rmse) = (try expected.double("sse"), try expected.double("rmse"))
      #expect(relativeError(rmse * rmse * Double(quotes.strikes.count), expected: squares) < 1e-9)
      let noise = try row.double("noise")
      let tolerance = noise == 0 ? 1e-7 : 1e-4
      expectNear(fit.parameters, best, tolerance, label)
      if noise == 0 {
        #expect(fit.rmse < 1e-10 && rmse < 1e-10, "\(label): rmse \(fit.rmse)")
        expectNear(fit.parameters, truth, tolerance, label)
      } else {
        #expect(relativeError(fit.squaredError, expected: squares) <= 1e-9, "\(label)")
        #expect(relativeError(fit.rmse, expected: rmse) <= 1e-9, "\(label)")
        // Noise was laid over a smile that the file holds without it.
        for other in rows where other["noise"]?.double == 0 && isSameExpiry(other, row) {
          #expect(try sabrParameters(try #require(other["true"]), beta: beta) == truth, "\(label)")
        }
        let size = noise * quotes.volatilities[5] / 0.2
        let count = Double(quotes.strikes.count)
        let atTruth = (try squaredError(quotes, truth) / count).squareRoot()
        #expect(atTruth > fit.rmse && atTruth < 2 * size, "\(label): \(atTruth) of \(size)")
      }
    }
  }

  @Test("a surface of ten expiries is recovered")
  func surface() throws {
    let rows = try ReferenceFile("pricing/sabr_calibration.json").cases("surface")
    let beta = try #require(rows.first).double("beta")
    let fit = try calibrateSABRSurface(try rows.map(sabrQuotes), beta: beta, start: nil)
    #expect(fit.isConverged && fit.fits.count == rows.count)
    #expect(fit.calendarBreaches.isEmpty)
    for (row, one) in zip(rows, fit.fits) {
      let label = "T \(try row.double("T"))"
      #expect(try row.double("beta") == beta, "\(label)")
      let truth = try sabrParameters(try #require(row["true"]), beta: beta)
      expectNear(one.parameters, truth, 1e-7, label)
      #expect(one.rmse < 1e-10, "\(label)")
    }
  }
}

private func expectNear(
  _ found: SABRParameters, _ expected: SABRParameters, _ tolerance: Double, _ label: String
) {
  #expect(relativeError(found.alpha, expected: expected.alpha) <= tolerance, "\(label) alpha")
  #expect(relativeError(found.rho, expected: expected.rho) <= tolerance, "\(label) rho")
  #expect(relativeError(found.nu, expected: expected.nu) <= tolerance, "\(label) nu")
}

private func isSameExpiry(_ first: JSONValue, _ second: JSONValue) -> Bool {
  ["F", "T", "beta", "strikes"].allSatisfy { first[$0] == second[$0] }
}

private func squaredError(_ quotes: SABRSmileQuotes, _ parameters: SABRParameters) throws -> Double
{
  let smile = try SABRSmile(
    forward: quotes.forward, years: quotes.years, parameters: parameters)
  var sum = 0.0
  for (strike, volatility) in zip(quotes.strikes, quotes.volatilities) {
    let error = try smile.volatility(at: strike) - volatility
    sum += error * error
  }
  return sum
}

/// The parameters of a case.
func sabrParameters(_ row: JSONValue, beta: Double) throws -> SABRParameters {
  try SABRParameters(
    alpha: row.double("alpha"), beta: beta, rho: row.double("rho"), nu: row.double("nu"))
}

private func sabrQuotes(_ row: JSONValue) throws -> SABRSmileQuotes {
  try SABRSmileQuotes(
    forward: row.double("F"), years: row.double("T"), strikes: row.doubles("strikes"),
    volatilities: row.doubles("vols"), weights: nil)
}

// A quote held against the fit of all others, without making that fit.

import Numerics
import Pricing
import Testing

@Suite("Heston without one of its quotes")
struct HestonDeletionTests {
  private static let model = try? HestonParameters(
    v0: 0.035, kappa: 1.8, theta: 0.05, sigma: 0.6, rho: -0.65)

  /// Smiles of the model with a ripple no parameters can follow, and one quote that is off.
  private func quotes(off: (expiry: Int, strike: Int)?, without: Bool = false) throws
    -> [SmileQuotes]
  {
    let model = try #require(Self.model)
    var smiles: [SmileQuotes] = []
    for (row, years) in [0.08, 0.25, 0.5, 1.0].enumerated() {
      var strikes = (0..<9).map { 100 * (1 + (Double($0) - 4) * 0.05 * years.squareRoot() * 2) }
      var volatilities = try hestonVolatilities(
        model, years: years, forward: 100, strikes: strikes
      ).map { try #require($0) }
      for place in volatilities.indices {
        volatilities[place] *= 1 + 0.004 * (place % 2 == 0 ? 1 : -1)
      }
      if let off, off.expiry == row {
        volatilities[off.strike] *= 1.15
        if without {
          volatilities.remove(at: off.strike)
          strikes.remove(at: off.strike)
        }
      }
      smiles.append(
        try SmileQuotes(
          label: "\(row)", years: years, forward: 100, discount: 1, strikes: strikes,
          volatilities: volatilities))
    }
    return smiles
  }

  @Test(
    "the deleted residual is that of a fit made anew without the quote",
    arguments: [(0, 0), (0, 4), (1, 6), (2, 2), (3, 8), (3, 0)])
  func refit(_ expiry: Int, _ strike: Int) throws {
    let start = try #require(Self.model)
    let all = try quotes(off: (expiry, strike))
    let fit = try calibrateHeston(all, start: start, settings: .standard)
    let deleted = try hestonDeletedVolatilities(fit.parameters, all, atBounds: fit.atBounds)
    let rest = try quotes(off: (expiry, strike), without: true)
    let anew = try calibrateHeston(rest, start: start, settings: .standard)
    let expected = try #require(
      try hestonVolatilities(
        anew.parameters, years: all[expiry].years, forward: 100,
        strikes: [all[expiry].strikes[strike]])[0])
    let found = try #require(deleted[expiry][strike])
    let market = all[expiry].volatilities[strike]
    let plain = try #require(fit.expiries[expiry].volatilities[strike])
    #expect(abs(found / expected - 1) < 0.01, "\(found) for \(expected), market \(market)")
    #expect(abs(found - expected) < abs(plain - expected), "no better than the fit itself")
    #expect(abs(found / market - 1) > 0.10)
  }

  @Test("parameters on a bound stay, and too few quotes are refused")
  func bounds() throws {
    let start = try #require(Self.model)
    let all = try quotes(off: nil)
    let free = try hestonDeletedVolatilities(start, all, atBounds: [])
    let held = try hestonDeletedVolatilities(start, all, atBounds: ["kappa", "rho"])
    #expect(free.joined().allSatisfy { $0 != nil } && free != held)
    let few = try SmileQuotes(
      label: "few", years: 1, forward: 100, discount: 1, strikes: [90, 100, 110],
      volatilities: [0.2, 0.2, 0.2])
    #expect(throws: ModelError.self) { try hestonDeletedVolatilities(start, [few], atBounds: []) }
  }
}

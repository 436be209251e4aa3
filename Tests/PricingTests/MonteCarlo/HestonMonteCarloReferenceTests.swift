// Heston by simulation against the exact prices of the golden file.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

@Suite("Heston Monte Carlo Reference")
struct HestonMonteCarloReferenceTests {
  /// Each price within 5 of its standard errors, with and without control variates.
  ///
  /// Of 344 comparisons 0.0002 lie further out by chance, so that other cases pass as well; those
  /// that ship keep within 3.5. A value that is
  /// never met on 8,192 paths has no error to compare with; one millionth of the spot covers it, in
  /// other cases a thousandth.
  @Test("calls and puts of every case")
  func everyCase() throws {
    let limit = ReferenceFile.isOther ? 5 : 3.5
    let floor = ReferenceFile.isOther ? 1e-3 : 1e-6
    for row in try ReferenceFile("pricing/heston.json").cases() {
      let (spot, years) = (try row.double("S"), try row.double("T"))
      let settings = try MonteCarloSettings(
        paths: 8192, steps: max(40, Int(20 * years)), observations: 1, seed: 7,
        pairing: .antithetic)
      for (right, field) in [(OptionRight.call, "call"), (.put, "put")] {
        let estimate = try HestonMonteCarlo(
          .european(right, strike: try row.double("K")), spot: spot, years: years,
          rate: try row.double("r"), yield: try row.double("q"), parameters: try row.heston,
          settings: settings
        ).run()
        let truth = try row.double(field)
        let label = "case \(try row.int("id")) \(try row.string("tag")) \(field)"
        for (name, mean) in [("controlled", estimate.controlled), ("plain", estimate.plain)] {
          #expect(
            abs(mean.value - truth) <= limit * mean.standardError + floor * spot,
            "\(label) \(name) \(mean) expected \(truth)")
        }
      }
    }
  }
}

import Numerics
import TestKit
import Testing

@testable import Risk

@Suite("Tail risk Reference")
struct TailRiskReferenceTests {
  @Test("moments, historical, normal and Cornish-Fisher tails of every golden case")
  func golden() throws {
    let file = try ReferenceFile("stats/var_cvar.json")
    for item in try file.cases() {
      let name = try item.string("name")
      let tail = try #require(TailRisk(try item.doubles("returns")))
      expect(tail.mean, try item.double("mean"), "\(name) mean")
      expect(tail.deviation, try item.double("std_ddof1"), "\(name) deviation")
      expect(try #require(tail.skew), try item.double("skew_population"), "\(name) skew", 1e-8)
      expect(
        try #require(tail.excessKurtosis), try item.double("excess_kurtosis_population"),
        "\(name) kurtosis", 1e-8)
      let expected = try #require(item["expected"])
      #expect(expected.keys.count >= 3)
      for key in expected.keys {
        let probability = try #require(Double(key))
        let row = try #require(expected[key])
        try compare(tail, row, at: probability, "\(name) \(key)")
      }
    }
  }

  private func compare(_ tail: TailRisk, _ row: JSONValue, at p: Double, _ name: String) throws {
    let historical = tail.historical(tail: p)
    expect(historical.valueAtRisk, try row.double("hist_var_linear"), "\(name) historical")
    expect(
      historical.expectedShortfall, try row.double("hist_cvar_mean_le_var"), "\(name) shortfall")
    let normal = tail.parametric(tail: p)
    expect(normal.valueAtRisk, try row.double("param_var"), "\(name) normal")
    expect(normal.expectedShortfall, try row.double("param_cvar"), "\(name) normal shortfall")
    let bent = try #require(tail.cornishFisherExpansion(tail: p))
    expect(bent.valueAtRisk, try row.double("cf_var"), "\(name) Cornish-Fisher")
    expect(
      bent.expectedShortfall, try row.double("cf_cvar_integral"), "\(name) its shortfall", 1e-7)
  }

  private func expect(_ found: Double, _ truth: Double, _ what: String, _ room: Double = 1e-9) {
    #expect(abs(found - truth) <= room, "\(what): \(found) is not \(truth)")
  }

  @Test("the expansion is given only where it is a quantile")
  func monotone() throws {
    let cases = try ReferenceFile("stats/var_cvar.json").cases()
    for item in cases {
      let tail = try #require(TailRisk(try item.doubles("returns")))
      let s = try #require(tail.skew)
      let k = try #require(tail.excessKurtosis)
      // The slow twin: the bent quantile on a fine grid, looked over for a fall.
      var bent: [Double] = []
      for place in -12_000...12_000 {
        let z = Double(place) / 1_000
        let skewed = (z * z - 1) * s / 6
        let fat = (z * z * z - 3 * z) * k / 24
        let both = (2 * z * z * z - 5 * z) * s * s / 36
        bent.append(z + skewed + fat - both)
      }
      let rises = zip(bent, bent.dropFirst()).allSatisfy { $0 < $1 }
      let name = try item.string("name")
      #expect(tail.isCornishFisherMonotone == rises, "\(name)")
      #expect((tail.cornishFisher(tail: 0.05) != nil) == rises)
    }
  }
}

@Suite("Tail risk")
struct TailRiskTests {
  @Test("a sample that cannot speak gives nothing")
  func missing() {
    #expect(TailRisk([]) == nil)
    #expect(TailRisk([0.01]) == nil)
    #expect(TailRisk([0.01, .nan, 0.02]) == nil)
    #expect(TailRisk([0.01, .infinity]) == nil)
    let flat = TailRisk([0.01, 0.01, 0.01])
    #expect(flat?.skew == nil && flat?.cornishFisher(tail: 0.05) == nil)
    #expect(flat?.historical(tail: 0.05).valueAtRisk == -0.01)
  }

  @Test("fewer than a hundred values are a low sample")
  func lowSample() {
    for (count, isLow) in [(99, true), (100, false), (101, false)] {
      let sample = (0..<count).map { Double($0 % 7) }
      #expect(TailRisk(sample)?.isLowSample == isLow)
    }
  }

  @Test("a tail of ten values by hand")
  func byHand() throws {
    // Ordered -10 … -1: the 5 % quantile lies 0.45 of the way from -10 to -9.
    let tail = try #require(TailRisk((1...10).map { -Double($0) }))
    let found = tail.historical(tail: 0.05)
    #expect(abs(found.valueAtRisk - 9.55) < 1e-12)
    #expect(found.expectedShortfall == 10)
  }
}

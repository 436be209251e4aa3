// The classifier against the golden cases of its design, to a tenth of a percent.

import MarketData
import Regimes
import Testing

/// One golden case: features in the order V, P, R5, R20, SL, ADX, TS, D50, MX, DD, r20.
struct RegimeCase: Sendable {
  var name: String
  var inputs: [Double?]
  var expected: [(RegimeState, Double)]

  var features: RegimeFeatures {
    var f = RegimeFeatures()
    f.v = inputs[0]
    f.p = inputs[1]
    f.r5 = inputs[2]
    f.r20 = inputs[3]
    f.sl = inputs[4]
    f.adx = inputs[5]
    f.ts = inputs[6]
    f.d50 = inputs[7]
    f.mx = inputs[8]
    f.dd = inputs[9]
    f.return20 = inputs[10]
    return f
  }
}

@Suite("Regime classifier")
struct RegimeClassifierTests {
  static let golden: [RegimeCase] = [
    RegimeCase(
      name: "grind", inputs: [12, 15, 0.06, 0.07, 0.14, 19, 2, 0.02, 0.008, -0.004, 0.02],
      expected: [(.lowVolGrind, 94.0)]),
    RegimeCase(
      name: "panic", inputs: [45, 99, 0.55, 0.38, -0.12, 35, -5, -0.13, -0.04, -0.22, -0.17],
      expected: [(.highVolPanic, 79.7), (.trendDown, 20.1)]),
    RegimeCase(
      name: "up", inputs: [17, 45, 0.11, 0.13, 0.09, 30, 6, 0.05, 0.025, -0.002, 0.06],
      expected: [(.trendUp, 97.6)]),
    RegimeCase(
      name: "down", inputs: [25, 80, 0.20, 0.22, 0.01, 31, -5, -0.06, -0.025, -0.11, -0.075],
      expected: [(.trendDown, 97.7)]),
    RegimeCase(
      name: "chop", inputs: [18.5, 50, 0.14, 0.15, 0.06, 14, 0.4, 0.004, 0.001, -0.035, 0.003],
      expected: [(.chop, 97.2)]),
    RegimeCase(
      name: "mixed", inputs: [16.5, 42, 0.10, 0.115, 0.08, 21, 2.2, 0.018, 0.006, -0.012, 0.025],
      expected: [(.lowVolGrind, 55.2), (.chop, 24.5), (.trendUp, 16.4)]),
    RegimeCase(
      name: "5 February 2018",
      inputs: [37, 99.8, 0.38, 0.19, -0.3, 28, 1, -0.02, 0.02, -0.08, -0.04],
      expected: [(.highVolPanic, 98.8)]),
  ]

  @Test("matches the golden cases", arguments: golden)
  func matchesGoldenCases(_ row: RegimeCase) throws {
    let reading = RegimeClassifier.classify(row.features)
    let winner = try #require(row.expected.first)
    #expect(reading.state == winner.0, "\(row.name)")
    for (state, confidence) in row.expected {
      #expect(
        abs(reading.confidences[state.index] - confidence) <= 0.05 + 1e-9, "\(row.name) \(state)")
    }
    #expect(reading.coverage == 1 && !reading.isInsufficient)
    #expect(reading.reasons.count == 5)
    #expect(reading.reasons[0].contribution >= reading.reasons[4].contribution)
  }

  /// 5 February 2018 without a curve: V alone carries it, and the missing weight is not counted.
  @Test("leads with panic without a curve")
  func panicWithoutCurve() {
    var features = Self.golden[6].features
    features.sl = nil
    features.v = 37.3
    let reading = RegimeClassifier.classify(features)
    #expect(reading.state == .highVolPanic)
    #expect(abs(reading.coverage - 0.84) < 1e-12, "0.8 of 5.0 is uncovered")
    let share = reading.confidence / reading.coverage
    #expect(share > 97 && share < 99.5)
    // An inverted curve would raise the alarm at any V; without it V must reach 35.
    features.v = 29
    let lower = RegimeClassifier.classify(features)
    #expect(lower.state == .highVolPanic && lower.confidence < reading.confidence - 5)
  }

  @Test("names no regime when too little is known")
  func insufficientData() {
    var features = RegimeFeatures()
    features.v = 45
    features.p = 99
    let reading = RegimeClassifier.classify(features)
    #expect(reading.state == .chop && reading.isInsufficient)
    #expect(reading.confidence <= 30)
    #expect(reading.coverage == 0)
    #expect(RegimeClassifier.classify(RegimeFeatures()).isInsufficient)
  }
}

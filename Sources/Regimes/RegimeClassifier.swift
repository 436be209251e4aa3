// The five-state classifier (domain rules, section a.2).
//
// Each state has a score: the weighted mean of clamped, standardised features, over the features
// that are present. A softmax turns the scores into confidences, and the share of weights present
// scales them down. There is no hysteresis here; `RegimeTracker` holds it.

import Glibc

/// One term of a state's score: weight times clamp((feature - centre) / scale, -2, 2).
private struct Term {
  var weight: Double
  var feature: String
  var value: Double?
  var centre: Double
  var scale: Double

  init(_ weight: Double, _ feature: String, _ value: Double?, _ centre: Double, _ scale: Double) {
    self.weight = weight
    self.feature = feature
    self.value = value
    self.centre = centre
    self.scale = scale
  }

  /// The clamped, standardised feature.
  var score: Double? {
    guard let value else { return nil }
    return min(max((value - centre) / scale, -2), 2)
  }
}

/// Names the regime of a set of features.
public enum RegimeClassifier {
  /// Coverage below which no regime is named.
  public static let minimumCoverage = 0.6
  /// Highest confidence of an unnamed regime.
  public static let insufficientConfidence = 30.0
  /// Temperature of the softmax.
  static let temperature = 0.6

  /// Classifies a moment.
  public static func classify(_ features: RegimeFeatures) -> RegimeReading {
    let table = RegimeState.allCases.map { terms(of: $0, features) }
    var scores: [Double] = []
    var coverage = 1.0
    for terms in table {
      let total = terms.reduce(0) { $0 + $1.weight }
      let present = terms.reduce(0) { $0 + ($1.value == nil ? 0 : $1.weight) }
      let sum = terms.reduce(0) { $0 + $1.weight * ($1.score ?? 0) }
      scores.append(present > 0 ? sum / present : 0)
      coverage = min(coverage, present / total)
    }
    let alarm = alarm(features)
    if alarm != nil { scores[RegimeState.highVolPanic.index] += 1 }
    let confidences = softmax(scores).map { 100 * $0 * coverage }
    var winner = RegimeState.chop
    for state in RegimeState.allCases where confidences[state.index] > confidences[winner.index] {
      winner = state
    }
    let isInsufficient = coverage < minimumCoverage
    if isInsufficient { winner = .chop }
    let confidence = confidences[winner.index]
    return RegimeReading(
      state: winner,
      confidence: isInsufficient ? min(confidence, insufficientConfidence) : confidence,
      confidences: confidences, coverage: coverage, features: features.named,
      reasons: reasons(table[winner.index]), isInsufficient: isInsufficient, alarm: alarm)
  }

  private static func softmax(_ scores: [Double]) -> [Double] {
    let top = scores.max() ?? 0
    let weights = scores.map { exp(($0 - top) / temperature) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// V at 35, or a percentile of 95 with an inverted curve, or a five-day volatility of 45 %.
  private static func alarm(_ f: RegimeFeatures) -> String? {
    if let v = f.v, v >= 35 { return "V at 35 or more" }
    if let p = f.p, let sl = f.sl, p >= 95, sl < 0 { return "P at 95 or more and SL below 0" }
    if let r5 = f.r5, r5 >= 0.45 { return "R5 at 45 % or more" }
    return nil
  }

  private static func reasons(_ terms: [Term]) -> [RegimeReason] {
    var reasons: [RegimeReason] = []
    for term in terms {
      guard let value = term.value, let score = term.score else { continue }
      reasons.append(
        RegimeReason(feature: term.feature, value: value, contribution: term.weight * score))
    }
    // A stable order: equal contributions keep the table's.
    let order = reasons.indices.sorted {
      let (a, b) = (reasons[$0].contribution, reasons[$1].contribution)
      return a == b ? $0 < $1 : a > b
    }
    return order.prefix(5).map { reasons[$0] }
  }

  private static func terms(of state: RegimeState, _ f: RegimeFeatures) -> [Term] {
    func negative(_ value: Double?) -> Double? { value.map { -$0 } }
    func size(_ value: Double?) -> Double? { value.map { -abs($0) } }
    switch state {
    case .highVolPanic:
      return [
        Term(1.2, "V", f.v, 27, 5), Term(0.8, "P", f.p, 85, 10), Term(1.0, "R5", f.r5, 0.28, 0.06),
        Term(0.6, "RR", f.rr, 1.4, 0.25), Term(0.8, "-SL", negative(f.sl), 0, 0.05),
        Term(0.6, "-DD", negative(f.dd), 0.10, 0.04),
      ]
    case .lowVolGrind:
      return [
        Term(1.2, "-V", negative(f.v), -15.5, 2), Term(0.8, "-P", negative(f.p), -35, 15),
        Term(1.0, "-R20", negative(f.r20), -0.11, 0.02), Term(0.5, "SL", f.sl, 0.08, 0.04),
        Term(0.8, "-|D50|", size(f.d50), -0.03, 0.01), Term(0.5, "DD", f.dd, -0.03, 0.02),
      ]
    case .trendUp:
      return [
        Term(1.2, "D50", f.d50, 0.03, 0.012), Term(1.0, "TS", f.ts, 3, 1.5),
        Term(0.8, "SG*ADX", f.signedADX, 22, 4), Term(0.8, "r20", f.return20, 0.04, 0.015),
        Term(0.6, "MX", f.mx, 0.01, 0.008),
      ]
    case .trendDown:
      return [
        Term(1.2, "-D50", negative(f.d50), 0.03, 0.012), Term(1.0, "-TS", negative(f.ts), 3, 1.5),
        Term(0.8, "-SG*ADX", negative(f.signedADX), 22, 4),
        Term(0.8, "-r20", negative(f.return20), 0.04, 0.015),
        Term(0.6, "-MX", negative(f.mx), 0.01, 0.008), Term(0.4, "-DD", negative(f.dd), 0.06, 0.03),
      ]
    case .chop:
      return [
        Term(1.2, "-ADX", negative(f.adx), -20, 3), Term(1.0, "-|TS|", size(f.ts), -1.5, 0.8),
        Term(0.8, "-|D50|", size(f.d50), -0.015, 0.008),
        Term(0.8, "-|r20|", size(f.return20), -0.02, 0.01), Term(0.6, "R20", f.r20, 0.115, 0.02),
      ]
    }
  }
}

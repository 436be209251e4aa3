// The quality of a proposal: edge, regime, liquidity and pricing, a quarter each.

import Edges
import MarketData
import Structures

/// The quality of a proposal, 0 to 100, with its grade.
struct QualityScore: Hashable {
  /// The sum of the quarters.
  var points: Int
  /// A+ from 90 down in steps of five to C- at 50, below that D.
  var grade: String

  /// Scores a structure.
  ///
  /// - Parameters:
  ///   - strength: The edge's strength, 0 to 100.
  ///   - confidence: The regime's confidence, 0 to 100.
  ///   - isFavoured: Whether the structure fits the regime; half the regime's points otherwise.
  ///   - liquidity: 1 for no spread, 0 for the widest that is accepted.
  ///   - pricing: 1 for a tenth of the maximum loss expected, one half for nothing.
  init(strength: Int, confidence: Double, isFavoured: Bool, liquidity: Double, pricing: Double) {
    func quarter(_ share: Double) -> Double { 25 * min(max(share, 0), 1) }
    let total =
      quarter(Double(strength) / 100) + quarter(confidence / 100) * (isFavoured ? 1 : 0.5)
      + quarter(liquidity) + quarter(pricing)
    points = Int(total.rounded())
    grade = QualityScore.grade(points)
  }

  /// The grade of a score.
  static func grade(_ points: Int) -> String {
    switch points {
    case 90...: "A+"
    case 85...: "A"
    case 80...: "A-"
    case 75...: "B+"
    case 70...: "B"
    case 65...: "B-"
    case 60...: "C+"
    case 55...: "C"
    case 50...: "C-"
    default: "D"
    }
  }
}

/// How tight the legs are: the mean over legs of one less the share of the widest accepted spread.
func liquidityShare(of legs: [QuotedLeg], rules: LiquidityRules) -> Double {
  guard !legs.isEmpty else { return 0 }
  let total = legs.reduce(0.0) { sum, leg in
    let spread = (leg.ask - leg.bid).dollars
    let mid = 0.5 * (leg.bid + leg.ask).dollars
    let widest = max(rules.spreadShare * mid, rules.tightSpread.dollars)
    return sum + min(max(1 - spread / (2 * widest), 0), 1)
  }
  return total / Double(legs.count)
}

/// Expected value over maximum loss as a score: zero at minus a tenth, one at a tenth.
func pricingShare(expectedValue: Double?, maxLoss: Double) -> Double {
  guard let expectedValue, maxLoss > 0 else { return 0.25 }
  return 0.5 + 5 * expectedValue / maxLoss
}

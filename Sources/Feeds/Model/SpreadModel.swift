// Half-spreads of options.
//
// Index options: a regression on about 25 000 out-of-the-money S&P 500 quotes of three days (log
// rms 0.31), and a table by per cent in the money. Fund options: pennies by days to expiry.

import Glibc

/// Half-spreads before the minute's multiplier and the quote's own noise.
enum SpreadModel {
  /// ln of an index half-spread, less 0.423 times ln of the value.
  static func indexConstant(lnDays l: Double, isOpening: Bool) -> Double {
    -2.79 + 0.076 * l + 0.050 * l * l + (isOpening ? log(1.2) : 0)
  }

  /// The power of the value in a half-spread.
  static let valuePower = 0.423

  private static let insideEdges: [Double] = [0, 0.75, 1.5, 3, 6, 11.5, 22.5, 40]
  private static let insideSpreads: [Double] = [0, 0.45, 0.9, 1.8, 2.2, 2.8, 3.2, 3.75]

  /// The half-spread of an index option by how far it is in the money, at an index of 4 500.
  static func inside(perCent m: Double) -> Double { interpolate(m, insideEdges, insideSpreads) }

  private static let fundDays: [Double] = [7, 21, 45, 100, 200]
  private static let fundSpreads: [Double] = [0.005, 0.010, 0.020, 0.025, 0.05]

  /// The at-the-money half-spread of a fund option.
  static func fund(days: Double) -> Double { interpolate(days, fundDays, fundSpreads) }
}

/// Sizes at the best price: lognormal, by settlement.
struct SizeModel: Sendable {
  /// ln of the median and the deviation of ln.
  var median: Double
  var deviation: Double

  static let closing = SizeModel(median: 3.0, deviation: 1.6)
  static let opening = SizeModel(median: 4.9, deviation: 0.8)
  static let fund = SizeModel(median: 4.0, deviation: 1.2)
}

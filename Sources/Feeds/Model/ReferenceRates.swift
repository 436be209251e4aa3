// Rates that go with the daily figures of 2014 to 2018.
//
// The middle of the Federal Reserve's target range for the federal funds rate, by the day its
// decision took effect (Federal Reserve, "Open Market Operations"), and the dividend yield of the
// S&P 500 in those years, near two per cent throughout.

import MarketData
import Numerics

/// Rate and dividend yield of a date.
enum ReferenceRates {
  /// The continuous dividend yield of the S&P 500.
  static let dividendYield = 0.019

  /// The middle of the target range, an eighth of a per cent under its ceiling.
  private static let targets = RateSteps(
    [
      ("2008-12-16", 0.25), ("2015-12-17", 0.50), ("2016-12-15", 0.75), ("2017-03-16", 1.00),
      ("2017-06-15", 1.25), ("2017-12-14", 1.50), ("2018-03-22", 1.75), ("2018-06-14", 2.00),
      ("2018-09-27", 2.25), ("2018-12-20", 2.50),
    ].compactMap { entry in
      CivilDate(entry.0).map { DailyValue(date: $0, value: (entry.1 - 0.125) / 100) }
    })

  /// The continuously compounded rate of a date.
  static func rate(on date: CivilDate) -> Double {
    roundedDecimal(targets?.continuousRate(on: date) ?? 0.00125, 5)
  }
}

import MarketData

import Structures

/// Legs on one made-up index without carry, so that every figure can be checked by hand.
enum Fixture {
  static let today = CivilDate("2018-02-05") ?? CivilDate(dayNumber: 0)

  static func leg(
    _ count: Int, _ right: OptionRight, _ strike: Int, days: Int = 30, spot: Double = 500,
    volatility: Double = 0.2, rate: Double = 0, yield: Double = 0
  ) -> ModelLeg {
    let years = Double(days) / 365
    let date = today.adding(days: days)
    return ModelLeg(
      contract: OptionContract(
        root: "SPXW", expiry: date, right: right, strike: Money(wholeDollars: strike)),
      count: count, multiplier: 100, expiration: NewYorkTime.instant(date, 16, 0), years: years,
      forward: spot * (1 + (rate - yield) * years), discount: 1 / (1 + rate * years),
      volatility: volatility, spot: spot)
  }

  static func money(_ dollars: Double) -> Money { Money(dollars: dollars) ?? .zero }
}

// The roots and listings of the S&P 500 index and of exchange-traded funds.

import MarketData

extension ListingRules {
  /// S&P 500: third Fridays settled at the open as SPX, everything else at the close as SPXW.
  ///
  /// The band's size decides the size of the chain; `far` lists half a year ahead.
  static func index(bandSize: Int, far: Bool) -> ListingRules {
    ListingRules(
      openingRoot: OptionRoot(
        symbol: "SPX", underlying: "SPX", style: .european, settlement: .am, delivery: .cash,
        multiplier: 100, ticks: .index),
      closingRoot: OptionRoot(
        symbol: "SPXW", underlying: "SPX", style: .european, settlement: .pm, delivery: .cash,
        multiplier: 100, ticks: .index),
      steps: [5, 10, 25, 50, 100, 200], bandSize: bandSize, weekdayWindow: far ? 9 : 5,
      fridayWindow: far ? 50 : 38, monthEndWindow: far ? 60 : 45,
      closingMonthlyWindow: far ? 75 : 40, openingMonthlyWindow: far ? 190 : 95)
  }

  /// A fund or a stock: American, physical, settled at the close, in pennies.
  static func fund(_ symbol: String, bandSize: Int) -> ListingRules {
    ListingRules(
      openingRoot: nil,
      closingRoot: OptionRoot(
        symbol: symbol, underlying: symbol, style: .american, settlement: .pm,
        delivery: .physical, multiplier: 100, ticks: .penny),
      steps: [1, 2.5, 5, 10, 20, 50], bandSize: bandSize, weekdayWindow: -1, fridayWindow: 25,
      monthEndWindow: -1, closingMonthlyWindow: 72, openingMonthlyWindow: 0)
  }
}

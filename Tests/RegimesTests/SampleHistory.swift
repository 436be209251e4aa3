// The daily figures that ship, for tests of whole histories.

import MarketData
import Regimes
import TestKit

/// S&P 500 and VIX of 2014 to 2018.
enum SampleHistory {
  /// The history as it ships.
  static func read() throws -> RegimeHistory {
    let bars = try CSVTable(path: ProjectPaths.inRoot("sample-data/daily/SPX.csv"))
    let index = try CSVTable(path: ProjectPaths.inRoot("sample-data/daily/VIX.csv"))
    let columns = try ["open", "high", "low", "close"].map { try bars.numbers($0) }
    let dates = try bars.column("date").compactMap { CivilDate($0) }
    return RegimeHistory(
      bars: dates.indices.map { row in
        DailyBar(
          date: dates[row],
          bar: PriceBar(
            open: columns[0][row], high: columns[1][row], low: columns[2][row],
            close: columns[3][row], volume: 0))
      },
      volatilityIndex: zip(
        try index.column("date").compactMap { CivilDate($0) }, try index.numbers("close")
      ).map { DailyValue(date: $0, value: $1) })
  }

  /// Its days, each with its features.
  static let days: [RegimeDay] = (try? read().days()) ?? []

  /// The place of a day, such as `2018-02-05`.
  static func place(_ date: String) -> Int? {
    days.firstIndex { $0.date.description == date }
  }
}

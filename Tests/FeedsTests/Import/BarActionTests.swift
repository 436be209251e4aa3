// Dividends and splits beside bars: kept as series, each day once, and told to the sessions of a tape.

import Feeds
import MarketData
import Testing

@Suite("Dividends and splits of bar files")
struct BarActionTests {
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func attached(_ text: String, _ name: String = "AAPL.csv") throws -> [NamedSeries] {
    try readMarketFile(try scratch.write(text, name)).attached
  }

  private func value(_ date: String, _ value: Double) throws -> DailyValue {
    DailyValue(date: try #require(CivilDate(date)), value: value)
  }

  @Test("yfinance's columns; nothing, zero and an empty cell are no action")
  func yfinance() throws {
    let found = try attached(
      """
      Date,Open,High,Low,Close,Volume,Dividends,Stock Splits
      2020-08-31 00:00:00-04:00,127.5,131,126,129,223505733,0.0,4.0
      2020-08-28 00:00:00-04:00,504,505,498,499.2,46907479,,
      2020-08-07 00:00:00-04:00,452.8,454.7,441.2,444.4,49511403,0.82,0

      """)
    #expect(
      found == [
        NamedSeries(symbol: "AAPL", metric: "dividend", values: [try value("2020-08-07", 0.82)]),
        NamedSeries(symbol: "AAPL", metric: "split", values: [try value("2020-08-31", 4)]),
      ])
  }

  @Test("a coefficient of one is no split, and a day that stands twice counts once")
  func coefficient() throws {
    let found = try attached(
      """
      timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient
      2020-08-31,127.5,131,126,129,127,223505733,0.0000,4.0
      2020-08-28,504,505,498,499.2,124,46907479,0.0000,1.0
      2020-08-28,504,505,498,499.2,124,46907479,0.0000,1.0

      """)
    #expect(found.map(\.metric) == ["split"])
    #expect(found.first?.values == [try value("2020-08-31", 4)])
  }

  @Test("a cell that is no number is told, and its bar is kept")
  func malformed() throws {
    let text =
      "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n"
      + "2020-08-28,504,505,498,499.2,46907479,0,0\n2020-08-31,127.5,131,126,129,2235,x,4:1\n"
    let file = try readMarketFile(try scratch.write(text, "AAPL.csv"))
    #expect(file.attached.isEmpty)
    #expect(file.findings.contains { $0.count == 2 }, "\(file.findings)")
    guard case .bars(let bars) = file.content else {
      Issue.record("\(file.content)")
      return
    }
    #expect(bars.first?.count == 2)
  }
}

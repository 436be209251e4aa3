// Chains and recordings end where the exchanges' rules put it, day by day over twelve years.

import MarketData
import TestKit
import Testing

@testable import Feeds

@Suite("Series end")
struct SeriesEndTests {
  private static let openingRoots = ["SPX", "NDX", "RUT", "VIX", "VIXW", "DJX"]
  private static let closingRoots = [
    "SPXW", "XSP", "NDXP", "RUTW", "OEX", "XEO", "SPY", "AAPL", "MRUT", "XND", "",
  ]

  /// Every date from 2012 to 2025, weekends and holidays too.
  private static var dates: [CivilDate] {
    let first = CivilDate(dayNumber: 15_340)
    return (0..<5_110).map { first.adding(days: $0) }
  }

  /// The session a date stands for, written plainly.
  private func sessionStanding(for date: CivilDate) -> Session? {
    var day = date
    while !TradingCalendar.isTradingDay(day) { day = day.adding(days: -1) }
    return TradingCalendar.session(on: day)
  }

  @Test("a chain's series settle on the open or the close by their root")
  func chains() throws {
    for date in SeriesEndTests.dates {
      let session = try #require(sessionStanding(for: date))
      let wrong =
        SeriesEndTests.openingRoots.filter {
          RootTraits(root: $0).expiration(of: date) != session.open
        }
        + SeriesEndTests.closingRoots.filter {
          RootTraits(root: $0).expiration(of: date) != session.close
        }
      #expect(wrong.isEmpty, "\(date)")
    }
  }

  private func terms(
    _ asset: LeanAsset, _ symbol: String, _ date: CivilDate
  ) throws -> LeanTerms {
    let option = LeanEntryName.Option(
      style: .european, right: .put, strike: Money(wholeDollars: 2_000), expiry: date)
    return try #require(LeanTerms(asset, symbol: symbol, option: option))
  }

  @Test("a recording's series trade to the settling print, or to the session before it")
  func recordings() throws {
    for date in SeriesEndTests.dates {
      let session = try #require(sessionStanding(for: date))
      let before = try #require(sessionStanding(for: session.date.adding(days: -1)))
      let opening = try terms(.indexoption, "SPX", date)
      #expect(opening.expiration == session.open && opening.lastTrade == before.close, "\(date)")
      #expect(opening.root.settlement == .am && opening.root.delivery == .cash)
      for (asset, symbol) in [(.indexoption, "OEX"), (.option, "SPY"), (.futureoption, "OG")]
        as [(LeanAsset, String)]
      {
        let closing = try terms(asset, symbol, date)
        #expect(closing.expiration == session.close, "\(symbol) \(date)")
        #expect(closing.lastTrade == session.close && closing.root.settlement == .pm)
      }
      let future = try terms(.futureoption, "ES", date)
      let third = CivilDate.nth(3, .friday, month: session.date.month, year: session.date.year)
      let isQuarterly = session.date.month % 3 == 0 && sessionStanding(for: third) == session
      #expect(future.expiration == (isQuarterly ? session.open : session.close), "\(date)")
      #expect(future.lastTrade == future.expiration && future.root.delivery == .physical)
      #expect(future.root.settlement == (isQuarterly ? .am : .pm))
    }
  }
}

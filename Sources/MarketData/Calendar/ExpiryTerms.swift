// How a series of options comes to its end: the last trade, the settling print, what changes hands.
//
// Cboe contract specifications of SPX, SPXW and VIX options; CME rulebook chapter 350 for quarterly
// options on E-mini futures; OCC for options on shares, whose codes named a Saturday until 2015.

/// The moments at which one series ends.
public struct ExpiryMoments: Hashable, Sendable {
  /// The session whose print settles the series.
  public var date: CivilDate
  /// The last moment of trading.
  public var lastTrade: Instant
  /// The moment of the settling print, up to which option time runs.
  public var settlement: Instant

  /// Makes the moments of a series.
  public init(date: CivilDate, lastTrade: Instant, settlement: Instant) {
    self.date = date
    self.lastTrade = lastTrade
    self.settlement = settlement
  }
}

/// The terms on which the series of a root end.
public struct ExpiryTerms: Hashable, Sendable {
  /// The print that settles.
  public var settlement: SettlementTime
  /// Cash, shares or a future.
  public var delivery: Delivery
  /// True when trading goes on to the settling print; else it ends with the session before it.
  public var tradesToSettlement: Bool

  /// Makes terms.
  public init(settlement: SettlementTime, delivery: Delivery, tradesToSettlement: Bool) {
    self.settlement = settlement
    self.delivery = delivery
    self.tradesToSettlement = tradesToSettlement
  }

  /// The terms of a root by its symbol; a root that is not known is a share or a fund.
  ///
  /// - Parameter root: The root of a contract code, such as `SPX`.
  public init(root: String) {
    switch root {
    case "SPX", "NDX", "RUT", "DJX", "OEX", "VIX", "VIXW":
      self.init(settlement: .am, delivery: .cash, tradesToSettlement: false)
    case "SPXW", "SPXPM", "XSP", "XSPW", "NDXP", "RUTW", "XEO":
      self.init(settlement: .pm, delivery: .cash, tradesToSettlement: true)
    case "ES": self.init(settlement: .am, delivery: .physical, tradesToSettlement: true)
    default: self.init(settlement: .pm, delivery: .physical, tradesToSettlement: true)
    }
  }

  /// When a series ends.
  ///
  /// A date without a session, such as a Saturday or a holiday, stands for the last session before
  /// it. A half day settles at its own close, 13:00.
  ///
  /// - Parameter code: The expiry date in the contract code.
  /// - Returns: The moments; nil only where the calendar knows no session.
  public func moments(of code: CivilDate) -> ExpiryMoments? {
    let date =
      TradingCalendar.isTradingDay(code) ? code : TradingCalendar.previous(before: code)
    guard let session = TradingCalendar.session(on: date) else { return nil }
    let moment = settlement == .am ? session.open : session.close
    if tradesToSettlement {
      return ExpiryMoments(date: date, lastTrade: moment, settlement: moment)
    }
    let before = TradingCalendar.previous(before: date)
    guard let last = TradingCalendar.session(on: before) else { return nil }
    return ExpiryMoments(date: date, lastTrade: last.close, settlement: moment)
  }
}

/// The dates on which standard series expire.
public enum ExpiryDates {
  /// The third Friday of a month, or the session before it when the exchange is closed.
  public static func monthly(month: Int, year: Int) -> CivilDate {
    session(onOrBefore: CivilDate.nth(3, .friday, month: month, year: year))
  }

  /// The third Fridays of March, June, September and December.
  public static func quarterly(year: Int) -> [CivilDate] {
    [3, 6, 9, 12].map { monthly(month: $0, year: year) }
  }

  /// The last session of a month.
  public static func monthEnd(month: Int, year: Int) -> CivilDate {
    let last = CivilDate(unchecked: year, month, CivilDate.length(ofMonth: month, year: year))
    return session(onOrBefore: last)
  }

  /// The weekly expiry of the week of a date: its Friday, or the session before it.
  public static func weekly(of date: CivilDate) -> CivilDate {
    session(onOrBefore: date.adding(days: 4 - date.weekday.index))
  }

  /// The settlement date of the volatility index's monthly contracts.
  ///
  /// Thirty days before the third Friday of the following month (or before the session that stands
  /// for it): a Wednesday, or the session before it. Source: Cboe, VIX options specifications.
  public static func volatilityIndex(month: Int, year: Int) -> CivilDate {
    let (next, ofYear) = month == 12 ? (1, year + 1) : (month + 1, year)
    return session(onOrBefore: monthly(month: next, year: ofYear).adding(days: -30))
  }

  private static func session(onOrBefore date: CivilDate) -> CivilDate {
    TradingCalendar.isTradingDay(date) ? date : TradingCalendar.previous(before: date)
  }
}

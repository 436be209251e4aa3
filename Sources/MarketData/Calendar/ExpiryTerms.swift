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

/// The terms on which a series ends: the one place that knows them.
public struct ExpiryTerms: Hashable, Sendable {
  /// The print that settles.
  public var settlement: SettlementTime
  /// Cash, shares or a future.
  public var delivery: Delivery
  /// True when trading goes on to the settling print; else it ends with the session before it.
  ///
  /// Only index options on the opening print stop before it; options on a future do not.
  public var tradesToSettlement: Bool { settlement == .pm || delivery == .physical }

  /// Makes terms.
  public init(settlement: SettlementTime, delivery: Delivery) {
    self.settlement = settlement
    self.delivery = delivery
  }

  /// The terms of a root that is described.
  public init(_ root: OptionRoot) {
    self.init(settlement: root.settlement, delivery: root.delivery)
  }

  /// The terms of a root by its symbol; a root that is not known is a share or a fund.
  ///
  /// - Parameters:
  ///   - root: The root of a contract code, such as `SPX`.
  ///   - expiry: The date in the code. It tells the quarterly options on E-mini futures, which
  ///     settle on the opening print, from the others; without it they are taken for others.
  public init(root: String, expiry: CivilDate? = nil) {
    switch root {
    case "SPX", "NDX", "RUT", "DJX", "VIX", "VIXW": self.init(settlement: .am, delivery: .cash)
    case "SPXW", "SPXPM", "XSP", "XSPW", "NDXP", "RUTW", "MRUT", "XND", "OEX", "XEO":
      self.init(settlement: .pm, delivery: .cash)
    case "ES", "MES", "NQ", "MNQ", "RTY", "YM":
      let isQuarterly = expiry.map(ExpiryDates.isQuarterly) ?? false
      self.init(settlement: isQuarterly ? .am : .pm, delivery: .physical)
    default: self.init(settlement: .pm, delivery: .physical)
    }
  }

  /// When a series settles.
  ///
  /// A date without a session, such as a Saturday or a holiday, stands for the last session before
  /// it. A half day settles at its own close, 13:00.
  ///
  /// - Parameter code: The expiry date in the contract code.
  /// - Returns: The open or the close of the session that settles it.
  public func settlement(of code: CivilDate) -> Instant {
    let session = TradingCalendar.session(onOrBefore: code)
    return settlement == .am ? session.open : session.close
  }

  /// When a series ends, its last trade included.
  ///
  /// - Parameter code: The expiry date in the contract code.
  /// - Returns: The session that settles it, the last moment of trading and the settling print.
  public func moments(of code: CivilDate) -> ExpiryMoments {
    let session = TradingCalendar.session(onOrBefore: code)
    let moment = settlement == .am ? session.open : session.close
    return ExpiryMoments(
      date: session.date,
      lastTrade: tradesToSettlement ? moment : TradingCalendar.session(before: session.date).close,
      settlement: moment)
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

  /// Whether a date, or the session that stands for it, is a quarterly expiry.
  static func isQuarterly(_ code: CivilDate) -> Bool {
    let date = session(onOrBefore: code)
    return date.month % 3 == 0 && date == monthly(month: date.month, year: date.year)
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

// The hours of each market in the data, by trade date.
//
// The desk's own session is that of the stock exchange, 09:30 to 16:00; a market that trades longer
// has quotes outside it, which price nothing. Sources: NYSE hours and calendars; Cboe, "Hours and
// Holidays" (index options to 16:15, 13:15 on half days; the volatility index from 03:15 to 09:15
// and from 09:30 on, since the global session of 15 April 2016); CME Group for Globex.

/// A market with hours of its own.
public enum Market: String, CaseIterable, Sendable {
  /// Shares, funds and the options on them: 09:30 to 16:00, half days to 13:00. Options on a few
  /// broad funds are quoted for another quarter of an hour, which the desk leaves out.
  case equities
  /// Options on indices and on the volatility index: 09:30 to 16:15, half days to 13:15.
  case indexOptions
  /// E-mini S&P futures and their options: 18:00 of the evening before to 17:00.
  case globex
  /// The dissemination of the volatility index: 03:15 to 09:15 and 09:30 to 16:15.
  case volatilityIndex

  /// The market that options of a root, such as `SPXW`, trade on.
  public static func of(root: String) -> Market {
    switch root {
    case "SPX", "SPXW", "SPXPM", "XSP", "XSPW", "NDX", "NDXP", "RUT", "RUTW", "DJX", "OEX", "XEO",
      "VIX", "VIXW":
      .indexOptions
    case "ES", "EW", "E1A", "EW1", "EW2", "EW3", "EW4": .globex
    default: .equities
    }
  }

  /// When a trade date is traded: ascending stretches, none when the market is closed.
  ///
  /// A trade date is one of New York; on Globex it begins the evening before.
  public func intervals(on date: CivilDate) -> [Range<Instant>] {
    if self == .globex { return GlobexHours.intervals(date) }
    guard let session = TradingCalendar.session(on: date) else { return [] }
    switch self {
    case .equities, .globex: return [session.open..<session.close]
    case .indexOptions: return [session.open..<(session.close + .minutes(15))]
    case .volatilityIndex:
      let day = session.open..<(session.close + .minutes(15))
      guard date >= Market.firstEarlyIndex else { return [day] }
      return [NewYorkTime.instant(date, 3, 15)..<NewYorkTime.instant(date, 9, 15), day]
    }
  }

  private static let firstEarlyIndex = CivilDate(dayNumber: 16_906)  // 2016-04-15

  /// From the first open of a trade date to its last close; nil when the market is closed.
  public func session(on date: CivilDate) -> Session? {
    let list = intervals(on: date)
    guard let first = list.first, let last = list.last else { return nil }
    return Session(date: date, open: first.lowerBound, close: last.upperBound)
  }

  /// The trade date that a moment belongs to: the session it falls in, else the next to open.
  public func tradeDate(of time: Instant) -> CivilDate {
    var date = NewYorkTime.date(time)
    while true {
      if let session = session(on: date), time < session.close { return date }
      date = date.adding(days: 1)
    }
  }

  /// True when the market trades at a moment; the moment of the close is outside.
  public func isOpen(at time: Instant) -> Bool {
    intervals(on: tradeDate(of: time)).contains { $0.contains(time) }
  }
}

// What the options of a Lean folder are: root, underlying, settlement, multiplier, ticks.
//
// Contract terms are those of the exchanges: Cboe for index options, CME Group for options on
// futures. Monthly expiries before February 2015 are written as the Saturday after the last day
// of trading.

import MarketData

/// The terms of an option in a Lean folder.
struct LeanTerms: Sendable {
  var root: OptionRoot
  var expiration: Instant
  var lastTrade: Instant

  /// The terms of a contract; nil when its multiplier is not known.
  ///
  /// - Parameters:
  ///   - asset: Which options they are.
  ///   - symbol: The symbol of the folder, in capitals.
  ///   - option: What the name of the file tells.
  init?(_ asset: LeanAsset, symbol: String, option: LeanEntryName.Option) {
    let day = LeanTerms.lastDay(option.expiry)
    let close = RecordedHours.newYork.session(day).close
    let opening = NewYorkTime.instant(day, 9, 30)
    switch asset {
    case .option:
      root = OptionRoot(
        symbol: symbol, underlying: symbol, style: option.style, settlement: .pm,
        delivery: .physical, multiplier: 100, ticks: .penny)
      (expiration, lastTrade) = (close, close)
    case .indexoption:
      let known = LeanTerms.indices.first { $0.root == symbol }
      let isOpening = known?.isOpening ?? false
      root = OptionRoot(
        symbol: symbol, underlying: known?.underlying ?? symbol, style: option.style,
        settlement: isOpening ? .am : .pm, delivery: .cash, multiplier: 100, ticks: .index)
      let before = RecordedHours.newYork.session(TradingCalendar.previous(before: day)).close
      (expiration, lastTrade) = isOpening ? (opening, before) : (close, close)
    case .futureoption:
      guard let known = LeanTerms.futures.first(where: { $0.root == symbol }) else { return nil }
      // Quarterly options settle on the special opening quotation, trading up to it.
      let isOpening = known.isEquity && LeanTerms.isQuarterly(day)
      root = OptionRoot(
        symbol: symbol, underlying: known.future, style: option.style,
        settlement: isOpening ? .am : .pm, delivery: .physical, multiplier: known.multiplier,
        ticks: known.isEquity ? .eMini : .penny)
      let end = isOpening ? opening : close
      (expiration, lastTrade) = (end, end)
    case .equity, .index, .future: return nil
    }
  }

  /// The trading day on or before the date in a contract's name.
  private static func lastDay(_ date: CivilDate) -> CivilDate {
    TradingCalendar.isTradingDay(date) ? date : TradingCalendar.previous(before: date)
  }

  private static func isQuarterly(_ day: CivilDate) -> Bool {
    let (year, month, _) = day.parts
    let third = CivilDate.nth(3, .friday, month: month, year: year)
    return month % 3 == 0 && day == lastDay(third)
  }

  /// Whether a root is of options on an index.
  static func isIndexRoot(_ symbol: String) -> Bool { indices.contains { $0.root == symbol } }

  private static let indices: [(root: String, underlying: String, isOpening: Bool)] = [
    ("SPX", "SPX", true), ("SPXW", "SPX", false), ("XSP", "XSP", false), ("NDX", "NDX", true),
    ("NDXP", "NDX", false), ("RUT", "RUT", true), ("RUTW", "RUT", false), ("VIX", "VIX", true),
    ("VIXW", "VIX", true), ("DJX", "DJX", true), ("OEX", "OEX", false), ("XEO", "XEO", false),
  ]

  private static let futures: [(root: String, future: String, multiplier: Int, isEquity: Bool)] = [
    ("ES", "ES", 50, true), ("MES", "MES", 5, true), ("NQ", "NQ", 20, true),
    ("MNQ", "MNQ", 2, true), ("RTY", "RTY", 50, true), ("YM", "YM", 5, true),
    ("OG", "GC", 100, false), ("GC", "GC", 100, false), ("SO", "SI", 5_000, false),
    ("SI", "SI", 5_000, false), ("LO", "CL", 1_000, false), ("CL", "CL", 1_000, false),
  ]

  /// Whether a future paused each day at 16:15 with the stock index it is on.
  static func hasHalt(_ future: String) -> Bool {
    futures.contains { $0.future == future && $0.isEquity }
  }
}

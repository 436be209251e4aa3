// A reconstructed trading day as a small text file.
//
// Holds what fixes every quote of the day: one row a minute of the index, its volatility index and
// the surface's few numbers, under a head with the daily figures they were made from. Chains are
// never stored: they follow from the rows.

public import MarketData
import Numerics

/// One minute of a day file: known at the minute's end.
public struct DayRow: Hashable, Sendable {
  /// Prices of the index over the minute.
  public var bar: PriceBar
  /// The volatility index at the minute's end, in points.
  public var vix: Double
  /// The three-month volatility index, in points.
  public var vix3M: Double
  /// 30-day at-the-money volatility, as a decimal.
  public var level: Double
  /// Scale of the smile's slope.
  public var skewScale: Double
  /// Scale of the smile's curvature.
  public var curveScale: Double
  /// ln of 90-day over 30-day volatility.
  public var slope90: Double
  /// Multiplier of half-spreads.
  public var spreadMultiplier: Double
  /// Extra trading days of variance still to come from today's announcements.
  public var eventVariance: Double
}

/// The head of a day file.
public struct DayHead: Hashable, Sendable {
  /// The session's date.
  public var date: CivilDate
  /// The version of the builder that wrote the file.
  public var builder: Int
  /// The seed of everything drawn for the day.
  public var seed: UInt64
  /// The daily bar that the minutes add up to; its volume is the day's.
  public var bar: PriceBar
  /// The close of the session before.
  public var previousClose: Double
  /// The close of the volatility index, in points.
  public var vix: Double
  /// Its close the session before.
  public var previousVix: Double
  /// The day's deviation of 30-day volatility from its usual share of the index.
  public var eta: Double
  /// Mean of the twenty closes of the volatility index before the day.
  public var vixMean20: Double
  /// Continuously compounded rate and dividend yield.
  public var rate: Double
  /// Continuous dividend yield.
  public var yield: Double
  /// Scheduled announcements from the day on.
  public var events: [MarketEvent]
}

/// A reconstructed trading day.
public struct DayFile: Hashable, Sendable {
  /// The daily figures and constants.
  public var head: DayHead
  /// One row a minute.
  public var rows: [DayRow]

  /// The first words of every day file.
  static let magic = "# voldesk day 1"
  /// What every day file says of itself, also in the title bar.
  public static let title = "reconstructed from daily bars"
  static let columns =
    "time,open,high,low,close,volume,vix,vix3m,atm30,ka,kc,slope90,spread_mult,event_var"

  /// The text of the file, checksum included.
  public func text() -> String {
    var text = headLines()
    text += DayFile.columns + "\n"
    for (minute, row) in rows.enumerated() { text += DayFile.line(row, minute: minute) + "\n" }
    let digest = SHA256.hexadecimal(SHA256.hash(Array(text.utf8)))
    return text + "# checksum=\(digest)\n"
  }

  private func headLines() -> String {
    let events = head.events.map { "\($0.kind.rawValue)@\($0.time)" }.joined(separator: ",")
    let first = [
      DayFile.magic, "date=\(head.date)", "underlying=SPX", "vol_index=VIX", "style=EUROPEAN",
      "multiplier=100", "builder=\(head.builder)", "seed=\(head.seed)", DayFile.title,
    ]
    let second = [
      "# open=\(fixedDecimal(head.bar.open, 2))", "high=\(fixedDecimal(head.bar.high, 2))",
      "low=\(fixedDecimal(head.bar.low, 2))", "close=\(fixedDecimal(head.bar.close, 2))",
      "previous_close=\(fixedDecimal(head.previousClose, 2))", "vix=\(fixedDecimal(head.vix, 2))",
      "previous_vix=\(fixedDecimal(head.previousVix, 2))", "eta=\(fixedDecimal(head.eta, 5))",
      "vix_mean20=\(fixedDecimal(head.vixMean20, 4))", "rate=\(fixedDecimal(head.rate, 5))",
      "yield=\(fixedDecimal(head.yield, 5))", "events=\(events)",
    ]
    return first.joined(separator: "; ") + "\n" + second.joined(separator: "; ") + "\n"
  }

  private static func line(_ row: DayRow, minute: Int) -> String {
    [
      clock(minute: minute), fixedDecimal(row.bar.open, 2), fixedDecimal(row.bar.high, 2),
      fixedDecimal(row.bar.low, 2), fixedDecimal(row.bar.close, 2), fixedDecimal(row.bar.volume, 0),
      fixedDecimal(row.vix, 2), fixedDecimal(row.vix3M, 2), fixedDecimal(row.level, 5),
      fixedDecimal(row.skewScale, 5), fixedDecimal(row.curveScale, 5),
      fixedDecimal(row.slope90, 5), fixedDecimal(row.spreadMultiplier, 5),
      fixedDecimal(row.eventVariance, 5),
    ].joined(separator: ",")
  }

  /// The start of a minute counted from 09:30, as `HH:MM`.
  static func clock(minute: Int) -> String {
    let total = 570 + minute
    let text = { (n: Int) in n < 10 ? "0\(n)" : "\(n)" }
    return "\(text(total / 60)):\(text(total % 60))"
  }
}

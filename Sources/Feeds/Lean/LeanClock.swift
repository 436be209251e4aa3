// The time of day in Lean's files, which is that of the data's own zone.
//
// Equities and options are written in New York time, futures and their options in UTC, the indices
// of Cboe in Chicago time.

import MarketData

/// The zone a file's times of day are in.
enum LeanZone: Hashable, Sendable {
  case utc, newYork
  /// One hour behind New York, all year: both change their clocks on the same nights.
  case chicago

  /// The zone of an asset's files.
  ///
  /// - Parameters:
  ///   - asset: The asset.
  ///   - symbol: Its symbol, in capitals.
  init(_ asset: LeanAsset, symbol: String) {
    switch asset {
    case .equity, .option, .indexoption: self = .newYork
    case .future, .futureoption: self = .utc
    case .index: self = LeanZone.ofChicago.contains(symbol) ? .chicago : .newYork
    }
  }

  private static let ofChicago = ["SPX", "XSP", "OEX", "XEO", "VIX", "VIX3M", "VIX9D", "VVIX"]
}

/// Turns milliseconds of a file's day into seconds since 1970 UTC.
struct LeanClock: Sendable {
  let date: CivilDate
  let zone: LeanZone
  /// Seconds since 1970 of the day's beginning; nil on a day whose clocks change.
  private let midnight: Int64?

  init(date: CivilDate, zone: LeanZone) {
    self.date = date
    self.zone = zone
    let begin = LeanClock.seconds(date, zone, 0)
    let last = LeanClock.seconds(date, zone, 86_399)
    midnight = last - begin == 86_399 ? begin : nil
  }

  /// Seconds since 1970 of a second of the day.
  func seconds(_ secondOfDay: Int) -> Int64 {
    if let midnight { return midnight + Int64(secondOfDay) }
    return LeanClock.seconds(date, zone, secondOfDay)
  }

  /// When a row is known that begins at a millisecond of the day.
  func known(_ millisecond: Int, _ resolution: LeanResolution) -> Int64 {
    let length = resolution.seconds
    return seconds(millisecond / 1_000 / length * length) + Int64(length)
  }

  private static func seconds(_ date: CivilDate, _ zone: LeanZone, _ secondOfDay: Int) -> Int64 {
    switch zone {
    case .utc: Int64(date.dayNumber) * 86_400 + Int64(secondOfDay)
    case .newYork:
      NewYorkTime.instant(date, secondOfDay: Int64(secondOfDay)).nanoseconds / 1_000_000_000
    case .chicago:
      NewYorkTime.instant(date, secondOfDay: Int64(secondOfDay) + 3_600).nanoseconds
        / 1_000_000_000
    }
  }
}

// The daily figures of a `sample-data` folder.

public import MarketData

/// S&P 500 bars, VIX closes and announcements.
public struct DailyFigures: Sendable {
  /// Bars of the index by date.
  public let bars: [DailyBar]
  /// Closes of the volatility index by date.
  public let vix: [DailyValue]
  /// Announcements by time.
  public let events: [MarketEvent]
  /// The files one after the other, for their hash.
  let bytes: [UInt8]

  /// Reads a folder.
  ///
  /// - Parameter folder: The folder `sample-data`.
  /// - Throws: `FeedError` for a file that is missing, unreadable or wrong.
  public init(sampleData folder: String) throws {
    let names = ["daily/SPX.csv", "daily/VIX.csv", "events/fomc.csv"].map { "\(folder)/\($0)" }
    let files = try names.map { try readFile($0) }
    bars = try DailyFiles.bars(file: names[0], bytes: files[0])
    vix = try DailyFiles.values(file: names[1], bytes: files[1])
    events = try DailyFiles.events(file: names[2], bytes: files[2])
    bytes = files.flatMap { $0 }
  }

  /// The continuously compounded rate of a date, from the policy rate of these figures' years.
  public func rate(on date: CivilDate) -> Double { ReferenceRates.rate(on: date) }
}

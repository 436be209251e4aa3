// The daily figures and sample days that the tests read.

import Feeds
import MarketData
import Numerics
import TestKit

/// Daily figures of the package, and days built from them.
enum SampleDays {
  static let names = ["2017-11-03", "2018-02-05", "2018-12-19"]

  static func bars() throws -> [DailyBar] {
    let path = ProjectPaths.inRoot("sample-data/daily/SPX.csv")
    return try DailyFiles.bars(file: path, bytes: ProjectPaths.bytes(of: path))
  }

  static func vix() throws -> [DailyValue] {
    let path = ProjectPaths.inRoot("sample-data/daily/VIX.csv")
    return try DailyFiles.values(file: path, bytes: ProjectPaths.bytes(of: path))
  }

  static func events() throws -> [MarketEvent] {
    let path = ProjectPaths.inRoot("sample-data/events/fomc.csv")
    return try DailyFiles.events(file: path, bytes: ProjectPaths.bytes(of: path))
  }

  static func tape(_ name: String) throws -> ReplayDayTape {
    guard let date = CivilDate(name) else { throw TestDataError.missing(name) }
    return try ReplayDayTape(day: date, home: ProjectPaths.root)
  }
}

/// A running hash over everything a batch holds.
struct TapeDigest {
  var digest = SHA256()
  var batches = 0

  mutating func add(_ batch: MarketBatch) {
    batches += 1
    add(batch.time.nanoseconds)
    for update in batch.underlyings {
      add(update.spot)
      add(update.volatilityIndex ?? -1)
      add(update.volatilityIndex3M ?? -1)
      add(update.bar?.high ?? -1)
      add(update.bar?.volume ?? -1)
    }
    for option in batch.start?.chains.flatMap(\.options) ?? [] {
      add(option.contract.strike.units)
      add(Int64(option.openInterest ?? -1))
      add(Int64(option.previousVolume ?? -1))
    }
    for chain in batch.chains {
      for (index, quote) in zip(chain.indices, chain.quotes) {
        add(Int64(index))
        add(quote.bid.units)
        add(quote.ask.units)
        add(Int64(quote.bidSize) << 32 | Int64(quote.askSize))
        add(Int64(quote.volume))
        add(quote.time.nanoseconds)
      }
    }
  }

  private mutating func add(_ value: Double) { add(Int64(bitPattern: value.bitPattern)) }

  private mutating func add(_ value: Int64) {
    withUnsafeBytes(of: value) { digest.update($0) }
  }

  var text: String { SHA256.hexadecimal(digest.finalize()) }
}

/// A sorted list's value at a share of its length.
func quantile(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  let position = share * Double(sorted.count - 1)
  let low = Int(position)
  let high = min(low + 1, sorted.count - 1)
  return sorted[low] + (position - Double(low)) * (sorted[high] - sorted[low])
}

/// The correlation of two lists.
func correlation(_ x: [Double], _ y: [Double]) -> Double {
  let n = Double(x.count)
  let mx = x.reduce(0, +) / n
  let my = y.reduce(0, +) / n
  var xx = 0.0
  var yy = 0.0
  var xy = 0.0
  for k in x.indices {
    xx += (x[k] - mx) * (x[k] - mx)
    yy += (y[k] - my) * (y[k] - my)
    xy += (x[k] - mx) * (y[k] - my)
  }
  return xy / (xx * yy).squareRoot()
}

/// The standard deviation of a list.
func deviation(_ x: [Double]) -> Double {
  let mean = x.reduce(0, +) / Double(x.count)
  return (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)).squareRoot()
}

// How a session's variance and volume spread over its minutes.
//
// Shares per quarter of an hour, measured on S&P 500 minutes of 2024 to 2026. Inside a quarter
// the density runs linearly between the quarters' middles and is scaled to the quarter's share.

/// Shares of a session's variance and volume, minute by minute, each summing to one.
public struct SessionProfile: Sendable {
  /// Share of the session's variance in each minute.
  public let variance: [Double]
  /// Share of the session's volume in each minute.
  public let volume: [Double]

  /// Per cent of variance in each quarter of an hour from 09:30.
  public static let varianceQuarters: [Double] = [
    9.2, 7.5, 7.0, 5.6, 5.0, 4.4, 3.8, 3.6, 3.4, 3.0, 2.8, 2.8, 2.8,
    2.6, 2.7, 2.7, 2.5, 2.4, 2.6, 2.5, 2.5, 2.5, 2.5, 2.6, 3.0, 6.0,
  ]

  /// Per cent of volume in each quarter of an hour from 09:30.
  public static let volumeQuarters: [Double] = [
    9.5, 5.1, 4.9, 4.2, 4.0, 3.7, 3.6, 3.4, 3.2, 2.9, 2.8, 2.7, 2.6,
    2.5, 2.6, 2.5, 2.5, 2.5, 2.7, 2.6, 2.7, 2.8, 3.1, 3.5, 4.5, 13.0,
  ]

  /// The share of a full day's volume in its last minute.
  public static let lastMinuteVolume = 0.025

  /// A full session of 390 minutes.
  public static let full = SessionProfile(quarters: 26)

  /// A half day of 210 minutes: cut at 13:00, with the closing quarter moved there.
  public static let half = SessionProfile(quarters: 14)

  /// The profile of a session by its length.
  public static func of(minutes: Int) -> SessionProfile { minutes < 390 ? half : full }

  /// The share of a usual session's volume that has traded when some minutes have passed, 0 to 1.
  public func elapsedVolume(minutes: Double) -> Double {
    guard minutes > 0 else { return 0 }
    let whole = min(Int(minutes.rounded(.down)), volume.count)
    let sum = volume[..<whole].reduce(0, +)
    let part = whole < volume.count ? (minutes - Double(whole)) * volume[whole] : 0
    return min(1, sum + part)
  }

  private init(quarters: Int) {
    variance = SessionProfile.minutes(SessionProfile.varianceQuarters, quarters)
    var volume = SessionProfile.minutes(SessionProfile.volumeQuarters, quarters)
    // The last minute carries more than a straight line gives it.
    let start = volume.count - 15
    let bucket = volume[start...].reduce(0, +)
    let last = bucket * SessionProfile.lastMinuteVolume / 0.13
    let rest = volume[start..<(volume.count - 1)].reduce(0, +)
    for m in start..<(volume.count - 1) { volume[m] *= (bucket - last) / rest }
    volume[volume.count - 1] = last
    self.volume = volume
  }

  private static func minutes(_ full: [Double], _ quarters: Int) -> [Double] {
    var shares = Array(full[0..<quarters])
    if quarters < full.count { shares[quarters - 1] = full[full.count - 1] }
    let total = shares.reduce(0, +)
    var result: [Double] = []
    result.reserveCapacity(15 * quarters)
    for q in 0..<quarters {
      var bucket: [Double] = []
      for minute in 0..<15 {
        let position = Double(q) + (Double(minute) + 0.5) / 15 - 0.5
        bucket.append(interpolated(shares, at: position))
      }
      let scale = shares[q] / total / bucket.reduce(0, +)
      result.append(contentsOf: bucket.map { $0 * scale })
    }
    return result
  }

  /// A value between the entries of a list, carried on linearly at the ends.
  private static func interpolated(_ list: [Double], at position: Double) -> Double {
    let index = min(max(Int(position.rounded(.down)), 0), list.count - 2)
    let value = list[index] + (position - Double(index)) * (list[index + 1] - list[index])
    return max(value, 0.25 * min(list[index], list[index + 1]))
  }
}

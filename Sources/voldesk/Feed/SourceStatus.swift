// How the source of a live desk does: for the screen, for `voldesk health`, and for nothing else.

import DeskEngine
import Feeds
import Glibc
import MarketData

/// How a source does at a moment.
struct SourceStatus: Sendable {
  /// The source's name, as in the run's key.
  var name = ""
  /// The feed as the desk was told of it.
  var feed = FeedState.down
  /// Whether the source is connected now.
  var isConnected = false
  /// Why it is not, or was not the last time.
  var reason = ""
  /// Seconds from the exchange's time of the newest line to its arrival; nil when that has no meaning,
  /// as for old ticks.
  var latency: Double?
  /// Seconds since the last byte; nil before the first.
  var age: Double?
  var counts = FeedCounts()
  var contracts = 0
  /// Lines that the source wrote to its standard error.
  var complaints = 0
  /// The latest of them, cleaned.
  var complaint = ""
  /// The clock when bytes came last.
  var heard: Int64?

  /// Takes what a market knows.
  mutating func take(_ market: LiveMarket, at now: Int64) {
    feed = market.state
    let restarts = counts.restarts
    counts = market.counts
    counts.restarts = restarts
    contracts = market.contractCount
    age = heard.map { Double(now - $0) / 1e9 }
  }

  /// Notes that bytes came.
  mutating func noteBytes(latest: Int64, at now: Int64) {
    heard = now
    let wall = wallClock() - latest
    // Ticks of another day measure nothing.
    latency = latest > 0 && abs(wall) < 3_600_000_000_000 ? Double(wall) / 1e9 : nil
  }

  /// One JSON object.
  var json: String {
    let number = { (value: Double?) in value.map { "\(($0 * 1e6).rounded() / 1e6)" } ?? "null" }
    let faults = counts.found.map { "\"\($0.fault.rawValue)\":\($0.count)" }.joined(separator: ",")
    return "{\"source\":\(jsonText(name)),\"state\":\"\(feed.rawValue)\","
      + "\"connected\":\(isConnected),\"reason\":\(jsonText(reason)),"
      + "\"latency_s\":\(number(latency)),\"age_s\":\(number(age)),\"lines\":\(counts.lines),"
      + "\"quotes\":\(counts.quotes),\"prices\":\(counts.prices),\"contracts\":\(contracts),"
      + "\"conflated\":\(counts.conflated),\"restarts\":\(counts.restarts),"
      + "\"bad\":{\(faults)},\"complaints\":\(complaints),\"complaint\":\(jsonText(complaint))}"
  }

  /// The figures as a person reads them on one line.
  var line: String {
    var parts = ["\(feed.rawValue)"]
    if let latency { parts.append("latency \(Int((latency * 1000).rounded())) ms") }
    if let age { parts.append("age \((age * 10).rounded() / 10) s") }
    parts.append("\(counts.lines) lines, \(counts.quotes) quotes, \(counts.prices) prices")
    if counts.conflated > 0 { parts.append("\(counts.conflated) conflated") }
    if counts.bad > 0 {
      parts.append(
        "\(counts.bad) refused ("
          + counts.found.map { "\($0.fault.rawValue) \($0.count)" }.joined(separator: ", ") + ")")
    }
    if counts.restarts > 0 { parts.append("\(counts.restarts) restarts") }
    if !isConnected, !reason.isEmpty { parts.append(reason) }
    if !complaint.isEmpty { parts.append("says: \(complaint)") }
    return parts.joined(separator: " \u{B7} ")
  }
}

/// Nanoseconds since 1970 UTC by the wall clock: for figures that decide nothing.
func wallClock() -> Int64 {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}

/// The file beside a database in which a live desk says how its source does.
func sourceStatusPath(_ database: String) -> String { database + ".feed" }

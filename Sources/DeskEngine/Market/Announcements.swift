// The announcements of the trader's calendar beside those that a tape tells.
//
// Only the detectors learn of them: the prices of a tape stay as they are, and so does its identity,
// since the calendar is part of the configuration and of its hash.

public import MarketData

/// How announcements join the events of a session.
public enum Announcements {
  /// Calendar days before a session whose events still tell the usual move: eight of a quarter's kind
  /// or of the FOMC's lie in a little over a year.
  public static let pastDays = 430

  /// The events of a session with the announcements from `pastDays` before it on, each once, sorted.
  ///
  /// - Parameters:
  ///   - announced: The announcements.
  ///   - events: The events that are known already.
  ///   - date: The session.
  /// - Returns: The events by time.
  public static func joined(
    _ announced: [MarketEvent], to events: [MarketEvent], of date: CivilDate
  ) -> [MarketEvent] {
    let first = date.adding(days: -pastDays)
    let added = announced.filter { event in
      event.effectiveDate >= first
        && !events.contains {
          $0.symbol == event.symbol && $0.kind == event.kind && $0.time == event.time
        }
    }
    return (events + added).sorted()
  }
}

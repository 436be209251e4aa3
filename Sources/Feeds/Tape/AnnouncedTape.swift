// A tape whose sessions also know the announcements of the trader's own calendar.
//
// Only the detectors learn of them: the prices of the tape stay as they are, and so does its
// identity, since the calendar is part of the configuration and of its hash.

public import MarketData

/// A tape with further announcements.
public struct AnnouncedTape: TapeSource {
  /// Calendar days before a session whose events still tell the usual move: eight of a quarter's kind
  /// or of the FOMC's lie in a little over a year.
  public static let pastDays = 430
  /// What the tape is.
  public var identity: TapeIdentity { tape.identity }
  private var tape: any TapeSource
  private let announcements: [MarketEvent]

  /// Adds announcements to a tape.
  /// - Parameters:
  ///   - tape: The tape.
  ///   - announcements: What its sessions shall know beside their own events.
  public init(_ tape: any TapeSource, announcing announcements: [MarketEvent]) {
    self.tape = tape
    self.announcements = announcements
  }

  /// The next batch, or nil at the end.
  public mutating func next() throws -> MarketBatch? {
    try tape.next().map(announced)
  }

  /// The next batch or word on the feed, or nil at the end.
  public mutating func nextItem() throws -> TapeItem? {
    guard let item = try tape.nextItem() else { return nil }
    guard case .batch(let batch) = item else { return item }
    return .batch(announced(batch))
  }

  /// Whether the tape has merely nothing yet.
  public var isWaiting: Bool { tape.isWaiting }

  private func announced(_ batch: MarketBatch) -> MarketBatch {
    guard let start = batch.start else { return batch }
    var batch = batch
    batch.start?.events = merged(start)
    return batch
  }

  /// The events of a session and the announcements from `AnnouncedTape.pastDays` before it on, each
  /// once, sorted; past ones tell the usual move.
  private func merged(_ start: SessionStart) -> [MarketEvent] {
    var events = start.events
    let first = start.session.date.adding(days: -AnnouncedTape.pastDays)
    for event in announcements where event.effectiveDate >= first {
      let isKnown = start.events.contains {
        $0.symbol == event.symbol && $0.kind == event.kind && $0.time == event.time
      }
      if !isKnown { events.append(event) }
    }
    return events.sorted()
  }
}

// A tape whose sessions also know announcements that were imported.
//
// Only the detectors learn of them: the prices of the tape stay as they are.

import DeskEngine
public import MarketData

/// A tape with further announcements.
public struct AnnouncedTape: TapeSource {
  /// Calendar days before a session whose events still tell the usual move.
  public static let pastDays = Announcements.pastDays
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
    batch.start?.events = Announcements.joined(
      announcements, to: start.events, of: start.session.date)
    return batch
  }
}

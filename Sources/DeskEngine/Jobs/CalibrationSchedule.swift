// When a calibration is due, in exchange time (domain rules, section f.6).
//
// A session has its slots: 08:00, every few minutes from the open to the close, and 17:00. Half
// days, holidays and daylight saving come from the session itself. A slot fires on the first minute
// at or after it that has quotes; of several that were missed one calibration is caught up. The one
// of 17:00 works on the closing quotes, so it is asked for with them and counts from 17:00 on.

public import MarketData

/// The calibrations of one session.
public struct CalibrationSchedule: Hashable, Sendable {
  /// A moment at which a calibration is due.
  public struct Slot: Hashable, Sendable {
    /// The moment.
    public var time: Instant
    /// The calibration.
    public var kind: JobKind
  }

  /// The slots in order.
  public let slots: [Slot]
  private let budget: TimeSpan

  /// Lays out the slots of a session.
  ///
  /// - Parameters:
  ///   - session: The session, with its own close on a half day.
  ///   - rules: Minutes between two slots; none below one.
  public init(_ session: Session, rules: CalibrationRules) {
    budget = rules.budget
    guard rules.minutes > 0 else {
      slots = []
      return
    }
    var slots = [Slot(time: NewYorkTime.instant(session.date, 8, 0), kind: .premarket)]
    var time = session.open
    while time <= session.close {
      slots.append(Slot(time: time, kind: .intraday))
      time = time + .minutes(Int64(rules.minutes))
    }
    slots.append(Slot(time: NewYorkTime.instant(session.date, 17, 0), kind: .full))
    self.slots = slots
  }

  /// The calibration to ask for at a moment.
  ///
  /// - Parameters:
  ///   - now: Exchange time.
  ///   - last: When one was asked for last.
  ///   - isClosing: Whether the session ends now, so that no later quotes will come.
  /// - Returns: The latest slot that is due and was not served, the one before the session or after
  ///   it before any other; nil when nothing is due.
  public func due(at now: Instant, after last: Instant?, isClosing: Bool) -> JobKind? {
    var kind: JobKind?
    for slot in slots {
      guard slot.time <= now || (isClosing && slot.kind == .full) else { continue }
      if let last, slot.time <= last { continue }
      if kind == nil || slot.kind != .intraday { kind = slot.kind }
    }
    return kind
  }

  /// The first slot after a moment; nil when the session has none left.
  public func next(after moment: Instant) -> Slot? { slots.first { $0.time > moment } }

  /// When the result of a calibration counts.
  ///
  /// - Parameters:
  ///   - kind: The calibration.
  ///   - now: Exchange time.
  /// - Returns: The budget later; for the one after the session 17:00, if that is later still.
  public func visible(_ kind: JobKind, asked now: Instant) -> Instant {
    let end = now + budget
    guard kind == .full, let last = slots.last else { return end }
    return max(end, last.time)
  }
}

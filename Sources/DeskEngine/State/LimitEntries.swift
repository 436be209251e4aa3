// What the book remembers of limits that were moved while the desk runs.
//
// A move is written as `ConfigChanged` with the key `limit.NAME`. One that holds to the end of its
// session carries `limit.NAME.until` beside it; the same key with nothing to it ends the loosening.

public import MarketData
public import Risk

/// A limit that was moved.
public struct LimitEntry: LineRecord, Hashable, Sendable {
  /// The limit.
  public var limit: String = ""
  /// A tighter bound; nil for none.
  public var tightened: Double?
  /// A wider bound for the session, infinite for an optional limit that is off; nil for none.
  public var loosened: Double?

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("limit", &limit)
    try coder.field("tightened", &tightened)
    // No line holds an infinite number, and no bound is below zero.
    var stored = loosened.map { $0.isFinite ? $0 : -1 }
    try coder.field("loosened", &stored)
    loosened = stored.map { $0 < 0 ? .infinity : $0 }
  }

  /// The change as the risk rules take it.
  var change: LimitChange {
    LimitChange(name: limit, tightened: tightened, loosened: loosened)
  }
}

/// A loosening that waits for its confirmation.
public struct LooseningEntry: LineRecord, Hashable, Sendable {
  /// The limit; empty when nothing waits.
  public var limit: String = ""
  /// The bound asked for.
  public var value: Double = 0
  /// When it was asked for.
  public var time: Instant = Instant(nanoseconds: 0)

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("limit", &limit)
    var stored = value.isFinite ? value : -1
    try coder.field("value", &stored)
    value = stored < 0 ? .infinity : stored
    try coder.field("time", &time)
  }
}

extension DeskState {
  /// The limits that were moved while the desk ran.
  public var limitChanges: [LimitChange] { limits.map(\.change) }
}

/// The words by which moves of limits are written.
enum LimitWords {
  /// What a note about a loosening refers to.
  static let reference = "LIMIT"

  /// The key of a limit in `ConfigChanged`.
  static func key(_ limit: String) -> String { "limit.\(limit)" }

  /// The key that says how long a loosening holds.
  static func until(_ limit: String) -> String { "limit.\(limit).until" }

  /// The limit of a key; nil for any other key.
  static func limit(of key: String) -> String? {
    guard key.hasPrefix("limit."), !key.hasSuffix(".until") else { return nil }
    return String(key.dropFirst(6))
  }

  /// A bound as it is written; an optional limit without one is `off`.
  static func text(_ value: Double) -> String { value.isFinite ? shortest(value) : "off" }

  /// The bound of a text; nil for none.
  static func value(_ text: some StringProtocol) -> Double? {
    text == "off" ? .infinity : Double(text)
  }

  /// The shortest digits that read back as the number, whole ones without a point.
  private static func shortest(_ value: Double) -> String {
    value.rounded() == value && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}

extension ConfigChanged {
  /// Whether a trader's command made the change; a loosening that lapses has no reason.
  public var isCommanded: Bool {
    changes.contains { LimitWords.limit(of: $0.key) != nil }
      && changes.contains { $0.key == "reason" }
  }
}

/// The moves of limits after a change of the configuration.
///
/// A setting that changed in a file takes the place of what was moved before.
func movedLimits(_ entries: [LimitEntry], by changes: [ConfigurationChange]) -> [LimitEntry] {
  var result = entries
  for change in changes {
    if let row = LimitRow.all.first(where: { $0.setting == change.key }) {
      result.removeAll { $0.limit == row.name }
    }
    guard let limit = LimitWords.limit(of: change.key) else { continue }
    let value = change.to.flatMap { LimitWords.value($0) }
    let until = changes.first { $0.key == LimitWords.until(limit) }
    var entry = result.first { $0.limit == limit } ?? LimitEntry()
    entry.limit = limit
    entry.loosened = until == nil ? nil : until?.to == nil ? nil : value
    if until == nil { entry.tightened = value }
    result.removeAll { $0.limit == limit }
    if entry.tightened != nil || entry.loosened != nil { result.append(entry) }
  }
  return result.sorted { $0.limit < $1.limit }
}

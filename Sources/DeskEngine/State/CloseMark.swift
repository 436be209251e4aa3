// The reason of a closing order, carried in the text of its first change.

import Portfolio

/// Reads and writes why an order closes a position.
enum CloseMark {
  /// The text of the change that sends a closing order.
  static func text(_ reason: CloseReason) -> String { "exit \(reason.rawValue)" }

  /// The reason in a text, which a comma and further words may follow, or nil.
  static func reason(in text: String) -> CloseReason? {
    guard text.hasPrefix("exit ") else { return nil }
    return CloseReason(rawValue: String(text.dropFirst(5).prefix { $0 != "," }))
  }
}

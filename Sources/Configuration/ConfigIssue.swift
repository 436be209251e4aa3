// What is wrong with a configuration: always every fault at once, each with its place.

/// One fault of a configuration.
public struct ConfigIssue: Hashable, Sendable, CustomStringConvertible {
  /// The file, or the name of another source such as `VOLDESK_RISK_PER_TRADE` or `--speed`.
  public let source: String
  /// Where in it: a key path such as `risk.per_trade`, `line 3, column 7`, or empty.
  public let place: String
  /// What it was, and what would be right.
  public let text: String

  /// Names a fault; characters that could steer a terminal are written as escapes.
  public init(source: String, place: String, text: String) {
    self.source = ConfigValue.visible(source)
    self.place = ConfigValue.visible(place)
    self.text = ConfigValue.visible(text)
  }

  /// One line: source, place, what is wrong and what would be right.
  public var description: String {
    place.isEmpty ? "\(source): \(text)" : "\(source): \(place): \(text)"
  }
}

/// Every fault found in a configuration.
public struct ConfigurationError: Error, Hashable, CustomStringConvertible {
  /// The faults, in order of source and then of place in the schema.
  public let issues: [ConfigIssue]

  /// Gathers faults.
  public init(_ issues: [ConfigIssue]) { self.issues = issues }

  /// One line for each fault.
  public var description: String { issues.map(\.description).joined(separator: "\n") }
}

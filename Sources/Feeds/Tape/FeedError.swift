// Why a tape was refused, with the place in the file.

/// A file that cannot be played: what was wrong, where, and what would be right.
public struct FeedError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public var file: String
  /// The line, from 1; nil when the whole file is meant.
  public var line: Int?
  /// The column, from 1; nil when the whole line is meant.
  public var column: Int?
  /// The rule that was broken and what was found instead.
  public var rule: String
  /// A stable name in small letters with dashes for programs, such as `unsupported-format`.
  public var code: String

  /// Makes an error.
  public init(
    file: String, line: Int? = nil, column: Int? = nil, rule: String, code: String = "refused"
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.rule = rule
    self.code = code
  }

  /// `file:line:column: rule`, without the parts that are unknown.
  public var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if let column { place += ":\(column)" }
    return "\(place): \(rule)"
  }
}

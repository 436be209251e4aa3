// Reads a table of known keys and remembers every fault: missing, unknown, of another kind, out of
// range. A fault never stops the reading; the reader then answers with a value inside the range.

/// A table being read.
struct TableReader {
  let source: String
  let path: String
  private(set) var issues: [ConfigIssue] = []
  private let members: [ConfigValue.Member]
  private var known: [String] = []

  /// Starts on a value that must be a table.
  init(_ value: ConfigValue, source: String, path: String = "") {
    self.source = source
    self.path = path
    if case .table(let members) = value {
      self.members = members
    } else {
      members = []
      issues.append(
        ConfigIssue(source: source, place: path, text: "is \(value.kind); must be a table"))
    }
  }

  /// Every name and value of the table, for tables whose names are free.
  var all: [ConfigValue.Member] { members }

  /// The value under a key, nil when absent; the key counts as known.
  mutating func value(_ key: String) -> ConfigValue? {
    known.append(key)
    return members.first { $0.key == key }?.value
  }

  /// A number in a range.
  mutating func number(
    _ key: String, _ range: ClosedRange<Double>, default fallback: Double? = nil
  ) -> Double {
    let expected =
      "must be a number between \(ConfigValue.text(of: range.lowerBound)) and "
      + ConfigValue.text(of: range.upperBound)
    guard let found = value(key) else {
      if fallback == nil { report(key, "is missing; \(expected)") }
      return fallback ?? range.lowerBound
    }
    guard case .number(let number) = found else {
      report(key, "is \(found.kind); \(expected)")
      return range.lowerBound
    }
    guard range.contains(number) else {
      report(key, "\(ConfigValue.text(of: number)) is not allowed; \(expected)")
      return range.lowerBound
    }
    return number
  }

  /// A whole number in a range.
  mutating func integer(_ key: String, _ range: ClosedRange<Int>, default fallback: Int? = nil)
    -> Int
  {
    let wide = Double(range.lowerBound)...Double(range.upperBound)
    let number = number(key, wide, default: fallback.map(Double.init))
    guard let whole = Int(exactly: number) else {
      report(key, "\(ConfigValue.text(of: number)) is not allowed; must be a whole number")
      return range.lowerBound
    }
    return whole
  }

  /// One of several words.
  mutating func choice(_ key: String, _ words: [String], default fallback: String? = nil) -> String
  {
    let expected = "must be one of \(words.joined(separator: ", "))"
    guard let found = value(key) else {
      if fallback == nil { report(key, "is missing; \(expected)") }
      return fallback ?? words.first ?? ""
    }
    guard case .string(let word) = found else {
      report(key, "is \(found.kind); \(expected)")
      return words.first ?? ""
    }
    guard words.contains(word) else {
      report(key, "\(ConfigValue.quoted(word)) is not allowed; \(expected)")
      return words.first ?? ""
    }
    return word
  }

  /// A text that a rule accepts.
  mutating func text(
    _ key: String, _ expected: String, default fallback: String? = nil,
    where accepts: (String) -> Bool
  ) -> String {
    guard let found = value(key) else {
      if fallback == nil { report(key, "is missing; \(expected)") }
      return fallback ?? ""
    }
    guard case .string(let text) = found else {
      report(key, "is \(found.kind); \(expected)")
      return ""
    }
    if !accepts(text) { report(key, "\(ConfigValue.quoted(text)) is not allowed; \(expected)") }
    return text
  }

  /// The elements of a list, empty when the key is absent.
  mutating func list(_ key: String, _ expected: String) -> [ConfigValue] {
    guard let found = value(key) else { return [] }
    guard case .list(let elements) = found else {
      report(key, "is \(found.kind); \(expected)")
      return []
    }
    return elements
  }

  /// Adds a fault under a key of this table.
  mutating func report(_ key: String, _ text: String) {
    issues.append(ConfigIssue(source: source, place: place(key), text: text))
  }

  /// Adds the faults of a reader of an inner table.
  mutating func absorb(_ inner: [ConfigIssue]) { issues += inner }

  /// The faults, with one for each key that nothing asked for.
  mutating func finish() -> [ConfigIssue] {
    for member in members where !known.contains(member.key) {
      report(member.key, "unknown key\(hint(for: member.key, among: known))")
    }
    return issues
  }

  /// The key path of a key of this table.
  func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

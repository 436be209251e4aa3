// One row of the settings table: where a value lives, what it may be, and whether it decides.
//
// The table is the only place that knows a setting's name; reading a file, a variable or a flag,
// listing with origins and the hash all walk it.

/// A setting: its key path, its place in `Settings`, its bounds and its meaning.
public struct SettingField: Sendable {
  /// The key path in a file, as `risk.per_trade`.
  public let key: String
  /// What it means, in a few words with its unit.
  public let summary: String
  /// Whether it can change what the desk decides, and so enters the configuration hash.
  public let role: Role
  let access: Access

  /// What a setting can influence.
  public enum Role: Hashable, Sendable {
    /// Decisions: it is part of the configuration hash.
    case decision
    /// What the simulator plays: part of the hash unless it has its built-in value, so that a desk
    /// that leaves it alone keeps its hash.
    case simulation
    /// Pace and looks only.
    case presentation
  }

  typealias Place<Value> = any WritableKeyPath<Settings, Value> & Sendable

  enum Access: Sendable {
    case number(Place<Double>, ClosedRange<Double>)
    case integer(Place<Int>, ClosedRange<Int>)
    case flag(Place<Bool>)
    case choice(Place<String>, [String])
    case name(Place<String>)
    case numbers(
      Place<[Double]>, ClosedRange<Double>, count: ClosedRange<Int>)
    case speed(Place<Double>)
    case words(Place<[String]>, [String])
  }

  init(_ key: String, _ access: Access, _ summary: String, _ role: Role = .decision) {
    self.key = key
    self.access = access
    self.summary = summary
    self.role = role
  }

  /// The name of the environment variable that sets it, as `VOLDESK_RISK_PER_TRADE`.
  public var variable: String {
    "VOLDESK_" + key.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
  }

  /// The value as it stands in some settings.
  public func value(in settings: Settings) -> ConfigValue {
    switch access {
    case .number(let path, _): .number(settings[keyPath: path])
    case .integer(let path, _): .number(Double(settings[keyPath: path]))
    case .flag(let path): .bool(settings[keyPath: path])
    case .choice(let path, _), .name(let path): .string(settings[keyPath: path])
    case .numbers(let path, _, _): .list(settings[keyPath: path].map { .number($0) })
    case .words(let path, _): .list(settings[keyPath: path].map { .string($0) })
    case .speed(let path):
      settings[keyPath: path].isInfinite ? .string("max") : .number(settings[keyPath: path])
    }
  }

  /// What a message dwells on.
  enum Emphasis {
    /// The kind of value, when another kind was found.
    case kind
    /// The bounds, when the kind was right.
    case bounds
  }

  /// What a value must be, as the end of a message.
  func expectation(naming emphasis: Emphasis) -> String {
    let number = emphasis == .kind ? "a number " : ""
    return switch access {
    case .number(_, let range):
      "must be \(number)between \(bounds(range))"
    case .integer(_, let range):
      "must be a whole number between \(range.lowerBound) and \(range.upperBound)"
    case .flag:
      "must be true or false"
    case .choice(_, let words):
      "must be one of \(words.joined(separator: ", "))"
    case .name:
      "must be a name of 1 to 64 letters, digits, - or _"
    case .numbers(_, let range, let count):
      "must be a list of \(counts(count)) numbers between \(bounds(range))"
    case .words(_, let words):
      "must be a list of different words out of \(words.joined(separator: ", "))"
    case .speed:
      "must be \"max\" or a number between 0.01 and 100000"
    }
  }

  private func counts(_ range: ClosedRange<Int>) -> String {
    range.lowerBound == range.upperBound
      ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }

  private func bounds(_ range: ClosedRange<Double>) -> String {
    "\(ConfigValue.text(of: range.lowerBound)) and \(ConfigValue.text(of: range.upperBound))"
  }
}

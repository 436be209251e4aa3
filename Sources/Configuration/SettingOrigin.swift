// Where a value came from: the strongest source that names it.

/// The source of a setting's value, weakest first.
public enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
  /// No source named it.
  case builtIn
  /// A settings file.
  case file(String)
  /// An environment variable.
  case variable(String)
  /// A flag of the command line.
  case flag(String)

  /// The source by name.
  public var description: String {
    switch self {
    case .builtIn: "built-in"
    case .file(let name), .variable(let name), .flag(let name): name
    }
  }
}

/// A setting as it stands, with its source.
public struct EffectiveSetting: Hashable, Sendable {
  /// The key path.
  public let key: String
  /// The value.
  public let value: ConfigValue
  /// Where it came from.
  public let origin: SettingOrigin
  /// What it means.
  public let summary: String
}

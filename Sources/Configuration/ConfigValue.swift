// A configuration document as a tree with sorted keys.
//
// Sorted, so that errors, hashes and listings come out the same on every run.

/// One value of a configuration document.
public enum ConfigValue: Hashable, Sendable {
  /// The word null.
  case null
  /// True or false.
  case bool(Bool)
  /// A number, finite or not; ranges are the schema's business.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case list([ConfigValue])
  /// Names and values, sorted by name.
  case table([Member])

  /// A name and its value.
  public struct Member: Hashable, Sendable {
    /// The name.
    public let key: String
    /// What stands under it.
    public let value: ConfigValue
    /// Pairs a name with a value.
    public init(_ key: String, _ value: ConfigValue) {
      self.key = key
      self.value = value
    }
  }

  /// What kind of value it is, as a message says it.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .list: "a list"
    case .table: "a table"
    }
  }

  /// The value as JSON text: shortest round-trip numbers, no spaces outside strings.
  public var canonical: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let value): ConfigValue.text(of: value)
    case .string(let value): ConfigValue.quoted(value)
    case .list(let elements): "[\(elements.map(\.canonical).joined(separator: ","))]"
    case .table(let members):
      "{\(members.map { "\(ConfigValue.quoted($0.key)):\($0.value.canonical)" }.joined(separator: ","))}"
    }
  }

  /// A number as a person writes it: whole numbers without a fraction.
  static func text(of value: Double) -> String {
    if let whole = Int(exactly: value) { return "\(whole)" }
    return "\(value)"
  }

  /// A text between double quotes, with control characters escaped.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      default: append(scalar, to: &result)
      }
    }
    return result + "\""
  }

  /// A text with everything that could steer a terminal escaped.
  public static func visible(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars { append(scalar, to: &result) }
    return result
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
    guard isHidden(scalar) else {
      text.unicodeScalars.append(scalar)
      return
    }
    let hex = String(scalar.value, radix: 16)
    text += "\\u" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
  }

  /// Whether a character must not reach a terminal: controls, bidi marks, zero widths.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
    default: false
    }
  }
}

// A JSON document as a tree, for golden files whose cases differ in shape.

/// One value of a JSON document.
public enum JSONValue: Hashable, Sendable {
  /// The word null.
  case null
  /// True or false.
  case bool(Bool)
  /// A number written without a fraction that fits 64 bits.
  case int(Int)
  /// Any other number.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Names and values.
  case object([String: JSONValue])

  /// The value as a double, if it is a number.
  public var double: Double? {
    switch self {
    case .int(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The value as an integer, if it is a whole number.
  public var int: Int? {
    switch self {
    case .int(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The value as text, if it is one.
  public var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  /// The value as a truth value, if it is one.
  public var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The elements, if it is a list.
  public var array: [JSONValue]? {
    guard case .array(let value) = self else { return nil }
    return value
  }

  /// The elements as doubles, if it is a list of numbers only.
  public var doubles: [Double]? {
    guard let elements = array else { return nil }
    let values = elements.compactMap(\.double)
    return values.count == elements.count ? values : nil
  }

  /// The names in order, if it is an object.
  public var keys: [String] {
    guard case .object(let members) = self else { return [] }
    return members.keys.sorted()
  }

  /// Whether it is null.
  public var isNull: Bool { self == .null }

  /// A member of an object; nil when absent or when this is none.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// A number that must be there.
  public func double(_ key: String) throws -> Double {
    guard let value = self[key]?.double else { throw missing(key) }
    return value
  }

  /// A whole number that must be there.
  public func int(_ key: String) throws -> Int {
    guard let value = self[key]?.int else { throw missing(key) }
    return value
  }

  /// A text that must be there.
  public func string(_ key: String) throws -> String {
    guard let value = self[key]?.string else { throw missing(key) }
    return value
  }

  /// A list that must be there.
  public func array(_ key: String) throws -> [JSONValue] {
    guard let value = self[key]?.array else { throw missing(key) }
    return value
  }

  /// A list of numbers that must be there.
  public func doubles(_ key: String) throws -> [Double] {
    guard let value = self[key]?.doubles else { throw missing(key) }
    return value
  }

  private func missing(_ key: String) -> TestDataError {
    .field(key, in: "an object with \(keys.joined(separator: ", "))")
  }
}

extension JSONValue: Decodable {
  /// Reads any JSON value.
  public init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Key.self) {
      var members: [String: JSONValue] = [:]
      for key in object.allKeys {
        members[key.stringValue] = try object.decode(JSONValue.self, forKey: key)
      }
      self = .object(members)
      return
    }
    if var list = try? decoder.unkeyedContainer() {
      var elements: [JSONValue] = []
      while !list.isAtEnd { elements.append(try list.decode(JSONValue.self)) }
      self = .array(elements)
      return
    }
    self = try JSONValue.scalar(decoder.singleValueContainer())
  }

  private static func scalar(_ value: any SingleValueDecodingContainer) throws -> JSONValue {
    if value.decodeNil() { return .null }
    if let bool = try? value.decode(Bool.self) { return .bool(bool) }
    if let int = try? value.decode(Int.self) { return .int(int) }
    if let number = try? value.decode(Double.self) { return .number(number) }
    return .string(try value.decode(String.self))
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }
}

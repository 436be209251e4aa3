// One description of a record serves for writing and for reading its line.
//
// A record names its fields once, in the order of the contract; a writer turns them into JSON, a
// reader fills them from JSON in the same order. Money is written in dollars, time as New York
// time with offset, missing values as null, doubles as the shortest text that reads back equal.

public import MarketData

/// A line that does not read as the record it should be.
public struct LineError: Error, Hashable, CustomStringConvertible {
  /// Byte offset in the line.
  public var offset: Int
  /// What was expected there.
  public var expected: String

  /// What was wrong and where.
  public var description: String { "byte \(offset): expected \(expected)" }
}

/// Something with named fields in a fixed order.
protocol LineRecord {
  init()
  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError)
}

/// A writer or a reader of fields.
protocol LineCoder {
  /// How many bytes have been written or read.
  var offset: Int { get }
  mutating func field(_ key: StaticString, _ value: inout Int) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout Int?) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout Double) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout Double?) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout Bool) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout String) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout String?) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout [Double]) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout [Int]) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout [String]) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout [NamedNumber]) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout Money) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout Money?) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout Instant) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout Instant?) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout CivilDate) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout CivilDate?) throws(LineError)
  mutating func field(_ key: StaticString, _ value: inout OptionContract) throws(LineError)
  mutating func word<T: RawRepresentable<String>>(
    _ key: StaticString, _ value: inout T
  ) throws(LineError)
  mutating func word<T: RawRepresentable<String>>(
    _ key: StaticString, _ value: inout T?
  ) throws(LineError)
  /// The name of an event's type, which stands for an event without values.
  mutating func type(_ value: inout EventBody) throws(LineError)
  /// Says whether texts that were read are spelt as they are written.
  mutating func note(_ isSpelt: @autoclosure () -> Bool)
  mutating func record<T: LineRecord>(_ key: StaticString, _ value: inout T) throws(LineError)
  mutating func records<T: LineRecord>(_ key: StaticString, _ value: inout [T]) throws(LineError)
  mutating func groups(_ key: StaticString, _ value: inout [NumberGroup]) throws(LineError)
  /// A value that is written as a number without quotes, through its text, which a reader never makes.
  mutating func number(
    _ key: StaticString, _ text: @autoclosure () -> String?, _ read: (Substring) -> Bool
  ) throws(LineError)
  /// A value that is written as a quoted text, or null.
  mutating func text(
    _ key: StaticString, _ text: @autoclosure () -> String?, _ read: (Substring?) -> Bool
  ) throws(LineError)
}

/// Named numbers under one name, such as the closing state of a symbol.
public struct NumberGroup: Hashable, Sendable {
  /// The name of the group.
  public var name: String
  /// Its numbers, in order.
  public var numbers: [NamedNumber]

  /// Makes a group.
  public init(name: String, numbers: [NamedNumber]) {
    self.name = name
    self.numbers = numbers
  }

  /// The value of a name, or nil.
  public func value(_ name: String) -> Double? { numbers.first { $0.name == name }?.value }
}

// What follows goes through texts. A reader of many lines has shorter ways of its own.
extension LineCoder {
  mutating func note(_ isSpelt: @autoclosure () -> Bool) {}

  mutating func type(_ value: inout EventBody) throws(LineError) {
    var found: EventBody? = value
    let name = value.name
    try text("type", name) { text in
      guard let text else { return false }
      if text != name { found = EventBody.blank(text) }
      return found != nil
    }
    if let found { value = found }
  }

  mutating func field(_ key: StaticString, _ value: inout Money) throws(LineError) {
    var result = value
    try number(key, value.description) { text in
      guard let money = Money(text) else { return false }
      result = money
      return true
    }
    value = result
  }

  mutating func field(_ key: StaticString, _ value: inout Money?) throws(LineError) {
    var result = value
    try number(key, value?.description) { text in
      if text == "null" {
        result = nil
        return true
      }
      result = Money(text)
      return result != nil
    }
    value = result
  }

  mutating func field(_ key: StaticString, _ value: inout Instant) throws(LineError) {
    var result = value
    try text(key, value.description) { text in
      guard let text, let instant = Instant(text) else { return false }
      result = instant
      return true
    }
    value = result
  }

  mutating func field(_ key: StaticString, _ value: inout CivilDate) throws(LineError) {
    var result = value
    try text(key, value.description) { text in
      guard let text, let date = CivilDate(text) else { return false }
      result = date
      return true
    }
    value = result
  }

  mutating func field(_ key: StaticString, _ value: inout CivilDate?) throws(LineError) {
    var result = value
    try text(key, value?.description) { text in
      result = text.flatMap { CivilDate($0) }
      return text == nil || result != nil
    }
    value = result
  }

  mutating func field(_ key: StaticString, _ value: inout OptionContract) throws(LineError) {
    var result = value
    try text(key, value.description) { text in
      guard let text, let contract = OptionContract(text) else { return false }
      result = contract
      return true
    }
    value = result
  }

  mutating func word<T: RawRepresentable<String>>(
    _ key: StaticString, _ value: inout T
  ) throws(LineError) {
    var result = value
    try text(key, value.rawValue) { text in
      guard let text, let word = T(rawValue: String(text)) else { return false }
      result = word
      return true
    }
    value = result
  }

  mutating func word<T: RawRepresentable<String>>(
    _ key: StaticString, _ value: inout T?
  ) throws(LineError) {
    var result = value
    try text(key, value?.rawValue) { text in
      result = text.flatMap { T(rawValue: String($0)) }
      return text == nil || result != nil
    }
    value = result
  }

  mutating func words<T: RawRepresentable<String>>(
    _ key: StaticString, _ value: inout [T]
  ) throws(LineError) {
    var texts = value.map(\.rawValue)
    try field(key, &texts)
    value = try known(texts, key) { T(rawValue: $0) }
    note(sameBytes(texts, value.map(\.rawValue)))
  }
}

extension LineCoder {
  /// Every text as a value; one that is none is an error, for a cause that is not known must not be
  /// forgotten.
  private func known<T>(
    _ texts: [String], _ key: StaticString, _ make: (String) -> T?
  ) throws(LineError) -> [T] {
    var values: [T] = []
    for text in texts {
      guard let value = make(text) else {
        throw LineError(offset: offset, expected: "known values for \"\(key)\", not \(text)")
      }
      values.append(value)
    }
    return values
  }

  mutating func dates(_ key: StaticString, _ value: inout [CivilDate]) throws(LineError) {
    var texts = value.map(\.description)
    try field(key, &texts)
    value = try known(texts, key) { CivilDate($0) }
    note(sameBytes(texts, value.map(\.description)))
  }

  mutating func instants(_ key: StaticString, _ value: inout [Instant]) throws(LineError) {
    var texts = value.map { String($0.nanoseconds) }
    try field(key, &texts)
    value = try known(texts, key) { Int64($0).map { Instant(nanoseconds: $0) } }
    note(sameBytes(texts, value.map { String($0.nanoseconds) }))
  }

  mutating func field(_ key: StaticString, _ value: inout Instant?) throws(LineError) {
    var result = value
    try text(key, value?.description) { text in
      result = text.flatMap { Instant($0) }
      return text == nil || result != nil
    }
    value = result
  }
}

/// Whether texts agree byte by byte; texts that only look alike compare as equal otherwise.
private func sameBytes(_ a: [String], _ b: [String]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
}

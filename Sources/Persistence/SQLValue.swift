// A value of a column, on its way into or out of SQLite.

import MarketData

/// What a column of a STRICT table holds.
enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text([UInt8])
  case blob([UInt8])

  static func int(_ value: Int) -> SQLValue { .integer(Int64(value)) }
  static func int(_ value: Int?) -> SQLValue { value.map { .integer(Int64($0)) } ?? .null }
  static func int(_ value: Int32?) -> SQLValue { value.map { .integer(Int64($0)) } ?? .null }
  static func money(_ value: Money?) -> SQLValue { value.map { .integer($0.units) } ?? .null }
  static func time(_ value: Instant?) -> SQLValue {
    value.map { .integer($0.nanoseconds) } ?? .null
  }
  static func string(_ value: some StringProtocol) -> SQLValue { .text(Array(value.utf8)) }
  static func string(_ value: String?) -> SQLValue { value.map { .text(Array($0.utf8)) } ?? .null }

  /// A number, or null when it is missing or not finite.
  static func number(_ value: Double?) -> SQLValue {
    guard let value, value.isFinite else { return .null }
    return .real(value)
  }

  var int: Int? {
    guard case .integer(let value) = self else { return nil }
    return Int(value)
  }

  var string: String? {
    guard case .text(let bytes) = self else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}

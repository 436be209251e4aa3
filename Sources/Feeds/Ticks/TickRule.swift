// What a row of a tick file may break.

/// The rules of a tick file.
public enum TickRule: String, FileRule {
  case shape = "a row must have as many cells as the header"
  case missing = "time, symbol, price and size must be there"
  case time = "a time must be a count since 1970 of one unit, or YYYY-MM-DDTHH:MM:SS"
  case symbol = "a symbol must be 1 to 40 printable characters"
  case price = "a price must be a decimal number"
  case size = "a size must be a whole number below 2147483648"
  case negativePrice = "a price must not be below zero"
  case zeroPrice = "the price of a trade must be above zero"
  case emptySize = "the size of a trade must be above zero"
  case crossed = "an ask must not be below its bid"
  case suspicious = "the source marks the row as suspicious"
  case rounded = "a price has more decimals than are kept; it was rounded"

  /// A stable name.
  public var code: String {
    switch self {
    case .shape: "row-shape"
    case .missing: "missing-value"
    case .time: "bad-time"
    case .symbol: "bad-symbol"
    case .price: "bad-price"
    case .size: "bad-size"
    case .negativePrice: "negative-price"
    case .zeroPrice: "zero-price"
    case .emptySize: "empty-size"
    case .crossed: "crossed-quote"
    case .suspicious: "suspicious"
    case .rounded: "rounded-price"
    }
  }

  /// The reader itself keeps refused rows whole.
  public var setsApart: Bool { false }

  /// Rows that break a rule graver than a warning are kept apart.
  public var severity: FindingSeverity {
    switch self {
    case .suspicious: .warning
    case .rounded: .note
    default: .error
    }
  }
}

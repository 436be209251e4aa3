// Money, traded prices and strikes as integers.
//
// One unit is 1/10 000 of a dollar, so sums are exact and an overflow traps instead of lying.

#if canImport(Glibc)
  import Glibc
#endif

/// An amount in units of 1/10 000 dollar.
public struct Money: Hashable, Comparable, Sendable {
  /// The amount in 1/10 000 dollar.
  public var units: Int64

  /// No money.
  public static let zero = Money(units: 0)

  /// Makes an amount from units of 1/10 000 dollar.
  @inlinable public init(units: Int64) { self.units = units }

  /// Rounds dollars to the nearest unit, half away from zero; nil when not finite or too large.
  public init?(dollars: Double) {
    let scaled = (dollars * 10_000).rounded(.toNearestOrAwayFromZero)
    guard scaled.isFinite, abs(scaled) < 9e18 else { return nil }
    units = Int64(scaled)
  }

  /// A whole number of dollars.
  @inlinable public init(wholeDollars: Int) { units = Int64(wholeDollars) * 10_000 }

  /// The amount in dollars.
  @inlinable public var dollars: Double { Double(units) / 10_000 }

  /// The size of the amount.
  @inlinable public var magnitude: Money { Money(units: abs(units)) }

  /// Orders amounts.
  @inlinable public static func < (a: Money, b: Money) -> Bool { a.units < b.units }

  /// The sum of two amounts.
  @inlinable public static func + (a: Money, b: Money) -> Money { Money(units: a.units + b.units) }

  /// The difference of two amounts.
  @inlinable public static func - (a: Money, b: Money) -> Money { Money(units: a.units - b.units) }

  /// The same amount the other way.
  @inlinable public static prefix func - (a: Money) -> Money { Money(units: -a.units) }

  /// An amount taken a number of times.
  @inlinable public static func * (a: Money, n: Int) -> Money { Money(units: a.units * Int64(n)) }

  /// Adds an amount.
  @inlinable public static func += (a: inout Money, b: Money) { a.units += b.units }

  /// Takes an amount away.
  @inlinable public static func -= (a: inout Money, b: Money) { a.units -= b.units }

  /// Reads dollars with at most four decimals, exactly; nil for anything else.
  public init?(_ text: some StringProtocol) {
    var whole: Int64 = 0
    var fraction: Int64 = 0
    var decimals = -1
    var digits = 0
    var bytes = Substring(text).utf8
    let negative = bytes.first == 0x2D
    if negative { bytes.removeFirst() }
    for byte in bytes {
      if byte == 0x2E, decimals < 0 {
        decimals = 0
        continue
      }
      guard (0x30...0x39).contains(byte), decimals < 4, digits < 14 else { return nil }
      digits += 1
      if decimals < 0 {
        whole = whole * 10 + Int64(byte - 0x30)
      } else {
        fraction = fraction * 10 + Int64(byte - 0x30)
        decimals += 1
      }
    }
    guard digits > 0 else { return nil }
    for _ in max(decimals, 0)..<4 { fraction *= 10 }
    let magnitude = whole * 10_000 + fraction
    units = negative ? -magnitude : magnitude
  }
}

extension Money: CustomStringConvertible {
  /// Dollars with as few decimals as are needed, at most four: `2600`, `6.9`, `-0.0001`.
  public var description: String { written { write(to: &$0) } }
}

// What is traded: roots, contracts and their settlement.
//
// A root names one kind of contract on an underlying. SPX carries two roots: SPX, settled on the
// opening print of the third Friday, and SPXW, settled at the close of its expiry.

/// Call or put.
public enum OptionRight: String, CaseIterable, Sendable {
  case call, put

  /// The letter of a contract code.
  public var letter: String { self == .call ? "C" : "P" }
}

/// When the holder may exercise.
public enum ExerciseStyle: String, Sendable {
  case european = "EUROPEAN"
  case american = "AMERICAN"
}

/// Which print of the expiry date settles the contract.
public enum SettlementTime: String, Sendable {
  /// The opening print; trading ends the session before.
  case am = "AM"
  /// The closing print.
  case pm = "PM"
}

/// What changes hands at exercise.
public enum Delivery: String, Sendable {
  case cash = "CASH"
  case physical = "PHYSICAL"
}

/// Price increments: a small one below a limit and a larger one from it.
public struct TickSchedule: Hashable, Sendable {
  /// The increment below `limit`.
  public var below: Money
  /// The price from which the larger increment holds.
  public var limit: Money
  /// The increment from `limit` on.
  public var from: Money

  /// Makes a schedule.
  public init(below: Money, limit: Money, from: Money) {
    self.below = below
    self.limit = limit
    self.from = from
  }

  /// The increment at a price.
  @inlinable public func tick(at price: Money) -> Money { price.magnitude < limit ? below : from }

  /// SPX and SPXW: 0.05 under 3.00, 0.10 from 3.00.
  public static let index = TickSchedule(
    below: Money(units: 500), limit: Money(units: 30_000), from: Money(units: 1_000))

  /// One cent at every price.
  public static let penny = TickSchedule(
    below: Money(units: 100), limit: Money(units: 30_000), from: Money(units: 100))

  /// E-mini S&P options: 0.05 under 5.00, 0.25 from 5.00.
  public static let eMini = TickSchedule(
    below: Money(units: 500), limit: Money(units: 50_000), from: Money(units: 2_500))
}

/// One kind of contract on an underlying.
public struct OptionRoot: Hashable, Sendable {
  /// The first part of the contract code, such as `SPXW`.
  public var symbol: String
  /// The symbol of the underlying, such as `SPX`.
  public var underlying: String
  /// European or American exercise.
  public var style: ExerciseStyle
  /// Opening or closing settlement.
  public var settlement: SettlementTime
  /// Cash or shares.
  public var delivery: Delivery
  /// Units of the underlying in one contract.
  public var multiplier: Int
  /// The price increments.
  public var ticks: TickSchedule

  /// Makes a root.
  public init(
    symbol: String, underlying: String, style: ExerciseStyle, settlement: SettlementTime,
    delivery: Delivery, multiplier: Int, ticks: TickSchedule
  ) {
    self.symbol = symbol
    self.underlying = underlying
    self.style = style
    self.settlement = settlement
    self.delivery = delivery
    self.multiplier = multiplier
    self.ticks = ticks
  }
}

/// One listed option.
public struct OptionContract: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The root, such as `SPX` or `SPXW`.
  public var root: String
  /// The expiry date in the code.
  public var expiry: CivilDate
  /// Call or put.
  public var right: OptionRight
  /// The strike price.
  public var strike: Money

  /// Makes a contract.
  public init(root: String, expiry: CivilDate, right: OptionRight, strike: Money) {
    self.root = root
    self.expiry = expiry
    self.right = right
    self.strike = strike
  }

  /// The code, as `SPX-20180316-P-2600`.
  public var description: String { written(write) }

  /// Reads a code; nil when a part is malformed.
  public init?(_ code: some StringProtocol) {
    // The root itself may hold no dash, so the first three dashes part the code.
    var dashes: [String.Index] = []
    dashes.reserveCapacity(3)
    let bytes = code.utf8
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == 0x2D {
        if dashes.count == 3 { return nil }
        dashes.append(index)
      }
      index = bytes.index(after: index)
    }
    guard dashes.count == 3 else { return nil }
    let root = code[..<dashes[0]]
    let right = code[code.index(after: dashes[1])..<dashes[2]]
    guard !root.isEmpty, root.utf8.count <= 21,
      let expiry = CivilDate(code[code.index(after: dashes[0])..<dashes[1]]),
      let strike = Money(code[code.index(after: dashes[2])...]), strike.units > 0,
      right == "C" || right == "P"
    else { return nil }
    self.init(
      root: String(root), expiry: expiry, right: right == "C" ? .call : .put, strike: strike)
  }

  /// Orders contracts by expiry, root, calls before puts, and strike.
  public static func < (a: OptionContract, b: OptionContract) -> Bool {
    if a.expiry != b.expiry { return a.expiry < b.expiry }
    if a.root != b.root { return a.root < b.root }
    if a.right != b.right { return a.right == .call }
    return a.strike < b.strike
  }
}

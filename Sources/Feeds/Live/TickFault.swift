// Why a line of a feed was not taken, and what was counted.

/// Why a line of a feed, or what it says, was not taken.
public enum TickFault: String, CaseIterable, Error, Sendable {
  /// Not one JSON object with a `type`.
  case notJSON = "NOT_JSON"
  /// Longer than `LineSplitter.longest`.
  case tooLong = "TOO_LONG"
  /// A type that the protocol does not know.
  case unknownType = "UNKNOWN_TYPE"
  /// A field that the type needs is not there.
  case missingField = "MISSING_FIELD"
  /// A price, size or value that is negative, not finite, or beyond any market.
  case badNumber = "BAD_NUMBER"
  /// A time that is none, or lies outside the years 1990 to 2035.
  case badTime = "BAD_TIME"
  /// A symbol of no underlying, contract or index of the universe.
  case unknownSymbol = "UNKNOWN_SYMBOL"
  /// A contract that the session did not list when it began.
  case unlisted = "UNLISTED"
  /// Older than what is known of the instrument.
  case outOfOrder = "OUT_OF_ORDER"
  /// The same as what is known of the instrument.
  case duplicate = "DUPLICATE"
  /// More than an hour ahead of the feed's own clock, and not confirmed by a second one.
  case future = "FUTURE"
  /// Outside the session.
  case closed = "CLOSED"

  /// Its place among the counts.
  var index: Int { TickFault.allCases.firstIndex(of: self) ?? 0 }
}

/// What a feed delivered so far.
public struct FeedCounts: Hashable, Sendable {
  /// Lines.
  public var lines = 0
  /// Quotes of options that were taken.
  public var quotes = 0
  /// Prices of underlyings and values of indices that were taken.
  public var prices = 0
  /// Quotes that a newer one replaced before the desk saw them.
  public var conflated = 0
  /// Times the source was started again.
  public var restarts = 0
  private var faults = [Int](repeating: 0, count: TickFault.allCases.count)

  /// Nothing yet.
  public init() {}

  /// How often a fault occurred.
  public subscript(fault: TickFault) -> Int { faults[fault.index] }

  /// Counts a fault.
  public mutating func count(_ fault: TickFault) { faults[fault.index] += 1 }

  /// Every fault that occurred, in the order of their declaration.
  public var found: [(fault: TickFault, count: Int)] {
    TickFault.allCases.compactMap { self[$0] > 0 ? ($0, self[$0]) : nil }
  }

  /// Lines or values that were not taken, repetitions aside.
  public var bad: Int { found.reduce(0) { $0 + ($1.fault == .duplicate ? 0 : $1.count) } }
}

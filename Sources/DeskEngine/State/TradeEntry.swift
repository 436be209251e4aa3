// A trade that has ended, as the key figures need it.

public import MarketData

/// A trade that has ended.
public struct TradeEntry: LineRecord, Hashable, Sendable {
  /// The session of its opening.
  public var opened = CivilDate(dayNumber: 0)
  /// The session of its end.
  public var closed = CivilDate(dayNumber: 0)
  /// Profit or loss after fees.
  public var profit = Money.zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("opened", &opened)
    try coder.field("closed", &closed)
    try coder.field("profit", &profit)
  }
}

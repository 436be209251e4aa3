// Shares of an underlying that a position received, delivered, bought or sold.

public import MarketData

/// Shares changed hands.
///
/// A delivery by exercise or assignment has neither fill nor order: its price is that of the
/// settlement, so that the option and the shares each carry their own result.
public struct SharesTraded: LineRecord, Hashable, Sendable {
  /// The fill, counted with those of options; nil for a delivery.
  public var fill: Int?
  /// The order; nil for a delivery.
  public var order: Int?
  /// The symbol.
  public var symbol: String = ""
  /// Shares, negative for sold or delivered.
  public var shares: Int = 0
  /// Price a share.
  public var price: Money = .zero
  /// Mid at the fill.
  public var mid: Money = .zero
  /// The price at the far side.
  public var worstPrice: Money = .zero
  /// The fee.
  public var fee: Money = .zero
  /// The position that holds them.
  public var position: Int = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("fill", &fill)
    try coder.field("order", &order)
    try coder.field("symbol", &symbol)
    try coder.field("shares", &shares)
    try coder.field("price", &price)
    try coder.field("mid", &mid)
    try coder.field("worst_price", &worstPrice)
    try coder.field("fee", &fee)
    try coder.field("position", &position)
  }
}

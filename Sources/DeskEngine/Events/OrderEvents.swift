// Orders, fills and refused commands.

public import Execution
public import MarketData
public import Structures

/// A command had no effect.
public struct CommandRefused: LineRecord, Hashable, Sendable {
  /// The command.
  public var command: String = ""
  /// What it asked for.
  public var verb: CommandVerb = .note
  /// Why not.
  public var code: RefusalCode = .limit
  /// The reason in words.
  public var text: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("command", &command)
    try coder.word("verb", &verb)
    try coder.word("code", &code)
    try coder.field("text", &text)
  }
}

/// An order was created and works.
public struct OrderCreated: LineRecord, Hashable, Sendable {
  /// The order.
  public var order: Int = 0
  /// The candidate behind it.
  public var candidate: Int?
  /// Its revision.
  public var rev: Int?
  /// What it is for.
  public var intent: OrderIntent = .open
  /// The position it closes.
  public var position: Int?
  /// Packages.
  public var quantity: Int = 0
  /// The least acceptable net of one package.
  public var limit: Money = .zero
  /// How long it lives.
  public var tif: TimeInForce = .day

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("order", &order)
    try coder.field("candidate", &candidate)
    try coder.field("rev", &rev)
    try coder.word("intent", &intent)
    try coder.field("position", &position)
    try coder.field("quantity", &quantity)
    try coder.field("limit", &limit)
    try coder.word("tif", &tif)
  }
}

/// An order changed its state.
public struct OrderChanged: LineRecord, Hashable, Sendable {
  /// The order.
  public var order: Int = 0
  /// The new state.
  public var state: OrderState = .new
  /// Packages filled.
  public var filled: Int = 0
  /// Why.
  public var reason: String = ""

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("order", &order)
    try coder.word("state", &state)
    try coder.field("filled", &filled)
    try coder.field("reason", &reason)
  }
}

/// A leg was filled.
public struct LegFilled: LineRecord, Hashable, Sendable {
  /// The fill.
  public var fill: Int = 0
  /// The order.
  public var order: Int = 0
  /// Position of the leg in the order, from 1.
  public var leg: Int = 0
  /// The contract.
  public var contract: OptionContract = blankContract
  /// Contracts, negative for sold.
  public var quantity: Int = 0
  /// Price a unit.
  public var price: Money = .zero
  /// Mid at the fill.
  public var mid: Money = .zero
  /// The price at the far side.
  public var worstPrice: Money = .zero
  /// The fee.
  public var fee: Money = .zero

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("fill", &fill)
    try coder.field("order", &order)
    try coder.field("leg", &leg)
    try coder.field("contract", &contract)
    try coder.field("quantity", &quantity)
    try coder.field("price", &price)
    try coder.field("mid", &mid)
    try coder.field("worst_price", &worstPrice)
    try coder.field("fee", &fee)
  }
}

// Orders of the session that have ended: what a late command or fill is answered with.

public import Execution

/// An order that has ended in this session.
public struct EndedOrder: LineRecord, Hashable, Sendable {
  /// The order.
  public var order: Int = 0
  /// How it ended.
  public var state: OrderState = .cancelled
  /// Packages ordered.
  public var quantity: Int = 0
  /// Packages filled.
  public var filled: Int = 0

  mutating func code<C: LineCoder>(_ coder: inout C) throws(LineError) {
    try coder.field("order", &order)
    try coder.word("state", &state)
    try coder.field("quantity", &quantity)
    try coder.field("filled", &filled)
  }

  /// How far it came.
  public var progress: OrderProgress {
    OrderProgress(state: state, quantity: quantity, filled: filled)
  }
}

extension OrderEntry {
  /// How far it has come.
  public var progress: OrderProgress {
    OrderProgress(state: state, quantity: quantity, filled: filled)
  }
}

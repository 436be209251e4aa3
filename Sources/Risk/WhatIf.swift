// The book before and after a trade, with the cell of the stress grid that hurts most.

/// The book before and after a trade.
public struct WhatIf: Hashable, Sendable {
  /// Before, working orders included.
  public var before: BookRisk
  /// After.
  public var after: BookRisk
  /// The worst cell before; nil when none loses.
  public var worstBefore: StressPoint?
  /// The worst cell after; nil when none loses.
  public var worstAfter: StressPoint?
  /// False when a measure of the book could not be known; it then reads zero.
  public var isComplete: Bool
}

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

/// A book measured once, to try any number of trades on.
public struct MeasuredBook: Sendable {
  private let structures: [StructureRisk]
  private let summary: BookSummary
  private let grid: [Double]

  /// Measures positions and working orders.
  public init(_ exposure: Exposure) {
    structures = exposure.all
    grid = BookRevaluation(structures).profits(gridColumns)
    summary = BookSummary(of: structures, grid: grid)
  }

  /// The book with one more structure.
  public func adding(_ trade: StructureRisk) -> WhatIf {
    let own = BookRevaluation([trade]).profits(gridColumns)
    let sum = zip(grid, own).map { $0 + $1 }
    let after = summary.adding(trade, to: structures, grid: sum)
    return WhatIf(
      before: summary.record, after: after.record, worstBefore: worstCell(cells(grid)),
      worstAfter: worstCell(cells(sum)), isComplete: summary.isComplete && after.isComplete)
  }

  private func cells(_ profits: [Double]) -> [StressPoint] {
    zip(gridShocks, profits).map { shock, profit in
      StressPoint(move: shock.move, points: shock.points, profit: profit.isFinite ? profit : nil)
    }
  }
}

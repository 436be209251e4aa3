// A book measured once a moment: for its limits, its latches and any number of trades tried on it.

import Structures

/// A book measured once.
public struct MeasuredBook: Sendable {
  private let held: [StructureRisk]
  private let reserved: [StructureRisk]
  private let grid: BookGrid
  private let margin: MarginBook
  /// Every measure of positions and working orders.
  let summary: BookSummary
  /// The worst cell of the positions alone, at most zero; nil when a leg cannot be priced.
  let worstHeld: Double?
  /// Positions that could lose more in a cell than was proven possible.
  public let faults: [StressFault]

  /// Measures positions and working orders.
  ///
  /// - Parameters:
  ///   - exposure: The book.
  ///   - known: The same book at another moment: what follows from its contracts alone is taken over.
  public init(_ exposure: Exposure, after known: MeasuredBook? = nil) {
    held = exposure.structures
    reserved = exposure.reservations
    var grid = BookGrid()
    var faults: [StressFault] = []
    for structure in exposure.structures {
      let worst = grid.add(structure)
      if let worst, let fault = StressFault(structure, worst: worst) { faults.append(fault) }
    }
    self.faults = faults
    worstHeld = worstProfit(grid.profits)
    for structure in exposure.reservations { grid.add(structure) }
    self.grid = grid
    if let known, MeasuredBook.haveSameMargin(held, known.held),
      MeasuredBook.haveSameMargin(reserved, known.reserved)
    {
      margin = known.margin
    } else {
      margin = MarginBook(exposure.all)
    }
    summary = BookSummary(of: exposure.all, grid: grid.profits, margin: margin.requirement)
  }

  private static func haveSameMargin(_ a: [StructureRisk], _ b: [StructureRisk]) -> Bool {
    a.count == b.count && a.indices.allSatisfy { a[$0].hasMargin(of: b[$0]) }
  }

  /// Whether this is the book of an exposure.
  public func measures(_ exposure: Exposure) -> Bool {
    held == exposure.structures && reserved == exposure.reservations
  }

  /// The book with one more structure, before and after.
  public func adding(_ trade: StructureRisk) -> WhatIf {
    let (after, cells) = measured(with: trade)
    return WhatIf(
      before: summary.record, after: after.record,
      worstBefore: worstCell(MeasuredBook.points(grid.profits)),
      worstAfter: worstCell(MeasuredBook.points(cells)),
      isComplete: summary.isComplete && after.isComplete)
  }

  /// Every measure of the book with one more structure.
  func summary(adding trade: StructureRisk) -> BookSummary { measured(with: trade).summary }

  private func measured(
    with trade: StructureRisk
  ) -> (summary: BookSummary, cells: [Double]) {
    var sum = grid
    sum.add(trade)
    let cells = sum.profits
    let after = summary.adding(
      trade, grid: cells, margin: margin.requirement(adding: trade),
      budget: summary.budget?.adding(trade))
    return (after, cells)
  }

  private static func points(_ profits: [Double]) -> [StressPoint] {
    zip(gridShocks, profits).map { shock, profit in
      StressPoint(move: shock.move, points: shock.points, profit: profit.isFinite ? profit : nil)
    }
  }
}

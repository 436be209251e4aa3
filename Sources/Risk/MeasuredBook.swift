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
    var cells = PricedCells(capacity: MeasuredBook.legs(of: held) + MeasuredBook.legs(of: reserved))
    for index in held.indices {
      let worst = grid.add(held[index], sharing: &cells)
      if let worst, let fault = StressFault(held[index], worst: worst) { faults.append(fault) }
    }
    self.faults = faults
    worstHeld = worstProfit(grid.profits)
    for structure in exposure.reservations { grid.add(structure, sharing: &cells) }
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

  /// How many legs there are at most, shares counted.
  private static func legs(of structures: [StructureRisk]) -> Int {
    var count = 0
    for index in structures.indices { count += structures[index].legs.count + 1 }
    return count
  }

  private static func haveSameMargin(_ a: [StructureRisk], _ b: [StructureRisk]) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices where !a[index].hasMargin(of: b[index]) { return false }
    return true
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
    _ = sum.add(trade)
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

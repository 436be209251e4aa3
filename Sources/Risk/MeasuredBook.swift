// A book measured once a moment: for its limits, its latches and any number of trades tried on it.

import MarketData
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
    let (held, reserved) = (exposure.structures, exposure.reservations)
    self.held = held
    self.reserved = reserved
    var grid = BookGrid()
    var faults: [StressFault] = []
    var cells = PricedCells(capacity: MeasuredBook.legs(of: held) + MeasuredBook.legs(of: reserved))
    // Spans lend a structure; an array hands out copies of it.
    let structures = held.span
    for index in structures.indices {
      let worst = grid.add(structures[index], sharing: &cells)
      if let worst, let fault = StressFault(structures[index], worst: worst) {
        faults.append(fault)
      }
    }
    self.faults = faults
    worstHeld = worstProfit(grid.profits)
    for structure in exposure.reservations { grid.add(structure, sharing: &cells) }
    self.grid = grid
    let all = exposure.all
    let budget: RiskBudget?
    let requirement: Double?
    if let known, MeasuredBook.areBound(held, as: known.held),
      MeasuredBook.areBound(reserved, as: known.reserved)
    {
      margin = known.margin
      budget = known.summary.budget
      requirement = known.summary.margin
    } else {
      margin = MarginBook(all)
      budget = RiskBudget(all)
      requirement = margin.requirement
    }
    summary = BookSummary(of: all, grid: grid.profits, margin: requirement, budget: budget)
  }

  /// How many legs there are at most, shares counted.
  private static func legs(of structures: [StructureRisk]) -> Int {
    var count = 0
    for index in structures.indices { count += structures[index].legs.count + 1 }
    return count
  }

  /// Whether margin and budget of two books follow from the same numbers.
  private static func areBound(_ a: [StructureRisk], as b: [StructureRisk]) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices {
      // Field by field: a structure that is handed on whole is copied.
      guard a[index].maxLoss == b[index].maxLoss, a[index].lot == nil, b[index].lot == nil,
        a[index].openedOn == b[index].openedOn, a[index].underlying == b[index].underlying,
        a[index].cluster == b[index].cluster, areBound(a[index].legs, as: b[index].legs)
      else { return false }
    }
    return true
  }

  private static func areBound(_ own: [ModelLeg], as theirs: [ModelLeg]) -> Bool {
    guard own.count == theirs.count else { return false }
    for index in own.indices {
      guard own[index].count == theirs[index].count,
        own[index].multiplier == theirs[index].multiplier,
        own[index].expiration == theirs[index].expiration,
        own[index].contract.strike == theirs[index].contract.strike,
        own[index].contract.right == theirs[index].contract.right,
        own[index].contract.expiry == theirs[index].contract.expiry,
        own[index].contract.root == theirs[index].contract.root
      else { return false }
    }
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

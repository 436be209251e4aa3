// The stress grid of a whole book and of each of its structures, in one pass over the legs.
//
// A cell of the book is the sum of its legs in their order, so a book that goes on from the sums of
// another has the same bits as one that is added up from the start. A register holds the moves of
// the price under one shock of volatility.

import MarketData
import Numerics
import Structures

/// Sums of the stress grid.
struct BookGrid {
  private var totals = [Lanes](repeating: Lanes(), count: stressShocks.count)
  private var own = [Lanes](repeating: Lanes(), count: stressShocks.count)
  private var moved: MovedUnderlying?
  private let nodes = NormalNodes.standard
  /// False once a leg could not be priced: every profit is then unknown.
  private(set) var isComplete = true

  /// The moves, which leave lanes of the register unmoved.
  private static let moves = ShockColumns(
    moves: stressMoves, points: stressMoves.map { _ in 0 })

  /// Profits in dollars, one a cell; NaN when a leg could not be priced.
  var profits: [Double] {
    guard isComplete else { return [Double](repeating: .nan, count: gridColumns.count) }
    return totals.flatMap { row in stressMoves.indices.map { row[$0] } }
  }

  /// Adds a structure on its own.
  mutating func add(_ structure: StructureRisk) -> Double? {
    var cells = PricedCells(capacity: structure.legs.count + 1)
    return add(structure, sharing: &cells)
  }

  /// Adds a structure, whose contracts others may share.
  ///
  /// - Returns: The least profit of the structure alone, at most zero; nil when it is not known.
  @discardableResult
  mutating func add(_ structure: StructureRisk, sharing cells: inout PricedCells) -> Double? {
    guard structure.beta.isFinite, structure.legs.allSatisfy(\.isPriceable),
      structure.lot?.isPriceable ?? true
    else {
      isComplete = false
      return nil
    }
    for index in own.indices { own[index] = Lanes() }
    if moved?.beta != structure.beta {
      moved = MovedUnderlying(BookGrid.moves, beta: structure.beta)
    }
    guard let moved else { return nil }
    for leg in structure.legs { add(leg, moved, &cells) }
    if let lot = structure.lot { add(lot, moved, &cells) }
    // The lanes that no move fills are unmoved ones: they repeat a cell.
    var least = own[0]
    for part in own { least.replace(with: part, where: part .< least) }
    return min(least.min(), 0)
  }

  private mutating func add(
    _ leg: ModelLeg, _ moved: MovedUnderlying, _ cells: inout PricedCells
  ) {
    let place = cells.place(of: leg, moved, nodes)
    let weight = RevaluedLeg.weight(of: leg)
    for index in totals.indices {
      let profit = weight * cells.gains[place + index]
      totals[index] += profit
      own[index] += profit
    }
  }
}

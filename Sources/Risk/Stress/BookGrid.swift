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
  /// Legs of the structure that is added, with the places of their cells.
  private var terms: [(cells: Int, weight: Double)] = []
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
  @inline(__always)
  mutating func add(_ structure: StructureRisk, sharing cells: inout PricedCells) -> Double? {
    add(structure.legs, structure.lot, beta: structure.beta, &cells)
  }

  private mutating func add(
    _ legs: [ModelLeg], _ lot: ModelLeg?, beta: Double, _ cells: inout PricedCells
  ) -> Double? {
    guard beta.isFinite, legs.arePriceable, lot?.isPriceable ?? true else {
      isComplete = false
      return nil
    }
    if moved?.beta != beta { moved = MovedUnderlying(BookGrid.moves, beta: beta) }
    guard let moved else { return nil }
    terms.removeAll(keepingCapacity: true)
    for index in legs.indices {
      terms.append(
        (cells.place(of: legs[index], moved, nodes), RevaluedLeg.weight(of: legs[index])))
    }
    if let lot { terms.append((cells.place(of: lot, moved, nodes), RevaluedLeg.weight(of: lot))) }
    return addTerms(cells.gains)
  }

  /// Adds the legs to the book and up alone; the lanes that no move fills repeat the unmoved cell.
  private mutating func addTerms(_ gains: [Lanes]) -> Double {
    var least = Lanes()
    for shock in totals.indices {
      var (total, own) = (totals[shock], Lanes())
      for term in terms {
        let profit = term.weight * gains[term.cells + shock]
        total += profit
        own += profit
      }
      totals[shock] = total
      least.replace(with: own, where: own .< least)
    }
    return least.min()
  }
}

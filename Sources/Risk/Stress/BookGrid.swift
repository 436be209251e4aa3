// The stress grid of a whole book and of each of its structures, in one pass over the legs.
//
// A cell of the book is the sum of its legs in their order, so a book that goes on from the sums of
// another has the same bits as one that is added up from the start. The unmoved cell of the grid is
// what a leg is worth now: it is priced with the others and not again.

import Numerics
import Structures

/// Sums of the stress grid.
struct BookGrid {
  private var totals = [Lanes](repeating: Lanes(), count: gridColumns.moves.count)
  private var own = [Lanes](repeating: Lanes(), count: gridColumns.moves.count)
  private var moved: MovedUnderlying?
  /// False once a leg could not be priced: every profit is then unknown.
  private(set) var isComplete = true

  /// The register and the lane of the cell in which nothing moves.
  private static let unmoved: (register: Int, lane: Int)? = gridShocks.firstIndex {
    $0.move == 0 && $0.points == 0
  }.map { ($0 >> 3, $0 & 7) }

  /// Profits in dollars, one a cell; NaN when a leg could not be priced.
  var profits: [Double] {
    guard isComplete else { return [Double](repeating: .nan, count: gridColumns.count) }
    return (0..<gridColumns.count).map { totals[$0 >> 3][$0 & 7] }
  }

  /// Adds a structure.
  ///
  /// - Returns: The least profit of the structure alone, at most zero; nil when it is not known.
  @discardableResult
  mutating func add(_ structure: StructureRisk) -> Double? {
    guard structure.beta.isFinite, structure.legs.allSatisfy(\.isPriceable),
      structure.lot?.isPriceable ?? true
    else {
      isComplete = false
      return nil
    }
    for index in own.indices { own[index] = Lanes() }
    if moved?.beta != structure.beta {
      moved = MovedUnderlying(gridColumns, beta: structure.beta)
    }
    guard let moved else { return nil }
    for leg in structure.legs { add(leg, beta: structure.beta, moved) }
    if let lot = structure.lot { add(lot, beta: structure.beta, moved) }
    // The lanes that no cell fills are unmoved ones: a profit of zero, which counts anyway.
    var least = own[0]
    for part in own { least.replace(with: part, where: part .< least) }
    return min(least.min(), 0)
  }

  private mutating func add(_ leg: ModelLeg, beta: Double, _ moved: MovedUnderlying) {
    let revalued = RevaluedLeg(unbased: leg, beta: beta)
    let root = revalued.years.squareRoot()
    guard let unmoved = BookGrid.unmoved, revalued.volatility * root > 0 else {
      return addWhole(RevaluedLeg(leg, beta: beta), moved)
    }
    let scale = tenorScale(years: revalued.years) / 100
    let floor = Lanes(repeating: min(0.03, revalued.volatility))
    let now = revalued.value(in: unmoved.register, of: moved, scale, floor, root)
    let base = now[unmoved.lane]
    for index in totals.indices {
      let value =
        index == unmoved.register
        ? now : revalued.value(in: index, of: moved, scale, floor, root)
      let profit = revalued.weight * (value - base)
      totals[index] += profit
      own[index] += profit
    }
  }

  /// Adds a leg that has no time left.
  private mutating func addWhole(_ leg: RevaluedLeg, _ moved: MovedUnderlying) {
    var profits = [Lanes](repeating: Lanes(), count: totals.count)
    leg.add(to: &profits, moved, after: 0)
    for index in totals.indices {
      totals[index] += profits[index]
      own[index] += profits[index]
    }
  }
}

extension RevaluedLeg {
  /// Value of one unit in the cells of a register, before the discount.
  @inline(__always)
  fileprivate func value(
    in register: Int, of moved: MovedUnderlying, _ scale: Double, _ floor: Lanes, _ root: Double
  ) -> Lanes {
    let raised = volatility + moved.points[register] * scale
    return value(
      price: forward * moved.factors[register], shift: moved.logarithms[register],
      width: raised.replacing(with: floor, where: raised .< floor) * root)
  }
}

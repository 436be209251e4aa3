// What the book loses when price and volatility jump: the grid and its headline cells.

import MarketData
import Structures

/// One cell of the grid.
public struct StressPoint: Hashable, Sendable {
  /// Move of the underlying as a share of its price.
  public var move: Double
  /// Volatility shock in points, for thirty days.
  public var points: Double
  /// Profit or loss in dollars; nil when a leg cannot be priced.
  public var profit: Double?

  /// Makes a cell.
  public init(move: Double, points: Double, profit: Double?) {
    self.move = move
    self.points = points
    self.profit = profit
  }

  /// The cell as `-5%/+5`; the unmoved part is `0`.
  public var name: String { "\(signed(move * 100, unit: "%"))/\(signed(points, unit: ""))" }

  private func signed(_ value: Double, unit: String) -> String {
    let tenths = Int((value * 10).rounded())
    if tenths == 0 { return "0" }
    let size = abs(tenths)
    let text = size % 10 == 0 ? "\(size / 10)" : "\(size / 10).\(size % 10)"
    return (tenths > 0 ? "+" : "-") + text + unit
  }
}

/// The moves of the grid.
public let stressMoves = [-0.10, -0.05, -0.02, 0, 0.02, 0.05, 0.10]

/// The volatility shocks of the grid, in points.
public let stressShocks = [-5.0, 0, 5, 10]

/// The headline cells as move and shock: -5 %, +5 %, +5 points, -5 points, and the two diagonals.
private let headlineCells = [
  (-0.05, 0.0), (0.05, 0.0), (0.0, 5.0), (0.0, -5.0), (-0.05, 5.0), (0.05, -5.0),
]

/// Every cell of the grid, moves by ascending size within ascending shocks.
let gridShocks = stressShocks.flatMap { points in
  stressMoves.map { MarketShock(move: $0, points: points) }
}

/// The grid as columns.
let gridColumns = ShockColumns(gridShocks)

/// The stress grid of a book, moves by ascending size within ascending shocks.
///
/// - Parameters:
///   - structures: Positions and reservations.
///   - days: Calendar days that pass first; the grid of the limits is instant.
/// - Returns: Every cell, without a profit when a leg cannot be priced.
public func stressGrid(of structures: [StructureRisk], after days: Double = 0) -> [StressPoint] {
  stressCells(of: structures, under: gridShocks, after: days)
}

/// The headline cells of legs, for a candidate or for a book.
public func headlineStress(of structures: [StructureRisk]) -> [StressPoint] {
  stressCells(
    of: structures, under: headlineCells.map { MarketShock(move: $0.0, points: $0.1) })
}

/// Any cells of a book, for moves that a trader thinks of.
///
/// - Parameters:
///   - structures: Positions and reservations.
///   - shocks: The moves.
///   - days: Calendar days that pass first.
/// - Returns: One cell a move, without a profit when a leg cannot be priced.
public func stressCells(
  of structures: [StructureRisk], under shocks: [MarketShock], after days: Double = 0
) -> [StressPoint] {
  let profits = BookRevaluation(structures).profits(ShockColumns(shocks), after: days / 365)
  return zip(shocks, profits).map { shock, profit in
    StressPoint(
      move: shock.move, points: shock.points, profit: profit.isFinite ? profit : nil)
  }
}

/// The worst profit of the grid, at most zero; nil when a cell cannot be priced.
public func worstStress(of structures: [StructureRisk]) -> Double? {
  worstProfit(BookRevaluation(structures).profits(gridColumns))
}

/// The least of the profits of a grid, at most zero; nil when one is unknown.
func worstProfit(_ profits: [Double]) -> Double? {
  let worst = profits.reduce(0.0) { $1.isFinite ? min($0, $1) : .nan }
  return worst.isFinite ? worst : nil
}

/// The worst cell of a grid; nil when one is unknown, or when none loses.
func worstCell(_ cells: [StressPoint]) -> StressPoint? {
  var worst: StressPoint?
  for cell in cells {
    guard let profit = cell.profit else { return nil }
    if profit < worst?.profit ?? 0 { worst = cell }
  }
  return worst
}

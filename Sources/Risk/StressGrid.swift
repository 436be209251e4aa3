// What the book loses when price and volatility jump: the grid and its headline cells.
//
// Every leg is revalued by Black-76 on its own volatility plus the shock, so an unchanged market is
// a loss of zero. A shock of n points moves a leg of D days by n (30/D)^1/2, at most 1.5 n, and no
// volatility falls under 3 %. Shocks are instant. Written for speed: the logarithm of the moneyness
// is taken once a leg and each deviation once a shock.

import Glibc
import MarketData
import Numerics
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
    let whole = Int(value.rounded())
    if whole == 0 { return "0" }
    return (whole > 0 ? "+" : "-") + String(abs(whole)) + unit
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

/// The stress grid of a book, moves by ascending size within ascending shocks.
public func stressGrid(of structures: [StructureRisk]) -> [StressPoint] {
  let profits = revalue(structures, moves: stressMoves, shocks: stressShocks)
  var cells: [StressPoint] = []
  cells.reserveCapacity(profits.count)
  for (row, points) in stressShocks.enumerated() {
    for (column, move) in stressMoves.enumerated() {
      let profit = profits[row * stressMoves.count + column]
      cells.append(
        StressPoint(move: move, points: points, profit: profit.isFinite ? profit : nil))
    }
  }
  return cells
}

/// The headline cells of legs, for a candidate or for a book.
public func headlineStress(of structures: [StructureRisk]) -> [StressPoint] {
  headlineCells.map { move, points in
    let profit = revalue(structures, moves: [move], shocks: [points])[0]
    return StressPoint(move: move, points: points, profit: profit.isFinite ? profit : nil)
  }
}

/// The worst profit of the grid, at most zero; nil when a cell cannot be priced.
public func worstStress(of structures: [StructureRisk]) -> Double? {
  let worst = revalue(structures, moves: stressMoves, shocks: stressShocks).reduce(0.0) {
    $1.isFinite ? min($0, $1) : .nan
  }
  return worst.isFinite ? worst : nil
}

/// How a shock for thirty days reaches an option of some years: (30/D)^1/2, at most 1.5.
func tenorScale(years: Double) -> Double {
  min((30 / max(years * 365, 1e-9)).squareRoot(), 1.5)
}

/// Profits of a book, shock by shock and move by move; NaN when a leg cannot be priced.
///
/// Moves are of the benchmark; an underlying moves by its beta times that.
private func revalue(
  _ structures: [StructureRisk], moves: [Double], shocks: [Double]
) -> [Double] {
  var totals = [Double](repeating: 0, count: moves.count * shocks.count)
  for structure in structures {
    let factors = moves.map { max(1 + structure.beta * $0, 0.01) }
    let logarithms = factors.map { log($0) }
    for leg in structure.legs {
      guard leg.isPriceable, structure.beta.isFinite else {
        return totals.map { _ in .nan }
      }
      addProfits(of: leg, factors: factors, logarithms: logarithms, shocks: shocks, to: &totals)
    }
  }
  return totals
}

private func addProfits(
  of leg: ModelLeg, factors: [Double], logarithms: [Double], shocks: [Double],
  to totals: inout [Double]
) {
  let units = Double(leg.count * leg.multiplier)
  let sign = leg.right == .call ? 1.0 : -1.0
  let strike = leg.strike
  let moneyness = log(leg.forward / strike)
  let root = max(leg.years, 0).squareRoot()
  let scale = tenorScale(years: leg.years) / 100
  func value(_ factor: Double, _ shift: Double, _ width: Double) -> Double {
    let forward = leg.forward * factor
    guard width > 0 else { return max(sign * (forward - strike), 0) }
    let d1 = (moneyness + shift) / width + 0.5 * width
    return sign * (forward * normalCDF(sign * d1) - strike * normalCDF(sign * (d1 - width)))
  }
  let base = value(1, 0, leg.volatility * root)
  var index = 0
  for shock in shocks {
    // The floor never lifts a volatility that stands below it without a shock.
    let floor = min(0.03, leg.volatility)
    let width = max(leg.volatility + shock * scale, floor) * root
    for column in factors.indices {
      let now = value(factors[column], logarithms[column], width)
      totals[index] += units * leg.discount * (now - base)
      index += 1
    }
  }
}

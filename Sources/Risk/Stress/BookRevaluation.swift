// Revaluing a whole book under many moves of the market at once.
//
// Every leg keeps its own volatility plus a shift (sticky strike), is priced by Black-76 on its own
// forward and discount, and an unchanged market is a profit of zero. A shift of n points is for
// thirty days: a leg of D days moves by n (30/D)^1/2, at most 1.5 n, and no volatility falls under
// 3 %. Moves are of the benchmark; an underlying moves by its beta times that, never under 1 % of
// its price. Written for speed: eight states of the market in a register, a leg at a time.

import Glibc
import MarketData
import Numerics
import Structures

/// A move of the market: the benchmark's return and the change of its thirty-day volatility.
public struct MarketShock: Hashable, Sendable {
  /// Return of the benchmark as a share.
  public var move: Double
  /// Change of volatility in points, for thirty days.
  public var points: Double

  /// Makes a move.
  public init(move: Double, points: Double) {
    self.move = move
    self.points = points
  }
}

/// How a shift for thirty days reaches an option of some years: (30/D)^1/2, at most 1.5.
func tenorScale(years: Double) -> Double {
  min((30 / max(years * 365, 1e-9)).squareRoot(), 1.5)
}

/// Moves of the market as columns that registers can be read from.
struct ShockColumns {
  let count: Int
  let moves: [Lanes]
  let points: [Lanes]

  init(_ shocks: [MarketShock]) {
    self.init(moves: shocks.map(\.move), points: shocks.map(\.points))
  }

  init(count: Int, moves: [Lanes], points: [Lanes]) {
    self.count = count
    self.moves = moves
    self.points = points
  }

  /// Columns of one length.
  init(moves: [Double], points: [Double]) {
    count = moves.count
    self.moves = ShockColumns.packed(moves)
    self.points = ShockColumns.packed(points)
  }

  /// Numbers in registers; the last register is filled up with zeros.
  static func packed(_ values: [Double]) -> [Lanes] {
    var result = [Lanes](repeating: Lanes(), count: (values.count + 7) / 8)
    for (index, value) in values.enumerated() { result[index >> 3][index & 7] = value }
    return result
  }
}

/// A book prepared to be revalued.
struct BookRevaluation {
  /// Legs with the beta of their underlying; empty when `isComplete` is false.
  private(set) var legs: [RevaluedLeg] = []
  /// False when a leg cannot be priced: every profit is then unknown.
  private(set) var isComplete = true

  /// Prepares structures.
  init(_ structures: [StructureRisk]) {
    legs.reserveCapacity(structures.count * 4)
    for structure in structures {
      for leg in structure.exposedLegs {
        guard leg.isPriceable, structure.beta.isFinite else {
          isComplete = false
          legs = []
          return
        }
        legs.append(RevaluedLeg(leg, beta: structure.beta))
      }
    }
  }

  /// Profits in dollars under every move, after some time; NaN when a leg cannot be priced.
  ///
  /// - Parameters:
  ///   - shocks: The moves.
  ///   - years: Time that passes first, in years of 365 days.
  /// - Returns: One profit a move.
  func profits(_ shocks: ShockColumns, after years: Double = 0) -> [Double] {
    guard isComplete else { return [Double](repeating: .nan, count: shocks.count) }
    var totals = [Lanes](repeating: Lanes(), count: shocks.moves.count)
    add(to: &totals, shocks, after: years)
    return (0..<shocks.count).map { totals[$0 >> 3][$0 & 7] }
  }

  /// Adds the profits under every move; legs that have expired by then settle at it.
  func add(to totals: inout [Lanes], _ shocks: ShockColumns, after years: Double) {
    var moved: MovedUnderlying?
    for leg in legs {
      if moved?.beta != leg.beta { moved = MovedUnderlying(shocks, beta: leg.beta) }
      if let moved { leg.add(to: &totals, moved, after: years) }
    }
  }

  /// Leaves only the legs of a kind.
  mutating func keep(_ isKept: (RevaluedLeg) -> Bool) { legs.removeAll { !isKept($0) } }

  /// The profit under one move.
  func profit(_ shock: MarketShock, after years: Double = 0) -> Double {
    profits(ShockColumns([shock]), after: years).first ?? .nan
  }
}

/// What moves of the benchmark leave of an underlying with some beta.
struct MovedUnderlying {
  let beta: Double
  let factors: [Lanes]
  let logarithms: [Lanes]
  let points: [Lanes]

  init(_ shocks: ShockColumns, beta: Double) {
    self.beta = beta
    points = shocks.points
    factors = shocks.moves.map { move in
      let factor = 1 + beta * move
      return factor.replacing(with: 0.01, where: factor .< 0.01)
    }
    logarithms = factors.map { vectorLogarithm($0) }
  }
}

/// A leg with what revaluing it needs again and again.
struct RevaluedLeg {
  let beta: Double
  let years: Double
  let volatility: Double
  let forward: Double
  let strike: Double
  let sign: Double
  /// Contracts times multiplier times discount.
  let weight: Double
  private let moneyness: Double
  /// Value of one unit now, before the discount.
  private var base: Double

  init(_ leg: ModelLeg, beta: Double) {
    self.init(unbased: leg, beta: beta)
    let width = leg.volatility * years.squareRoot()
    if width > 0 {
      base =
        value(
          price: Lanes(repeating: leg.forward), shift: Lanes(), width: Lanes(repeating: width),
          inverse: Lanes(repeating: 1 / width), NormalNodes.standard)[0]
    } else {
      base = max(sign * (leg.forward - leg.strike), 0)
    }
  }

  /// A leg whose value now is found otherwise.
  init(unbased leg: ModelLeg, beta: Double) {
    self.beta = beta
    years = max(leg.years, 0)
    volatility = leg.volatility
    forward = leg.forward
    strike = leg.strike
    sign = leg.right == .call ? 1 : -1
    weight = RevaluedLeg.weight(of: leg)
    moneyness = log(leg.forward / leg.strike)
    base = 0
  }

  /// Contracts times multiplier times discount.
  static func weight(of leg: ModelLeg) -> Double {
    Double(leg.count * leg.multiplier) * leg.discount
  }

  /// Adds the profits of the leg under every move.
  func add(to totals: inout [Lanes], _ moved: MovedUnderlying, after elapsed: Double) {
    let left = years - elapsed
    if left <= 0 { return addIntrinsic(to: &totals, moved) }
    let root = left.squareRoot()
    let scale = tenorScale(years: left) / 100
    // The floor never lifts a volatility that stands below it without a shock.
    let floor = Lanes(repeating: min(0.03, volatility))
    let nodes = NormalNodes.standard
    for index in totals.indices {
      let raised = volatility + moved.points[index] * scale
      let width = raised.replacing(with: floor, where: raised .< floor) * root
      let value = value(
        price: forward * moved.factors[index], shift: moved.logarithms[index], width: width,
        inverse: 1 / width, nodes)
      totals[index] += weight * (value - base)
    }
  }

  /// Adds what the leg is worth when it is exercised at every move.
  func addIntrinsic(to totals: inout [Lanes], _ moved: MovedUnderlying) {
    for index in totals.indices {
      let worth = sign * (forward * moved.factors[index] - strike)
      totals[index] += weight * (worth.replacing(with: 0, where: worth .< 0) - base)
    }
  }

  /// Black's value before the discount, with widths above zero and one over each.
  @inline(__always)
  func value(
    price: Lanes, shift: Lanes, width: Lanes, inverse: Lanes, _ nodes: NormalNodes
  ) -> Lanes {
    let first = sign * ((moneyness + shift) * inverse + 0.5 * width)
    let second = first - sign * width
    return sign * (price * nodes.distribution(first) - strike * nodes.distribution(second))
  }
}

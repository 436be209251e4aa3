// The Greeks of a book in full: by leg, position, underlying and expiry, second orders included.

import MarketData
import Pricing
public import Structures

/// Greeks of one group of legs, every figure of the whole holding.
public struct GreekLine: Hashable, Sendable {
  /// The group.
  public var name: String
  /// Delta in shares, gamma in shares a point, vega a volatility point, theta a calendar day.
  public var greeks = PositionGreeks.zero
  /// Beta-weighted delta in dollars.
  public var deltaDollars = 0.0
  /// What gamma alone makes or loses in dollars when the benchmark moves one percent.
  public var gammaDollars = 0.0
  /// Change of delta in shares for one volatility point.
  public var vanna = 0.0
  /// Change of vega in dollars for one volatility point.
  public var volga = 0.0
  /// Change of delta in shares as a calendar day passes.
  public var charm = 0.0

  /// Makes an empty group.
  public init(_ name: String) { self.name = name }

  mutating func add(_ leg: ModelLeg, beta: Double) {
    let own = positionGreeks(of: [leg])
    let move = beta * leg.spot * 0.01
    greeks = greeks + own
    deltaDollars += beta * own.delta * leg.spot
    gammaDollars += 0.5 * own.gamma * move * move
    // Only a leg with every input above zero comes here, so that nothing is thrown.
    let second = try? black76Sensitivities(
      leg.right, forward: leg.forward, strike: leg.strike, years: leg.years,
      volatility: leg.volatility, discount: leg.discount)
    guard let second else { return }
    let units = Double(leg.count * leg.multiplier)
    let carry = leg.forward / leg.spot
    vanna += units * second.vanna * carry / 100
    volga += units * second.volga / 10_000
    charm += units * second.charm * carry / 365
  }
}

/// The Greeks of a book in full.
public struct GreekPage: Hashable, Sendable {
  /// The whole book.
  public var net = GreekLine("book")
  /// By underlying, in the order in which they come.
  public var underlyings: [GreekLine] = []
  /// By expiry, nearest first.
  public var expiries: [GreekLine] = []
  /// By position, oldest first.
  public var positions: [GreekLine] = []
  /// By leg, in the order of the positions.
  public var legs: [GreekLine] = []
  /// What could not be priced and is in no row.
  public var unpriced: [String] = []

  /// Reads the Greeks of structures.
  public init(of structures: [StructureRisk]) {
    var dates: [CivilDate] = []
    for structure in structures {
      let owner = structure.position.map { "P\($0)" } ?? "working"
      for leg in structure.legs {
        let name = "\(owner) \(leg.count > 0 ? "+" : "")\(leg.count) \(leg.contract)"
        guard leg.isPriceable, structure.beta.isFinite else {
          unpriced.append(name)
          continue
        }
        net.add(leg, beta: structure.beta)
        GreekPage.add(leg, structure.beta, to: &underlyings, structure.underlying)
        GreekPage.add(leg, structure.beta, to: &expiries, leg.contract.expiry.description)
        GreekPage.add(leg, structure.beta, to: &positions, owner)
        GreekPage.add(leg, structure.beta, to: &legs, name)
        if !dates.contains(leg.contract.expiry) { dates.append(leg.contract.expiry) }
      }
    }
    let order = dates.sorted().map(\.description)
    expiries = order.compactMap { name in expiries.first { $0.name == name } }
  }

  private static func add(
    _ leg: ModelLeg, _ beta: Double, to lines: inout [GreekLine], _ name: String
  ) {
    if let index = lines.firstIndex(where: { $0.name == name }) {
      lines[index].add(leg, beta: beta)
    } else {
      var line = GreekLine(name)
      line.add(leg, beta: beta)
      lines.append(line)
    }
  }
}

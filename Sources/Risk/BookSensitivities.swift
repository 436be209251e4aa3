// Sensitivities of structures, plain and weighted by beta.

import Structures

/// Sensitivities of structures, plain and weighted by beta.
struct BookSensitivities {
  /// Each underlying in its own shares.
  var greeks: PositionGreeks
  /// Beta-weighted delta in dollars.
  var deltaDollars: Double
  /// What gamma alone makes or loses in dollars when the benchmark moves one percent.
  var gammaDollars: Double

  static let zero = BookSensitivities(greeks: .zero, deltaDollars: 0, gammaDollars: 0)

  static func + (a: BookSensitivities, b: BookSensitivities) -> BookSensitivities {
    BookSensitivities(
      greeks: a.greeks + b.greeks, deltaDollars: a.deltaDollars + b.deltaDollars,
      gammaDollars: a.gammaDollars + b.gammaDollars)
  }

  init(greeks: PositionGreeks, deltaDollars: Double, gammaDollars: Double) {
    self.greeks = greeks
    self.deltaDollars = deltaDollars
    self.gammaDollars = gammaDollars
  }

  /// Those of one structure; nil when a leg cannot be priced.
  @inline(__always)
  init?(_ structure: StructureRisk) {
    guard structure.beta.isFinite else { return nil }
    if let known = structure.greeks {
      greeks = known
    } else {
      let legs = structure.exposedLegs
      guard legs.allSatisfy(\.isPriceable) else { return nil }
      greeks = positionGreeks(of: legs)
    }
    let spot = (structure.legs.first ?? structure.lot)?.spot ?? 0
    let move = structure.beta * spot * 0.01
    deltaDollars = structure.beta * greeks.delta * spot
    gammaDollars = 0.5 * greeks.gamma * move * move
  }
}

// What pricing many legs needs of a market again and again: slices by expiration, legs by place.

import MarketData
import Pricing

/// A surface with the expirations of its slices.
struct MarkingBoard: Sendable {
  let underlying: Int
  let surface: VolatilitySurface
  private let ends: [Instant]

  init(_ underlying: Int, surface: VolatilitySurface, chain: OptionChain) {
    self.underlying = underlying
    self.surface = surface
    ends = surface.slices.map { chain.expiries[$0.expiry].expiration }
  }

  /// The slice that ends at a moment; nil when its expiry has no fit.
  func slice(until expiration: Instant) -> Int? { ends.firstIndex(of: expiration) }
}

/// Where the legs of a position stand in its chain, which holds for a session.
struct LegPlaces: Sendable {
  let position: Int
  let underlying: Int?
  private let contracts: [OptionContract]
  /// Chain indices of the legs; nil for one that is not listed.
  let options: [Int?]
  /// The session in which the position was opened.
  let openedOn: CivilDate

  /// Looks the legs of a position up.
  init(_ entry: PositionEntry, in market: MarketState) {
    let index = market.index(of: entry.underlying)
    position = entry.position
    underlying = index
    openedOn = NewYorkTime.date(entry.opened)
    contracts = entry.legs.map(\.contract)
    options = contracts.map { contract in
      index.flatMap { market.underlyings[$0].chain.index(of: contract) }
    }
  }

  /// Whether the chain lists every leg.
  var isListed: Bool { options.allSatisfy { $0 != nil } }

  /// Whether these are the places of a position as it is now.
  func hold(for entry: PositionEntry) -> Bool {
    let legs = entry.legs
    guard position == entry.position, contracts.count == legs.count else { return false }
    for index in contracts.indices where contracts[index] != legs[index].contract { return false }
    return true
  }
}

extension DeskFigures {
  /// The places of the legs of every position, in the order of the positions.
  mutating func places(of positions: [PositionEntry], in market: MarketState) -> [LegPlaces] {
    // While nothing happened to the book this asks whether two lists are one.
    if placed == positions { return places }
    placed = positions
    for index in positions.indices {
      if index < places.count, places[index].hold(for: positions[index]) { continue }
      let found = LegPlaces(positions[index], in: market)
      if index < places.count { places[index] = found } else { places.append(found) }
    }
    return places
  }
}

// Why a roll goes to the expiry that it goes to, when another is nearer to its aim.

import MarketData
import Pricing
import Structures

/// An expiry that a roll tried and left.
struct RollTrial {
  /// Its place in the chain.
  let expiry: Int
  /// What failed at the deltas of the kind, then at the old strikes.
  private(set) var faults: [String] = []

  /// An expiry that nothing was tried in yet.
  init(expiry: Int) { self.expiry = expiry }

  /// Notes that a structure could not be built.
  mutating func note(_ hand: HandBuilt?, keepsStrikes: Bool) {
    let place = keepsStrikes ? "at its own strikes" : "at its deltas"
    faults.append("\(place) \(hand?.faults.first?.text ?? "no such strikes are quoted")")
  }
}

/// Why a roll goes to an expiry: its aim, then what stood against each expiry nearer to it.
///
/// - Parameters:
///   - chosen: The expiry, by its place in the chain.
///   - aim: What days are measured against.
///   - tried: Expiries that were tried before it.
///   - legs: One package of the old structure.
///   - context: The chain and its surface.
/// - Returns: Nothing when the nearest expiry was taken.
func rollReasons(
  _ chosen: Int, _ aim: RollAim, tried: [RollTrial], legs: [Leg], in context: ProposalContext
) -> [String] {
  let (chain, surface) = (context.build.chain, context.build.surface)
  guard let front = legs.map(\.contract.expiry).min(), let slice = surface.slice(ofExpiry: chosen)
  else { return [] }
  let today = chain.expiries[chosen].date.adding(days: -slice.daysToExpiry)
  let own = aim.distance(slice.daysToExpiry)
  let nearer = chain.expiries.indices.filter { place in
    let date = chain.expiries[place].date
    return date > front && date != chain.expiries[chosen].date
      && aim.distance(date.days(since: today)) < own
  }
  guard !nearer.isEmpty else { return [] }
  let head = "rolls to \(slice.daysToExpiry) days, nearest \(aim.day) of those that can be had"
  return [head]
    + nearer.map { place in
      let date = chain.expiries[place].date
      let name = "\(date.days(since: today)) days (\(chain.expiries[place].root.symbol) \(date))"
      if legs.contains(where: { $0.contract.expiry == date }) {
        return "\(name) not taken: the position has a leg there"
      }
      guard surface.slice(ofExpiry: place) != nil else {
        return "\(name) not taken: too few of its quotes give a volatility"
      }
      let faults = tried.first { $0.expiry == place }?.faults ?? []
      return "\(name) not taken: "
        + (faults.isEmpty ? "no back expiry far enough behind it" : faults.joined(separator: "; "))
    }
}

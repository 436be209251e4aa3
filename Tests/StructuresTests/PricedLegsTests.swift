// Legs of many structures priced eight to a register, against each priced on its own.

import MarketData
import Numerics
import Testing

@testable import Structures

@Suite("Legs priced together")
struct PricedLegsTests {
  private static func leg(_ stream: inout RandomStream) -> ModelLeg {
    var leg = Fixture.leg(
      stream.uniform() < 0.5 ? -3 : 2, stream.uniform() < 0.5 ? .put : .call,
      Int(400 + 200 * stream.uniform()), days: Int(1 + 300 * stream.uniform()),
      volatility: 0.05 + stream.uniform(), rate: 0.03, yield: 0.01)
    // Some cannot be priced, and must neither count nor move the others.
    if stream.uniform() < 0.1 { leg.volatility = 0 }
    if stream.uniform() < 0.05 { leg.spot = .nan }
    return leg
  }

  private static func isNear(_ a: Double, _ b: Double, _ size: Double) -> Bool {
    abs(a - b) <= 1e-11 * max(1, size)
  }

  @Test("any number of legs, handed over in any parts", arguments: 0..<40)
  func together(count: Int) {
    var stream = RandomStream(seed: UInt64(count), purpose: "priced-legs")
    let legs = (0..<count).map { _ in PricedLegsTests.leg(&stream) }
    var priced = PricedLegs(capacity: count)
    var rest = legs[...]
    while !rest.isEmpty {
      let part = min(rest.count, 1 + Int(5 * stream.uniform()))
      priced.append(Array(rest.prefix(part)))
      rest = rest.dropFirst(part)
    }
    priced.finish()
    #expect(priced.worths.count == count && priced.greeks.count == count)
    for (index, leg) in legs.enumerated() {
      guard leg.isPriceable else {
        #expect(priced.worths[index] == 0 && priced.greeks[index] == .zero)
        continue
      }
      var worth = 0.0
      let alone = positionGreeks(of: [leg], worth: &worth)
      let found = priced.greeks[index]
      #expect(PricedLegsTests.isNear(priced.worths[index], worth, 1e5), "\(leg)")
      #expect(PricedLegsTests.isNear(found.delta, alone.delta, 300), "\(leg)")
      #expect(PricedLegsTests.isNear(found.gamma, alone.gamma, 300), "\(leg)")
      #expect(PricedLegsTests.isNear(found.vega, alone.vega, 1e4), "\(leg)")
      #expect(PricedLegsTests.isNear(found.theta, alone.theta, 1e5), "\(leg)")
    }
  }

  @Test("a leg's figures do not depend on the lane it stands in")
  func lanes() {
    let leg = Fixture.leg(-2, .put, 470, volatility: 0.31, rate: 0.02)
    let filler = Fixture.leg(1, .call, 505, days: 90)
    var found: Set<PositionGreeks> = []
    for before in 0..<8 {
      var priced = PricedLegs(capacity: 9)
      priced.append([ModelLeg](repeating: filler, count: before) + [leg])
      priced.finish()
      found.insert(priced.greeks[before])
    }
    #expect(found.count == 1)
  }
}

// FLATTEN: from a halted desk, by price-collared combos, and aloud about what has no price.

import Execution
import MarketData
import MarketFixtures
import Risk
import Structures
import Testing

@testable import DeskEngine

@Suite("Flatten")
struct FlattenTests {
  /// Two condors, halted.
  private func halted() -> HandRig {
    var desk = HandRig()
    desk.openCondor(days: 18)
    desk.openCondor(days: 39)
    desk.rig.send(.kill(source: .user, reason: "test"), id: "kill")
    return desk
  }

  @Test("a halted desk closes every structure whole, each within its collar")
  func halts() throws {
    var desk = halted()
    #expect(desk.state.positions.count == 2 && desk.state.trading.isKilled)
    #expect(desk.rig.send(.flatten(word: "flatten"), id: "k1").refusal?.code == .validationFail)
    #expect(desk.state.orders.isEmpty)
    let events = desk.rig.send(.flatten(word: "FLATTEN"), id: "k2")
    #expect(events.refusal == nil)
    #expect(events.verdicts.count == 2 && events.verdicts.allSatisfy(\.passed))
    #expect(desk.state.orders.map(\.intent) == [.flatten, .flatten])
    for order in desk.state.orders {
      let position = try #require(desk.state.positions.first { $0.position == order.position })
      #expect(order.legs.map(\.ratio) == position.legs.map { -$0.ratio })
      #expect(order.limit != .zero)
    }
    desk.step()
    #expect(desk.state.positions.isEmpty && desk.state.orders.isEmpty)
    #expect(desk.state.trading.isKilled)
  }

  @Test("a structure with a leg that has no good quote stays, and the desk says so")
  func unpriced() throws {
    var desk = halted()
    let lost = desk.leg(.put, 2_450, 1, days: 18).contract
    desk.step { update, chain in
      guard let index = chain.index(of: lost) else { return }
      update.quotes[index].bid = update.quotes[index].ask + Money(wholeDollars: 1)
    }
    let events = desk.rig.send(.flatten(word: "FLATTEN"), id: "k1")
    #expect(events.refusal == nil)
    #expect(desk.state.orders.map(\.position) == [2])
    let alert = try #require(desk.state.alerts.last { $0.metric == "flatten" })
    #expect(alert.text.contains("1 positions could not be flattened: quote_quality"))
    #expect(desk.state.positions.map(\.position) == [1, 2])
  }
}

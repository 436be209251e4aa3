// Which expiry a roll goes to, and what it says when that is not the one nearest to its aim.

import Glibc
import MarketData
import Pricing
import Regimes
import Structures
import Testing

@testable import Candidates

@Suite("Expiries of rolls")
struct RollReasonTests {
  /// Weekly expiries: a position stands in the second.
  private static func market(_ days: [Int]) -> SyntheticMarket {
    SyntheticMarket(
      SyntheticMarket.Settings(tenors: days.map { (days: $0, isMorning: false) }))
  }

  private func legs(_ market: SyntheticMarket, expiry: Int) throws -> [Leg] {
    try pickLegs(
      BuildRequest(
        kind: .bullPut, expiry: expiry, backExpiry: nil, width: 50, centre: nil,
        shortDistance: nil, right: .put, frontIsDear: true), in: market.context(.paper))
  }

  private func plan(_ market: SyntheticMarket, _ legs: [Leg]) throws -> RollPlan {
    try planRoll(
      .bullPut, legs: legs, in: Setting.context(market, regime: .chop, forecast: 0.12))
  }

  private func days(_ plan: RollPlan) -> Int? {
    plan.built.legs.first.map { $0.leg.contract.expiry.days(since: SyntheticMarket.date) }
  }

  @Test(
    "the expiry inside 30 to 45 days that is nearest to 37, else the nearest to them",
    arguments: [
      ([4, 11, 21, 28, 35, 42, 49], 35), ([4, 11, 28, 32, 44], 32), ([4, 11, 28, 45, 46], 45),
      ([4, 11, 21, 28, 60], 28), ([4, 11, 28, 47], 28), ([4, 11, 28, 46], 46),
      ([4, 11, 16, 60], 16),
    ])
  func nearest(_ tenors: [Int], _ expected: Int) throws {
    let market = RollReasonTests.market(tenors)
    let plan = try plan(market, try legs(market, expiry: 1))
    #expect(days(plan) == expected)
    #expect(plan.reasons.isEmpty, "\(plan.reasons)")
    // The slow plain twin: every expiry after the old one, by its distance.
    let twin = tenors.filter { $0 > 11 }.min { one, other in
      func key(_ day: Int) -> Int {
        1_000 * max(30 - day, day - 45, 0) + abs(day - 37)
      }
      return key(one) < key(other)
    }
    #expect(twin == expected)
  }

  @Test("an expiry without quotes is passed over and named, at 28 days as at 42")
  func passedOver() throws {
    var market = RollReasonTests.market([4, 11, 21, 28, 35, 42, 49])
    let old = try legs(market, expiry: 1)
    for option in market.chain.expiries[4].options { market.chain.quotes[option] = nil }
    let next = try plan(market, old)
    #expect(days(next) == 42)
    #expect(next.reasons.first == "rolls to 42 days, nearest 37 of those that can be had")
    #expect(next.reasons.count == 2)
    #expect(
      next.reasons.last?.hasPrefix("35 days (SPXW 2018-03-12) not taken: at its deltas") == true)
    for option in market.chain.expiries[5].options { market.chain.quotes[option] = nil }
    let last = try plan(market, old)
    #expect(days(last) == 28)
    #expect(last.reasons.map { String($0.prefix(7)) } == ["rolls t", "35 days", "42 days"])
  }

  @Test("an expiry without a smile, and one in which a leg stands, say so")
  func absent() throws {
    var market = RollReasonTests.market([4, 11, 28, 35])
    let old = try legs(market, expiry: 1)
    market.surface.slices.removeAll { $0.expiry == 3 }
    let plain = try plan(market, old)
    #expect(days(plain) == 28)
    #expect(
      plain.reasons.last
        == "35 days (SPXW 2018-03-12) not taken: too few of its quotes give a volatility")
    let whole = RollReasonTests.market([11, 28, 35])
    let own = try legs(whole, expiry: 0)
    let held = Leg(
      contract: OptionContract(
        root: "SPXW", expiry: whole.chain.expiries[2].date, right: .put,
        strike: try #require(own.first).contract.strike), ratio: 1)
    let aim = RollAim(of: .bullPut, .standard)
    let reasons = rollReasons(
      1, aim, tried: [], legs: own + [held],
      in: Setting.context(whole, regime: .chop, forecast: 0.12))
    #expect(
      reasons.last == "35 days (SPXW 2018-03-12) not taken: the position has a leg there")
  }

  @Test("a calendar aims at three weeks for its front, so 28 days are nearer than 35")
  func calendar() {
    let aim = RollAim(of: .calendar, .standard)
    #expect(aim.day == 21)
    #expect(aim.distance(28) < aim.distance(35))
    #expect(RollAim(of: .ironCondor, .standard).distance(35) < aim.distance(35))
  }
}

// Exercise by exception, early assignment and pinned strikes, by hand.

import MarketData
import Testing

@testable import Execution

@Suite("Exercise and assignment")
struct ExerciseTests {
  private func contract(_ right: OptionRight, _ strike: Int) -> OptionContract {
    OptionContract(
      root: "SPY", expiry: CivilDate(dayNumber: 17_567), right: right,
      strike: Money(wholeDollars: strike))
  }

  @Test(
    "shares come and go at the strike",
    arguments: [
      (OptionRight.call, 3, 300, -135_000), (.call, -3, -300, 135_000), (.put, 3, -300, 135_000),
      (.put, -3, 300, -135_000),
    ])
  func delivery(right: OptionRight, contracts: Int, shares: Int, cash: Int) {
    let price = Money(wholeDollars: right == .call ? 452 : 448)
    let found = Exercise(
      contract(right, 450), contracts: contracts, multiplier: 100, price: price)
    #expect(found.shares == shares)
    #expect(found.cash == Money(wholeDollars: cash))
    #expect(found.intrinsic == Money(wholeDollars: contracts * 200))
    // What the option is worth is what the shares are worth above the cash for them.
    #expect(found.cash + price * found.shares == found.intrinsic)
  }

  @Test("one cent in the money is exercised, less is not")
  func exception() {
    func shares(_ units: Int64) -> Int {
      Exercise(
        contract(.call, 450), contracts: 1, multiplier: 100, price: Money(units: units)
      ).shares
    }
    #expect(shares(4_500_100) == 100)
    #expect(shares(4_500_099) == 0)
    #expect(shares(4_400_000) == 0)
  }

  private func weigh(
    _ right: OptionRight, mid: Double, spot: Double, next: Double = 0, all: Double? = nil,
    rate: Double = 0.05, years: Double = 0.25
  ) -> EarlyAssignment? {
    EarlyAssignment(
      contract(right, 450), mid: mid, spot: spot, rate: rate, years: years, nextDividend: next,
      dividends: all ?? next)
  }

  @Test("a call is weighed by its dividend against its time value")
  func calls() throws {
    // 460 - 450 is 10; at 11.75 there are 1.75 of time value, as much as the dividend.
    let even = try #require(weigh(.call, mid: 11.75, spot: 460, next: 1.75))
    #expect(even.score == 0.5 && !even.isWorthwhile)
    let due = try #require(weigh(.call, mid: 10.25, spot: 460, next: 1.75))
    #expect(due.score == 0.875 && due.isWorthwhile)
    #expect(try #require(weigh(.call, mid: 11, spot: 460)).score == 0)
    #expect(try #require(weigh(.call, mid: 1, spot: 449, next: 9)).score == 0)
    // A mid under the exercise value leaves no time value, not less than none.
    #expect(try #require(weigh(.call, mid: 9.5, spot: 460, next: 1)).score == 1)
  }

  @Test("a put is weighed by the interest on its strike less the dividends to come")
  func puts() throws {
    // 450 (1 - exp(-0.05 / 4)) = 5.5900.
    let deep = try #require(weigh(.put, mid: 50, spot: 400))
    #expect(abs(deep.gain - 5.590_0) < 1e-3 && deep.score == 1)
    let paid = try #require(weigh(.put, mid: 51, spot: 400, all: 5))
    #expect(abs(paid.gain - 0.590_0) < 1e-3 && !paid.isWorthwhile)
    #expect(try #require(weigh(.put, mid: 51, spot: 400, all: 6)).score == 0)
    #expect(try #require(weigh(.put, mid: 50, spot: 400, rate: 0)).score == 0)
    #expect(try #require(weigh(.put, mid: 50, spot: 400, rate: -0.01)).score == 0)
  }

  @Test("a number that is missing weighs nothing")
  func missing() {
    #expect(weigh(.call, mid: .nan, spot: 460) == nil)
    #expect(weigh(.call, mid: 10, spot: .infinity) == nil)
    #expect(weigh(.put, mid: 10, spot: 400, rate: .nan) == nil)
    #expect(weigh(.put, mid: 10, spot: 0) == nil)
  }

  @Test("a strike is pinned within the band, and where the price is not known")
  func pins() {
    let strike = Money(wholeDollars: 450)
    let rule = PinRisk.standard
    #expect(rule.isNear(strike, spot: 450) && rule.isNear(strike, spot: 452.2))
    #expect(!rule.isNear(strike, spot: 452.3) && !rule.isNear(strike, spot: 447.7))
    #expect(rule.isNear(strike, spot: .nan))
    #expect(!PinRisk(band: 0, lead: .minutes(30)).isNear(strike, spot: 450))
  }
}

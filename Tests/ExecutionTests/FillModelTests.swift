// Fills against the published shares of the half-spread, rounded against us.

import MarketData
import Testing

@testable import Execution

@Suite("The fill model")
struct FillModelTests {
  private let now = Instant(nanoseconds: 1_517_844_120_000_000_000)

  private func quote(_ bid: Int64, _ ask: Int64, sizes: (Int32, Int32) = (10, 10)) -> Quote {
    Quote(
      bid: Money(units: bid), ask: Money(units: ask), bidSize: sizes.0, askSize: sizes.1,
      volume: 0, time: now)
  }

  private func leg(
    _ ratio: Int, _ bid: Int64, _ ask: Int64, sizes: (Int32, Int32) = (10, 10),
    quality: QuoteQuality = .good, ticks: TickSchedule = .penny
  ) -> FillLeg {
    FillLeg(ratio: ratio, quote: quote(bid, ask, sizes: sizes), quality: quality, ticks: ticks)
  }

  @Test(
    "the share of the half-spread falls with the legs",
    arguments: [(1, 0.75), (2, 0.66), (3, 0.60), (4, 0.56), (6, 0.56)])
  func shares(legs: Int, share: Double) {
    #expect(halfSpreadShare(legs: legs, mode: .share) == share)
    #expect(halfSpreadShare(legs: legs, mode: .worst) == 1)
  }

  /// One leg of 10.00 by 11.00 in pennies: 10.50 -+ 0.75 x 0.50.
  @Test("a single leg pays three quarters of the half-spread")
  func single() throws {
    let sale = try fillPackage([leg(-1, 100_000, 110_000)], packages: 2, limit: .zero, mode: .share)
      .get()
    #expect(sale.prices == [Money(units: 101_200)])  // 10.125 rounds down to 10.12
    #expect(sale.net == Money(units: 101_200))
    #expect(sale.worstPrices == [Money(units: 100_000)])
    let buy = try fillPackage(
      [leg(1, 100_000, 110_000)], packages: 2, limit: Money(units: -120_000), mode: .share
    ).get()
    #expect(buy.prices == [Money(units: 108_800)])  // 10.875 rounds up to 10.88
    #expect(buy.net == Money(units: -108_800))
  }

  /// Four legs of an iron condor on index ticks, by hand with a share of 0.56.
  @Test("four legs add up, each rounded to its tick against us")
  func condor() throws {
    let legs = [
      leg(1, 25_000, 26_000, ticks: .index), leg(-1, 50_000, 52_000, ticks: .index),
      leg(-1, 40_000, 42_000, ticks: .index), leg(1, 15_000, 16_000, ticks: .index),
    ]
    let fill = try fillPackage(legs, packages: 3, limit: .zero, mode: .share).get()
    // 2.55 + 0.028 -> 2.60; 5.10 - 0.056 -> 5.00; 4.10 - 0.056 -> 4.00; 1.55 + 0.028 -> 1.60
    #expect(fill.prices.map(\.units) == [26_000, 50_000, 40_000, 16_000])
    #expect(fill.net == Money(units: 48_000))
    let worst = try fillPackage(legs, packages: 3, limit: .zero, mode: .worst).get()
    #expect(worst.net == Money(units: 48_000))
    #expect(worst.prices == worst.worstPrices)
  }

  @Test("displayed sizes cap whole packages, never legs")
  func sizes() throws {
    let legs = [leg(-2, 50_000, 52_000, sizes: (7, 1)), leg(1, 20_000, 21_000, sizes: (1, 9))]
    let fill = try fillPackage(legs, packages: 5, limit: .zero, mode: .share).get()
    #expect(fill.quantity == 3)
    let none = fillPackage(
      [leg(-2, 50_000, 52_000, sizes: (1, 9))], packages: 5, limit: .zero, mode: .share)
    #expect(none == .failure(.size))
  }

  @Test("a leg that is not good refuses the package", arguments: QuoteQuality.allCases)
  func quality(_ quality: QuoteQuality) {
    let legs = [leg(-1, 50_000, 52_000), leg(1, 20_000, 21_000, quality: quality)]
    let result = fillPackage(legs, packages: 1, limit: .zero, mode: .share)
    if quality == .good {
      #expect((try? result.get())?.quantity == 1)
    } else {
      #expect(result == .failure(.quality(quality)))
    }
  }

  @Test("the limit holds to the unit")
  func limit() {
    let legs = [leg(-1, 100_000, 110_000)]
    let at = fillPackage(legs, packages: 1, limit: Money(units: 101_200), mode: .share)
    #expect((try? at.get())?.net == Money(units: 101_200))
    let above = fillPackage(legs, packages: 1, limit: Money(units: 101_201), mode: .share)
    #expect(above == .failure(.limit(net: Money(units: 101_200))))
  }

  @Test("a price never leaves its quote")
  func bounds() {
    for bid in stride(from: Int64(500), through: 60_000, by: 700) {
      for width in [Int64(100), 500, 1_000, 4_300] {
        for isSale in [true, false] {
          for share in [0, 0.3, 0.56, 1] {
            let price = legFillPrice(
              bid: Money(units: bid), ask: Money(units: bid + width), isSale: isSale,
              share: share, ticks: .index)
            #expect(price.units >= bid && price.units <= bid + width)
          }
        }
      }
    }
  }

  @Test("tolerance is the larger of two ticks and a share; limits round against us")
  func tolerances() {
    let tick = Money(units: 500)
    #expect(tolerance(of: Money(units: 5_000), tick: tick, share: 0.1).units == 1_000)
    #expect(tolerance(of: Money(units: -120_000), tick: tick, share: 0.1).units == 12_000)
    #expect(roundedDown(Money(units: 12_340), tick: tick).units == 12_000)
    #expect(roundedDown(Money(units: -12_340), tick: tick).units == -12_500)
    #expect(roundedDown(Money(units: -12_500), tick: tick).units == -12_500)
  }

  @Test("only the last four order states are final")
  func states() {
    #expect(OrderState.allCases.filter(\.isFinal) == [.filled, .cancelled, .rejected, .expired])
  }
}

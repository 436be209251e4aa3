// The lattice with dividends against one-dimensional integrals, and its own properties.

import Glibc
import MarketData
import Numerics
import Pricing
import TestKit
import Testing

/// The value of a payoff of the spot on a day, by the trapezoid rule on 40 standard deviations.
private func expected(
  spot: Double, years: Double, rate: Double, volatility: Double, of payoff: (Double) -> Double
) -> Double {
  let (count, width) = (40_000, volatility * years.squareRoot())
  var sum = 0.0
  for index in 0...count {
    let z = -10 + 20 * Double(index) / Double(count)
    let place = spot * exp((rate - 0.5 * volatility * volatility) * years + width * z)
    sum += normalPDF(z) * payoff(place)
  }
  return exp(-rate * years) * sum * 20 / Double(count)
}

@Suite("Dividend lattice")
struct DividendLatticeTests {
  private func market(_ right: OptionRight, yield: Double = 0) -> AmericanTerms {
    AmericanTerms(
      right, spot: 100, strike: 100, years: 1, rate: 0.06, yield: yield, volatility: 0.3)
  }

  /// Between dividends the spot is lognormal, so one dividend leaves one integral; a call on it
  /// is exercised, if ever early, just before the payment.
  @Test("one cash dividend: the integral over the spot on its day")
  func oneDividend() throws {
    for day in [0.02, 0.25, 0.5, 0.9] {
      for right in OptionRight.allCases {
        let terms = market(right)
        func after(_ spot: Double) -> Double {
          guard spot > 7 else { return right == .call ? 0 : 100 * exp(-0.06 * (1 - day)) }
          return black76Price(
            right, forward: (spot - 7) * exp(0.06 * (1 - day)), strike: 100, years: 1 - day,
            volatility: 0.3, discount: exp(-0.06 * (1 - day)))
        }
        let dividend = [Dividend(years: day, amount: .cash(7))]
        let european = expected(
          spot: 100, years: day, rate: 0.06, volatility: 0.3, of: after)
        let found = try latticeValue(terms, style: .european, dividends: dividend, steps: 800)
        #expect(abs(found.price - european) <= found.error + 1e-7, "\(right) \(day)")
        #expect(found.error < 5e-3)
        guard right == .call else { continue }
        let american = expected(spot: 100, years: day, rate: 0.06, volatility: 0.3) {
          max($0 - 100, after($0))
        }
        let early = try latticeValue(terms, style: .american, dividends: dividend, steps: 800)
        #expect(abs(early.price - american) <= early.error, "\(day)")
        #expect(early.error < 2e-2)
      }
    }
  }

  @Test("a share paid out is a lower spot")
  func proportional() throws {
    let paid = try latticeValue(
      market(.call), style: .european,
      dividends: [
        Dividend(years: 0.7, amount: .share(0.02)), Dividend(years: 0.3, amount: .share(0.03)),
      ], steps: 500)
    let closed = try blackScholesMerton(
      .call, spot: 100 * 0.97 * 0.98, strike: 100, years: 1, rate: 0.06, yield: 0,
      volatility: 0.3)
    #expect(abs(paid.price - closed.price) <= paid.error)
    #expect(abs(paid.delta - closed.delta * 0.97 * 0.98) < 1e-3)
  }

  @Test("a dividend after expiry does not count, an impossible one is refused")
  func dividendDays() throws {
    let plain = try latticeValue(market(.put), style: .american, dividends: [], steps: 100)
    let late = try latticeValue(
      market(.put), style: .american, dividends: [Dividend(years: 1, amount: .cash(5))],
      steps: 100)
    #expect(plain == late)
    for bad in [
      Dividend(years: 0, amount: .cash(1)), Dividend(years: 0.5, amount: .cash(-1)),
      Dividend(years: 0.5, amount: .share(1)), Dividend(years: .nan, amount: .share(0.1)),
    ] {
      #expect(throws: ModelError.self) {
        _ = try latticeValue(market(.put), style: .american, dividends: [bad], steps: 100)
      }
    }
    #expect(throws: ModelError.self) {
      _ = try latticeValue(market(.put), style: .american, dividends: [], steps: 1)
    }
  }

  @Test("a dividend beyond the spot leaves nothing to a call")
  func wholeSpot() throws {
    let ruin = [Dividend(years: 0.01, amount: .cash(500))]
    let call = try latticeValue(market(.call), style: .european, dividends: ruin, steps: 100)
    #expect(abs(call.price) < 1e-6)
    let put = try latticeValue(market(.put), style: .european, dividends: ruin, steps: 100)
    #expect(abs(put.price - 100 * exp(-0.06)) < 1)
  }
}

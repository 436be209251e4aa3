import Glibc
import MarketData
import Numerics
import Testing

@testable import Structures

@Suite("Distributions and outlooks")
struct PriceDistributionTests {
  @Test("the lognormal keeps its mean and its probabilities")
  func lognormal() throws {
    let distribution = try #require(
      PriceDistribution.lognormal(mean: 500, volatility: 0.2, years: 0.25))
    let forward = ExpiryPayoff(legs: [Fixture.leg(1, .call, 1)], net: 0, volatilityShift: 0)
    #expect(abs(distribution.outcomes(of: forward).mean - 499) < 0.01)
    for strike in [400.0, 470, 500, 530, 600] {
      let width = 0.1
      let exact = normalCDF(log(strike / 500) / width + 0.5 * width)
      #expect(abs(distribution.probability(below: strike) - exact) < 2e-5)
    }
  }

  @Test("a call's expectation under the lognormal is its undiscounted Black value")
  func callValue() throws {
    let leg = Fixture.leg(1, .call, 520)
    let distribution = try #require(
      PriceDistribution.lognormal(mean: 500, volatility: 0.2, years: leg.years))
    let payoff = ExpiryPayoff(legs: [leg], net: 0, volatilityShift: 0)
    #expect(abs(distribution.outcomes(of: payoff).mean - leg.value) < 0.005)
  }

  @Test("an event's jump adds its variance")
  func event() throws {
    let mixed = try #require(
      PriceDistribution.eventMixture(mean: 500, ambient: 0.2, years: 0.04, eventMove: 0.03))
    let total = (0.04 * 0.04 + 0.03 * 0.03).squareRoot()
    let below = normalCDF(log(480.0 / 500) / total + 0.5 * total)
    #expect(abs(mixed.probability(below: 480) - below) < 2e-5)
  }

  @Test("the chance of profit is the mass between the break-evens")
  func profitProbability() throws {
    let payoff = ExpiryPayoff(legs: ExpiryPayoffTests.condor, net: 1.45, volatilityShift: 0)
    let distribution = try #require(
      PriceDistribution.lognormal(mean: 490, volatility: 0.15, years: 30.0 / 365))
    let inside =
      distribution.probability(below: 501.45) - distribution.probability(below: 473.55)
    #expect(abs(distribution.profitProbability(of: payoff) - inside) < 1e-12)
    let always = ExpiryPayoff(legs: ExpiryPayoffTests.condor, net: 6, volatilityShift: 0)
    #expect(distribution.profitProbability(of: always) == 1)
    let never = ExpiryPayoff(legs: ExpiryPayoffTests.condor, net: -1, volatilityShift: 0)
    #expect(distribution.profitProbability(of: never) == 0)
  }

  @Test("touch doubles the chance of ending beyond a short, at most one")
  func touch() throws {
    let distribution = try #require(
      PriceDistribution.lognormal(mean: 490, volatility: 0.15, years: 30.0 / 365))
    let expected =
      2 * (distribution.probability(below: 475) + 1 - distribution.probability(below: 500))
    let found = try #require(touchProbability(of: ExpiryPayoffTests.condor, under: distribution))
    #expect(abs(found - min(expected, 1)) < 1e-12)
    #expect(touchProbability(of: [Fixture.leg(1, .call, 500)], under: distribution) == nil)
  }

  @Test("without a volatility there is no distribution")
  func missing() {
    #expect(PriceDistribution.lognormal(mean: 500, volatility: .nan, years: 0.1) == nil)
    #expect(PriceDistribution.lognormal(mean: 500, volatility: 0.2, years: 0) == nil)
  }
}

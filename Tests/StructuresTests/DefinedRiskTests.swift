import MarketData
import TestKit
import Testing

@testable import Structures

@Suite("Proof of defined risk")
struct DefinedRiskTests {
  private func loss(_ legs: [ModelLeg]) throws -> Double {
    let proof = try proveDefinedRisk(legs: legs, net: .zero, feePerContract: .zero).get()
    return proof.groups.reduce(0) { $0 + $1.loss }
  }

  @Test("a condor with five-point wings loses five")
  func condor() throws {
    let legs = [
      Fixture.leg(1, .put, 470), Fixture.leg(-1, .put, 475), Fixture.leg(-1, .call, 500),
      Fixture.leg(1, .call, 505),
    ]
    #expect(try loss(legs) == 5)
    let proof = try proveDefinedRisk(
      legs: legs, net: Fixture.money(1.45), feePerContract: Fixture.money(0.65)
    ).get()
    #expect(proof.bound == Fixture.money(355 + 2.60))
    #expect(proof.pairs.count == 2)
  }

  @Test("a front short under a farther back long loses the gap")
  func diagonal() throws {
    let legs = [
      Fixture.leg(-1, .call, 490, days: 30), Fixture.leg(1, .call, 500, days: 60),
    ]
    #expect(try loss(legs) == 10)
  }

  @Test("a long that expires before its short covers nothing")
  func shortOutlivesLong() {
    let legs = [
      Fixture.leg(-1, .call, 500, days: 60), Fixture.leg(1, .call, 490, days: 30),
    ]
    let result = proveDefinedRisk(legs: legs, net: .zero, feePerContract: .zero)
    #expect(result == .failure(.uncovered(leg: legs[0].contract)))
  }

  @Test("unequal wings lose the wider one, on whichever side it is")
  func unequalWings() throws {
    let wideCalls = [
      Fixture.leg(1, .put, 470), Fixture.leg(-1, .put, 475), Fixture.leg(-1, .call, 500),
      Fixture.leg(1, .call, 520),
    ]
    #expect(try loss(wideCalls) == 20)
    let widePuts = [
      Fixture.leg(1, .put, 455), Fixture.leg(-1, .put, 475), Fixture.leg(-1, .call, 500),
      Fixture.leg(1, .call, 505),
    ]
    #expect(try loss(widePuts) == 20)
  }

  @Test("a naked short put is refused although it is bounded by its strike")
  func nakedPut() {
    let leg = Fixture.leg(-1, .put, 475)
    let result = proveDefinedRisk(
      legs: [leg], net: Fixture.money(5), feePerContract: .zero)
    #expect(result == .failure(.uncovered(leg: leg.contract)))
  }

  @Test("a debit is the loss of a butterfly, fees included")
  func butterfly() throws {
    let legs = [
      Fixture.leg(1, .call, 490), Fixture.leg(-2, .call, 500), Fixture.leg(1, .call, 510),
    ]
    let proof = try proveDefinedRisk(
      legs: legs, net: Fixture.money(-2.10), feePerContract: Fixture.money(0.65)
    ).get()
    #expect(proof.bound == Fixture.money(210 + 2.60))
  }

  @Test("a credit above the width is a wrong price")
  func arbitrage() {
    let legs = [Fixture.leg(1, .put, 470), Fixture.leg(-1, .put, 475)]
    let result = proveDefinedRisk(
      legs: legs, net: Fixture.money(5.5), feePerContract: .zero)
    #expect(result == .failure(.arbitrage(bound: Fixture.money(-50))))
  }

  @Test("a European calendar adds the carry that its long can lose")
  func europeanShortfall() throws {
    let legs = [
      Fixture.leg(-1, .put, 500, days: 30, rate: 0.05),
      Fixture.leg(1, .put, 500, days: 60, rate: 0.05),
    ]
    let carry = legs[1].discount / legs[0].discount
    #expect(abs(try loss(legs) - 500 * (1 - carry)) < 1e-9)
    #expect(try loss(legs) > 2)
  }

  @Test("a missing number proves nothing")
  func missingNumber() {
    var leg = Fixture.leg(1, .put, 470)
    leg.volatility = .nan
    let legs = [leg, Fixture.leg(-1, .put, 475)]
    let result = proveDefinedRisk(legs: legs, net: .zero, feePerContract: .zero)
    #expect(result == .failure(.unfit(leg: leg.contract)))
  }

  @Test("agrees with brute force on random leg sets", arguments: 0..<40)
  func bruteForce(_ block: Int) {
    var generator = SeededGenerator(seed: UInt64(block))
    for _ in 0..<25 {
      let legs = randomLegs(&generator)
      let result = proveDefinedRisk(
        legs: legs, net: Fixture.money(-1), feePerContract: .zero)
      #expect(isCovered(legs) == ((try? result.get()) != nil), "\(legs.map(\.contract))")
      guard let proof = try? result.get() else { continue }
      let points = proof.groups.reduce(0) { $0 + $1.loss }
      #expect(abs(proof.bound.dollars - 100 * (points + 1)) < 0.01)
      let single = Set(legs.map(\.expiration)).count == 1
      let worst = worstOnGrid(legs)
      if single {
        #expect(points >= worst - 1e-9)
        let balanced = OptionRight.allCases.allSatisfy { right in
          legs.reduce(0) { $0 + ($1.right == right ? $1.count : 0) } == 0
        }
        if balanced { #expect(abs(points - worst) < 1e-9) }
      }
      #expect(abs(points - groupsOnGrid(proof)) < 1e-9)
    }
  }

  // 40 blocks of 2,500: a hundred thousand leg sets. Every kink is a multiple of five, so the prices
  // tried hold the worst one of every set.
  @Test("no leg set loses more than its bound, and a naked short has none", arguments: 0..<40)
  func manyLegSets(_ block: Int) {
    var generator = SeededGenerator(seed: 1_000 + UInt64(block))
    let prices = [0.0] + stride(from: 455.0, through: 545, by: 5) + [1_200.0, 1_205]
    var proven = 0
    var naked = 0
    for _ in 0..<2_500 {
      let legs = randomLegs(&generator)
      // A credit of at most a dime: never above the loss of a set that can lose at all.
      let result = proveDefinedRisk(legs: legs, net: Fixture.money(-0.1), feePerContract: .zero)
      guard let proof = try? result.get() else {
        if case .failure(.uncovered) = result { naked += 1 }
        #expect(!isCovered(legs), "\(result) \(legs.map(\.contract))")
        continue
      }
      proven += 1
      if !isCovered(legs) { Issue.record("bounded although naked: \(legs.map(\.contract))") }
      // Prices may differ from expiry to expiry, so each group of shorts meets its own worst one.
      var worst = 0.0
      let dates = Set(legs.map(\.contract.expiry))
      if dates.count == 1 {
        worst = prices.reduce(0.0) { low, price in
          min(low, legs.reduce(0) { $0 + Double($1.count) * $1.intrinsic(at: price) })
        }
      } else {
        worst = -groupsOnGrid(proof, prices: prices)
      }
      if proof.bound.dollars < 100 * (0.1 - worst) - 0.01 {
        Issue.record("\(proof.bound) < \(-worst): \(legs.map { ($0.count, $0.contract) })")
      }
    }
    #expect(proven > 300 && naked > 300, "\(proven) proven, \(naked) naked")
  }

  private func randomLegs(_ generator: inout SeededGenerator) -> [ModelLeg] {
    let expiries = generator.pick([[30], [30], [30, 60], [30, 60, 90]])
    return (0..<generator.integer(in: 1...6)).map { _ in
      Fixture.leg(
        generator.pick([-2, -1, -1, 1, 1, 2]), generator.pick([.call, .put]),
        460 + 5 * generator.integer(in: 0...16), days: generator.pick(expiries))
    }
  }

  /// For every right and expiry, the contracts that live at least as long sum to zero or more.
  private func isCovered(_ legs: [ModelLeg]) -> Bool {
    for right in OptionRight.allCases {
      for leg in legs where leg.right == right {
        let alive = legs.reduce(0) {
          $0 + ($1.right == right && $1.expiration >= leg.expiration ? $1.count : 0)
        }
        if alive < 0 { return false }
      }
    }
    return true
  }

  private func worstOnGrid(_ legs: [ModelLeg]) -> Double {
    var worst = 0.0
    for step in 0...1_200 {
      let price = Double(step)
      worst = min(worst, legs.reduce(0) { $0 + Double($1.count) * $1.intrinsic(at: price) })
    }
    return -worst
  }

  /// The worst of every group's recorded pairs, each group at its own price.
  private func groupsOnGrid(
    _ proof: DefinedRiskProof, prices: [Double] = (0...1_200).map(Double.init)
  ) -> Double {
    var total = 0.0
    for date in Set(proof.pairs.map(\.short.expiry)) {
      var worst = 0.0
      for price in prices {
        let value = proof.pairs.reduce(0.0) { sum, pair in
          guard pair.short.expiry == date else { return sum }
          return sum + intrinsic(pair.long, price) - intrinsic(pair.short, price)
        }
        worst = min(worst, value)
      }
      total -= worst
    }
    return total
  }

  private func intrinsic(_ contract: OptionContract, _ price: Double) -> Double {
    let strike = contract.strike.dollars
    return contract.right == .call ? max(price - strike, 0) : max(strike - price, 0)
  }
}

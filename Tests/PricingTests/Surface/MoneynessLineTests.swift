// The registers of a smile against the same numbers one by one.

import Glibc
import Numerics
import TestKit
import Testing

@testable import Pricing

@Suite("Smiles in registers")
struct MoneynessLineTests {
  @Test("total volatilities are those of the scalar solver, and a price of zero has none")
  func totals() {
    var generator = SeededGenerator(seed: 11)
    for count in [1, 7, 8, 9, 250] {
      var job = TotalVolatilityJob(capacity: count)
      var expected: [Double] = []
      for index in 0..<count {
        // From the money to the far wing, from a thousandth to more than the whole.
        let x = index % 9 == 0 ? 0 : -exp(generator.double(in: -7..<1))
        let s = exp(generator.double(in: -5..<1))
        let value = index % 5 == 3 ? 0 : normalisedValue(x: x, s: s)
        job.add(x: x, value: value, bound: exp(0.5 * x))
        expected.append(value > 0 ? impliedTotalVolatility(x: x, value: value) : 0)
      }
      for (found, wanted) in zip(job.solved(), expected) {
        #expect(abs(found - wanted) <= 1e-12 * wanted, "\(found) against \(wanted)")
      }
    }
  }

  private func normalisedValue(x: Double, s: Double) -> Double {
    let d1 = x / s + 0.5 * s
    return exp(0.5 * x) * normalCDF(d1) - exp(-0.5 * x) * normalCDF(d1 - s)
  }

  @Test("log-moneyness, scale and bound are their definitions")
  func line() {
    let parity = ParityFit(
      forward: 4_711.5, discount: 0.97, pairs: 0, failures: 0, isFallback: false)
    let strikes = (1...61).map { 150.0 * Double($0) }
    let line = MoneynessLine(strikes: strikes, parity: parity)
    for (index, strike) in strikes.enumerated() {
      let k = -logMoneyness(forward: parity.forward, strike: strike)
      #expect(abs(line.k[index] - k) <= 1e-15 * max(1, abs(k)))
      #expect(line.scales[index] == 1 / (0.97 * (parity.forward * strike).squareRoot()))
      #expect(abs(line.bounds[index] / exp(-0.5 * abs(k)) - 1) < 1e-14)
    }
  }

  @Test("the shares of calls and puts are the normal probabilities")
  func shares() {
    let k = (0..<53).map { -1.3 + 0.05 * Double($0) }
    let volatilities = k.map { 0.18 + 0.2 * abs($0) }
    let root = 0.4
    let found = callShares(k: k, volatilities: volatilities, root: root)
    for index in k.indices {
      let width = volatilities[index] * root
      let d1 = -k[index] / width + 0.5 * width
      #expect(abs(found.calls[index] - normalCDF(d1)) <= 1e-14)
      #expect(abs(found.puts[index] - normalCDF(-d1)) <= 1e-14)
      let outer = min(found.calls[index], found.puts[index])
      #expect(abs(outer / normalCDF(-abs(d1)) - 1) < 1e-12)
    }
  }
}

// American options against published values and against slow twins.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

/// A row of a published table.
struct PublishedAmerican: Sendable, CustomTestStringConvertible {
  let strike: Double
  let volatility: Double
  let years: Double
  let value: Double

  init(_ strike: Double, _ volatility: Double, _ years: Double, _ value: Double) {
    self.strike = strike
    self.volatility = volatility
    self.years = years
    self.value = value
  }

  var testDescription: String { "\(strike) \(volatility) \(years)" }
}

@Suite("American Reference")
struct AmericanReferenceTests {
  /// Andersen, Lake and Offengenden (2016), table 2: the premium at r = q = 5 %, 25 %, one year, at
  /// the money, from their finest rules.
  @Test("the premium of the paper to eleven digits")
  func paperPremium() throws {
    let value = try americanValue(
      AmericanTerms(
        .put, spot: 100, strike: 100, years: 1, rate: 0.05, yield: 0.05, volatility: 0.25))
    #expect(abs(value.premium - 0.106_952_702_747) < 1e-10)
    #expect(relativeError(value.price, expected: value.european + value.premium) < 1e-14)
  }

  /// The puts of three years at r = q = 4 %, 20 % that the paper compares with other methods.
  @Test(
    "the puts of the paper", arguments: [(80.0, 23.228_34), (100, 12.605_21), (120, 6.482_425)])
  func paperPuts(_ spot: Double, _ printed: Double) throws {
    let value = try americanValue(
      AmericanTerms(
        .put, spot: spot, strike: 100, years: 3, rate: 0.04, yield: 0.04, volatility: 0.2))
    // Half a unit of the printed digits.
    #expect(abs(value.price - printed) <= (spot == 120 ? 5e-7 : 5e-6), "\(value.price)")
  }

  /// Puts on a spot of 40 at r = 4.88 % without yield, a market much used to compare methods.
  ///
  /// Values of a plain Cox-Ross-Rubinstein lattice of 10,000 steps, written apart from this project in
  /// numpy 2.4 and rounded to three decimals.
  static let table: [PublishedAmerican] = [
    .init(35, 0.2, 0.0833, 0.006), .init(35, 0.2, 0.3333, 0.200), .init(35, 0.2, 0.5833, 0.433),
    .init(40, 0.2, 0.0833, 0.852), .init(40, 0.2, 0.3333, 1.580), .init(40, 0.2, 0.5833, 1.990),
    .init(45, 0.2, 0.0833, 5.000), .init(45, 0.2, 0.3333, 5.088), .init(45, 0.2, 0.5833, 5.267),
    .init(35, 0.3, 0.0833, 0.077), .init(35, 0.3, 0.3333, 0.698), .init(35, 0.3, 0.5833, 1.220),
    .init(40, 0.3, 0.0833, 1.310), .init(40, 0.3, 0.3333, 2.483), .init(40, 0.3, 0.5833, 3.170),
    .init(45, 0.3, 0.0833, 5.060), .init(45, 0.3, 0.3333, 5.706), .init(45, 0.3, 0.5833, 6.244),
    .init(35, 0.4, 0.0833, 0.247), .init(35, 0.4, 0.3333, 1.346), .init(35, 0.4, 0.5833, 2.155),
    .init(40, 0.4, 0.0833, 1.768), .init(40, 0.4, 0.3333, 3.387), .init(40, 0.4, 0.5833, 4.353),
    .init(45, 0.4, 0.0833, 5.287), .init(45, 0.4, 0.3333, 6.510), .init(45, 0.4, 0.5833, 7.383),
  ]

  @Test("puts of a plain lattice", arguments: table)
  func latticePuts(_ row: PublishedAmerican) throws {
    let value = try americanValue(
      AmericanTerms(
        .put, spot: 40, strike: row.strike, years: row.years, rate: 0.0488, yield: 0,
        volatility: row.volatility))
    // Half a unit of the last decimal, and a tenth of one for the steps of the lattice.
    #expect(abs(value.price - row.value) <= 0.6e-3, "\(value.price)")
  }

  @Test("the lattice agrees within the error it states")
  func latticeTwin() throws {
    var random = SeededGenerator(seed: 2_016)
    for _ in 0..<120 {
      let terms = AmericanTerms(
        random.pick(OptionRight.allCases), spot: random.double(in: 70..<140), strike: 100,
        years: random.double(in: 0.05..<3), rate: random.double(in: 0.005..<0.12),
        yield: random.double(in: 0.005..<0.12), volatility: random.double(in: 0.08..<0.8))
      let value = try americanValue(terms)
      let lattice = try latticeValue(terms, style: .american, dividends: [], steps: 400)
      #expect(abs(lattice.price - value.price) <= lattice.error + 1e-9, "\(terms)")
      #expect(lattice.error < 0.1)
      #expect(abs(lattice.delta - value.delta) < 2e-3, "\(terms)")
    }
  }

  @Test("a call is a put with spot and strike, and the rates, exchanged")
  func symmetry() throws {
    var random = SeededGenerator(seed: 1_998)
    for _ in 0..<200 {
      let (spot, strike) = (random.double(in: 60..<160), random.double(in: 60..<160))
      let (rate, yield) = (random.double(in: 0.001..<0.1), random.double(in: 0.001..<0.1))
      let (years, volatility) = (random.double(in: 0.02..<4), random.double(in: 0.1..<0.9))
      let call = try americanValue(
        AmericanTerms(
          .call, spot: spot, strike: strike, years: years, rate: rate, yield: yield,
          volatility: volatility))
      let put = try americanValue(
        AmericanTerms(
          .put, spot: strike, strike: spot, years: years, rate: yield, yield: rate,
          volatility: volatility))
      #expect(abs(call.price - put.price) < 1e-11 * strike)
      // Euler: a value of degree one is spot times delta plus strike times its own delta.
      let strikeDelta = put.delta
      #expect(abs(call.price - spot * call.delta - strike * strikeDelta) < 1e-9 * strike)
    }
  }
}

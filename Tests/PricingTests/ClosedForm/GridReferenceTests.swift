// The vector grids against the 60-digit values and against their scalar twins.

import MarketData
import Numerics
import Pricing
import TestKit
import Testing

/// A portfolio of options as columns.
struct GridInputs {
  var rights: [OptionRight] = []
  var spots: [Double] = []
  var strikes: [Double] = []
  var years: [Double] = []
  var rates: [Double] = []
  var yields: [Double] = []
  var volatilities: [Double] = []

  /// Sound random options, some far from the money and some nearly expired.
  init(count: Int, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<count {
      let spot = random.double(in: 1..<1_000)
      let years = exponential(random.double(in: -9..<3))
      let volatility = exponential(random.double(in: -3..<1))
      let deviations = random.double(in: -9..<9)
      rights.append(random.pick(OptionRight.allCases))
      spots.append(spot)
      strikes.append(spot * exponential(deviations * volatility * years.squareRoot()))
      self.years.append(years)
      rates.append(random.double(in: -0.05..<0.15))
      yields.append(random.double(in: -0.05..<0.15))
      volatilities.append(volatility)
    }
  }

  /// The Greeks of the grid.
  func blackScholesMerton() throws -> GreekColumns {
    var columns = GreekColumns(count: spots.count)
    try blackScholesMertonGrid(
      rights: rights.span, spots: spots.span, strikes: strikes.span, years: years.span,
      rates: rates.span, yields: yields.span, volatilities: volatilities.span, into: &columns)
    return columns
  }

  /// The Greeks of the grid, each spot as a forward and each rate as its discount.
  func black76() throws -> GreekColumns {
    var columns = GreekColumns(count: spots.count)
    let discounts = zip(rates, years).map { exponential(-$0 * $1) }
    try black76Grid(
      rights: rights.span, forwards: spots.span, strikes: strikes.span, years: years.span,
      discounts: discounts.span, volatilities: volatilities.span, into: &columns)
    return columns
  }
}

@Suite("Option Grid Reference")
struct GridReferenceTests {
  /// The grid promises absolute accuracy: 1e-14 of the prices, 1e-13 of a Greek at the money.
  @Test("Black-Scholes-Merton: every case of the golden file in one grid")
  func goldenFile() throws {
    let cases = try ReferenceFile("pricing/bsm.json").cases()
    var inputs = GridInputs(count: 0, seed: 0)
    for row in cases {
      inputs.rights.append(try #require(OptionRight(rawValue: try row.string("type"))))
      inputs.spots.append(try row.double("S"))
      inputs.strikes.append(try row.double("K"))
      inputs.years.append(try row.double("T"))
      inputs.rates.append(try row.double("r"))
      inputs.yields.append(try row.double("q"))
      inputs.volatilities.append(try row.double("vol"))
    }
    let columns = try inputs.blackScholesMerton()
    for (index, row) in cases.enumerated() {
      let expected = try #require(row["expected"])
      let truth = Greeks(
        price: try expected.double("price"), delta: try expected.double("delta"),
        gamma: try expected.double("gamma"), vega: try expected.double("vega"),
        theta: try expected.double("theta"), rho: try expected.double("rho"))
      expectClose(columns, index, truth, inputs, "case \(try row.int("id"))")
    }
  }

  @Test("Black-Scholes-Merton: the scalar twin, for every rest of a register")
  func scalarTwin() throws {
    for count in [1, 2, 3, 5, 7, 8, 9, 16, 1_003] {
      let inputs = GridInputs(count: count, seed: UInt64(count))
      let columns = try inputs.blackScholesMerton()
      for index in 0..<count {
        let twin = try blackScholesMerton(
          inputs.rights[index], spot: inputs.spots[index], strike: inputs.strikes[index],
          years: inputs.years[index], rate: inputs.rates[index], yield: inputs.yields[index],
          volatility: inputs.volatilities[index])
        let truth = Greeks(
          price: twin.price, delta: twin.delta, gamma: twin.gamma, vega: twin.vega,
          theta: twin.theta, rho: twin.rho)
        expectClose(columns, index, truth, inputs, "row \(index) of \(count)")
      }
    }
  }

  @Test("Black (1976): the scalar twin")
  func forwardTwin() throws {
    let inputs = GridInputs(count: 1_003, seed: 76)
    let columns = try inputs.black76()
    for index in 0..<1_003 {
      let twin = try black76Sensitivities(
        inputs.rights[index], forward: inputs.spots[index], strike: inputs.strikes[index],
        years: inputs.years[index], volatility: inputs.volatilities[index],
        discount: exponential(-inputs.rates[index] * inputs.years[index]))
      let truth = Greeks(
        price: twin.price, delta: twin.delta, gamma: twin.gamma, vega: twin.vega,
        theta: twin.theta, rho: twin.rho)
      expectClose(columns, index, truth, inputs, "row \(index)")
    }
  }

  @Test("an unsound row is named")
  func unsoundRows() throws {
    let paths: [(WritableKeyPath<GridInputs, [Double]>, String)] = [
      (\.spots, "spot[17]"), (\.strikes, "strike[17]"), (\.years, "years[17]"),
      (\.volatilities, "volatility[17]"), (\.rates, "rate[17]"), (\.yields, "yield[17]"),
    ]
    for (path, name) in paths {
      let isRate = name.hasPrefix("rate") || name.hasPrefix("yield")
      for bad in isRate ? [.nan, .infinity] : [0, -1, .nan, .infinity, .leastNonzeroMagnitude] {
        var inputs = GridInputs(count: 20, seed: 1)
        inputs[keyPath: path][17] = bad
        let error = #expect(throws: ModelError.self, "\(name) \(bad)") {
          _ = try inputs.blackScholesMerton()
        }
        #expect(error?.description.hasPrefix("\(name) is ") == true)
      }
    }
    var inputs = GridInputs(count: 20, seed: 1)
    inputs.strikes[3] = -.infinity
    #expect(
      throws: ModelError.outOfDomain(
        input: "strike[3]", value: -.infinity, rule: "it must be above zero and finite")
    ) { _ = try inputs.black76() }
    inputs.strikes.removeLast()
    #expect(
      throws: ModelError.unequalLengths(first: "greeks", count: 20, second: "strikes", other: 19)
    ) { _ = try inputs.blackScholesMerton() }
  }

  @Test("an empty grid is no error")
  func emptyGrid() throws {
    #expect(try GridInputs(count: 0, seed: 0).blackScholesMerton().count == 0)
  }
}

/// One row of true values.
private struct Greeks {
  let price: Double
  let delta: Double
  let gamma: Double
  let vega: Double
  let theta: Double
  let rho: Double
}

/// Compares a row with the truth, each Greek by its size at the money.
private func expectClose(
  _ columns: GreekColumns, _ row: Int, _ truth: Greeks, _ inputs: GridInputs, _ label: String
) {
  let (spot, years) = (inputs.spots[row], inputs.years[row])
  let (root, width) = (years.squareRoot(), inputs.volatilities[row] * years.squareRoot())
  let value =
    spot * max(1, exponential(-inputs.yields[row] * years))
    + inputs.strikes[row] * max(1, exponential(-inputs.rates[row] * years))
  let carry = abs(inputs.rates[row]) + abs(inputs.yields[row])
  // The rounding of the logarithm reaches delta over the width.
  let slope = 1e-13 + 2e-16 / width
  let rows: [(String, Double, Double, Double)] = [
    ("price", columns.price[row], truth.price, 1e-14 * value),
    ("delta", columns.delta[row], truth.delta, slope * value / spot),
    ("gamma", columns.gamma[row], truth.gamma, slope * value / (spot * spot * width)),
    ("vega", columns.vega[row], truth.vega, slope * value * root),
    (
      "theta", columns.theta[row], truth.theta,
      slope * value * (inputs.volatilities[row] / root + carry)
    ),
    ("rho", columns.rho[row], truth.rho, slope * value * years),
  ]
  for (name, found, expected, bound) in rows {
    #expect(abs(found - expected) <= bound, "\(label) \(name) \(found) expected \(expected)")
  }
}

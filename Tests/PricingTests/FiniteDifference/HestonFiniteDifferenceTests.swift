// Heston by finite differences: early exercise, order of convergence, refusals.

import MarketData
import Numerics
import Pricing
import Testing

@Suite("Heston finite differences")
struct HestonFiniteDifferenceTests {
  private let model: HestonParameters
  private let exact = 8.599588102

  init() throws {
    model = try HestonParameters(v0: 0.04, kappa: 2, theta: 0.04, sigma: 0.3, rho: -0.7)
  }

  private func option(
    _ right: OptionRight, _ style: ExerciseStyle, spot: Double = 100, rate: Double = 0.03,
    yield: Double = 0.01
  ) throws -> GridOption {
    try GridOption(
      right: right, style: style, spot: spot, strike: 100, years: 1, rate: rate, yield: yield)
  }

  private func grid(_ steps: Int) throws -> FiniteDifferenceGrid {
    try FiniteDifferenceGrid(timeSteps: steps, spotSteps: steps, varianceSteps: steps / 2)
  }

  @Test("100 x 100 x 50 steps are within a thousandth of the exact price")
  func standardGrid() throws {
    let value = try hestonFiniteDifference(
      option(.call, .european), parameters: model, grid: grid(100))
    #expect(abs(value.price - exact) < 1e-3)
  }

  @Test("the error falls fourfold when the grid doubles")
  func secondOrder() throws {
    let errors = try [50, 100, 200].map { steps in
      try hestonFiniteDifference(
        option(.call, .european), parameters: model, grid: grid(steps)
      ).price - exact
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      let order = coarse / fine
      #expect(order > 3.2 && order < 5, "errors \(errors)")
    }
  }

  @Test("two grids tell the error of the finer one")
  func errorEstimate() throws {
    let estimate = try hestonFiniteDifferenceEstimate(
      option(.call, .european), parameters: model, grid: grid(100))
    let error = abs(estimate.value.price - exact)
    #expect(estimate.priceError > 0.7 * error && estimate.priceError < 1.5 * error)
  }

  /// American puts under kappa 5, theta 0.16, sigma 0.9, rho 0.1, r 0.1, K 10, T 0.25.
  ///
  /// The example of Clarke and Parrott (1999) with the values of Ikonen and Toivanen (2007,
  /// "Componentwise splitting methods for pricing American options under stochastic
  /// volatility"); four printed decimals, hence half a unit in the last one, and the error of
  /// the grid, which is a tenth of that.
  static let published: [(variance: Double, values: [Double])] = [
    (0.0625, [2.0000, 1.1076, 0.5200, 0.2137, 0.0820]),
    (0.25, [2.0784, 1.3336, 0.7960, 0.4483, 0.2428]),
  ]

  @Test("American puts as published", arguments: published)
  func americanPuts(_ row: (variance: Double, values: [Double])) throws {
    let model = try HestonParameters(
      v0: row.variance, kappa: 5, theta: 0.16, sigma: 0.9, rho: 0.1)
    for (spot, printed) in zip([8.0, 9, 10, 11, 12], row.values) {
      let option = try GridOption(
        right: .put, style: .american, spot: spot, strike: 10, years: 0.25, rate: 0.1, yield: 0)
      let value = try hestonFiniteDifference(
        option, parameters: model,
        grid: FiniteDifferenceGrid(timeSteps: 300, spotSteps: 400, varianceSteps: 150))
      #expect(abs(value.price - printed) < 0.6e-4, "S \(spot): \(value.price), \(printed)")
    }
  }

  @Test("an American option is worth its exercise and its European twin at least")
  func americanBounds() throws {
    for right in OptionRight.allCases {
      for spot in [60.0, 90, 100, 110, 170] {
        let american = try hestonFiniteDifference(
          option(right, .american, spot: spot, yield: 0.05), parameters: model, grid: grid(60))
        let european = try hestonFiniteDifference(
          option(right, .european, spot: spot, yield: 0.05), parameters: model, grid: grid(60))
        let intrinsic = max(0, right == .call ? spot - 100 : 100 - spot)
        // Between mesh points the polynomial dips below a kink by less than this.
        #expect(american.price > intrinsic - 1e-3, "\(right) \(spot)")
        #expect(american.price > european.price - 1e-9, "\(right) \(spot)")
      }
    }
  }

  @Test("a call without a yield is never exercised early, nor a put without interest")
  func neverExercised() throws {
    for (right, rate) in [(OptionRight.call, 0.05), (.put, 0.0)] {
      let american = try hestonFiniteDifference(
        option(right, .american, rate: rate, yield: 0), parameters: model, grid: grid(60))
      let european = try hestonFiniteDifference(
        option(right, .european, rate: rate, yield: 0), parameters: model, grid: grid(60))
      // Near zero variance the mesh error takes the European value below its bound, which the
      // right to exercise lifts.
      #expect(abs(american.price - european.price) < 2e-4)
    }
  }

  @Test("an American put of almost no volatility of variance is the one-factor put")
  func oneFactorLimit() throws {
    let flat = try HestonParameters(v0: 0.04, kappa: 2, theta: 0.04, sigma: 1e-4, rho: 0)
    let value = try hestonFiniteDifference(
      option(.put, .american, rate: 0.05, yield: 0), parameters: flat,
      grid: FiniteDifferenceGrid(timeSteps: 400, spotSteps: 400, varianceSteps: 10))
    let tree = 0.5 * (binomialPut(steps: 2000) + binomialPut(steps: 2001))
    #expect(abs(value.price - tree) < 3e-4, "\(value.price) beside \(tree)")
  }

  /// The American put at 100 with 20 % volatility and 5 % interest on Cox, Ross and Rubinstein's
  /// tree: the slow twin.
  private func binomialPut(steps: Int) -> Double {
    let step = 1 / Double(steps)
    let up = exponential(0.2 * step.squareRoot())
    let probability = (exponential(0.05 * step) - 1 / up) / (up - 1 / up)
    let discount = exponential(-0.05 * step)
    func spot(_ level: Int, _ ups: Int) -> Double {
      100 * exponential(0.2 * step.squareRoot() * Double(2 * ups - level))
    }
    var values = (0...steps).map { max(0, 100 - spot(steps, $0)) }
    for level in stride(from: steps - 1, through: 0, by: -1) {
      for ups in 0...level {
        let held = discount * (probability * values[ups + 1] + (1 - probability) * values[ups])
        values[ups] = max(held, 100 - spot(level, ups))
      }
    }
    return values[0]
  }

  @Test("the same inputs give the same bits")
  func reproducible() throws {
    let first = try hestonFiniteDifference(
      option(.put, .american), parameters: model, grid: grid(40))
    let second = try hestonFiniteDifference(
      option(.put, .american), parameters: model, grid: grid(40))
    #expect(first == second)
  }

  @Test("refuses grids outside their range", arguments: [(3, 50, 50), (50, 9, 50), (50, 50, 5001)])
  func refusesGrids(_ steps: (Int, Int, Int)) {
    #expect(throws: ModelError.self) {
      _ = try FiniteDifferenceGrid(
        timeSteps: steps.0, spotSteps: steps.1, varianceSteps: steps.2)
    }
  }

  @Test("refuses inputs outside their domain, and names them")
  func refusesInputs() {
    func make(
      spot: Double = 100, strike: Double = 100, years: Double = 1, rate: Double = 0,
      yield: Double = 0
    ) -> String {
      do throws(ModelError) {
        _ = try GridOption(
          right: .call, style: .european, spot: spot, strike: strike, years: years, rate: rate,
          yield: yield)
        return "accepted"
      } catch {
        guard case .outOfDomain(let input, _, _) = error else { return "\(error)" }
        return input
      }
    }
    #expect(make() == "accepted")
    #expect(make(spot: -1) == "spot")
    #expect(make(spot: .nan) == "spot")
    #expect(make(strike: 0) == "strike")
    #expect(make(years: 0) == "years")
    #expect(make(years: .infinity) == "years")
    #expect(make(rate: .nan) == "rate")
    #expect(make(yield: -.infinity) == "yield")
  }

  @Test("says so when the numbers overflow")
  func overflow() throws {
    let wild = try HestonParameters(v0: 1e6, kappa: 1e-3, theta: 1e6, sigma: 10, rho: 0)
    let option = try option(.call, .european)
    #expect(throws: ModelError.self) {
      _ = try hestonFiniteDifference(option, parameters: wild, grid: grid(40))
    }
  }
}

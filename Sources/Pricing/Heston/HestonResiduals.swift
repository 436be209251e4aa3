// The residuals of a calibration and their derivatives at one set of parameters.

import Glibc
import Numerics

/// Model less market for every quote, in volatility points or hundredths of the price.
struct HestonResiduals {
  let table: HestonQuoteTable
  let measure: HestonErrorMeasure
  let fellerPenalty: Double
  /// The error allowed in a model price, over sqrt(F K).
  var tolerance: Double
  /// Bound on the error of the last evaluation's prices, over sqrt(F K).
  private(set) var priceError = 0.0
  private var transform = HestonTransform()
  private var values: [Double]
  private var gradient: [Double]

  init(
    _ table: HestonQuoteTable, measure: HestonErrorMeasure, fellerPenalty: Double,
    tolerance: Double
  ) {
    self.table = table
    self.measure = measure
    self.fellerPenalty = fellerPenalty
    self.tolerance = tolerance
    values = [Double](repeating: 0, count: table.count)
    gradient = [Double](repeating: 0, count: table.count * HestonParameters.count)
  }

  /// How many residuals there are, the Feller condition being one when it counts.
  var count: Int { table.count + (fellerPenalty > 0 ? 1 : 0) }

  /// Fills residuals and derivatives, row-major; false when a value is not finite.
  mutating func evaluate(
    _ parameters: HestonParameters, _ residuals: inout [Double], _ jacobian: inout [Double]
  ) -> Bool {
    priceAll(parameters, order: .gradient)
    var isFinite = true
    let width = HestonParameters.count
    for expiry in table.expiries {
      let root = expiry.years.squareRoot()
      for (offset, index) in expiry.quotes.enumerated() {
        let (residual, slope) = residual(index, logStrike: expiry.logStrikes[offset], root: root)
        residuals[index] = residual
        if !residual.isFinite { isFinite = false }
        for j in 0..<width { jacobian[index * width + j] = slope * gradient[index * width + j] }
      }
    }
    if fellerPenalty > 0 { addFeller(parameters, &residuals, &jacobian) }
    return isFinite
  }

  /// The sum of squared residuals, without derivatives.
  mutating func cost(_ parameters: HestonParameters) -> Double {
    priceAll(parameters, order: .value)
    var sum = 0.0
    for expiry in table.expiries {
      let root = expiry.years.squareRoot()
      for (offset, index) in expiry.quotes.enumerated() {
        let (residual, _) = residual(index, logStrike: expiry.logStrikes[offset], root: root)
        sum += residual * residual
      }
    }
    let shortfall = max(0, 1 - parameters.fellerRatio)
    return sum + fellerPenalty * shortfall * shortfall
  }

  /// The model's volatility of every quote; nil where its price is lost in the pricing error.
  mutating func volatilities(_ parameters: HestonParameters) -> [Double?] {
    priceAll(parameters, order: .value)
    var result: [Double?] = []
    for expiry in table.expiries {
      let root = expiry.years.squareRoot()
      for (offset, index) in expiry.quotes.enumerated() {
        result.append(
          inverse(index, logStrike: expiry.logStrikes[offset], root: root).map { $0.width / root })
      }
    }
    return result
  }

  private mutating func priceAll(_ parameters: HestonParameters, order: HestonOrder) {
    priceError = 0
    for expiry in table.expiries {
      transform.evaluate(
        parameters, years: expiry.years, logStrikes: expiry.range, tolerance: tolerance,
        order: order)
      priceError = max(priceError, transform.error)
      let first = expiry.quotes.lowerBound
      let logStrikes = expiry.logStrikes.span
      switch order {
      case .value: transform.price(logStrikes: logStrikes, from: first, &values)
      case .gradient: transform.price(logStrikes: logStrikes, from: first, &values, &gradient)
      }
    }
  }

  /// The weighted residual of a quote and its change for a change of the model price.
  private func residual(
    _ index: Int, logStrike: Double, root: Double
  ) -> (residual: Double, slope: Double) {
    let weight = 100 * table.weights[index]
    let difference = values[index] - table.prices[index]
    switch measure {
    case .relativePrice:
      let slope = weight / table.prices[index]
      return (difference * slope, slope)
    case .vegaWeightedPrice:
      let slope = weight / table.vegas[index]
      return (difference * slope, slope)
    case .impliedVolatility:
      guard let (width, change) = inverse(index, logStrike: logStrike, root: root) else {
        let slope = weight / table.vegas[index]
        return (difference * slope, slope)
      }
      return (weight * (width / root - table.volatilities[index]), weight / (change * root))
    }
  }

  /// The total volatility of the price of a quote and the price's change with it.
  ///
  /// Nil for a price without one, or one lost in the error of the strip.
  private func inverse(
    _ index: Int, logStrike: Double, root: Double
  ) -> (width: Double, slope: Double)? {
    guard values[index] > 8 * tolerance * exp(0.5 * logStrike) else { return nil }
    return OutOfTheMoneyBlack.inverse(
      of: values[index], logStrike: logStrike, near: table.volatilities[index] * root)
  }

  /// Adds the residual sqrt(weight) max(0, 1 - 2 kappa theta / sigma^2).
  private func addFeller(
    _ parameters: HestonParameters, _ residuals: inout [Double], _ jacobian: inout [Double]
  ) {
    let root = fellerPenalty.squareRoot()
    let ratio = parameters.fellerRatio
    let isShort = ratio < 1
    residuals[table.count] = isShort ? root * (1 - ratio) : 0
    let slope = isShort ? -root * ratio : 0
    let row = table.count * HestonParameters.count
    jacobian[row] = 0
    jacobian[row + 1] = slope / parameters.kappa
    jacobian[row + 2] = slope / parameters.theta
    jacobian[row + 3] = -2 * slope / parameters.sigma
    jacobian[row + 4] = 0
  }
}

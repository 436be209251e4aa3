// What Heston's model says of a quote when that quote had no part in the fit.
//
// The fit without one of its quotes is not made anew: to first order the residual of a quote left
// out is the residual of the fit over one less its leverage, which is exact for a linear model.
// Source: Cook and Weisberg (1982), "Residuals and Influence in Regression", section 2.2 (deleted
// residuals).

public import Numerics

/// The leverage above which a quote decides its own fit and nothing is left to hold it against.
private let largestLeverage = 0.95

/// The model's volatility of every quote as a fit without that quote would give it.
///
/// - Parameters:
///   - parameters: The fitted model.
///   - quotes: The quotes that it was fitted to, all alike.
///   - atBounds: Names of the parameters that stand on a bound and do not move with a quote.
/// - Returns: A volatility for each quote of each expiry; nil where the price is too small to tell,
///   where the parameters are not told apart, or where the quote alone holds the fit in place.
/// - Throws: `ModelError.tooFew` for fewer quotes than parameters.
public func hestonDeletedVolatilities(
  _ parameters: HestonParameters, _ quotes: [SmileQuotes], atBounds: [String]
) throws(ModelError) -> [[Double?]] {
  let table = try HestonQuoteTable(quotes, weighting: .equal)
  var residuals = HestonResiduals(
    table, measure: .impliedVolatility, fellerPenalty: 0, tolerance: 1e-9)
  var misses = [Double](repeating: 0, count: table.count)
  var jacobian = [Double](repeating: 0, count: table.count * HestonParameters.count)
  let isFinite = residuals.evaluate(parameters, &misses, &jacobian)
  let free = HestonParameters.names.indices.filter {
    !atBounds.contains(HestonParameters.names[$0])
  }
  let known = residuals.volatilities(parameters)
  guard isFinite, let leverage = leverages(jacobian, rows: table.count, free) else {
    return table.expiries.map { [Double?](repeating: nil, count: $0.quotes.count) }
  }
  return table.expiries.map { expiry in
    expiry.quotes.map { index in
      guard known[index] != nil, leverage[index] < largestLeverage else { return nil }
      let volatility = table.volatilities[index] + 0.01 * misses[index] / (1 - leverage[index])
      return volatility > 0 ? volatility : nil
    }
  }
}

/// The diagonal of J (J'J)^-1 J' over the free parameters; nil when they are not told apart.
private func leverages(_ jacobian: [Double], rows: Int, _ free: [Int]) -> [Double]? {
  let order = free.count
  let width = HestonParameters.count
  var normal = [Double](repeating: 0, count: order * order)
  for row in 0..<rows {
    for a in 0..<order {
      let left = jacobian[row * width + free[a]]
      for b in 0..<order { normal[a * order + b] += left * jacobian[row * width + free[b]] }
    }
  }
  guard let inverse = choleskyInverse(normal, order: order) else { return nil }
  return (0..<rows).map { row in
    var sum = 0.0
    for a in 0..<order {
      let left = jacobian[row * width + free[a]]
      for b in 0..<order {
        sum += left * inverse[a * order + b] * jacobian[row * width + free[b]]
      }
    }
    return sum
  }
}

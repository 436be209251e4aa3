// The regression behind a unit-root test: changes on the level before, lagged changes and a trend.
//
// All lags share one matrix of inner products. Its rows shift into one another, so it costs one pass
// per lag, and because lags stand in order, one Cholesky factor holds every shorter regression.
// Series and changes lose their trend beforehand and once more in the sample: that leaves the
// statistic as it is and keeps the digits of a series far from zero.
// Source of the nesting: Golub and Van Loan, "Matrix Computations", section 4.2 (the leading blocks of
// a Cholesky factor are the factors of the leading blocks).

import Glibc
import Numerics

/// Levels and changes of a series without their trend.
struct DickeyFullerRegression {
  let levels: [Double]
  let changes: [Double]
  let trend: TrendTerms

  /// Takes a series of at least two values.
  init(_ values: [Double], trend: TrendTerms) {
    var changes = [Double](repeating: 0, count: values.count - 1)
    for t in changes.indices { changes[t] = values[t + 1] - values[t] }
    self.trend = trend
    levels = withoutTrend(values, trend)
    self.changes = withoutTrend(changes, trend)
  }

  /// The t-statistic of the level, with its coefficient.
  struct Statistic {
    var value: Double
    var coefficient: Double
    var observations: Int
  }

  /// The regression with so many lags, on every observation that has them.
  func statistic(lags: Int) throws(ModelError) -> Statistic {
    let products = innerProducts(lags: lags)
    // The level last: its coefficient and error then stand in the last row.
    let order = Array(2..<(lags + 2)) + [1]
    let factor = try NestedRegression(products, size: lags + 2, order: order)
    let n = changes.count - lags
    let freedom = Double(n - lags - 1 - trend.count)
    let variance = factor.residual[lags + 1] / freedom
    let projection = factor.projection[lags]
    return Statistic(
      value: projection / variance.squareRoot(), coefficient: projection / factor.pivot[lags],
      observations: n)
  }

  /// The number of lags a rule chooses, all compared on the observations that have the most.
  func chosenLags(_ rule: LagSelection, most: Int) throws(ModelError) -> Int {
    if case .fixed = rule { return most }
    let products = innerProducts(lags: most)
    let order = Array(1..<(most + 2))
    let factor = try NestedRegression(products, size: most + 2, order: order)
    let n = Double(changes.count - most)
    let penalty: Double
    switch rule {
    case .akaike, .fixed: penalty = 2
    case .bayesian: penalty = log(n)
    case .lastSignificant:
      return lastSignificant(factor, most: most, observations: n)
    }
    var best = (criterion: Double.infinity, lags: 0)
    for lags in 0...most {
      let parameters = Double(trend.count + 1 + lags)
      let criterion = n * log(factor.residual[lags + 1] / n) + penalty * parameters
      if criterion < best.criterion { best = (criterion, lags) }
    }
    return best.lags
  }

  private func lastSignificant(
    _ factor: NestedRegression, most: Int, observations n: Double
  ) -> Int {
    for lags in stride(from: most, to: 0, by: -1) {
      let freedom = n - Double(trend.count + 1 + lags)
      let error = (factor.residual[lags + 1] / freedom).squareRoot()
      // The 95 % point of the normal distribution.
      if abs(factor.projection[lags]) >= 1.644_853_626_951_472_7 * error { return lags }
    }
    return 0
  }

  /// Inner products of the changes (row 0), the level (row 1) and the lagged changes (rows 2 on),
  /// over the observations that have all lags, with the trend taken out.
  private func innerProducts(lags: Int) -> [Double] {
    let size = lags + 2
    let n = changes.count - lags
    let row = { (lag: Int) -> Int in lag == 0 ? 0 : lag + 1 }
    var products = [Double](repeating: 0, count: size * size)
    let (e, x) = (changes.span, levels.span)
    for lag in 0...lags {
      let column = row(lag)
      products[column] = dot(e, lags, e, lags - lag, n)
      // Above the diagonal, which is copied below it in the end.
      products[lag == 0 ? 1 : size + column] = dot(x, lags, e, lags - lag, n)
    }
    products[size + 1] = dot(x, lags, x, lags, n)
    for lag in 1..<max(lags + 1, 1) {
      for other in 1...lag {
        let before = products[row(other - 1) * size + row(lag - 1)]
        // The window moves one back: a product enters at its start and leaves at its end.
        products[row(other) * size + row(lag)] =
          before + changes[lags - lag] * changes[lags - other]
          - changes[lags + n - lag] * changes[lags + n - other]
      }
    }
    for direction in orthonormalTrend(n, trend) {
      var weights = [Double](repeating: 0, count: size)
      for lag in 0...lags { weights[row(lag)] = dot(direction.span, 0, e, lags - lag, n) }
      weights[1] = dot(direction.span, 0, x, lags, n)
      for i in 0..<size { for j in i..<size { products[i * size + j] -= weights[i] * weights[j] } }
    }
    for i in 0..<size { for j in 0..<i { products[i * size + j] = products[j * size + i] } }
    return products
  }
}

/// Regressions of row 0 on growing sets of the other rows, from their inner products.
struct NestedRegression {
  /// Sum of squared residuals with none, one, two and more regressors.
  private(set) var residual: [Double]
  /// The component of the explained along each new regressor, orthogonal to those before.
  private(set) var projection: [Double]
  /// The length of each new regressor, orthogonal to those before.
  private(set) var pivot: [Double]

  /// Takes inner products of `size` columns and the order in which the regressors enter.
  init(_ products: [Double], size: Int, order: [Int]) throws(ModelError) {
    let count = order.count
    var factor = [Double](repeating: 0, count: count * count)
    residual = [products[0]]
    projection = []
    pivot = []
    for i in 0..<count {
      let column = order[i]
      let whole = products[column * size + column]
      var square = whole
      var along = products[column]
      for j in 0..<i {
        var sum = products[column * size + order[j]]
        for k in 0..<j { sum -= factor[i * count + k] * factor[j * count + k] }
        let entry = sum / pivot[j]
        factor[i * count + j] = entry
        square -= entry * entry
        along -= entry * projection[j]
      }
      guard square > 1e-12 * whole else { throw NestedRegression.collinear }
      let length = square.squareRoot()
      pivot.append(length)
      projection.append(along / length)
      residual.append(residual[i] - projection[i] * projection[i])
    }
    guard residual[count] > 1e-14 * products[0] else { throw NestedRegression.collinear }
  }

  private static var collinear: ModelError {
    .noSolution(
      what: "the unit-root statistic",
      why: "the changes follow exactly from the level, its lags and the trend")
  }
}

// Rows of numbers that a model learns from, and their standardisation.
//
// Kept row by row in one array, so that a model reads whole arrays and allocates nothing inside
// its loops. A table holds finite numbers only; whoever fills it decides what becomes of a gap.

public import Numerics

/// A table of numbers: one row an observation, one column a feature.
public struct FeatureTable: Hashable, Sendable {
  /// The numbers, row after row.
  public let values: [Double]
  /// Observations.
  public let rows: Int
  /// Features.
  public let columns: Int

  /// Makes a table.
  ///
  /// - Parameters:
  ///   - values: The numbers, row after row.
  ///   - columns: Features, at least one.
  /// - Throws: `ModelError` when the numbers fill no whole rows or one is not finite.
  public init(values: [Double], columns: Int) throws(ModelError) {
    guard columns > 0, values.count % columns == 0 else {
      throw .outOfDomain(
        input: "columns", value: Double(columns),
        rule: "it must be above zero and divide the \(values.count) numbers")
    }
    for (index, value) in values.enumerated() where !value.isFinite {
      throw .outOfDomain(
        input: "row \(index / columns), column \(index % columns)", value: value,
        rule: "a table must have no gap")
    }
    self.init(checked: values, columns: columns)
  }

  /// Makes a table of rows of equal length.
  ///
  /// - Parameter rows: The rows, at least one.
  /// - Throws: `ModelError` when a row differs in length or a number is not finite.
  public init(rows: [[Double]]) throws(ModelError) {
    let columns = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() where row.count != columns {
      throw .unequalLengths(
        first: "row 0", count: columns, second: "row \(index)", other: row.count)
    }
    try self.init(values: rows.flatMap { $0 }, columns: columns)
  }

  init(checked values: [Double], columns: Int) {
    self.values = values
    self.columns = columns
    rows = values.count / columns
  }

  /// One observation.
  public subscript(row: Int) -> ArraySlice<Double> {
    values[(row * columns)..<((row + 1) * columns)]
  }
}

/// Mean and deviation of each feature, by which rows are brought to one scale.
public struct FeatureScale: Hashable, Sendable {
  /// Mean of each feature.
  public let means: [Double]
  /// Deviation of each feature with n in the denominator; 1 where the feature never moves.
  public let deviations: [Double]

  /// Measures a table.
  ///
  /// - Parameter table: The observations, at least one.
  /// - Throws: `ModelError.tooFew` for an empty table.
  public init(_ table: FeatureTable) throws(ModelError) {
    guard table.rows > 0 else { throw .tooFew(what: "rows", count: 0, least: 1) }
    let count = Double(table.rows)
    var means = [Double](repeating: 0, count: table.columns)
    for row in 0..<table.rows {
      for column in 0..<table.columns {
        means[column] += table.values[row * table.columns + column]
      }
    }
    for column in means.indices { means[column] /= count }
    var squares = [Double](repeating: 0, count: table.columns)
    for row in 0..<table.rows {
      for column in 0..<table.columns {
        let miss = table.values[row * table.columns + column] - means[column]
        squares[column] += miss * miss
      }
    }
    self.means = means
    deviations = squares.map { square in
      let deviation = (square / count).squareRoot()
      return deviation > 0 ? deviation : 1
    }
  }

  /// A row in deviations from the mean.
  public func standardise(_ row: some Collection<Double>) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(means.count)
    for (column, value) in row.enumerated() where column < means.count {
      result.append((value - means[column]) / deviations[column])
    }
    return result
  }

  /// A table in deviations from the means.
  public func standardise(_ table: FeatureTable) -> FeatureTable {
    var values = table.values
    for index in values.indices {
      let column = index % table.columns
      values[index] = (values[index] - means[column]) / deviations[column]
    }
    return FeatureTable(checked: values, columns: table.columns)
  }
}

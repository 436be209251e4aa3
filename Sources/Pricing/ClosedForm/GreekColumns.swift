// Value and first sensitivities of many options, column by column.

/// Six columns with one row for each option of a grid.
///
/// Made once for a size and filled again and again: pricing a grid allocates nothing.
public struct GreekColumns: Sendable {
  /// Value today.
  public internal(set) var price: [Double]
  /// Change of value for a change of the spot, or of the forward.
  public internal(set) var delta: [Double]
  /// Change of delta for a change of the spot, or of the forward.
  public internal(set) var gamma: [Double]
  /// Change of value for 1.00 of volatility.
  public internal(set) var vega: [Double]
  /// Change of value as a year passes.
  public internal(set) var theta: [Double]
  /// Change of value for 1.00 of rate.
  public internal(set) var rho: [Double]

  /// Columns of zeros.
  ///
  /// - Parameter count: How many rows, zero or more.
  public init(count: Int) {
    let zeros = [Double](repeating: 0, count: max(count, 0))
    (price, delta, gamma, vega, theta, rho) = (zeros, zeros, zeros, zeros, zeros, zeros)
  }

  /// How many rows.
  public var count: Int { price.count }
}

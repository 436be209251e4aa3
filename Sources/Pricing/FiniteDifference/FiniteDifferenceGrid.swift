// What a finite-difference valuation is asked with, and what it answers.

public import MarketData
public import Numerics

/// How finely time, spot and variance are divided.
public struct FiniteDifferenceGrid: Hashable, Sendable {
  /// Steps in time.
  public let timeSteps: Int
  /// Intervals in the spot.
  public let spotSteps: Int
  /// Intervals in the variance.
  public let varianceSteps: Int

  /// The most steps of any kind that are accepted.
  public static let greatest = 4_000

  /// Makes a grid.
  ///
  /// - Parameters:
  ///   - timeSteps: Steps in time, 4 to 4,000.
  ///   - spotSteps: Intervals in the spot, 10 to 4,000.
  ///   - varianceSteps: Intervals in the variance, 6 to 4,000.
  /// - Throws: `ModelError.outOfDomain` outside those ranges.
  public init(timeSteps: Int, spotSteps: Int, varianceSteps: Int) throws(ModelError) {
    let greatest = Double(FiniteDifferenceGrid.greatest)
    try require(Double(timeSteps), in: 4...greatest, "timeSteps")
    try require(Double(spotSteps), in: 10...greatest, "spotSteps")
    try require(Double(varianceSteps), in: 6...greatest, "varianceSteps")
    (self.timeSteps, self.spotSteps, self.varianceSteps) = (timeSteps, spotSteps, varianceSteps)
  }

  /// The grid with half the steps in every direction, no coarser than the least grid.
  public var halved: FiniteDifferenceGrid {
    FiniteDifferenceGrid(
      valid: (max(4, timeSteps / 2), max(10, spotSteps / 2), max(6, varianceSteps / 2)))
  }

  private init(valid steps: (time: Int, spot: Int, variance: Int)) {
    (timeSteps, spotSteps, varianceSteps) = steps
  }
}

/// An option to be valued on a grid: its terms and its market.
public struct GridOption: Hashable, Sendable {
  /// Call or put.
  public let right: OptionRight
  /// European or American.
  public let style: ExerciseStyle
  /// Price of the asset.
  public let spot: Double
  /// The strike.
  public let strike: Double
  /// Time to expiry in years.
  public let years: Double
  /// Interest rate, continuously compounded.
  public let rate: Double
  /// Continuous yield of the asset.
  public let yield: Double

  /// Makes an option.
  ///
  /// - Parameters:
  ///   - right: Call or put.
  ///   - style: European or American.
  ///   - spot: Price of the asset, above zero.
  ///   - strike: The strike, above zero.
  ///   - years: Time to expiry in years, above zero.
  ///   - rate: Interest rate, continuously compounded.
  ///   - yield: Continuous yield of the asset.
  /// - Throws: `ModelError.outOfDomain` for an input outside its range.
  public init(
    right: OptionRight, style: ExerciseStyle, spot: Double, strike: Double, years: Double,
    rate: Double, yield: Double
  ) throws(ModelError) {
    try requirePositive(spot, "spot")
    try requirePositive(strike, "strike")
    try requirePositive(years, "years")
    try requireFinite(rate, "rate")
    try requireFinite(yield, "yield")
    (self.right, self.style, self.spot, self.strike) = (right, style, spot, strike)
    (self.years, self.rate, self.yield) = (years, rate, yield)
  }
}

// The numbers that decide an SVI fit.

/// How SVI slices are fitted.
public struct SVISettings: Hashable, Sendable {
  /// Strikes that a slice needs: as many as there are parameters.
  public var minimumStrikes: Int
  /// Least error of volatility that counts one; wider half-spreads count more.
  public var volatilityUnit: Double
  /// Evaluations of one least-squares fit at most.
  public var maximumEvaluations: Int
  /// Largest slope of a wing; Lee's bound is 2.
  public var largestSlope: Double
  /// The density factor is held above this.
  public var densityFloor: Double
  /// Total variance is held above an earlier slice's by this share.
  public var calendarExcess: Double

  /// Makes settings.
  ///
  /// - Parameters:
  ///   - minimumStrikes: Strikes that a slice needs.
  ///   - volatilityUnit: Least error of volatility that counts one.
  ///   - maximumEvaluations: Evaluations of one fit at most.
  ///   - largestSlope: Largest slope of a wing, at most 2.
  ///   - densityFloor: The density factor is held above this.
  ///   - calendarExcess: Share by which total variance exceeds an earlier slice's.
  public init(
    minimumStrikes: Int = 5, volatilityUnit: Double = 0.001, maximumEvaluations: Int = 60,
    largestSlope: Double = 1.99, densityFloor: Double = 1e-3, calendarExcess: Double = 1e-5
  ) {
    self.minimumStrikes = minimumStrikes
    self.volatilityUnit = volatilityUnit
    self.maximumEvaluations = maximumEvaluations
    self.largestSlope = largestSlope
    self.densityFloor = densityFloor
    self.calendarExcess = calendarExcess
  }
}

// How what the benchmark leaves unexplained moves together.
//
// Measured on daily closes of 2014 to 2025; a pair that is not named is uncorrelated.

/// The correlation of the residuals of two underlyings.
public struct ResidualCorrelation: Hashable, Sendable {
  /// One symbol.
  public var first: String
  /// The other.
  public var second: String
  /// Between -1 and 1.
  public var value: Double

  /// Correlates two symbols.
  public init(_ first: String, _ second: String, _ value: Double) {
    self.first = first
    self.second = second
    self.value = value
  }

  /// The correlations of the built-in simulator.
  public static let standard = [
    ResidualCorrelation("IWM", "QQQ", -0.21), ResidualCorrelation("QQQ", "TLT", 0.11),
    ResidualCorrelation("GLD", "TLT", 0.30),
  ]
}

extension [ResidualCorrelation] {
  /// The correlation of two symbols: 1 with itself, 0 where none is given.
  func value(_ a: String, _ b: String) -> Double {
    if a == b { return 1 }
    return first { ($0.first == a && $0.second == b) || ($0.first == b && $0.second == a) }?.value
      ?? 0
  }
}

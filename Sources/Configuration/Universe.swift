// What can be traded, and how the simulator moves it.
//
// Betas, idiosyncratic volatilities, overnight shares and residual correlations of the funds are
// measured on daily closes from 2014 to 2025; volatility multiples are ratios of realised
// volatility, damped.

/// The underlyings of the desk.
public struct Universe: Hashable, Sendable {
  /// The symbol whose regime is the market's.
  public let benchmark: String
  /// The volatility index of the benchmark.
  public let volIndex: String
  /// The underlyings, the benchmark first, then by name.
  public let symbols: [Underlying]
  /// Groups that count as one risk.
  public let clusters: [[String]]
  /// Correlations of what beta leaves unexplained, each pair once, in order of name.
  public let residualCorrelations: [Correlation]

  /// An underlying: its weight in the limits and its behaviour in the simulator.
  public struct Underlying: Hashable, Sendable {
    /// The symbol.
    public let name: String
    /// Price before the simulator's first session.
    public let spot: Double
    /// Dividend yield, continuously compounded.
    public let dividendYield: Double
    /// Beta to the benchmark, for the limits.
    public let beta: Double
    /// Beta in the simulator while the volatility index is at 12, 17, 25 and 35; straight between.
    public let betaByLevel: [Double]
    /// Annual volatility that beta leaves unexplained.
    public let idioVol: Double
    /// Implied volatility as a multiple of the benchmark's.
    public let volMultiple: Double
    /// Share of the daily variance that falls between close and open.
    public let overnightShare: Double
    /// Cash dividends, by date.
    public var dividends: [Dividend] = []
  }

  /// How two symbols move together beyond their betas.
  public struct Correlation: Hashable, Sendable {
    /// The symbol that sorts first.
    public let first: String
    /// The symbol that sorts second.
    public let second: String
    /// Between -1 and 1.
    public let value: Double
  }

  /// The underlying of a name.
  public subscript(name: String) -> Underlying? { symbols.first { $0.name == name } }

  /// The residual correlation of two symbols: 1 with itself, 0 where none is given.
  public func residualCorrelation(_ left: String, _ right: String) -> Double {
    guard left != right else { return 1 }
    let (first, second) = left < right ? (left, right) : (right, left)
    return residualCorrelations.first { $0.first == first && $0.second == second }?.value ?? 0
  }
}

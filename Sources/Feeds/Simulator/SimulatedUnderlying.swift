// The underlyings that the simulator can play.
//
// Betas, residual volatilities and correlations are those of daily closes of 2014 to 2025.

/// How one underlying of the simulator moves.
public struct SimulatedUnderlying: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// Price before the first simulated session.
  public var spot: Double
  /// The benchmark drives the others; its beta is one and it has no residual.
  public var isBenchmark: Bool
  /// Beta to the benchmark at volatility levels of 12, 17, 25 and 35 points.
  public var betas: [Double]
  /// Annual volatility of what the benchmark does not explain.
  public var residualVolatility: Double
  /// Share of a day's variance that passes overnight.
  public var overnightShare: Double
  /// Its volatility level over the benchmark's, at a level of 17 points.
  public var volatilityRatio: Double
  /// How much of a change of the benchmark's ln level it takes over.
  public var volatilityDamping: Double
  /// Scale of its smile's slope against the index's.
  public var skewFactor: Double
  /// Scale of its half-spreads.
  public var spreadScale: Double
  /// Continuous dividend yield.
  public var yield: Double
  /// Shares or index units traded in a usual day.
  public var dailyVolume: Double
  /// The deviation of the move on a quarter's earnings, as a share of the price; zero for a fund or
  /// an index, which has none.
  public var earningsMove: Double

  /// Makes an underlying; see the properties.
  public init(
    symbol: String, spot: Double, isBenchmark: Bool, betas: [Double], residualVolatility: Double,
    overnightShare: Double, volatilityRatio: Double, volatilityDamping: Double, skewFactor: Double,
    spreadScale: Double, yield: Double, dailyVolume: Double, earningsMove: Double = 0
  ) {
    self.symbol = symbol
    self.spot = spot
    self.isBenchmark = isBenchmark
    self.betas = betas
    self.residualVolatility = residualVolatility
    self.overnightShare = overnightShare
    self.volatilityRatio = volatilityRatio
    self.volatilityDamping = volatilityDamping
    self.skewFactor = skewFactor
    self.spreadScale = spreadScale
    self.yield = yield
    self.dailyVolume = dailyVolume
    self.earningsMove = earningsMove
  }

  /// The S&P 500, benchmark of the simulator.
  public static let spx = SimulatedUnderlying(
    symbol: "SPX", spot: 5_880, isBenchmark: true, betas: [1, 1, 1, 1], residualVolatility: 0,
    overnightShare: 0.30, volatilityRatio: 1, volatilityDamping: 1, skewFactor: 1, spreadScale: 1,
    yield: 0.013, dailyVolume: 3.8e9)

  /// The Nasdaq-100 fund.
  public static let qqq = SimulatedUnderlying(
    symbol: "QQQ", spot: 511, isBenchmark: false, betas: [1.24, 1.22, 1.21, 1.03],
    residualVolatility: 0.077, overnightShare: 0.38, volatilityRatio: 1.22, volatilityDamping: 0.95,
    skewFactor: 0.85, spreadScale: 1.2, yield: 0.006, dailyVolume: 4.0e7)

  /// The Russell 2000 fund.
  public static let iwm = SimulatedUnderlying(
    symbol: "IWM", spot: 221, isBenchmark: false, betas: [1.26, 1.13, 1.09, 1.06],
    residualVolatility: 0.110, overnightShare: 0.38, volatilityRatio: 1.27, volatilityDamping: 0.85,
    skewFactor: 0.75, spreadScale: 1.3, yield: 0.011, dailyVolume: 2.8e7)

  /// The long Treasury fund, whose beta wanders on its own.
  public static let tlt = SimulatedUnderlying(
    symbol: "TLT", spot: 88, isBenchmark: false, betas: [-0.15, -0.18, -0.12, -0.21],
    residualVolatility: 0.145, overnightShare: 0.52, volatilityRatio: 0.90, volatilityDamping: 0.35,
    skewFactor: 0.15, spreadScale: 1.6, yield: 0.042, dailyVolume: 3.5e7)

  /// The gold fund.
  public static let gld = SimulatedUnderlying(
    symbol: "GLD", spot: 242, isBenchmark: false, betas: [0.07, -0.08, 0.01, 0.08],
    residualVolatility: 0.145, overnightShare: 0.59, volatilityRatio: 0.85, volatilityDamping: 0.40,
    skewFactor: 0.05, spreadScale: 1.8, yield: 0, dailyVolume: 8.0e6)

  /// The universe of the built-in simulator.
  public static let standard: [SimulatedUnderlying] = [spx, qqq, iwm, tlt, gld]

  /// A known underlying by its symbol.
  public static func named(_ symbol: String) -> SimulatedUnderlying? {
    standard.first { $0.symbol == symbol }
  }

  /// A stock-like underlying for a symbol the simulator does not know, fixed by the symbol.
  public static func stock(_ symbol: String) -> SimulatedUnderlying {
    let hash = stableFraction(symbol)
    let beta = 0.8 + 0.8 * hash
    let ratio = 1.3 + 0.9 * hash
    // Its options price four trading days for it: twice a day's deviation at a level of 17 points.
    let earnings = min(max(2 * 0.84 * 0.17 * ratio / 252.0.squareRoot(), 0.04), 0.08)
    return SimulatedUnderlying(
      symbol: symbol, spot: (40 + 300 * hash).rounded(), isBenchmark: false,
      betas: [beta, beta, beta, beta], residualVolatility: 0.18 + 0.17 * hash,
      overnightShare: 0.43, volatilityRatio: ratio, volatilityDamping: 0.6,
      skewFactor: 0.5, spreadScale: 2, yield: 0.01, dailyVolume: 1e7,
      earningsMove: earnings)
  }
}

// What the last calibration says of a chain, as the detector of the surface reads it.

public import MarketData

/// An option whose volatility is off what both models say of it without it.
public struct SurfaceDivergence: Hashable, Sendable {
  /// The option.
  public var contract: OptionContract
  /// Its volatility in the last run.
  public var market: Double
  /// Heston's without it.
  public var heston: Double
  /// SABR's without it.
  public var sabr: Double
  /// Runs on end in which it was off to the same side.
  public var runs: Int

  /// Makes a divergence.
  public init(
    contract: OptionContract, market: Double, heston: Double, sabr: Double, runs: Int
  ) {
    self.contract = contract
    self.market = market
    self.heston = heston
    self.sabr = sabr
    self.runs = runs
  }

  /// The model that is nearer to the market: it says the least that is wrong.
  var model: Double { abs(heston - market) < abs(sabr - market) ? heston : sabr }
}

/// A smile as SABR was fitted to it.
public struct SurfaceSmile: Hashable, Sendable {
  /// The moment of settlement.
  public var expiration: Instant
  /// Volatility at the forward.
  public var atm: Double
  /// Correlation of forward and volatility.
  public var rho: Double
  /// Volatility of volatility.
  public var nu: Double
  /// Error of the fit, as a share of volatility.
  public var rmse: Double
  /// Options that are off both models.
  public var divergences: [SurfaceDivergence]

  /// Makes a smile.
  public init(
    expiration: Instant, atm: Double, rho: Double, nu: Double, rmse: Double,
    divergences: [SurfaceDivergence]
  ) {
    self.expiration = expiration
    self.atm = atm
    self.rho = rho
    self.nu = nu
    self.rmse = rmse
    self.divergences = divergences
  }
}

/// What the last calibration says of a chain.
public struct SurfaceCalibration: Hashable, Sendable {
  /// The moment of the quotes that it was made on.
  public var fitted: Instant
  /// Error of Heston's fit, as a share of volatility; nil when the last run gave none.
  public var hestonError: Double?
  /// The smiles that the last run has fitted, by ascending expiration.
  public var smiles: [SurfaceSmile]

  /// Makes a calibration.
  public init(fitted: Instant, hestonError: Double?, smiles: [SurfaceSmile]) {
    self.fitted = fitted
    self.hestonError = hestonError
    self.smiles = smiles
  }
}

/// When the surface is out of line (domain rules, sections f.2 and f.4).
public struct SurfaceEdgeRules: Hashable, Sendable {
  /// Difference of model and market, as a share of the market, from which an option is off.
  public var divergence = 0.10
  /// Confidence above which it is a signal.
  public var confidence = 0.6
  /// Runs on end that it must last.
  public var runs = 2
  /// Oldest calibration that says anything.
  public var age = TimeSpan.minutes(35)
  /// Fees of a contract, there and back, in points.
  public var fees = 0.013
  /// Calendar days to expiry of the term structure that is traded.
  public var termDays = 30...45
  /// Deviation of total variance from its neighbours' line, as a share, from which it is off.
  public var deviation = 0.05
  /// Differences of correlation and, as a share, of nu sqrt(T) to the neighbours' line up to which a
  /// smile is smooth.
  public var smoothness = 0.25
  /// Error of a fit, as a share of volatility, above which it says nothing.
  public var worstError = 0.10

  /// The domain's defaults.
  public init() {}
}

// Everything the detectors look at, at one moment.

public import MarketData
public import Pricing
public import Regimes
public import Volatility

/// One stored daily number of a symbol, strictly before the session.
public struct StoredMetric: Hashable, Sendable {
  /// The name, as in `dailyMetrics`.
  public var name: String
  /// Values of sessions past, oldest first.
  public var values: [Double]

  /// Makes a stored number.
  public init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }
}

/// Everything the detectors look at, at one moment.
public struct EdgeContext: Sendable {
  /// Contracts and quotes.
  public var chain: OptionChain
  /// The surface built from them.
  public var surface: VolatilitySurface
  /// Last price of the underlying.
  public var spot: Double
  /// Exchange time.
  public var time: Instant
  /// The session.
  public var session: Session
  /// Daily history strictly before the session.
  public var history: DailyHistory
  /// The session's bar so far; nil before its first price.
  public var today: PriceBar?
  /// The volatility index now, in points; nil for a symbol without one.
  public var volatilityIndex: Double?
  /// The three-month volatility index now, in points.
  public var volatilityIndex3M: Double?
  /// Scheduled events, sorted; past ones give an event's usual move.
  public var events: [MarketEvent]
  /// The regime held.
  public var regime: RegimeState
  /// The symbol's stored daily numbers.
  public var metrics: [StoredMetric]
  /// A gamma profile to use as it is; nil computes one.
  public var gammaProfile: GammaProfile?
  /// The thresholds.
  public var rules: EdgeRules
  /// The last calibration of the chain; nil before the first.
  public var calibration: SurfaceCalibration?
  /// Forecast of the next 30 days' variance, made once a session; nil when there is none.
  public var forecast: VarianceForecast?
  /// Bands of the symbol's stored numbers, made once a session.
  public var bands: [ReversionReading]

  /// Makes a context; without a forecast and bands the detectors that need them say so.
  public init(
    chain: OptionChain, surface: VolatilitySurface, spot: Double, time: Instant, session: Session,
    history: DailyHistory, today: PriceBar?, volatilityIndex: Double?, volatilityIndex3M: Double?,
    events: [MarketEvent], regime: RegimeState, metrics: [StoredMetric],
    gammaProfile: GammaProfile?, rules: EdgeRules, forecast: VarianceForecast? = nil,
    bands: [ReversionReading] = []
  ) {
    self.chain = chain
    self.surface = surface
    self.spot = spot
    self.time = time
    self.session = session
    self.history = history
    self.today = today
    self.volatilityIndex = volatilityIndex
    self.volatilityIndex3M = volatilityIndex3M
    self.events = events
    self.regime = regime
    self.metrics = metrics
    self.gammaProfile = gammaProfile
    self.rules = rules
    self.forecast = forecast
    self.bands = bands
  }

  /// The stored values of a name; empty when there are none.
  public func stored(_ name: String) -> [Double] {
    metrics.first { $0.name == name }?.values ?? []
  }

  /// Whether the detectors can say anything.
  public var isUsable: Bool { blocker == nil }

  /// Why no detector can say anything; nil when they can.
  var blocker: String? {
    guard spot > 0 else { return "spot missing" }
    if surface.verdict == .refused {
      return "chain refused: \(surface.reasons.joined(separator: "; "))"
    }
    guard !surface.slices.contains(where: { $0.atmVolatility != nil }) else { return nil }
    let stale = surface.qualityCounts[QuoteQuality.stale.index]
    let total = surface.qualityCounts.reduce(0, +)
    if 2 * stale > total { return "quotes too old: \(stale) of \(total) are stale" }
    return "no pair of strikes around a forward"
  }

  /// How well the chain is quoted: the share of quotes that are good, less degraded pairs.
  var quality: Double {
    let total = surface.qualityCounts.reduce(0, +)
    guard total > 0 else { return 0 }
    let liquid = Double(surface.qualityCounts[QuoteQuality.good.index]) / Double(total)
    let pairs = surface.slices.reduce(0) { $0 + $1.parity.pairs }
    let failures = surface.slices.reduce(0) { $0 + $1.parity.failures }
    let fit = pairs > 0 ? 1 - Double(failures) / Double(pairs) : 0
    return liquid * fit
  }
}

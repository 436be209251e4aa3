// When models are calibrated, to what, and what counts as news of it (domain rules, section f.6).

public import MarketData

/// The kind of a calibration.
public enum JobKind: String, CaseIterable, Sendable {
  /// Before the session: 08:00.
  case premarket = "CALIBRATE_PREMARKET"
  /// Within the session, every few minutes.
  case intraday = "CALIBRATE_INTRADAY"
  /// After the session, with a global search: 17:00.
  case full = "CALIBRATE_FULL"
}

/// When models are calibrated, to what, and what counts as news.
public struct CalibrationRules: Hashable, Sendable {
  /// Minutes between two calibrations of a session; zero calibrates nothing at all.
  public var minutes = 15
  /// From a request to the moment at which its result counts; live, the patience with it.
  public var budget = TimeSpan.seconds(90)
  /// Calendar days to expiry of the smiles that are fitted.
  public var days = 5...370
  /// Most expiries of one underlying, the nearest first.
  public var expiries = 8
  /// Strikes of a smile lie within so many deviations of the forward.
  public var reach = 2.0
  /// Strikes of each smile in the fit of Heston's model.
  public var hestonStrikes = 9
  /// Closes of the volatility index that a process is fitted to, at most: five years.
  public var indexDays = 1_260
  /// The exponent of SABR.
  public var beta = 0.5
  /// Change of the volatility index, as a share, from which a start is cold.
  public var warmChange = 0.05
  /// Members of the population of a cold search.
  public var population = 24
  /// Generations of a cold search.
  public var generations = 24
  /// Relative error of the fitted volatilities from which an alert is raised.
  public static let errorLimit = 0.05
  /// The error down to which a fit that missed by more has to come back, so that an alert does not flap.
  public static let errorCleared = 0.04
  /// The error beyond which a fit is none: the last good parameters stay.
  public static let errorUnusable = 0.10
  /// Runs on end that a failure or an error must last until it is worth an alert.
  public static let persistentRuns = 3
  /// Change of a parameter, as a share, that is a shift.
  public var shiftShare = 0.25
  /// Deviations of its history from which a change is a shift.
  public var shiftDeviations = 3.0
  /// Runs that a history keeps.
  public static let historyRuns = 60
  /// Runs that a deviation needs.
  public var shiftRuns = 10
  /// Difference of market and model, as a share of the market, that is kept.
  public var divergence = 0.10

  /// The domain's defaults.
  public init() {}

  /// The domain's defaults.
  public static let standard = CalibrationRules()
}

// The thresholds of the detectors (domain rules, section b).

/// Every threshold of the five detectors.
public struct EdgeRules: Hashable, Sendable {
  /// Days of stored history below which only absolute rules hold.
  public var minimumHistory = 60
  /// Days a percentile looks back.
  public var percentileWindow = 252
  /// Strength at most without history.
  public var fallbackStrength = 50
  /// Factor on short-volatility strength in panic.
  public var panicFactor = 0.6

  /// Implied over realised volatility above which volatility is rich.
  public var richRatio = 1.3
  /// The percentile it must also reach.
  public var richPercentile = 80.0
  /// The percentile it must reach in panic.
  public var panicPercentile = 95.0
  /// Implied over realised volatility under which volatility is cheap.
  public var cheapRatio = 0.9
  /// The percentile it must also be at or under.
  public var cheapPercentile = 10.0
  /// Implied volatility under which nothing is sold.
  public var minimumImplied = 0.10
  /// Realised volatility under which the ratio means nothing.
  public var minimumRealised = 0.03

  /// Slope of the term structure that is extreme, either way.
  public var extremeSlope = 0.08
  /// Days to expiry of the front.
  public var frontDays = 7...30
  /// Days to expiry of the back.
  public var backDays = 31...90
  /// Strength at most of a term-structure edge in panic.
  public var panicTermStrength = 40

  /// Days to expiry of the skew.
  public var skewDays = 15...45
  /// Normalised skew at or above this percentile is rich.
  public var richSkewPercentile = 90.0
  /// Normalised skew at or under this percentile is cheap.
  public var cheapSkewPercentile = 10.0
  /// Risk reversal that is rich without history, in volatility.
  public var richSkew = 0.10
  /// Risk reversal that is cheap without history, in volatility.
  public var cheapSkew = 0.02
  /// Change of the risk reversal in a day that counts as reverting.
  public var revertingSkew = 0.005
  /// Percentile of implied volatility above which no calls are bought.
  public var maximumCallPercentile = 75.0
  /// Widest spread of a 25-delta option, as a share of its mid.
  public var maximumSkewSpread = 0.25

  /// Calendar days ahead within which an event is looked at.
  public var eventDays = 0...10
  /// Front over ambient volatility, less one, from which an event is priced.
  public var eventPremium = 0.20
  /// Expected over past move from which an event is rich.
  public var richEvent = 1.15
  /// Expected over past move up to which an event is cheap.
  public var cheapEvent = 0.8
  /// Past events averaged.
  public var eventLookback = 8
  /// Past events needed.
  public var minimumEvents = 3

  /// Open interest from which a contract counts in the gamma book.
  public var minimumOpenInterest: Int32 = 100
  /// Sum of open interest under which there is no book.
  public var minimumOpenInterestSum = 5_000
  /// Strikes with open interest under which there is no book.
  public var minimumGammaStrikes = 10
  /// Days to expiry of the gamma book.
  public var gammaDays = 60
  /// Days to expiry of the short book, for pins.
  public var pinBookDays = 7
  /// Days to expiry within which a pin holds.
  public var pinDays = 5
  /// Distance of spot from a pin, as a share.
  public var pinZone = 0.01
  /// Distance within which the pin is in its core.
  public var pinCore = 0.005
  /// Log-moneyness beyond which a contract adds no gamma worth counting.
  public var gammaReach = 0.15

  /// When the surface is out of line.
  public var surface = SurfaceEdgeRules()

  /// The domain's defaults.
  public init() {}

  /// The domain's defaults.
  public static let standard = EdgeRules()
}

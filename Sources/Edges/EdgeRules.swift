// The thresholds of the detectors (domain rules, section b).

public import Volatility

/// Every threshold of the detectors, and which of them run.
public struct EdgeRules: Hashable, Sendable {
  /// The detectors that run, in this order.
  public var detectors: [EdgeKind] =
    EdgeKind.detected + [.flat, .carry, .timeSeries, .surface, .ou]
  /// Weight by which one side of a vote must exceed the other.
  public var voteMargin = 1.5

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
  /// The model behind the variance that is expected to come.
  public var forecast = VarianceForecastChoice.har

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
  /// The same from which the rationale calls it strong.
  public var strongEventPremium = 0.30
  /// The same from which the rationale calls it extreme.
  public var extremeEventPremium = 0.50
  /// Calendar days ahead in which an entry is best.
  public var eventEntryDays = 1...5
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
  /// Rise of the normalised skew's percentile in a day that counts as reverting.
  public var revertingPercentile = 10.0

  /// Deviation of an expiry's total variance from its neighbours' that is a kink.
  public var termKink = 0.05
  /// Days between the expiries of a calendar at least.
  public var calendarGap = 20
  /// Days to expiry in which a kink is looked for.
  public var kinkDays = 30...45

  /// Monthly carry, as a share of the option's price, from which volatility is sold.
  public var richCarry = 0.15
  /// Monthly carry down to which volatility is bought.
  public var cheapCarry = -0.05
  /// Days to expiry up to which the back itself is sold; a later one leaves the expiry to the regime.
  public var carryDays = 60
  /// The percentile the carry must reach to be sold; one hundred less it, to be bought.
  public var carryPercentile = 80.0

  /// Stored days that a process of mean reversion needs; fewer than a year of them is a fallback.
  public var reversionDays = 60
  /// Stored days from which a process of mean reversion is trusted.
  public var trustedReversionDays = customaryReversionObservations
  /// Half-lives that can be traded, in sessions.
  public var halfLives = 2.0...60.0
  /// The p-value of a random walk above which a reversion may be chance.
  public var greatestPValue = 0.05
  /// Cost of one turn of a volatility trade, as a share of volatility.
  public var volatilityCost = 0.02
  /// Cost of one turn of a pair, as a share of the price.
  public var pairCost = 0.001
  /// Discount rate a year of waiting and holding.
  public var discountRate = 0.05
  /// Stop of a pair, in long-run standard deviations from its mean.
  public var pairStop = 3.5
  /// When a pair is healthy enough for new entries.
  public var pairHealth = PairHealthRules.desk

  /// The domain's defaults.
  public init() {}

  /// The domain's defaults.
  public static let standard = EdgeRules()
}

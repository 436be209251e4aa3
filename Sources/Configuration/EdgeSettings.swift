// When a regime and a mispricing count.

extension Settings {
  /// How sure the regime must be, and how much it lets through.
  public struct RegimeRules: Hashable, Sendable {
    /// Confidence below which candidates are REVIEW only.
    public var reviewBelow = 0.40
    /// Lead over the held state that a switch needs, in confidence.
    public var switchLead = 0.10
    /// Consecutive closes a new state must lead.
    public var switchCloses = 3
    /// Closes a state is held at least.
    public var minimumDwell = 5
    /// Size multiplier in LOW_VOL_GRIND.
    public var sizeGrind = 1.0
    /// Size multiplier in HIGH_VOL_PANIC.
    public var sizePanic = 0.5
    /// Size multiplier in TREND_UP.
    public var sizeUp = 1.0
    /// Size multiplier in TREND_DOWN.
    public var sizeDown = 0.75
    /// Size multiplier in CHOP.
    public var sizeChop = 0.5

    static let fields: [SettingField] = [
      .init(
        "regimes.review_below", .number(\.regimes.reviewBelow, 0...1),
        "confidence under which all is REVIEW"),
      .init("regimes.switch_lead", .number(\.regimes.switchLead, 0...1), "lead a switch needs"),
      .init(
        "regimes.switch_closes", .integer(\.regimes.switchCloses, 1...60),
        "closes a new state must lead"),
      .init(
        "regimes.minimum_dwell", .integer(\.regimes.minimumDwell, 0...252), "closes a state is held"
      ),
      .init("regimes.size_grind", .number(\.regimes.sizeGrind, 0...1), "size in LOW_VOL_GRIND"),
      .init("regimes.size_panic", .number(\.regimes.sizePanic, 0...1), "size in HIGH_VOL_PANIC"),
      .init("regimes.size_up", .number(\.regimes.sizeUp, 0...1), "size in TREND_UP"),
      .init("regimes.size_down", .number(\.regimes.sizeDown, 0...1), "size in TREND_DOWN"),
      .init("regimes.size_chop", .number(\.regimes.sizeChop, 0...1), "size in CHOP"),
    ]
  }

  /// Thresholds of the five detectors.
  public struct EdgeRules: Hashable, Sendable {
    /// Daily values a percentile is taken over.
    public var window = 252
    /// Daily values below which only absolute rules serve.
    public var minimumHistory = 60
    /// Implied over realised from which volatility is sold.
    public var vrpShortRatio = 1.3
    /// Percentile of that ratio from which volatility is sold.
    public var vrpShortPercentile = 80.0
    /// The same percentile while the regime is HIGH_VOL_PANIC.
    public var vrpPanicPercentile = 95.0
    /// Implied over realised below which volatility is bought.
    public var vrpLongRatio = 0.9
    /// Percentile of that ratio below which volatility is bought.
    public var vrpLongPercentile = 10.0
    /// Least implied volatility that is sold.
    public var vrpMinimumIV = 0.10
    /// Slope between front and back below which the term structure is flat.
    public var slopeFlat = 0.02
    /// Slope from which the term structure is extreme.
    public var slopeExtreme = 0.08
    /// Percentile of skew from which puts are sold.
    public var skewHighPercentile = 90.0
    /// Percentile of skew below which puts are bought.
    public var skewLowPercentile = 10.0
    /// Risk reversal that counts as high without history.
    public var skewHighAbsolute = 0.10
    /// Risk reversal that counts as low without history.
    public var skewLowAbsolute = 0.02
    /// Premium of the event's expiry over ambient volatility that counts.
    public var eventPremium = 0.20
    /// Implied over usual event move from which it is sold.
    public var eventShortRatio = 1.15
    /// Implied over usual event move below which it is bought.
    public var eventLongRatio = 0.8
    /// Calendar days before an event that are watched.
    public var eventWindowDays = 10
    /// Distance from the pin strike that counts, as a share of spot.
    public var pinZone = 0.01
    /// Days to expiry within which a pin counts.
    public var pinDays = 5
    /// Open interest a contract needs to enter the gamma profile.
    public var gammaMinimumOI = 100

    static let fields: [SettingField] = vrp + term + eventAndGamma

    private static let vrp: [SettingField] = [
      .init("edges.window", .integer(\.edges.window, 20...2_520), "daily values of a percentile"),
      .init(
        "edges.minimum_history", .integer(\.edges.minimumHistory, 1...2_520),
        "values below which rules are absolute"),
      .init(
        "edges.vrp_short_ratio", .number(\.edges.vrpShortRatio, 1...10), "IV/RV to sell volatility"),
      .init(
        "edges.vrp_short_percentile", .number(\.edges.vrpShortPercentile, 50...100),
        "its percentile"),
      .init(
        "edges.vrp_panic_percentile", .number(\.edges.vrpPanicPercentile, 50...100),
        "its percentile in a panic"),
      .init(
        "edges.vrp_long_ratio", .number(\.edges.vrpLongRatio, 0.1...1), "IV/RV to buy volatility"),
      .init(
        "edges.vrp_long_percentile", .number(\.edges.vrpLongPercentile, 0...50), "its percentile"),
      .init("edges.vrp_minimum_iv", .number(\.edges.vrpMinimumIV, 0...1), "least IV that is sold"),
    ]

    private static let term: [SettingField] = [
      .init("edges.slope_flat", .number(\.edges.slopeFlat, 0...1), "term slope that is flat"),
      .init(
        "edges.slope_extreme", .number(\.edges.slopeExtreme, 0...1), "term slope that is extreme"),
      .init(
        "edges.skew_high_percentile", .number(\.edges.skewHighPercentile, 50...100),
        "skew to sell puts"),
      .init(
        "edges.skew_low_percentile", .number(\.edges.skewLowPercentile, 0...50), "skew to buy puts"),
      .init(
        "edges.skew_high_absolute", .number(\.edges.skewHighAbsolute, 0...1),
        "the same without history"),
      .init(
        "edges.skew_low_absolute", .number(\.edges.skewLowAbsolute, -1...1),
        "the same without history"),
    ]

    private static let eventAndGamma: [SettingField] = [
      .init(
        "edges.event_premium", .number(\.edges.eventPremium, 0...5), "event premium that counts"),
      .init(
        "edges.event_short_ratio", .number(\.edges.eventShortRatio, 1...10),
        "implied/usual move to sell"),
      .init(
        "edges.event_long_ratio", .number(\.edges.eventLongRatio, 0.1...1),
        "implied/usual move to buy"),
      .init(
        "edges.event_window_days", .integer(\.edges.eventWindowDays, 0...60), "days before an event"
      ),
      .init("edges.pin_zone", .number(\.edges.pinZone, 0.001...0.1), "distance from the pin"),
      .init("edges.pin_days", .integer(\.edges.pinDays, 0...30), "days to expiry of a pin"),
      .init(
        "edges.gamma_minimum_oi", .integer(\.edges.gammaMinimumOI, 0...1_000_000),
        "open interest to count"),
    ]
  }
}

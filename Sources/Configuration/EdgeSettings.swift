// When a mispricing counts.

extension Settings {
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

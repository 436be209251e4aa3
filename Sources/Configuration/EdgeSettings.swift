// When a mispricing counts.

extension Settings {
  /// Which detectors run, and their thresholds.
  public struct EdgeRules: Hashable, Sendable {
    /// Detectors that run, in this order.
    public var detectors = [
      "VRP", "TERM_STRUCTURE", "SKEW", "EVENT", "GAMMA", "FLAT", "CARRY", "TIME_SERIES", "SURFACE",
      "OU",
    ]
    /// Weight by which one side of a vote must exceed the other.
    public var voteMargin = 1.5
    /// Model of the variance that is expected: har, garch or ewma.
    public var vrpForecast = "har"
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

    /// Percentile of implied volatility above which a flat skew buys no calls.
    public var flatIVPercentile = 75.0
    /// Monthly carry, as a share of the option's price, from which volatility is sold.
    public var carryShort = 0.15
    /// Monthly carry down to which volatility is bought.
    public var carryLong = -0.05
    /// Sessions a half-life must last at least.
    public var halfLifeMin = 2.0
    /// Sessions a half-life may last at most.
    public var halfLifeMax = 60.0
    /// Greatest p-value of a random walk, and of no cointegration.
    public var reversionP = 0.05
    /// Cost of one turn of a volatility trade, as a share of volatility.
    public var volatilityCost = 0.02
    /// Cost of one turn of a pair, as a share of the price.
    public var pairCost = 0.001
    /// Stop of a pair, in long-run standard deviations.
    public var pairStop = 3.5
    /// Least correlation of a pair's daily changes.
    public var pairCorrelation = 0.5

    static let fields: [SettingField] = choice + vrp + term + eventAndGamma + reversion

    private static let choice: [SettingField] = [
      .init(
        "edges.detectors",
        .words(
          \.edges.detectors,
          [
            "VRP", "TERM_STRUCTURE", "SKEW", "EVENT", "GAMMA", "FLAT", "CARRY", "TIME_SERIES",
            "SURFACE",
            "OU",
          ]), "detectors that run"),
      .init(
        "edges.vote_margin", .number(\.edges.voteMargin, 1...10),
        "weight a side needs over the other"
      ),
      .init(
        "edges.vrp_forecast", .choice(\.edges.vrpForecast, ["har", "garch", "ewma"]),
        "model of expected variance"),
    ]

    private static let reversion: [SettingField] = [
      .init(
        "edges.flat_iv_percentile", .number(\.edges.flatIVPercentile, 0...100),
        "IV above which no calls are bought"),
      .init("edges.carry_short", .number(\.edges.carryShort, 0...2), "monthly carry to sell"),
      .init("edges.carry_long", .number(\.edges.carryLong, -2...0), "monthly carry to buy"),
      .init(
        "edges.half_life_min", .number(\.edges.halfLifeMin, 0.5...60),
        "shortest half-life, sessions"),
      .init(
        "edges.half_life_max", .number(\.edges.halfLifeMax, 1...250), "longest half-life, sessions"),
      .init(
        "edges.reversion_p", .number(\.edges.reversionP, 0.001...0.5), "p-value that may be chance"),
      .init(
        "edges.volatility_cost", .number(\.edges.volatilityCost, 0.001...0.2),
        "cost of a turn, of volatility"),
      .init(
        "edges.pair_cost", .number(\.edges.pairCost, 0.0001...0.05), "cost of a turn, of price"),
      .init("edges.pair_stop", .number(\.edges.pairStop, 1...10), "stop, standard deviations"),
      .init(
        "edges.pair_correlation", .number(\.edges.pairCorrelation, -1...1),
        "least correlation of a pair"),
    ]

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

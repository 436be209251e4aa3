// How trades are built and left, and what may be traded at what cost.

extension Settings {
  /// Strikes, expiries, least quality, and the exits.
  public struct StructureRules: Hashable, Sendable {
    /// Wing widths as shares of spot, tried in this order until the size fits.
    public var widths = [0.02, 0.01, 0.005, 0.002]
    /// Fewest days to expiry at entry.
    public var dteMin = 7
    /// Most days to expiry at entry.
    public var dteMax = 60
    /// Least credit as a multiple of width times the sum of the shorts' deltas.
    public var creditFactor = 0.6
    /// Least credit of an iron butterfly as a share of its width.
    public var ironFlyCredit = 0.45
    /// Most debit of a vertical as a share of its width.
    public var debitCap = 0.55
    /// Most debit of a calendar as a share of the back month's price.
    public var calendarCap = 0.35
    /// Most debit of a diagonal as a share of the distance between its strikes.
    public var diagonalCap = 0.75
    /// Most debit of a long butterfly as a share of its width.
    public var butterflyCap = 0.25
    /// Share of the credit at which profit is taken.
    public var profitTarget = 0.50
    /// The same for an iron butterfly.
    public var ironFlyTarget = 0.25
    /// Share of the max profit at which a debit trade is closed.
    public var debitTarget = 0.70
    /// Loss as a multiple of the credit at which a trade is stopped; 0 is no stop.
    public var stopMultiple = 2.0
    /// Days to expiry at which a credit trade is closed.
    public var closeDTE = 21
    /// Days to expiry at which a debit trade is closed.
    public var debitCloseDTE = 7
    /// Minutes that a regime which does not allow a trade is held before it is closed; 0 is never.
    public var regimeExit = 30

    static let fields: [SettingField] = entry + quality + exits

    private static let entry: [SettingField] = [
      .init(
        "structures.widths", .numbers(\.structures.widths, 0.0005...0.2, count: 1...8),
        "wing widths, shares of spot"),
      .init("structures.dte_min", .integer(\.structures.dteMin, 0...730), "fewest days to expiry"),
      .init("structures.dte_max", .integer(\.structures.dteMax, 1...730), "most days to expiry"),
    ]

    private static let quality: [SettingField] = [
      .init(
        "structures.credit_factor", .number(\.structures.creditFactor, 0...2),
        "least credit / (width x deltas)"),
      .init(
        "structures.iron_fly_credit", .number(\.structures.ironFlyCredit, 0...1),
        "least credit / width"),
      .init("structures.debit_cap", .number(\.structures.debitCap, 0...1), "most debit / width"),
      .init(
        "structures.calendar_cap", .number(\.structures.calendarCap, 0...1),
        "most debit / back month"),
      .init(
        "structures.diagonal_cap", .number(\.structures.diagonalCap, 0...1),
        "most debit / strike gap"),
      .init(
        "structures.butterfly_cap", .number(\.structures.butterflyCap, 0...1), "most debit / width"),
    ]

    private static let exits: [SettingField] = [
      .init(
        "structures.profit_target", .number(\.structures.profitTarget, 0.05...1),
        "share of credit to take"),
      .init(
        "structures.iron_fly_target", .number(\.structures.ironFlyTarget, 0.05...1),
        "the same, iron butterfly"),
      .init(
        "structures.debit_target", .number(\.structures.debitTarget, 0.05...1),
        "share of max profit, debit trade"),
      .init(
        "structures.stop_multiple", .number(\.structures.stopMultiple, 0...20),
        "loss / credit to stop, 0 off"),
      .init(
        "structures.close_dte", .integer(\.structures.closeDTE, 0...365), "days to expiry to close"),
      .init(
        "structures.debit_close_dte", .integer(\.structures.debitCloseDTE, 0...365),
        "the same, debit trade"),
      .init(
        "structures.regime_exit", .integer(\.structures.regimeExit, 0...10_000),
        "minutes of a regime against it, 0 off"),
    ]
  }

  /// Which contracts may be traded.
  public struct Liquidity: Hashable, Sendable {
    /// A set of thresholds.
    public struct Tier: Hashable, Sendable {
      /// Least open interest.
      public var openInterest: Int
      /// Least volume of a session.
      public var volume: Int
      /// Most bid-ask spread as a share of the mid.
      public var spread: Double
    }
    /// Thresholds on paper.
    public var paper = Tier(openInterest: 50, volume: 10, spread: 0.08)
    /// Bid-ask spread that is always narrow enough, $.
    public var spreadFloor = 0.05
  }

  /// What a fill costs.
  public struct Costs: Hashable, Sendable {
    /// Fee a contract, $.
    public var fee = 0.65
  }

  /// How old or worse an approved candidate may be.
  public struct Approvals: Hashable, Sendable {
    /// Age beyond which an approval is refused, seconds of exchange time.
    public var staleS = 120
    /// How much worse the net may be, as a share; two ticks are always forgiven.
    public var worseShare = 0.10
  }

  static let tradingFields: [SettingField] = [
    .init(
      "liquidity.paper.open_interest", .integer(\.liquidity.paper.openInterest, 0...1_000_000),
      "least open interest"),
    .init(
      "liquidity.paper.volume", .integer(\.liquidity.paper.volume, 0...1_000_000), "least volume"),
    .init(
      "liquidity.paper.spread", .number(\.liquidity.paper.spread, 0.001...2), "most spread / mid"),
    .init(
      "liquidity.spread_floor", .number(\.liquidity.spreadFloor, 0...5),
      "spread that always passes, $"),
    .init("costs.fee", .number(\.costs.fee, 0...100), "fee a contract, $"),
    .init(
      "approvals.stale_s", .integer(\.approvals.staleS, 1...3_600), "age an approval may have, s"),
    .init(
      "approvals.worse_share", .number(\.approvals.worseShare, 0...1), "share the net may be worse"),
  ]
}

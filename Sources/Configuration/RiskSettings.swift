// Limits of the book and order rates.
//
// The numbers are those of the risk rules: 1 % a trade and 10 % in total of proven max loss;
// 3 % a day and 5 % a week block new risk; 15 % below the peak latches the kill switch.

extension Settings {
  /// Limits of the book, as shares of equity unless named otherwise.
  public struct RiskLimits: Hashable, Sendable {
    /// Most max loss of one trade.
    public var perTrade = 0.01
    /// Most max loss of all open trades together.
    public var total = 0.10
    /// Most max loss opened in a session while the regime is HIGH_VOL_PANIC.
    public var panicTotal = 0.03
    /// Loss since the session's open that blocks new risk.
    public var dailyLoss = 0.03
    /// Loss since the week's first open that blocks new risk.
    public var weeklyLoss = 0.05
    /// Fall from the peak that latches the kill switch.
    public var drawdown = 0.15
    /// Worst loss allowed in a stress cell.
    public var stress = 0.10
    /// Most contracts of one trade.
    public var maxContracts = 50
    /// Most trades open at once.
    public var maxOpen = 10
    /// Most of the open risk in one underlying, as a share of the total budget.
    public var underlyingShare = 0.30
    /// Most of the open risk in one expiry week, as a share of the total budget.
    public var expiryShare = 0.40
    /// Most of the open risk in one cluster, as a share of the total budget.
    public var clusterShare = 0.50
    /// Most beta-weighted dollar delta.
    public var delta = 0.50
    /// Most dollar gamma for a move of one percent.
    public var gamma = 0.01
    /// Most vega for one vol point.
    public var vega = 0.01
    /// Most theta paid in a day.
    public var theta = 0.002
    /// Most new trades of one symbol in a day.
    public var newPerSymbol = 1
    /// Sessions a symbol rests after a stop.
    public var symbolCooldownDays = 10
    /// Sessions a cluster rests after a stop.
    public var clusterCooldownDays = 5

    /// Limits that are off until they are set.
    public var optional = OptionalLimits()

    static let fields: [SettingField] = shares + counts + greeks + OptionalLimits.fields

    private static let shares: [SettingField] = [
      .init("risk.per_trade", .number(\.risk.perTrade, 0...0.2), "max loss of one trade"),
      .init("risk.total", .number(\.risk.total, 0...1), "max loss of all open trades"),
      .init(
        "risk.panic_total", .number(\.risk.panicTotal, 0...1),
        "max loss opened in a session of panic"),
      .init(
        "risk.daily_loss", .number(\.risk.dailyLoss, 0.001...0.5),
        "loss in a day that blocks new risk"),
      .init(
        "risk.weekly_loss", .number(\.risk.weeklyLoss, 0.001...0.5),
        "loss in a week that blocks new risk"),
      .init(
        "risk.drawdown", .number(\.risk.drawdown, 0.01...0.9),
        "fall from the peak that latches the kill"),
      .init("risk.stress", .number(\.risk.stress, 0.01...1), "worst loss in a stress cell"),
      .init(
        "risk.underlying_share", .number(\.risk.underlyingShare, 0.01...1),
        "share of risk in an underlying"),
      .init(
        "risk.expiry_share", .number(\.risk.expiryShare, 0.01...1),
        "share of risk in an expiry week"),
      .init(
        "risk.cluster_share", .number(\.risk.clusterShare, 0.01...1), "share of risk in a cluster"),
    ]

    private static let counts: [SettingField] = [
      .init(
        "risk.max_contracts", .integer(\.risk.maxContracts, 1...10_000), "contracts of one trade"),
      .init("risk.max_open", .integer(\.risk.maxOpen, 1...1_000), "trades open at once"),
      .init(
        "risk.new_per_symbol", .integer(\.risk.newPerSymbol, 1...100),
        "new trades of a symbol in a day"),
      .init(
        "risk.symbol_cooldown_days", .integer(\.risk.symbolCooldownDays, 0...365),
        "sessions a symbol rests after a stop"),
      .init(
        "risk.cluster_cooldown_days", .integer(\.risk.clusterCooldownDays, 0...365),
        "sessions a cluster rests after a stop"),
    ]

    private static let greeks: [SettingField] = [
      .init("risk.delta", .number(\.risk.delta, 0...10), "beta-weighted dollar delta"),
      .init("risk.gamma", .number(\.risk.gamma, 0...1), "dollar gamma for a 1 % move"),
      .init("risk.vega", .number(\.risk.vega, 0...1), "vega for one vol point"),
      .init("risk.theta", .number(\.risk.theta, 0...1), "theta paid in a day"),
    ]
  }

  /// Limits that are off at zero.
  public struct OptionalLimits: Hashable, Sendable {
    /// Annual volatility of the book, of equity.
    public var volatility = 0.0
    /// Value at risk of one session at 95 %, of equity.
    public var var95 = 0.0
    /// Fall from the peak.
    public var drawdown = 0.0
    /// Max loss of one trade, of equity.
    public var position = 0.0
    /// Max loss of one cluster, of equity.
    public var sector = 0.0
    /// Beta-weighted delta, $.
    public var delta = 0.0
    /// What gamma makes or loses for 1 % of the benchmark, $.
    public var gamma = 0.0
    /// Vega for one vol point, $.
    public var vega = 0.0

    static let fields: [SettingField] = [
      .init(
        "risk.optional.volatility", .number(\.risk.optional.volatility, 0...10),
        "annual volatility of the book; 0 is off"),
      .init(
        "risk.optional.var_95", .number(\.risk.optional.var95, 0...1),
        "one-session VaR at 95 %; 0 is off"),
      .init(
        "risk.optional.drawdown", .number(\.risk.optional.drawdown, 0...1),
        "fall from the peak; 0 is off"),
      .init(
        "risk.optional.position", .number(\.risk.optional.position, 0...1),
        "max loss of a trade, of equity; 0 is off"),
      .init(
        "risk.optional.sector", .number(\.risk.optional.sector, 0...1),
        "max loss of a cluster, of equity; 0 is off"),
      .init(
        "risk.optional.delta", .number(\.risk.optional.delta, 0...1e12),
        "beta-weighted delta, $; 0 is off"),
      .init(
        "risk.optional.gamma", .number(\.risk.optional.gamma, 0...1e12),
        "gamma for a 1 % move, $; 0 is off"),
      .init(
        "risk.optional.vega", .number(\.risk.optional.vega, 0...1e12),
        "vega for a vol point, $; 0 is off"),
    ]
  }

  /// Rates that hold orders back or latch the kill switch.
  public struct Throttle: Hashable, Sendable {
    /// Orders in a second before further ones are refused.
    public var ordersPerSecond = 5
    /// Orders in a minute before further ones are refused.
    public var ordersPerMinute = 30
    /// Orders in a day before further ones are refused.
    public var ordersPerDay = 500
    /// Refused orders in a minute that latch the kill switch.
    public var rejectsPerMinute = 10
    /// Orders of one detector in a minute that latch the kill switch.
    public var repeatsPerMinute = 5
    /// Seconds from engaging the kill switch until it may be released.
    public var resumeWaitS = 60

    static let fields: [SettingField] = [
      .init(
        "throttle.orders_per_second", .integer(\.throttle.ordersPerSecond, 1...1_000),
        "orders in a second"),
      .init(
        "throttle.orders_per_minute", .integer(\.throttle.ordersPerMinute, 1...10_000),
        "orders in a minute"),
      .init(
        "throttle.orders_per_day", .integer(\.throttle.ordersPerDay, 1...1_000_000),
        "orders in a day"),
      .init(
        "throttle.rejects_per_minute", .integer(\.throttle.rejectsPerMinute, 1...10_000),
        "refusals in a minute that latch the kill"),
      .init(
        "throttle.repeats_per_minute", .integer(\.throttle.repeatsPerMinute, 1...10_000),
        "orders of one detector in a minute that latch the kill"),
      .init(
        "throttle.resume_wait_s", .integer(\.throttle.resumeWaitS, 60...86_400),
        "seconds from kill to release"),
    ]
  }
}

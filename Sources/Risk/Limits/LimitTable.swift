// Every limit that the command `limit NAME VALUE` can move, by the name that breaches carry.
//
// A value is in the unit of the setting: a share, a count, seconds or dollars. Every limit is an
// upper bound, so less is tighter. An optional limit that is off counts as unbounded: setting it
// tightens, and switching it off again loosens.

/// A limit that can be moved while the desk runs.
public struct LimitRow: Sendable {
  /// Its name, as in a breach.
  public let name: String
  /// The setting it starts from, as `risk.vega`; nil for a limit without one.
  public let setting: String?
  /// The values it may be given.
  public let range: ClosedRange<Double>
  /// Whether only whole numbers are allowed.
  public let isWhole: Bool
  /// Whether it may be switched off.
  public let isOptional: Bool
  private let read: @Sendable (RiskLimits) -> Double
  private let write: @Sendable (inout RiskLimits, Double) -> Void

  /// The bound in some limits; infinite while an optional limit is off.
  public func value(in limits: RiskLimits) -> Double { read(limits) }

  /// Puts a bound into limits; infinity switches an optional limit off.
  public func set(_ value: Double, in limits: inout RiskLimits) { write(&limits, value) }

  /// Whether a value is one that the limit can have; infinity is off.
  public func allows(_ value: Double) -> Bool {
    if value == .infinity { return isOptional }
    return range.contains(value) && (!isWhole || value.rounded() == value)
  }

  /// The row of a name; nil for none.
  public static func named(_ name: String) -> LimitRow? { all.first { $0.name == name } }

  /// Every row, in the order of the risk settings.
  public static let all: [LimitRow] = shares + sensitivities + counts + optional

  private typealias Place<Value> = any WritableKeyPath<RiskLimits, Value> & Sendable

  private static func share(
    _ name: String, _ setting: String?, _ path: Place<Double>, _ most: Double = 1
  ) -> LimitRow {
    LimitRow(
      name: name, setting: setting, range: 0...most, isWhole: false, isOptional: false,
      read: { $0[keyPath: path] }, write: { $0[keyPath: path] = $1 })
  }

  private static func count(_ name: String, _ setting: String?, _ path: Place<Int>) -> LimitRow {
    LimitRow(
      name: name, setting: setting, range: 0...1_000_000, isWhole: true, isOptional: false,
      read: { Double($0[keyPath: path]) }, write: { $0[keyPath: path] = Int($1) })
  }

  private static func option(
    _ name: String, _ setting: String, _ path: Place<Double?>, _ most: Double = 1
  ) -> LimitRow {
    LimitRow(
      name: name, setting: setting, range: 0...most, isWhole: false, isOptional: true,
      read: { $0[keyPath: path] ?? .infinity },
      write: { $0[keyPath: path] = $1.isFinite ? $1 : nil })
  }

  private static let shares: [LimitRow] = [
    share("trade_max_loss", "risk.per_trade", \.tradeLoss),
    share("total_max_loss", "risk.total", \.totalLoss),
    share("panic_max_loss", "risk.panic_total", \.panicRiskToday),
    share("daily_loss", "risk.daily_loss", \.dailyLoss),
    share("weekly_loss", "risk.weekly_loss", \.weeklyLoss),
    share("drawdown", "risk.drawdown", \.drawdown),
    share("worst_stress", "risk.stress", \.stressLoss),
    share("underlying_max_loss", "risk.underlying_share", \.underlyingShare),
    share("expiry_week_max_loss", "risk.expiry_share", \.expiryWeekShare),
    share("cluster_max_loss", "risk.cluster_share", \.clusterShare),
    share("margin", nil, \.margin),
  ]

  private static let sensitivities: [LimitRow] = [
    share("delta_dollars", "risk.delta", \.deltaDollars, 10),
    share("gamma_dollars", "risk.gamma", \.gammaDollars),
    share("vega", "risk.vega", \.vega),
    share("theta", "risk.theta", \.theta),
  ]

  private static let counts: [LimitRow] = [
    count("max_contracts", "risk.max_contracts", \.maximumContracts),
    count("open_structures", "risk.max_open", \.maximumOpen),
    count("new_per_symbol_day", "risk.new_per_symbol", \.newPerSymbolDay),
    share("max_notional", nil, \.notional, 1_000),
    share("collar_model", nil, \.collarModel),
    share("collar_quote", nil, \.collarHalfSpreads, 10),
    count("orders_second", "throttle.orders_per_second", \.throttle.second),
    count("orders_minute", "throttle.orders_per_minute", \.throttle.minute),
    count("orders_day", "throttle.orders_per_day", \.throttle.day),
  ]

  private static let optional: [LimitRow] = [
    option("optional_volatility", "risk.optional.volatility", \.optional.volatility, 10),
    option("optional_var_95", "risk.optional.var_95", \.optional.valueAtRisk),
    option("optional_drawdown", "risk.optional.drawdown", \.optional.drawdown),
    option("optional_position", "risk.optional.position", \.optional.positionShare),
    option("optional_sector", "risk.optional.sector", \.optional.sectorShare),
    option("optional_delta", "risk.optional.delta", \.optional.delta, 1e12),
    option("optional_gamma", "risk.optional.gamma", \.optional.gamma, 1e12),
    option("optional_vega", "risk.optional.vega", \.optional.vega, 1e12),
  ]
}

/// What a trader changed of one limit while the desk runs.
public struct LimitChange: Hashable, Sendable {
  /// The limit.
  public var name: String
  /// A tighter bound that holds until it is loosened; nil for none.
  public var tightened: Double?
  /// A wider bound that holds to the end of the session; nil for none.
  public var loosened: Double?

  /// Makes a change.
  public init(name: String, tightened: Double?, loosened: Double?) {
    self.name = name
    self.tightened = tightened
    self.loosened = loosened
  }
}

extension RiskLimits {
  /// The limits in force: those of the settings with the changes of the running desk.
  ///
  /// A tightening never widens: were the settings made tighter since, they count.
  public func changed(by changes: [LimitChange]) -> RiskLimits {
    var limits = self
    for change in changes {
      guard let row = LimitRow.named(change.name) else { continue }
      var value = row.value(in: self)
      if let tightened = change.tightened { value = min(value, tightened) }
      if let loosened = change.loosened { value = loosened }
      row.set(value, in: &limits)
    }
    return limits
  }
}

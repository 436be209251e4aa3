// When a delta asks for a hedge, and what the no-trade band rests on.

extension Settings {
  /// When a delta asks for a hedge.
  public struct Hedging: Hashable, Sendable {
    /// How the no-trade band is found: fixed, or that of Whalley and Wilmott.
    public var band = "fixed"
    /// Half-width of the fixed band in shares.
    public var delta = 100.0
    /// Gamma in shares a point beyond which an alert is due.
    public var gamma = 50.0
    /// Cost of trading shares, as a share of their value.
    public var cost = 0.0002
    /// Absolute risk aversion a dollar.
    public var riskAversion = 1e-5

    static let fields: [SettingField] = [
      .init(
        "hedging.band", .choice(\.hedging.band, ["fixed", "whalley_wilmott"]),
        "how the no-trade band of delta is found"),
      .init(
        "hedging.delta", .number(\.hedging.delta, 1...1e9), "half-width of a fixed band, shares"),
      .init(
        "hedging.gamma", .number(\.hedging.gamma, 0.01...1e9),
        "gamma of an alert, shares a point"),
      .init(
        "hedging.cost", .number(\.hedging.cost, 0...0.1), "cost of trading shares, of their value"),
      .init(
        "hedging.risk_aversion", .number(\.hedging.riskAversion, 1e-9...1),
        "absolute risk aversion a dollar"),
    ]
  }
}

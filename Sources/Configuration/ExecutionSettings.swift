// How orders live and fill, and what they are reckoned to cost.

extension Settings {
  /// Time in force, fills, the cost estimate and its alert.
  public struct Execution: Hashable, Sendable {
    /// How long an approved order lives: DAY, IOC or GTC.
    public var timeInForce = "DAY"
    /// Prices of fills: SHARE of the half-spread, or WORST, the far side.
    public var fills = "SHARE"
    /// Most of a leg's volume so far that an order may be; 0 is no such cap.
    public var volumeShare = 0.0
    /// Factor of the square-root impact.
    public var impact = 0.7
    /// Minutes from a decision to its fill.
    public var delayMinutes = 1.0
    /// Slippage that raises an alert, as a share of the net at mids.
    public var slippageAlert = 0.02
    /// Whether a candidate whose edge is under its cost is PASS.
    public var dropUnderCost = true
    /// Seconds in which a limit moves from three tenths of the spread to its far side; 0 is at once.
    public var patience = 0.0
    /// How often an opening that was not filled in that time begins anew.
    public var retries = 3
    /// How an order in shares is cut: TWAP or VWAP.
    public var shares = "TWAP"

    static let fields: [SettingField] = [
      .init(
        "execution.tif", .choice(\.execution.timeInForce, ["DAY", "IOC", "GTC"]),
        "how long an approved order lives"),
      .init(
        "execution.fills", .choice(\.execution.fills, ["SHARE", "WORST"]),
        "share of the half-spread, or far side"),
      .init(
        "execution.volume_share", .number(\.execution.volumeShare, 0...1),
        "most of a leg's volume, 0 off"),
      .init("execution.impact", .number(\.execution.impact, 0...5), "factor of the impact"),
      .init(
        "execution.delay_minutes", .number(\.execution.delayMinutes, 0...390),
        "from decision to fill"),
      .init(
        "execution.slippage_alert", .number(\.execution.slippageAlert, 0.001...10),
        "share of the net that is told"),
      .init(
        "execution.drop_under_cost", .flag(\.execution.dropUnderCost),
        "PASS when the edge is under its cost"),
      .init(
        "execution.patience_s", .number(\.execution.patience, 0...23_400),
        "seconds from near to far side, 0 off"),
      .init("execution.retries", .integer(\.execution.retries, 0...20), "attempts after the first"),
      .init(
        "execution.shares", .choice(\.execution.shares, ["TWAP", "VWAP"]),
        "how an order in shares is cut"),
    ]
  }
}

// Interest on cash, and what is done about options that end in shares.

extension Settings {
  /// What the ledger adds by itself.
  public struct Ledger: Hashable, Sendable {
    /// Whether cash bears interest, act/360 at the session's rate.
    public var cashInterest = false

    static let fields: [SettingField] = [
      .init(
        "ledger.cash_interest", .flag(\.ledger.cashInterest), "interest on cash, act/360")
    ]
  }

  /// The last day of options on shares.
  public struct Settlement: Hashable, Sendable {
    /// Distance from a short strike, as a share of spot, that is left before it expires; 0 is none.
    public var pinBand = 0.005

    static let fields: [SettingField] = [
      .init(
        "settlement.pin_band", .number(\.settlement.pinBand, 0...0.1),
        "nearest short strike at expiry")
    ]
  }

  /// Exits that no target or stop asks for.
  public struct Exits: Hashable, Sendable {
    /// Whether a short call is closed on the eve of an ex-dividend date that makes its exercise pay.
    public var assignmentGuard = true

    static let fields: [SettingField] = [
      .init(
        "exits.assignment_guard", .flag(\.exits.assignmentGuard), "close calls before ex-dividend")
    ]
  }
}

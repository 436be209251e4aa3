// How the regime's numbers are read.

extension Settings {
  /// The reading of the regime.
  public struct RegimeRules: Hashable, Sendable {
    /// Estimator of R5, R20 and R60: close, of returns alone, or yang_zhang, of whole bars.
    public var volatility = "close"

    static let fields: [SettingField] = [
      .init(
        "regime.volatility", .choice(\.regime.volatility, ["close", "yang_zhang"]),
        "estimator of R5, R20 and R60")
    ]
  }
}

// When models are fitted to the chains.

extension Settings {
  /// When models are fitted to the chains.
  public struct Calibration: Hashable, Sendable {
    /// Minutes between two calibrations of a session; zero fits no model.
    public var minutes = 15
    /// Most expiries of one underlying.
    public var expiries = 8

    static let fields: [SettingField] = [
      .init(
        "calibration.minutes", .integer(\.calibration.minutes, 0...390),
        "minutes between calibrations, 0 for none"),
      .init(
        "calibration.expiries", .integer(\.calibration.expiries, 2...40),
        "most expiries of an underlying"),
    ]
  }
}

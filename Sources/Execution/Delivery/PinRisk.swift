// A short strike so near the price at expiry that nobody knows whether shares will be delivered.

public import MarketData

/// When a position is left for fear of delivery.
public struct PinRisk: Hashable, Sendable {
  /// Distance of the price from the strike, as a share of the price, that is too near; zero is none.
  public var band: Double
  /// How long before the close of the last session a position in the band is closed.
  public var lead: TimeSpan

  /// Makes rules.
  public init(band: Double, lead: TimeSpan) {
    self.band = band
    self.lead = lead
  }

  /// Half a percent, and half an hour: 15:30, or 12:30 on a half day.
  public static let standard = PinRisk(band: 0.005, lead: .minutes(30))

  /// Whether a price is in the band of a strike; a price that is no number is.
  public func isNear(_ strike: Money, spot: Double) -> Bool {
    guard band > 0 else { return false }
    guard spot.isFinite, spot > 0 else { return true }
    return abs(spot - strike.dollars) <= band * spot
  }
}

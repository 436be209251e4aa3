// What the desk does about options that end in shares.

public import Execution
import MarketData

/// What the desk does about options that end in shares.
public struct DeliveryRules: Hashable, Sendable {
  /// When a short strike is too near the price on the day it expires.
  public var pin: PinRisk
  /// Whether a short call is left on the eve of an ex-dividend date that makes its exercise likely.
  public var guardsAssignment: Bool

  /// Makes rules.
  public init(pin: PinRisk, guardsAssignment: Bool) {
    self.pin = pin
    self.guardsAssignment = guardsAssignment
  }

  /// Half a percent from half an hour before the close, and the guard on.
  public static let standard = DeliveryRules(pin: .standard, guardsAssignment: true)

  /// Minutes after the open over which delivered shares are sold or bought back, one slice each.
  static let saleMinutes = 15
  /// How far a slice may be from an equal one.
  static let sliceJitter = 0.2
  /// The largest share of the day's volume so far that a sale may be.
  static let participation = 0.10
}

/// The alerts about shares and strikes.
enum DeliveryAlert {
  /// Shares that are held.
  static func shares(_ position: Int) -> String { "shares P\(position)" }
  /// A short strike that expires today into shares.
  static func pin(_ position: Int) -> String { "pin P\(position)" }
  /// A short that may be assigned early.
  static func assignment(_ position: Int) -> String { "assignment P\(position)" }
  /// What the end of a position clears.
  static func metrics(of position: Int) -> [String] {
    [shares(position), pin(position), assignment(position)]
  }
}

// What hedging the delta of one underlying would take: a signal, never an order.
//
// The desk holds no naked shares, and an index has none: what is said of shares is said of a vertical
// of about the same delta too.

import Glibc
import MarketData
public import Risk
public import Structures

/// The delta of one underlying against its no-trade band.
public struct HedgeReading: Hashable, Sendable {
  /// The symbol.
  public var underlying: String
  /// Price of it.
  public var spot: Double
  /// Shares.
  public var delta: Double
  /// Shares a point.
  public var gamma: Double
  /// Half the width of the no-trade band in shares.
  public var halfWidth: Double
  /// Shares to trade, negative for selling; zero inside the band.
  public var trade: Double
  /// What that trade would cost in dollars.
  public var cost: Double
  /// Whether gamma is beyond its bound.
  public var isGammaHigh: Bool

  /// Whether the delta is beyond the band.
  public var isDue: Bool { trade != 0 }

  /// Delta after the trade, in shares.
  public var residual: Double { delta + trade }

  /// The listed vertical that would trade it; nil when none was looked for or found.
  public var vertical: HedgeVertical?

  /// How many such verticals trade about the same delta; nil without one.
  public var verticals: Int? {
    vertical.map { max(1, Int((abs(trade) / abs($0.delta)).rounded())) }
  }

  /// Reads the delta of one underlying.
  ///
  /// - Parameters:
  ///   - underlying: The symbol.
  ///   - spot: Its price, above zero.
  ///   - greeks: Net Greeks of the book on it.
  ///   - discount: Discount factor to the last expiry.
  ///   - wasDue: Whether a hedge was due before: one that was ends only a tenth inside the band.
  ///   - rules: When a hedge is due.
  public init(
    _ underlying: String, spot: Double, greeks: PositionGreeks, discount: Double,
    wasDue: Bool = false, rules: HedgeRules
  ) {
    self.underlying = underlying
    self.spot = spot
    delta = greeks.delta
    gamma = greeks.gamma
    halfWidth = rules.halfWidth(gamma: greeks.gamma, spot: spot, discount: discount)
    isGammaHigh = abs(greeks.gamma) > rules.gamma
    let bound = wasDue ? 0.9 * halfWidth : halfWidth
    guard abs(delta) > bound else {
      trade = 0
      cost = 0
      return
    }
    let target = rules.band == .fixed ? 0 : min(abs(delta), halfWidth)
    trade = (delta > 0 ? -1 : 1) * max(1, (abs(delta) - target).rounded())
    cost = abs(trade) * spot * rules.cost
  }

  /// What to do, in words.
  public var advice: String { adviceParts.joined(separator: " ") }

  /// The same in parts that each fit a line of a narrow screen: the shares, then the verticals.
  public var adviceParts: [String] {
    guard isDue else {
      return [
        isGammaHigh ? "gamma is high: the delta will not stay where it is" : "inside the band"
      ]
    }
    let side = trade < 0 ? "sell" : "buy"
    return [
      "\(side) \(Int(abs(trade))) share-equivalents; the desk holds no shares:", verticalAdvice,
    ]
  }

  private var verticalAdvice: String {
    guard let vertical, let count = verticals else {
      return (trade < 0 ? "PUT_DEBIT or BEAR_CALL" : "CALL_DEBIT or BULL_PUT")
        + " verticals would"
    }
    let each = Int(abs(vertical.delta).rounded())
    return "about \(count) x \(vertical.kind.rawValue) \(vertical.long) / "
      + "\(vertical.short.strike) of \(each) share\(each == 1 ? "" : "s") each"
  }
}

/// Reads the delta of every underlying of a book, in the order in which they come.
///
/// A structure with a leg that cannot be priced makes its underlying unreadable, and it is left out.
///
/// - Parameters:
///   - structures: What is held.
///   - due: Underlyings for which a hedge was due before.
///   - rules: When a hedge is due.
/// - Returns: One reading an underlying.
public func hedgeReadings(
  of structures: [StructureRisk], due: [String] = [], rules: HedgeRules
) -> [HedgeReading] {
  var names: [String] = []
  for structure in structures where !names.contains(structure.underlying) {
    names.append(structure.underlying)
  }
  return names.compactMap { name in
    let legs = structures.flatMap { $0.underlying == name ? $0.exposedLegs : [] }
    guard let spot = legs.first?.spot, legs.allSatisfy(\.isPriceable) else { return nil }
    let discount = legs.max { $0.years < $1.years }?.discount ?? 1
    return HedgeReading(
      name, spot: spot, greeks: positionGreeks(of: legs), discount: discount,
      wasDue: due.contains(name), rules: rules)
  }
}

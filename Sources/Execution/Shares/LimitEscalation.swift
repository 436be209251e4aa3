// The limit of a patient order: it starts near its own side and ends at the far one.
//
// Domain rules f.9: 0.3, 0.5, 0.7 and 1.0 of the spread, a quarter of the time each; 300 seconds and
// three retries. The limit is rounded to the tick in our favour; what it fills at is the fill model's.

public import MarketData

/// How long an order waits, and how often it is sent again.
public struct OrderPatience: Hashable, Sendable {
  /// Seconds that one attempt may take.
  public var timeout: Double
  /// Attempts after the first.
  public var retries: Int

  /// Makes rules.
  public init(timeout: Double, retries: Int) {
    self.timeout = timeout
    self.retries = retries
  }

  /// 300 seconds and three retries.
  public static let standard = OrderPatience(timeout: 300, retries: 3)

  /// Where an order stands some time after it was sent first.
  public enum Stage: Hashable, Sendable {
    /// The attempt, from 1, and the share of the spread that its limit gives up.
    case working(attempt: Int, spreadShare: Double)
    /// Every attempt has had its time.
    case givenUp
  }

  /// The stage at an age in seconds.
  ///
  /// An age that is no number, or rules without time, give up.
  public func stage(at age: Double) -> Stage {
    guard age >= 0, age.isFinite, timeout > 0, timeout.isFinite else { return .givenUp }
    let attempt = (age / timeout).rounded(.down)
    guard attempt <= Double(max(0, retries)) else { return .givenUp }
    let elapsed = age / timeout - attempt
    return .working(attempt: Int(attempt) + 1, spreadShare: escalation(elapsed))
  }
}

/// The share of the spread that a limit gives up, by the share of its time that has passed.
public func escalation(_ elapsed: Double) -> Double {
  switch elapsed {
  case ..<0.25: 0.3
  case ..<0.5: 0.5
  case ..<0.75: 0.7
  default: 1.0
  }
}

/// A limit inside the spread, rounded to the tick in our favour.
///
/// - Parameters:
///   - bid: Best bid.
///   - ask: Best ask, at or above the bid.
///   - isSale: True when something is sold.
///   - spreadShare: Share of the spread given up: 0 at our own side, 1 at the far one.
///   - ticks: Price increments.
/// - Returns: Bid plus the share for a purchase, rounded down; ask minus it for a sale, rounded up.
public func escalatedLimit(
  bid: Money, ask: Money, isSale: Bool, spreadShare: Double, ticks: TickSchedule
) -> Money {
  let spread = Double(ask.units - bid.units)
  let share = min(max(spreadShare, 0), 1)
  let exact = isSale ? Double(ask.units) - share * spread : Double(bid.units) + share * spread
  let tick = Double(ticks.tick(at: Money(units: Int64(exact))).units)
  // Rounding noise under a thousandth of a tick must not move a limit by a whole one.
  let steps =
    isSale ? (exact / tick - 1e-3).rounded(.up) : (exact / tick + 1e-3).rounded(.down)
  return min(max(Money(units: Int64(steps * tick)), bid), ask)
}

// What keeps a chain at the edge of a verdict from changing it every minute.
//
// Overnight and around auctions market makers take one side of many quotes away and bring it back
// within the minute. A verdict gets worse at once; it gets better only at three quarters of the
// share that made it worse, and a refused chain is looked at again on the five-minute grid. What is
// held is an event, so a resumed run holds the same.

import MarketData
import Pricing

/// Holds a verdict that was written.
struct VerdictHysteresis {
  /// The verdict written last; nil before the first.
  let held: ChainVerdict?

  /// Share of a limit at which the verdict it led to is left.
  private static let release = 0.75

  /// Lowers the limits whose verdict stands, so that a chain has to be clearly under them.
  func tighten(_ rules: inout SurfaceRules) {
    guard held == .degraded || held == .refused else { return }
    rules.degradedDrop *= VerdictHysteresis.release
    rules.degradedParity *= VerdictHysteresis.release
    guard held == .refused else { return }
    rules.refusedDrop *= VerdictHysteresis.release
    rules.refusedParity *= VerdictHysteresis.release
  }

  /// Keeps a refused chain refused between the minutes of the five-minute grid.
  func hold(_ surface: inout VolatilitySurface) {
    guard held == .refused, surface.verdict != .refused,
      NewYorkTime.wall(surface.time).minuteOfDay % 5 != 0
    else { return }
    surface.verdict = .refused
    surface.reasons.insert("refused until it is sound on the five-minute grid", at: 0)
  }
}

extension DeskState {
  /// The verdict on a chain that was written last; nil before the first.
  func verdict(of underlying: String) -> ChainVerdict? {
    verdicts.first { $0.underlying == underlying }?.verdict
  }
}

// What the screens say of positions that hold shares or may turn into them.

import Execution
import MarketData
import Portfolio

extension DeskCore {
  /// Adds shares and warnings to the positions; a package that holds shares has no price of its own.
  func deliverySummaries(_ snapshot: inout DeskSnapshot) {
    let decider = Decider(
      settings: held, market: market, state: state, figures: figures, now: snapshot.time)
    for index in snapshot.positions.indices {
      let id = snapshot.positions[index].position.id
      guard let entry = state.positions.first(where: { $0.position == id }) else { continue }
      snapshot.positions[index].shares = entry.shares
      snapshot.positions[index].warning = decider.deliveryWarning(entry)
      guard entry.shares != 0 else { continue }
      snapshot.positions[index].mark = nil
      snapshot.positions[index].exit = nil
    }
  }
}

extension Decider {
  /// What a trader must know of a position's shorts and shares, gravest first; nil for nothing.
  func deliveryWarning(_ entry: PositionEntry) -> String? {
    if let reason = state.freeze(of: entry.underlying) { return "frozen: \(reason)" }
    if entry.shares != 0 { return "\(entry.shares) \(entry.underlying) without a proven bound" }
    if let short = expiringShorts(entry.legs, of: entry.underlying).first {
      return "short \(short.contract.strike) expires today into shares"
    }
    let shorts = weighedShorts(entry.legs, of: entry.underlying)
    guard let worst = shorts.max(by: { $0.weighed.score < $1.weighed.score }),
      worst.weighed.score >= EarlyAssignment.threshold
    else { return nil }
    let score = (worst.weighed.score * 100).rounded() / 100
    return "short \(worst.leg.contract.strike) may be assigned early, score \(score)"
  }
}

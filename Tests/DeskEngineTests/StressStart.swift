// The stress day up to its first candidate that can be traded.

import Candidates
import MarketData
import Risk

@testable import DeskEngine

/// A desk with a candidate before it, and the minutes that follow.
enum StressStart {
  /// The desk right after the candidate came.
  static let rig: DeskRig = {
    var rig = DeskRig(approval: .nothing)
    for batch in StressDay.batches {
      rig.take(batch)
      if candidate(rig) != nil { break }
    }
    return rig
  }()

  /// The newest open candidate that passed its gate.
  static func candidate(_ rig: DeskRig) -> CandidateRecord? {
    rig.core.state.candidates.last {
      $0.state == .open && $0.record.quantity > 0 && $0.record.recommendation != .pass
    }?.record
  }

  /// Plays the minute that follows.
  static func next(_ rig: inout DeskRig) { rig.take(StressDay.batches[rig.batches.count]) }

  /// Equity, margin and reservations of a desk as it stands.
  static func power(_ rig: DeskRig) -> BuyingPower? {
    var decider = decider(rig)
    return BuyingPower(of: decider.exposure(decider.markPositions()))
  }

  /// A decision in the making on a desk as it stands.
  static func decider(_ rig: DeskRig) -> Decider {
    Decider(
      settings: rig.core.settings, market: rig.core.market, state: rig.core.state,
      figures: rig.core.figures, now: rig.core.market.time)
  }
}

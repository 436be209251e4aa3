// The stress day with one order at work, and what a book is compared by.

import Candidates
import Execution
import MarketData
import Structures
import Testing

@testable import DeskEngine

/// The stress day up to its first candidate of a size, and from there on one order.
enum OrderMoment {
  /// Nothing approved yet.
  static let candidate: DeskRig = start(DeskSettings())

  /// The candidate approved, its order at work.
  static let working: DeskRig = {
    var rig = candidate
    approve(&rig)
    return rig
  }()

  /// The order filled.
  static let filled: DeskRig = {
    var rig = working
    while !rig.core.state.orders.isEmpty, rig.batches.count < 380 { advance(&rig) }
    return rig
  }()

  /// The day under other settings.
  static func start(_ settings: DeskSettings) -> DeskRig {
    var rig = DeskRig(settings: settings, approval: .nothing)
    for batch in StressDay.batches {
      rig.take(batch)
      if open(rig) != nil { break }
    }
    return rig
  }

  static func open(_ rig: DeskRig) -> CandidateRecord? {
    rig.core.state.candidates.last {
      $0.state == .open && $0.record.quantity > 0 && $0.record.recommendation != .pass
    }?.record
  }

  static func approve(_ rig: inout DeskRig) {
    guard let c = open(rig) else { return }
    rig.send(.approve(candidate: c.candidate, rev: c.rev, net: c.net), id: "key-0")
  }

  /// The next minute of the tape.
  static func advance(_ rig: inout DeskRig) { rig.take(StressDay.batches[rig.batches.count]) }
}

extension DeskState {
  /// The book without what every refusal moves: the place in the journal and the count of refusals.
  var bare: DeskState {
    var state = self
    state.seq = 0
    state.time = Instant(nanoseconds: 0)
    state.refusals = []
    return state
  }
}

/// Codes of the refused commands among events.
func refusedCodes(_ events: [Event]) -> [RefusalCode] { refusedCommands(events).map(\.code) }

/// The refused commands among events.
func refusedCommands(_ events: [Event]) -> [CommandRefused] {
  events.compactMap { event in
    if case .commandRefused(let e) = event.body { return e }
    return nil
  }
}

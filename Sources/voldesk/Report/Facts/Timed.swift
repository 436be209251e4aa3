// A fact with its place in the journal and its moment.

import DeskEngine
import MarketData

/// A fact with its place in the journal and its moment.
struct Timed<Fact: Sendable>: Sendable {
  /// Position in the journal, from 1.
  let seq: Int
  /// Exchange time.
  let time: Instant
  /// What happened.
  let fact: Fact

  /// Its date in New York.
  var date: CivilDate { NewYorkTime.date(time) }
}

extension Sequence {
  /// The facts of one date in New York.
  func on<Fact>(_ date: CivilDate) -> [Timed<Fact>] where Element == Timed<Fact> {
    filter { $0.date == date }
  }
}

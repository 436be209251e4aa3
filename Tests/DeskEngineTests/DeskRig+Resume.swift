// A rig that is stopped before an input and goes on from its lines.

import MarketData

@testable import DeskEngine

extension DeskRig {
  /// Folds the lines before an input, observes the tape up to it and takes the rest of the record.
  func linesAfter(_ cut: Int, from firstBatch: Int = 0) throws -> [String] {
    var state = DeskState()
    for input in inputs[..<cut] {
      for event in input.events { state.apply(try Event(line: event.line())) }
    }
    state = try DeskState(snapshot: state.snapshotBytes())
    var core = DeskCore(settings: core.settings, state: state)
    let reached = cut > 0 ? inputs[cut - 1].batch : -1
    if reached >= firstBatch {
      for batch in batches[firstBatch...reached] { core.observe(batch) }
    }
    var lines: [String] = []
    var seen = reached
    for record in inputs[cut...] {
      while seen < record.batch {
        seen += 1
        core.observe(batches[seen])
      }
      let decision = core.decide(record.input)
      core.adopt(decision)
      lines += decision.events.map(\.text)
    }
    return lines
  }
}

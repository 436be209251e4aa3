// A desk on a fresh simulation ranks against the market's past from its first session on.

import DeskEngine
import Edges
import Feeds
import MarketData
import Testing

@Suite("Measured past")
struct MeasuredPastTests {
  @Test("skew and gamma of the first simulated day are ranked, not judged by absolute rules")
  func firstDay() throws {
    var tape = try SimulatorTape(seed: 7)
    var rig = DeskRig(approval: .nothing)
    for _ in 0...390 {
      guard let batch = try tape.next() else { break }
      rig.take(batch)
      if batch.end != nil { break }
    }
    var seen: [EdgeKind] = []
    for case .edgeDetected(let edge) in rig.events.map(\.body) {
      guard edge.kind == .skew || edge.kind == .gamma || edge.kind == .vrp else { continue }
      seen.append(edge.kind)
      #expect(!edge.fallback, "\(edge.underlying) \(edge.rationale)")
      #expect(edge.history == 252)
      #expect(edge.percentile != nil)
    }
    #expect(seen.contains(.skew) && seen.contains(.gamma))
  }
}

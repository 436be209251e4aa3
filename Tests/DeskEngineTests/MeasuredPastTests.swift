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

  @Test("a market without a past is said to have insufficient data, with its coverage")
  func noPast() throws {
    let fixture = BookFixture()
    let chain = fixture.chain(at: NewYorkTime.instant(BookFixture.today, 10, 0))
    var rig = DeskRig(approval: .nothing)
    rig.take(
      fixture.batch(BookFixture.today, hour: 10, minute: 0, isStart: true, chain: chain))
    var coverages: [Double] = []
    for case .regimeChanged(let change) in rig.events.map(\.body) {
      coverages.append(change.coverage)
    }
    #expect(coverages == [0])
    let said = rig.events.contains { $0.text.contains("insufficient data: 0 % of the features") }
    #expect(said)
  }
}

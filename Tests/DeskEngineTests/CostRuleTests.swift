// Candidates whose edge is under their cost, on the stress day.

import Candidates
import Execution
import MarketData
import Testing

@testable import DeskEngine

@Suite("Edges under their cost")
struct CostRuleTests {
  private func records(_ settings: DeskSettings) -> [CandidateRecord] {
    var rig = DeskRig(settings: settings, approval: .nothing)
    for batch in StressDay.batches.prefix(200) { rig.take(batch) }
    return rig.events.compactMap { event in
      switch event.body {
      case .candidateProposed(let e), .candidateRevised(let e): e
      default: nil
      }
    }
  }

  @Test("a dear market makes them PASS with both numbers, and the rule can be put off")
  func dear() throws {
    var settings = DeskSettings()
    settings.execution.impact = 500
    let dropped = records(settings)
    let valued = dropped.filter { ($0.evP ?? $0.evQ) != nil }
    #expect(!valued.isEmpty)
    for record in valued {
      #expect(record.recommendation == .pass, "C\(record.candidate).\(record.rev)")
      #expect(record.warnings.first?.hasPrefix("edge under its cost: expects ") == true)
    }
    settings.execution.dropsUnderCost = false
    let kept = records(settings)
    #expect(kept.contains { $0.recommendation != .pass })
    #expect(!kept.contains { $0.warnings.contains { $0.hasPrefix(CostVerdict.prefix) } })
  }

  @Test("an estimate stands beside every priced candidate")
  func estimate() throws {
    let rig = OrderMoment.candidate
    let shown = try #require(rig.core.snapshot(RunSummary()).candidates.first { $0.state == .open })
    let cost = try #require(shown.cost)
    #expect(cost.spread > 0 && cost.impact > 0 && cost.timing > 0 && cost.unknownLegs == 0)
    #expect(cost.fees == shown.proposal.fees.dollars)
    // No more than the far sides take: the fill pays a share of the half-spreads.
    let far =
      (shown.proposal.netMid - shown.proposal.net).dollars
      * Double(100 * max(1, shown.proposal.quantity))
    #expect(cost.spread < far)
  }
}

// A verdict gets worse at once and better slowly, and the same twice is the same.

import MarketData
import Pricing
import Testing

@testable import DeskEngine

@Suite("Verdict hysteresis")
struct VerdictHysteresisTests {
  private func verdict(_ share: Double, held: ChainVerdict?, minute: Int) -> ChainVerdict {
    var rules = SurfaceRules.standard(rate: 0, yield: 0)
    let hysteresis = VerdictHysteresis(held: held)
    hysteresis.tighten(&rules)
    var evidence = ChainEvidence()
    evidence.quotes = 10_000
    evidence.dropped = [.init("crossed", Int((10_000 * share).rounded()))]
    evidence.usableExpiries = 5
    let found = evidence.verdict(
      VerdictLimits(
        degradedDrop: rules.degradedDrop, refusedDrop: rules.refusedDrop,
        degradedParity: rules.degradedParity, refusedParity: rules.refusedParity))
    var surface = VolatilitySurface(
      underlying: "SPX", time: NewYorkTime.instant(CivilDate(dayNumber: 17_567), 10, minute),
      spot: 2_700, slices: [], qualityCounts: [], verdict: found.verdict, reasons: found.reasons)
    hysteresis.hold(&surface)
    return surface.verdict
  }

  @Test(
    "worse at once, better at three quarters of the limit and on the grid",
    arguments: [
      (0.04, nil, 1, ChainVerdict.usable), (0.05, .usable, 1, .degraded),
      (0.04, .degraded, 1, .degraded), (0.037, .degraded, 1, .usable),
      (0.21, .degraded, 1, .refused), (0.21, .usable, 1, .refused), (0.16, .refused, 5, .refused),
      (0.15, .refused, 5, .degraded), (0.15, .refused, 4, .refused), (0.01, .refused, 6, .refused),
      (0.01, .refused, 10, .usable),
    ] as [(Double, ChainVerdict?, Int, ChainVerdict)])
  func edges(_ row: (share: Double, held: ChainVerdict?, minute: Int, verdict: ChainVerdict)) {
    let found = verdict(row.share, held: row.held, minute: row.minute)
    #expect(found == row.verdict)
  }

  @Test("judged again with its own verdict held, a chain keeps it: a resumed run agrees")
  func idempotent() {
    for step in 0...300 {
      for held in [nil] + ChainVerdict.allCases.map(Optional.some) {
        for minute in [4, 5] {
          let share = Double(step) / 1_000
          let first = verdict(share, held: held, minute: minute)
          #expect(verdict(share, held: first, minute: minute) == first)
        }
      }
    }
  }
}

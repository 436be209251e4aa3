// What the screens show beside the regime: there when asked for, and without any influence.

import Feeds
import MarketData
import Regimes
import TestKit
import Testing

@testable import DeskEngine

@Suite("Regime outlook")
struct RegimeOutlookTests {
  @Test("a desk that shows it decides the same, line by line")
  func decidesNothing() throws {
    var plain = DeskRig()
    var shown = DeskRig()
    var tape = try SimulatorTape(seed: 3)
    for _ in 0..<40 {
      guard let batch = try tape.next() else { break }
      plain.take(batch)
      shown.core.readRegimeOutlook()
      shown.take(batch)
      shown.core.readRegimeOutlook()
      _ = shown.core.snapshot(RunSummary())
    }
    #expect(plain.events.map { $0.line() } == shown.events.map { $0.line() })
    #expect(plain.events.count > 10)
    let regime = shown.core.snapshot(RunSummary()).regime
    #expect(regime.calls.map(\.method) == RegimeMethod.alternatives)
    #expect(regime.calls.allSatisfy { $0.state != nil })
    #expect(regime.nearest.count == RegimeSummary.nearestCount)
    let date = try #require(shown.core.market.session?.date)
    #expect(regime.nearest.allSatisfy { $0.date < date && $0.volatility20 != nil })
    #expect(regime.transitions.count == 25 && regime.meanDwell.count == 5)
    #expect(regime.transitions.reduce(0, +) > 0, "a year of closes was folded")
    let unasked = plain.core.snapshot(RunSummary()).regime
    #expect(unasked.calls.isEmpty && unasked.nearest.isEmpty)
    #expect(unasked.transitions == regime.transitions && unasked.state == regime.state)
  }

  @Test("Yang and Zhang's estimator is a setting of the desk")
  func estimator() throws {
    var settings = DeskSettings()
    settings.regime.estimator = .yangZhang
    var ranged = DeskRig(settings: settings)
    var plain = DeskRig()
    var tape = try SimulatorTape(seed: 3)
    for _ in 0..<3 {
      guard let batch = try tape.next() else { break }
      ranged.take(batch)
      plain.take(batch)
    }
    func feature(_ name: String, _ rig: DeskRig) -> Double? {
      rig.core.snapshot(RunSummary()).regime.reading?.features.first { $0.name == name }?.value
    }
    let (a, b) = (try #require(feature("R20", ranged)), try #require(feature("R20", plain)))
    #expect(a != b && abs(a / b - 1) < 0.5, "\(a) \(b)")
    #expect(feature("ADX", ranged) == feature("ADX", plain))
  }
}

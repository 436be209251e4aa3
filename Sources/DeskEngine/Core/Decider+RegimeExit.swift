// The exit by regime: a position that was allowed when it was opened and is not any more.

import Candidates
import Execution
import MarketData
import Regimes
import Risk
import Structures

extension Decider {
  /// Why the present regime does not allow a position that an earlier one allowed; nil when it does.
  ///
  /// The regime must have been held for the dwell of the settings, so that a reading which passes
  /// closes nothing.
  func regimeObjection(_ marked: MarkedPosition) -> String? {
    guard let dwell = settings.exits.regimeDwell, let now = state.regime.state,
      let then = marked.entry.regime, then != now, self.now - state.regime.since >= dwell,
      RegimeGuidance(for: then).objection(to: marked.entry.structure, shortDelta: nil) == nil
    else { return nil }
    return RegimeGuidance(for: now).objection(
      to: marked.entry.structure, shortDelta: shortDelta(marked))
  }

  /// Names both regimes when a position leaves by them.
  mutating func sayRegimes(_ entry: PositionEntry) {
    guard let then = entry.regime, let now = state.regime.state else { return }
    let words = RegimeGuidance(for: now).summary
    emit(
      .noted(
        Noted(
          ref: "P\(entry.position)",
          text: "closed by regime: opened in \(then.rawValue), now \(now.rawValue): \(words)")))
  }

  /// The largest absolute delta of the sold legs; nil when one cannot be priced.
  private func shortDelta(_ marked: MarkedPosition) -> Double? {
    let shorts = marked.risk.legs.filter { $0.count < 0 }
    guard shorts.allSatisfy(\.isPriceable) else { return nil }
    return shorts.map { leg in
      abs(positionGreeks(of: [leg.with(count: 1)]).delta) / Double(leg.multiplier)
    }.max()
  }
}

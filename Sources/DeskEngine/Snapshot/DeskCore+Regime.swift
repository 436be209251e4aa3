// The regime for the screens: held, read, allowed, and what stands beside it.

import Candidates
import MarketData
import Regimes
import Structures

extension DeskCore {
  /// Fits what the screens show beside the regime, once a session.
  ///
  /// It decides nothing, so a desk without a screen never asks for it. Takes some hundredths of a
  /// second with ten years of history; every later call in the session returns at once.
  public mutating func readRegimeOutlook() {
    guard figures.outlook == nil, let session = market.session,
      let index = market.index(of: settings.benchmark)
    else { return }
    let history = RegimeHistory(market.underlyings[index].history)
    figures.outlook = RegimeOutlook(history.days(rules: settings.regime), session: session.date)
  }

  func regimeSummary() -> RegimeSummary {
    var summary = RegimeSummary()
    summary.state = state.regime.state
    summary.since = state.regime.state == nil ? nil : state.regime.since
    summary.confidence = figures.regimeConfidence
    summary.reading = figures.reading
    summary.note = figures.regimeNote
    summary.strip = Array(figures.strip.suffix(60))
    if let held = state.regime.state {
      let guidance = RegimeGuidance(for: held)
      summary.guidance =
        guidance.summary + ": " + guidance.favoured.map(\.rawValue).joined(separator: ", ")
        + " · size x\(guidance.sizeFactor)"
    }
    addHistory(to: &summary)
    addOutlook(to: &summary)
    return summary
  }

  /// Closes since the regime began, moves between regimes and how long each was held.
  private func addHistory(to summary: inout RegimeSummary) {
    guard var tracker = figures.closedTracker ?? figures.tracker ?? state.lastTracker else {
      return
    }
    if let held = state.regime.state, held != tracker.held {
      tracker.adopt(held, confidence: state.regime.confidence, date: state.session.date)
    }
    summary.dwell = tracker.dwell
    summary.transitions = tracker.transitions
    summary.meanDwell = RegimeState.allCases.map { tracker.meanDwell($0) }
  }

  private func addOutlook(to summary: inout RegimeSummary) {
    guard let outlook = figures.outlook, let features = figures.regimeFeatures,
      let index = market.index(of: settings.benchmark), let spot = market.underlyings[index].spot
    else { return }
    let today = RegimeDay(date: state.session.date, close: spot, features: features)
    summary.calls = outlook.calls(today)
    summary.nearest = outlook.nearest(to: features, count: RegimeSummary.nearestCount)
  }
}

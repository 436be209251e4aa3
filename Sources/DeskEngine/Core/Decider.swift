// One decision in the making: events are emitted and folded into a copy of the book at once.
//
// The stages stand in files of their own, in the order of the data flow. A stage reads the market
// as observed and the book as folded so far, and speaks only through `emit`.

import MarketData
import Pricing
import Risk

/// Settings as an object: they are large, and whoever decides reads them where they are.
final class HeldSettings: Sendable {
  /// The settings.
  let settings: DeskSettings

  init(_ settings: DeskSettings) { self.settings = settings }
}

/// One decision in the making.
///
/// A stage that looks at every position does so in a function that mutates nothing: from a mutating
/// one each call of such a function copies the whole decider.
struct Decider {
  private let held: HeldSettings
  let market: MarketState
  let now: Instant
  var state: DeskState
  var figures: DeskFigures
  var events: [Event] = []
  var requests: [CalibrationInputs] = []

  /// The settings in force.
  var settings: DeskSettings { held.settings }

  init(
    settings: HeldSettings, market: MarketState, state: DeskState, figures: DeskFigures,
    now: Instant
  ) {
    held = settings
    self.market = market
    self.now = now
    self.state = state
    self.figures = figures
  }

  init(
    settings: DeskSettings, market: MarketState, state: DeskState, figures: DeskFigures,
    now: Instant
  ) {
    self.init(
      settings: HeldSettings(settings), market: market, state: state, figures: figures, now: now)
  }

  /// Hands on what was decided, which nobody else holds then; the decider is at its end.
  mutating func decision(accepted: Bool?, settings: DeskSettings? = nil) -> DeskDecision {
    var decision = DeskDecision(
      events: [], state: DeskState(), accepted: accepted, requests: [], settings: settings,
      figures: DeskFigures())
    swap(&decision.events, &events)
    swap(&decision.state, &state)
    swap(&decision.requests, &requests)
    swap(&decision.figures, &figures)
    return decision
  }

  /// Writes an event and folds it.
  mutating func emit(_ body: EventBody) {
    let event = Event(seq: state.seq + 1, time: now, body: body)
    state.apply(event)
    events.append(event)
  }

  /// The surface of an underlying, built once for its latest quotes.
  mutating func surface(_ index: Int) -> VolatilitySurface? {
    board(index)?.surface
  }

  /// The same, with its slices by expiration.
  mutating func board(_ index: Int) -> MarkingBoard? {
    if let known = figures.knownBoard(index, in: market) { return known }
    return figures.board(
      index, in: market, held: state.verdict(of: market.underlyings[index].symbol))
  }

  mutating func alert(
    _ severity: Severity, metric: String, value: Double?, threshold: Double?, text: String
  ) {
    // An alert is raised once, until its cause is gone or, once acknowledged, the session over.
    if state.alerts.contains(where: { $0.metric == metric && $0.text == text }) { return }
    emit(
      .alertRaised(
        AlertRaised(
          alert: state.counters.alerts + 1, severity: severity, metric: metric, value: value,
          threshold: threshold, text: text)))
  }
}

/// What was decided on one input.
public struct DeskDecision: Sendable {
  /// The events, in order; empty when nothing happened.
  public var events: [Event]
  /// The book after them.
  public var state: DeskState
  /// Whether a command took effect; nil for other inputs.
  public var accepted: Bool?
  /// The work that was asked for; only a desk at work does it, never one that folds its journal.
  public var requests: [CalibrationInputs]
  /// The settings from this decision on; nil when they stay.
  public var settings: DeskSettings?
  var figures: DeskFigures
}

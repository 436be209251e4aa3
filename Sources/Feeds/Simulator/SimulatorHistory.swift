// The sessions before the first one: drawn from the seed, the same on every start.

import Glibc
import MarketData
import Numerics

/// Daily bars before a simulation's first session, and the state they end in.
struct SimulatorHistory: Sendable {
  /// Sessions of history.
  static let sessions = 300
  /// Steps of a session of history: quarters of an hour.
  private static let steps = 26

  /// Finished sessions by date, oldest first.
  var days: [(date: CivilDate, bars: [SessionBar])]
  /// The state at the last close.
  var state: SimulatorState
  /// What the detectors would have measured at the last closes, by underlying.
  var metrics: [[DailySeries]] = []

  /// Draws the history before a date.
  init(before first: CivilDate, generator: SessionGenerator) {
    let universe = generator.universe
    var dates: [CivilDate] = []
    var date = first
    for _ in 0..<SimulatorHistory.sessions {
      date = TradingCalendar.previous(before: date)
      dates.append(date)
    }
    dates.reverse()
    var random = RandomStream(seed: generator.seed, purpose: "history")
    let slow = 0.15 * random.normal()
    var state = SimulatorState(
      spots: universe.map(\.spot), lnLevel: log(16) + slow + 0.15 * random.normal(),
      slowMean: slow, termResidual: 0.04 * random.normal(), ratesBeta: 0.15 * random.normal(),
      stress: 0)
    let events = SimulatorCalendar.events(
      from: dates[0], days: first.days(since: dates[0]), universe: universe)
    days = []
    var residuals: [Double] = []
    for date in dates {
      residuals.append(state.termResidual)
      let half = TradingCalendar.isHalfDay(date)
      let steps = half ? 14 : SimulatorHistory.steps
      let path = generator.session(on: date, steps: steps, events: events, state: &state)
      let level = roundedDecimal(exp(state.lnLevel), 2)
      let term = SimulatorModel.lnTermRatio(level, state.termResidual)
      days.append(
        (
          date,
          universe.indices.map { i in
            var bar = path.bar(i, 0..<steps)
            bar.volume = (universe[i].dailyVolume * (half ? 0.45 : 1)).rounded()
            return SessionBar(
              symbol: universe[i].symbol, bar: bar,
              volatilityIndex: universe[i].isBenchmark ? level : nil,
              volatilityIndex3M: universe[i].isBenchmark
                ? roundedDecimal(level * exp(term), 2) : nil)
          }
        ))
    }
    self.state = state
    rescale(universe)
    let measured = MeasuredHistory.measure(days, residuals: residuals, generator: generator)
    metrics = measured.series
    self.state.stress = measured.stress
  }

  /// Scales every price so that the history ends at the universe's own prices.
  private mutating func rescale(_ universe: [SimulatedUnderlying]) {
    for i in universe.indices {
      let scale = universe[i].spot / state.spots[i]
      for d in days.indices {
        let bar = days[d].bars[i].bar
        days[d].bars[i].bar = PriceBar(
          open: roundedDecimal(bar.open * scale, 2), high: roundedDecimal(bar.high * scale, 2),
          low: roundedDecimal(bar.low * scale, 2), close: roundedDecimal(bar.close * scale, 2),
          volume: bar.volume)
      }
      state.spots[i] = roundedDecimal(universe[i].spot, 2)
    }
  }
}

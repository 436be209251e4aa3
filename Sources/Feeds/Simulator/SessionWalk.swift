// The steps of a simulated session.

import Glibc
import MarketData
import Numerics

/// Draws one session step by step.
struct SessionWalk: Sendable {
  private let generator: SessionGenerator
  /// Share of the day's usual variance in each step, and the extra of announcements.
  private let shares: [Double]
  private let extra: [Double]
  /// Fall of ln V in each step after an announcement.
  private let crush: [Double]
  private let deviation: Double
  private let level: Double
  private let drift: Double
  /// How ln V answers a return on this day.
  private let beta: Double
  private let jumpSteps: Range<Int>
  private let jump: Double
  private let jumpChance: Double
  private let jumpSize: Double
  /// Dealers' hedging; nil for none.
  var feedback: DealerFeedback?
  private var passed = 0.0

  init(
    generator: SessionGenerator, date: CivilDate, steps: Int, events: [MarketEvent], jump: Double,
    level: Double, random: inout RandomStream
  ) {
    self.generator = generator
    self.level = level
    let unit = level / 100 / 252.0.squareRoot()
    let minutes = TradingCalendar.isHalfDay(date) ? 210 : 390
    let scale = minutes < 390 ? EventClock.halfDaySession.squareRoot() : 1
    deviation =
      0.76 * SimulatorModel.returnScale(level) * unit * exp(0.30 * random.normal()) * scale
    drift = 0.055 * (1 - SimulatorModel.overnight) * unit
    beta = min(
      SimulatorModel.sessionBeta(level) + SimulatorModel.sessionBetaDeviation * random.normal(), -1)
    shares = SessionWalk.clock(minutes: minutes, steps: steps, random: &random)
    (extra, crush) = SessionWalk.announcements(date, events, minutes: minutes, steps: steps)
    jumpSteps = SessionWalk.fall(jump, minutes: minutes, steps: steps, random: &random)
    self.jump = jump * unit / Double(max(jumpSteps.count, 1))
    jumpChance = 0.3 / Double(steps)
    jumpSize = 4.5 * deviation / Double(minutes).squareRoot()
  }

  /// The steps over which a fall of the day takes place: half an hour, from anywhere.
  private static func fall(
    _ jump: Double, minutes: Int, steps: Int, random: inout RandomStream
  ) -> Range<Int> {
    guard jump < 0 else { return 0..<0 }
    let start = Int(random.uniform() * Double(steps))
    return start..<min(start + max(30 * steps / minutes, 1), steps)
  }

  /// Each step's share of variance, with clustering of the day's own: one component that fades in
  /// half an hour and one that fades in a few minutes.
  private static func clock(
    minutes: Int, steps: Int, random: inout RandomStream
  ) -> [Double] {
    let profile = SessionProfile.of(minutes: minutes).variance
    let width = minutes / steps
    var base = [Double](repeating: 0, count: steps)
    for m in 0..<(width * steps) { base[m / width] += profile[m] }
    let keep = (slow: pow(0.98, Double(width)), fast: pow(0.85, Double(width)))
    let fresh = (
      slow: 0.48 * (1 - keep.slow * keep.slow).squareRoot(),
      // Within a step of many minutes the fast one averages out.
      fast: width == 1 ? 0.58 * (1 - keep.fast * keep.fast).squareRoot() : 0
    )
    var slow = 0.48 * random.normal()
    var fast = width == 1 ? 0.58 * random.normal() : 0
    for k in base.indices {
      slow = keep.slow * slow + fresh.slow * random.normal()
      fast = keep.fast * fast + fresh.fast * random.normal()
      base[k] *= exp(slow + fast)
    }
    let total = base.reduce(0, +)
    return base.map { $0 / total }
  }

  /// Extra variance and falls of ln V by step for announcements inside the session.
  private static func announcements(
    _ date: CivilDate, _ events: [MarketEvent], minutes: Int, steps: Int
  ) -> ([Double], [Double]) {
    var extra = [Double](repeating: 0, count: steps)
    var crush = extra
    let open = NewYorkTime.instant(date, 9, 30)
    let width = minutes / steps
    for event in events where event.time >= open {
      let minute = Int((event.time - open).nanoseconds / 60_000_000_000)
      guard minute < minutes else { continue }
      let bump = EventClock.bump(event.kind)
      for m in minute...min(minute + 90, minutes - 1) {
        let share = m == minute ? 0.25 : 0.75 / 90
        extra[min(m / width, steps - 1)] += bump * share
        crush[min(m / width, steps - 1)] += 0.03 * share
      }
    }
    return (extra, crush)
  }

  /// Draws one step.
  mutating func advance(
    _ step: Int, _ path: inout SimulatedSession, _ state: inout SimulatorState,
    _ random: inout RandomStream
  ) {
    let usual = deviation * deviation * shares[step]
    var variance = usual + deviation * deviation * extra[step]
    if let feedback {
      variance *= feedback.varianceFactor(
        spot: state.spots[0], lnLevel: state.lnLevel, minute: step, elapsed: passed)
    }
    var r = variance.squareRoot() * random.normal() + drift * shares[step]
    if random.uniform() < jumpChance { r += jumpSize * random.normal() }
    if jumpSteps.contains(step) { r += jump }
    let noise = 0.0036 * min((level / 17).squareRoot(), 1.2) * (78 * shares[step]).squareRoot()
    state.lnLevel = generator.clampLevel(
      state.lnLevel + beta * r + noise * random.studentT(5) - crush[step])
    passed += shares[step]
    path.lnLevels.append(state.lnLevel)
    path.elapsed.append(min(passed, 1))
    path.activity.append(min(abs(r) / max(usual.squareRoot(), 1e-12), 8))
    follow(step, r, variance, &path, &state, &random)
  }

  /// Moves every underlying by the benchmark's return and its residual.
  private func follow(
    _ step: Int, _ r: Double, _ variance: Double, _ path: inout SimulatedSession,
    _ state: inout SimulatorState, _ random: inout RandomStream
  ) {
    let residuals = generator.residuals(&random)
    for i in generator.universe.indices {
      let own = generator.universe[i]
      let beta = generator.beta(i, level, state)
      let session = generator.residual(own, level) * (1 - own.overnightShare).squareRoot()
      let rest = session * shares[step].squareRoot()
      let before = state.spots[i]
      let after = before * exp(beta * r + rest * residuals[i])
      let total = beta * beta * variance + rest * rest
      let (low, high) = extremes(before, after, total, &random)
      path.closes[i].append(after)
      path.highs[i].append(high)
      path.lows[i].append(low)
      state.spots[i] = after
    }
  }

  /// The extremes of a Brownian bridge between two prices (Borodin and Salminen, 2002, 1.1.8).
  private func extremes(
    _ before: Double, _ after: Double, _ variance: Double, _ random: inout RandomStream
  ) -> (Double, Double) {
    let move = log(after / before)
    let up = (move * move - 2 * variance * log(random.openUniform())).squareRoot()
    let down = (move * move - 2 * variance * log(random.openUniform())).squareRoot()
    return (before * exp(0.5 * (move - down)), before * exp(0.5 * (move + up)))
  }
}

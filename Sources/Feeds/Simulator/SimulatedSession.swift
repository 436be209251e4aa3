// One simulated session of every underlying: the gap before it and its steps.
//
// A step is a minute for a session that is traded and a quarter of an hour for the history before
// the first one. The benchmark moves first; the others follow by beta with correlated residuals.

import Glibc
import MarketData
import Numerics

/// The path of one session.
struct SimulatedSession: Sendable {
  /// Opening prices by underlying, unrounded.
  var opens: [Double]
  /// ln of the volatility level at the open.
  var openLnLevel: Double
  /// ln of the volatility level after each step.
  var lnLevels: [Double]
  /// Prices by underlying after each step, and the extremes inside it.
  var closes: [[Double]]
  var highs: [[Double]]
  var lows: [[Double]]
  /// Passed share of variance after each step.
  var elapsed: [Double]
  /// The benchmark's return over its usual size, by step.
  var activity: [Double]

  /// An underlying's bar of a range of steps, rounded to cents; the volume is left at zero.
  func bar(_ i: Int, _ steps: Range<Int>) -> PriceBar {
    let open = steps.lowerBound == 0 ? opens[i] : closes[i][steps.lowerBound - 1]
    var high = open
    var low = open
    for m in steps {
      high = max(high, highs[i][m])
      low = min(low, lows[i][m])
    }
    return PriceBar(
      open: roundedDecimal(open, 2), high: roundedDecimal(high, 2), low: roundedDecimal(low, 2),
      close: roundedDecimal(closes[i][steps.upperBound - 1], 2), volume: 0)
  }
}

/// Draws sessions.
struct SessionGenerator: Sendable {
  let universe: [SimulatedUnderlying]
  let seed: UInt64
  /// Lower triangle of the residuals' correlation.
  private let mixing: [[Double]]

  init(
    universe: [SimulatedUnderlying],
    correlations: [ResidualCorrelation] = ResidualCorrelation.standard, seed: UInt64
  ) {
    self.universe = universe
    self.seed = seed
    mixing = SessionGenerator.cholesky(universe, correlations)
  }

  /// Draws the session of a date and moves the state to its close.
  ///
  /// `dealers` is the book whose hedging moves the variance of minutes; nil for none.
  func session(
    on date: CivilDate, steps: Int, events: [MarketEvent], dealers: DealerBook? = nil,
    state: inout SimulatorState
  ) -> SimulatedSession {
    var random = RandomStream(seed: seed, purpose: "session/\(date)")
    let today = events.filter { $0.effectiveDate == date && $0.symbol == nil }
    let early = today.contains { $0.kind == .cpi || $0.kind == .nfp }
    let jumps = random.uniform() < SimulatorModel.jumpChance * (today.isEmpty ? 1 : 2)
    let jump = jumps ? SimulatorModel.jump(&random) : 0
    let falls = random.uniform() < SimulatorModel.jumpOvernight
    gap(jump: falls ? jump : 0, early: early, state: &state, random: &random)
    report(on: date, events, state: &state)
    var path = SimulatedSession(
      opens: state.spots, openLnLevel: state.lnLevel, lnLevels: [],
      closes: universe.map { _ in [] }, highs: universe.map { _ in [] },
      lows: universe.map { _ in [] }, elapsed: [], activity: [])
    var walk = SessionWalk(
      generator: self, date: date, steps: steps, events: today, jump: falls ? 0 : jump,
      level: exp(state.lnLevel), random: &random)
    walk.feedback = feedback(dealers, &state)
    for step in 0..<steps { walk.advance(step, &path, &state, &random) }
    close(&state, random: &random)
    return path
  }

  /// The dealers' effect on a session that opens in a state, which learns of their gamma.
  private func feedback(
    _ dealers: DealerBook?, _ state: inout SimulatorState
  ) -> DealerFeedback? {
    guard let dealers else { return nil }
    let opening = dealers.exposure(
      spot: state.spots[0], lnLevel: state.lnLevel, minute: 0, elapsed: 0)
    let usual = DealerFeedback.usual(after: state.dealerGamma, opening: opening)
    state.dealerGamma = usual
    return DealerFeedback(book: dealers, usual: usual)
  }

  /// Moves spots and level from a close to the next open.
  private func gap(
    jump: Double, early: Bool, state: inout SimulatorState, random: inout RandomStream
  ) {
    let level = exp(state.lnLevel)
    let unit = level / 100 / 252.0.squareRoot()
    let share = SimulatorModel.overnight + (early ? 0.5 : 0)
    let x = SimulatorModel.damped(
      0.055 * SimulatorModel.overnight
        + 0.95 * SimulatorModel.returnScale(level) * share.squareRoot() * random.studentT(6) + jump)
    let r = x * unit
    let noise = residuals(&random)
    for (i, own) in universe.enumerated() {
      let rest = residual(own, level) * own.overnightShare.squareRoot() * noise[i]
      state.spots[i] *= exp(beta(i, level, state) * r + rest)
    }
    let reversion = 5.0 * (state.lnLevel - log(17) - state.slowMean)
    var change = -0.4 - 10.5 * min(x, 0) - 5.2 * max(x, 0) - reversion
    change += 0.48 * SimulatorModel.shockScale(level) * random.studentT(5) - (early ? 3 : 0)
    state.lnLevel = clampLevel(state.lnLevel + min(max(change, -35), 80) / 100)
  }

  /// Moves those whose earnings came out since the last close.
  private func report(on date: CivilDate, _ events: [MarketEvent], state: inout SimulatorState) {
    for event in events where event.kind == .earnings && event.effectiveDate == date {
      for (i, own) in universe.enumerated() where own.symbol == event.symbol {
        var random = RandomStream(seed: seed, purpose: "earnings/\(own.symbol)/\(date)")
        state.spots[i] *= exp(own.earningsMove * random.normal())
      }
    }
  }

  /// What changes once a day, at the close.
  private func close(_ state: inout SimulatorState, random: inout RandomStream) {
    for i in state.spots.indices { state.spots[i] = roundedDecimal(state.spots[i], 2) }
    state.slowMean = 0.993 * state.slowMean + 0.026 * random.normal()
    state.termResidual = 0.935 * state.termResidual + 0.0213 * random.normal()
    let keep = 0.985
    state.ratesBeta =
      keep * state.ratesBeta + 0.22 * (1 - keep * keep).squareRoot() * random.normal()
  }

  func clampLevel(_ lnLevel: Double) -> Double {
    min(max(lnLevel, log(SimulatorModel.levels.lowerBound)), log(SimulatorModel.levels.upperBound))
  }

  /// The beta of an underlying at a level; the bond fund's wanders.
  func beta(_ i: Int, _ level: Double, _ state: SimulatorState) -> Double {
    let own = interpolate(level, [12, 17, 25, 35], universe[i].betas)
    return universe[i].symbol == "TLT" ? own + state.ratesBeta : own
  }

  /// A day's residual deviation of an underlying.
  func residual(_ own: SimulatedUnderlying, _ level: Double) -> Double {
    own.residualVolatility / 252.0.squareRoot() * (level / 17).squareRoot()
  }

  /// Correlated residuals of unit variance.
  func residuals(_ random: inout RandomStream) -> [Double] {
    let fresh = universe.map { $0.isBenchmark ? 0 : random.studentT(5) }
    return universe.indices.map { i in
      var sum = 0.0
      for k in 0...i { sum += mixing[i][k] * fresh[k] }
      return sum
    }
  }

  /// Cholesky factor of the residual correlations.
  private static func cholesky(
    _ universe: [SimulatedUnderlying], _ correlations: [ResidualCorrelation]
  ) -> [[Double]] {
    let n = universe.count
    var lower = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0...i {
        var sum = correlations.value(universe[i].symbol, universe[j].symbol)
        for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
        lower[i][j] = i == j ? max(sum, 1e-9).squareRoot() : sum / lower[j][j]
      }
    }
    return lower
  }
}

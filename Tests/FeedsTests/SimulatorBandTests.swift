// Simulated years against what S&P 500 and VIX closes of 2014 to 2026 look like.
//
// The bands are the measured ones with room for sampling; where the page of measurements gives a
// number, it stands behind the band.

import Glibc
import MarketData
import Testing

@testable import Feeds

@Suite("Simulator against measured bands")
struct SimulatorBandTests {
  /// One simulated year of closes.
  private struct Year {
    var returns: [Double] = []
    /// ln levels, the one before the first session in front.
    var levels: [Double] = []
    var ratios: [Double] = []
    var ranges: [Double] = []
    var funds: [[Double]] = []
  }

  private func year(
    seed: UInt64, universe: [SimulatedUnderlying] = [.spx]
  ) throws -> Year {
    let generator = SessionGenerator(universe: universe, seed: seed)
    let first = SimulatorTape.firstSession
    var state = SimulatorHistory(before: first, generator: generator).state
    let events = SimulatorCalendar.events(from: first, days: 400)
    var date = first
    var year = Year(levels: [state.lnLevel], funds: universe.map { _ in [] })
    for _ in 0..<252 {
      let before = state
      let half = TradingCalendar.isHalfDay(date)
      let path = generator.session(on: date, steps: half ? 14 : 26, events: events, state: &state)
      year.returns.append(log(state.spots[0] / before.spots[0]))
      for i in universe.indices { year.funds[i].append(log(state.spots[i] / before.spots[i])) }
      year.levels.append(state.lnLevel)
      year.ratios.append(SimulatorModel.lnTermRatio(exp(state.lnLevel), state.termResidual))
      let bar = path.bar(0, 0..<(half ? 14 : 26))
      let unit = exp(before.lnLevel) / 100 / 252.0.squareRoot()
      if !half { year.ranges.append(log(bar.high / bar.low) / unit) }
      date = TradingCalendar.next(after: date)
    }
    return year
  }

  private func within(_ band: ClosedRange<Double>, _ value: Double, _ name: String) {
    #expect(band.contains(value), "\(name) \(value)")
  }

  @Test("levels, returns, their link, term and range over eighty years")
  func bands() throws {
    let years = try (1...80).map { try year(seed: UInt64($0)) }
    let levels = years.flatMap { $0.levels.dropFirst().map { exp($0) } }
    let returns = years.flatMap(\.returns)
    let changes = years.flatMap { y in zip(y.levels.dropFirst(), y.levels).map { $0 - $1 } }
    within(9...12, quantile(levels, 0.05), "level, 5 per cent")  // 11.1
    within(15...18, quantile(levels, 0.5), "level, median")  // 16.3
    within(26...34, quantile(levels, 0.95), "level, 95 per cent")  // 30.0
    for (lag, band) in [(1, 0.96...0.98), (21, 0.55...0.75)] {  // 0.968, 0.66
      let early = years.flatMap { $0.levels.dropLast(lag) }
      let late = years.flatMap { $0.levels.dropFirst(lag) }
      within(band, correlation(early, late), "persistence over \(lag)")
    }
    within(-0.82 ... -0.65, correlation(changes, returns), "link of level and return")  // -0.74
    within(0.070...0.086, deviation(changes), "deviation of ln level")  // 0.079
    within(0.14...0.19, deviation(returns) * 252.0.squareRoot(), "annual volatility")  // 0.173
    let annual = years.map { deviation($0.returns) * 252.0.squareRoot() }
    within(0.09...0.24, quantile(annual, 0.1), "a quiet year")  // 0.116
    within(0.09...0.24, quantile(annual, 0.9), "a wild year")  // 0.231
    let clustering = years.map { y in
      correlation(y.returns.dropLast().map(abs), y.returns.dropFirst().map(abs))
    }
    within(0.10...0.35, quantile(clustering, 0.5), "clustering of |r|")  // 0.20
    let inverted = years.flatMap(\.ratios).count { $0 < 0 }
    let share = Double(inverted) / Double(levels.count)
    within(0.05...0.12, share, "three-month index below")  // 0.075
    within(0.70...0.95, quantile(years.flatMap(\.ranges), 0.5), "range")  // 0.82
    let mean = MinuteStatistics.mean(returns)
    let spread = deviation(returns)
    let moment = { (power: Double) in
      MinuteStatistics.mean(returns.map { pow(($0 - mean) / spread, power) })
    }
    within(6...20, moment(4), "kurtosis")  // 16
    within(-1.2 ... -0.2, moment(3), "skew")  // -0.65
  }

  @Test("regimes of volatility are as frequent and as lasting as the index's own")
  func regimes() throws {
    let edges = [13.0, 18, 25, 35]
    let regime = { (lnLevel: Double) in edges.count { exp(lnLevel) >= $0 } }
    var days = [Double](repeating: 0, count: 5)
    var stays = days
    for seed in 1...80 {
      let levels = try year(seed: UInt64(seed)).levels
      for (before, after) in zip(levels, levels.dropFirst()) {
        days[regime(before)] += 1
        stays[regime(before)] += regime(before) == regime(after) ? 1 : 0
      }
    }
    let total = days.reduce(0, +)
    for (k, share) in [0.20, 0.42, 0.26, 0.105, 0.020].enumerated() {
      within((share - 0.07)...(share + 0.07), days[k] / total, "days in regime \(k)")
    }
    for (k, stay) in [0.855, 0.849, 0.801, 0.790, 0.746].enumerated() {
      within((stay - 0.08)...(stay + 0.08), stays[k] / days[k], "stay in regime \(k)")
    }
  }

  @Test("funds follow the index as their closes do")
  func funds() throws {
    let universe = SimulatedUnderlying.standard
    let years = try (1...40).map { try year(seed: 1_000 + UInt64($0), universe: universe) }
    let index = years.flatMap { $0.funds[0] }
    let bands: [(Int, ClosedRange<Double>)] = [
      (1, 0.86...0.97), (2, 0.78...0.93), (3, -0.40...0.0), (4, -0.15...0.15),
    ]
    for (place, band) in bands {
      let link = correlation(index, years.flatMap { $0.funds[place] })
      within(band, link, universe[place].symbol)
    }
    let bonds = years.flatMap { $0.funds[3] }
    let gold = years.flatMap { $0.funds[4] }
    within(0.1...0.5, correlation(bonds, gold), "bonds and gold")
  }

  /// Two hundred full days of minutes of each of three seeds, without announcements.
  private func minuteDays() -> [MinuteDay] {
    var days: [MinuteDay] = []
    for seed in [5, 9, 77] as [UInt64] {
      let generator = SessionGenerator(universe: [.spx], seed: seed)
      var state = SimulatorHistory(before: SimulatorTape.firstSession, generator: generator).state
      var date = SimulatorTape.firstSession
      let end = days.count + 200
      while days.count < end {
        let half = TradingCalendar.isHalfDay(date)
        let level = exp(state.lnLevel)
        let path = generator.session(on: date, steps: half ? 210 : 390, events: [], state: &state)
        date = TradingCalendar.next(after: date)
        guard !half else { continue }
        days.append(
          MinuteDay(
            open: path.opens[0], closes: path.closes[0], highs: path.highs[0], lows: path.lows[0],
            openLnLevel: path.openLnLevel, lnLevels: path.lnLevels, levelBefore: level))
      }
    }
    return days
  }

  @Test("minutes of 600 sessions: variance by time of day, clustering, tails and extremes")
  func minutes() {
    let found = MinuteStatistics(minuteDays())
    within(1.45...1.75, quantile(found.ranges, 0.5), "range over deviation")  // 1.59
    within(1.0...1.35, quantile(found.ranges, 0.1), "least range")  // 1.12
    within(1.95...2.4, quantile(found.ranges, 0.9), "most range")  // 2.19
    within(0.14...0.20, MinuteStatistics.mean(found.first), "first half hour")  // 0.15-0.18
    within(0.048...0.075, MinuteStatistics.mean(found.last), "last quarter")  // 0.063
    within(-0.03...0.03, MinuteStatistics.mean(found.returnLinks), "link of returns")  // -0.005
    within(0.10...0.20, MinuteStatistics.mean(found.sizeLinks), "clustering of |z|")  // 0.156
    within(4...6.5, found.kurtosis, "kurtosis of z")  // 5.0
    within(0.5...1.3, found.beyondFour, "minutes beyond four deviations")  // 0.87
    within(0.45...0.62, deviation(found.lnVariances), "deviation of ln variance")  // 0.53
    within(0.20...0.36, found.highEarly / found.count, "early highs")  // 0.28
    within(0.20...0.36, found.lowEarly / found.count, "early lows")  // 0.30
    within(0.10...0.26, found.highLate / found.count, "late highs")  // 0.19
    within(0.10...0.26, found.lowLate / found.count, "late lows")  // 0.12
    within(-0.93 ... -0.82, correlation(found.changes, found.returns), "link with level")  // -0.88
    within(-9.5 ... -7, quantile(found.betas, 0.5), "answer of ln level")  // -8.2
    within(-11.5 ... -8.5, quantile(found.betas, 0.1), "strongest answer")  // -10.6
    within(-6.5 ... -4, quantile(found.betas, 0.9), "weakest answer")  // -5.6
    within(0.038...0.065, quantile(found.levelDeviations, 0.5), "session of the index")  // 0.046
    within(0.70...0.95, quantile(found.impliedRanges, 0.5), "range over implied")  // 0.82
  }
}

// Simulated years against what S&P 500 and VIX closes of 2014 to 2026 look like.

@testable import Feeds
import Glibc
import MarketData
import Testing

@Suite("Simulator against measured bands")
struct SimulatorBandTests {
  /// One simulated year of closes.
  private struct Year {
    var returns: [Double] = []
    var levels: [Double] = []
    var ratios: [Double] = []
    var ranges: [Double] = []
    var funds: [[Double]] = []
  }

  private func year(seed: UInt64) throws -> Year {
    let universe = SimulatedUnderlying.standard
    let generator = SessionGenerator(universe: universe, seed: seed)
    let first = SimulatorTape.firstSession
    var state = SimulatorHistory(before: first, generator: generator).state
    let events = SimulatorCalendar.events(from: first, days: 400)
    var date = first
    var year = Year(funds: universe.map { _ in [] })
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

  @Test("levels, returns, their link, term and range over eighty years")
  func bands() throws {
    let years = try (1...80).map { try year(seed: UInt64($0)) }
    let levels = years.flatMap { $0.levels.map { exp($0) } }
    let returns = years.flatMap(\.returns)
    let changes = years.flatMap { y in zip(y.levels.dropFirst(), y.levels).map { $0 - $1 } }
    let later = years.flatMap { Array($0.returns.dropFirst()) }
    let low = quantile(levels, 0.05)
    let middle = quantile(levels, 0.5)
    let high = quantile(levels, 0.95)
    #expect((9.0...12.0).contains(low), "level, 5 per cent \(low)")
    #expect((15.0...18.0).contains(middle), "level, median \(middle)")
    #expect((26.0...34.0).contains(high), "level, 95 per cent \(high)")
    let link = correlation(changes, later)
    #expect((-0.82 ... -0.65).contains(link), "correlation of ln level and return \(link)")
    let size = deviation(changes)
    #expect((0.070...0.086).contains(size), "deviation of ln level \(size)")
    let annual = deviation(returns) * 252.0.squareRoot()
    #expect((0.14...0.19).contains(annual), "annual volatility \(annual)")
    let persistence = years.map { y in
      correlation(Array(y.levels.dropLast()), Array(y.levels.dropFirst()))
    }
    let phi = quantile(persistence, 0.5)
    #expect((0.91...0.985).contains(phi), "persistence within a year \(phi)")
    let inverted = years.flatMap(\.ratios).filter { $0 < 0 }.count
    let share = Double(inverted) / Double(levels.count)
    #expect((0.04...0.13).contains(share), "three-month index below \(share)")
    let range = quantile(years.flatMap(\.ranges), 0.5)
    #expect((0.70...0.95).contains(range), "range \(range)")
    let mean = returns.reduce(0, +) / Double(returns.count)
    let spread = deviation(returns)
    let fourth = returns.reduce(0.0) { $0 + pow(($1 - mean) / spread, 4) } / Double(returns.count)
    let third = returns.reduce(0.0) { $0 + pow(($1 - mean) / spread, 3) } / Double(returns.count)
    #expect((5.0...20.0).contains(fourth), "kurtosis \(fourth)")
    #expect((-1.2 ... -0.05).contains(third), "skew \(third)")
  }

  @Test("funds follow the index as their closes do")
  func funds() throws {
    let years = try (1...40).map { try year(seed: 1_000 + UInt64($0)) }
    let index = years.flatMap { $0.funds[0] }
    let bands: [(Int, ClosedRange<Double>)] = [
      (1, 0.86...0.97), (2, 0.78...0.93), (3, -0.40...0.0), (4, -0.15...0.15),
    ]
    for (place, band) in bands {
      let link = correlation(index, years.flatMap { $0.funds[place] })
      #expect(band.contains(link), "\(SimulatedUnderlying.standard[place].symbol) \(link)")
    }
    let bonds = years.flatMap { $0.funds[3] }
    let gold = years.flatMap { $0.funds[4] }
    #expect((0.1...0.5).contains(correlation(bonds, gold)))
  }

  @Test("minutes of 150 sessions: variance by time of day and extremes")
  func minutes() throws {
    let universe = [SimulatedUnderlying.spx]
    let generator = SessionGenerator(universe: universe, seed: 77)
    var state = SimulatorHistory(before: SimulatorTape.firstSession, generator: generator).state
    var date = SimulatorTape.firstSession
    var first = 0.0
    var last = 0.0
    var total = 0.0
    var links: [Double] = []
    var ratios: [Double] = []
    for _ in 0..<150 {
      let half = TradingCalendar.isHalfDay(date)
      let steps = half ? 210 : 390
      let path = generator.session(on: date, steps: steps, events: [], state: &state)
      date = TradingCalendar.next(after: date)
      guard !half else { continue }
      let prices = [path.opens[0]] + stride(from: 4, to: 390, by: 5).map { path.closes[0][$0] }
      let returns = zip(prices.dropFirst(), prices).map { log($0 / $1) }
      let variance = returns.reduce(0) { $0 + $1 * $1 }
      first += returns[0..<6].reduce(0) { $0 + $1 * $1 } / variance
      last += returns[75..<78].reduce(0) { $0 + $1 * $1 } / variance
      total += 1
      let levels = [path.openLnLevel] + stride(from: 4, to: 390, by: 5).map { path.lnLevels[$0] }
      links.append(correlation(zip(levels.dropFirst(), levels).map { $0 - $1 }, returns))
      let bar = path.bar(0, 0..<390)
      ratios.append(log(bar.high / bar.low) / variance.squareRoot())
    }
    #expect((0.14...0.20).contains(first / total), "first half hour \(first / total)")
    #expect((0.045...0.078).contains(last / total), "last quarter \(last / total)")
    #expect((-0.95 ... -0.80).contains(quantile(links, 0.5)), "\(quantile(links, 0.5))")
    #expect((1.40...1.75).contains(quantile(ratios, 0.5)), "range \(quantile(ratios, 0.5))")
  }
}

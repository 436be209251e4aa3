// Figures of the market model beside its bands: changes of regime, nights, volume, sizes, sides
// without a bid, and the width of quotes through the day.

import Glibc
import MarketData
import Testing

@testable import Feeds

@Suite("Figures of the market model")
struct ModelFigureTests {
  @Test("a regime is left upwards and downwards as often as the index's own")
  func transitions() {
    let edges = [13.0, 18, 25, 35]
    var days = [Double](repeating: 0, count: 5)
    var up = days
    var down = days
    var night = 0.0
    var whole = 0.0
    for seed in 1...80 {
      let generator = SessionGenerator(universe: [.spx], seed: UInt64(seed))
      let first = SimulatorTape.firstSession
      var state = SimulatorHistory(before: first, generator: generator).state
      let events = SimulatorCalendar.events(from: first, days: 400)
      var date = first
      for _ in 0..<252 {
        let before = state
        let half = TradingCalendar.isHalfDay(date)
        let path = generator.session(on: date, steps: half ? 14 : 26, events: events, state: &state)
        let regime = { (s: SimulatorState) in edges.count { exp(s.lnLevel) >= $0 } }
        days[regime(before)] += 1
        up[regime(before)] += regime(state) > regime(before) ? 1 : 0
        down[regime(before)] += regime(state) < regime(before) ? 1 : 0
        let gap = log(path.opens[0] / before.spots[0])
        let move = log(state.spots[0] / before.spots[0])
        night += gap * gap
        whole += move * move
        date = TradingCalendar.next(after: date)
      }
    }
    for (k, share) in [0.145, 0.079, 0.062, 0.039].enumerated() {
      #expect(abs(up[k] / days[k] - share) < 0.05, "up from \(k): \(up[k] / days[k])")
    }
    for (k, share) in [0.069, 0.134, 0.171, 0.254].enumerated() {
      let found = down[k + 1] / days[k + 1]
      #expect(abs(found - share) < 0.08, "down from \(k + 1): \(found)")
    }
    // The index's own nights hold 0.30 of the variance, a fund's 0.43.
    #expect((0.25...0.45).contains(night / whole), "\(night / whole)")
  }

  @Test("volume of a built day follows its profile")
  func volume() throws {
    let bars = try SampleDays.bars()
    let vix = try SampleDays.vix()
    var first = 0.0
    var lastQuarter = 0.0
    var lastMinute = 0.0
    var count = 0.0
    for k in stride(from: 30, to: bars.count, by: 5) {
      guard !TradingCalendar.isHalfDay(bars[k].date) else { continue }
      let day = DayBuilder.day(
        try DayBuilder.head(date: bars[k].date, daily: bars, vix: vix, events: []))
      let volumes = day.rows.map(\.bar.volume)
      let total = volumes.reduce(0, +)
      #expect(total == bars[k].bar.volume)
      first += volumes[0..<15].reduce(0, +) / total
      lastQuarter += volumes[375...].reduce(0, +) / total
      lastMinute += volumes[389] / total
      count += 1
    }
    #expect(abs(first / count - 0.095) < 0.02, "\(first / count)")
    #expect(abs(lastQuarter / count - 0.13) < 0.02, "\(lastQuarter / count)")
    #expect(abs(lastMinute / count - 0.025) < 0.006, "\(lastMinute / count)")
  }

  /// The quoted options of a simulated index chain at noon, with their days to expiry.
  private func noon(_ visit: (SyntheticChain) -> Void) throws {
    for seed in [3, 4, 5] as [UInt64] {
      var tape = try SimulatorTape(seed: seed, universe: [.spx], defects: .none)
      for _ in 0..<180 { _ = try tape.next() }
      visit(try #require(tape.indexChain))
    }
  }

  @Test("sizes at the best price are lognormal: 1, 5, 20, 70, 290 contracts")
  func sizes() throws {
    var sizes: [Double] = []
    try noon { chain in
      for expiry in chain.expiries where !expiry.isOpening {
        for option in expiry.listed.options { sizes.append(Double(chain.options[option].askSize)) }
      }
    }
    #expect(sizes.count > 1_000)
    let expected: [(Double, ClosedRange<Double>)] = [
      (0.05, 1...3), (0.25, 4...9), (0.5, 15...28), (0.75, 45...90), (0.95, 180...420),
    ]
    for (share, band) in expected {
      #expect(band.contains(quantile(sizes, share)), "\(share): \(quantile(sizes, share))")
    }
  }

  @Test("half-spreads are widest at the open, in stress and into the close")
  func multiplier() {
    let at = { (minute: Int, vix: Double) in
      spreadMultiplier(minute: minute, minutes: 390, vix: vix)
    }
    #expect(abs(at(0, 12) - 2.2) < 1e-12)
    #expect(abs(at(180, 15) - 1) < 1e-9)
    #expect(abs(at(180, 45) - 3) < 1e-9)
    #expect(abs(at(386, 15) - 1.15) < 1e-9 && abs(at(385, 15) - 1) < 1e-9)
    // The first five minutes were measured at 1.2 to 3.9 times midday, 09:30 to 10:00 at 1.2 to 1.9.
    let early = (0..<5).reduce(0) { $0 + at($1, 15) } / 5
    let half = (0..<30).reduce(0) { $0 + at($1, 15) } / 30
    #expect((1.2...3.9).contains(early) && (1.2...1.9).contains(half), "\(early) \(half)")
  }
}

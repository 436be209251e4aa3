// How often a generated chain needs its static bounds, and that they hold where it does.

import Glibc
import MarketData
import Testing

@testable import Feeds

@Suite("Static bounds of generated chains")
struct BoundClipTests {
  @Test("the model needs its bounds seldom and by less than a tick, over 240 built days")
  func builtDays() throws {
    let bars = try SampleDays.bars()
    let vix = try SampleDays.vix()
    let events = try SampleDays.events()
    var all = BoundClips()
    var days = 0
    for k in stride(from: 30, to: bars.count, by: 5) {
      let head = try DayBuilder.head(date: bars[k].date, daily: bars, vix: vix, events: events)
      var tape = try ReplayDayTape(
        day: DayBuilder.day(head), dataHash: "", bars: bars, vix: vix, events: events)
      // The open and the first minute: the widest moves of the day.
      for _ in 0..<2 { _ = try tape.next() }
      let clips = tape.clips
      #expect(clips.values > 500)
      #expect(clips.share < 0.20, "\(head.date) \(clips)")
      all.add(clips)
      days += 1
    }
    #expect(days > 240)
    #expect((0.005...0.06).contains(all.share), "\(all)")
    // From three dollars on a tick is a dime.
    #expect(all.farthest < 0.10, "\(all)")
  }

  @Test("a simulated day needs them less", arguments: [1, 2, 3] as [UInt64])
  func simulated(seed: UInt64) throws {
    var tape = try SimulatorTape(seed: seed, universe: [.spx], defects: .none)
    while let batch = try tape.next(), batch.end == nil {}
    #expect(tape.clips.values > 80_000)
    #expect(tape.clips.share < 0.02, "\(tape.clips)")
    #expect(tape.clips.farthest < 0.025, "\(tape.clips)")
  }

  @Test("a smile that no market has is held inside its bounds, and every move is counted")
  func forced() throws {
    var tape = try SampleDays.tape("2017-11-03")
    _ = try tape.next()
    var chain = tape.chain
    chain.clips = BoundClips()
    let point = SurfacePoint(
      time: chain.session.open + .minutes(30), minute: 30, spot: 2_580, level: 0.25, skewScale: 4,
      curveScale: 5, slope90: -0.4, spreadMultiplier: 1, eventVariance: 0, elapsed: 0.2,
      activity: 1)
    chain.price(at: point)
    let clips = chain.clips
    #expect(clips.values == chain.strikes.count)
    #expect(clips.calendars > 10 && clips.butterflies > 10, "\(clips)")
    #expect(clips.total == clips.calendars + clips.verticals + clips.butterflies)
    #expect(clips.farthest > 0.1)
    for expiry in chain.expiries {
      let values = expiry.strikes.map { (chain.strikes[$0], chain.callValue[$0]) }
      var slope = -1.0
      for (low, high) in zip(values, values.dropFirst()) {
        let next = (high.1 - low.1) / (high.0 - low.0)
        #expect(next <= 1e-9 && next >= slope - 1e-9, "\(expiry.listed.date) \(high.0)")
        slope = next
      }
    }
    chain.price(at: point)
    #expect(chain.clips.values == 2 * clips.values && chain.clips.total == 2 * clips.total)
  }

  @Test("rounding is no move")
  func rounding() {
    var clips = BoundClips()
    clips.count(from: 10, to: 10 + 1e-10, unit: 5_000)
    #expect(clips.total == 0)
    clips.count(from: 10, to: 10.02, unit: 5_000)
    clips.count(from: 10, to: 9.5, unit: 5_000)
    #expect(clips.butterflies == 1 && clips.verticals == 1 && abs(clips.farthest - 0.5) < 1e-12)
  }
}

// Jumps of the machine's clock: found, told once each, recorded, and decided alike in a replay.

import Feeds
import Glibc
import MarketData
import Persistence
import Risk
import TestKit
import Testing

@testable import DeskEngine
@testable import voldesk

@Suite("The machine's clock")
struct ClockWatchTests {
  private func reading(_ steady: Double, wall: Double) -> ClockReading {
    ClockReading(wall: Int64(wall * 1e9), steady: Int64(steady * 1e9))
  }

  @Test(
    "a jump beyond two seconds is found, forward and back",
    arguments: [2.1, -2.1, 3_600, -3_600, 1.9, -1.9, 0])
  func found(_ jump: Double) {
    var watch = ClockWatch(threshold: clockJumpThreshold)
    #expect(watch.look(reading(10, wall: 1e9)) == nil)
    #expect(watch.look(reading(11, wall: 1e9 + 1)) == nil)
    let told = watch.look(reading(12, wall: 1e9 + 2 + jump))
    if abs(jump) > 2 {
      #expect(abs((told?.seconds ?? 0) - jump) < 1e-6)
    } else {
      #expect(told == nil)
    }
    // It is told once: from then on the clock goes on from where it went.
    #expect(watch.look(reading(13, wall: 1e9 + 3 + jump)) == nil)
  }

  @Test("looks within a second count as one, and a desk that stood still saw no jump")
  func paced() {
    var watch = ClockWatch(threshold: clockJumpThreshold)
    #expect(watch.look(reading(0, wall: 50)) == nil)
    #expect(watch.look(reading(0.5, wall: 90)) == nil)
    #expect(abs((watch.look(reading(1, wall: 90.5))?.seconds ?? 0) - 39.5) < 1e-6)
    // A stopped process finds both clocks an hour on.
    #expect(watch.look(reading(3_601, wall: 3_690.5)) == nil)
    // A wall clock at either end of its range stops nothing.
    #expect(watch.look(ClockReading(wall: .min, steady: Int64(3_700 * 1e9))) == nil)
    #expect(watch.look(ClockReading(wall: .max, steady: Int64(3_800 * 1e9))) == nil)
  }

  @Test("a live desk alerts its trader, logs it, records it, and its replay alerts as well")
  func told() throws {
    let scratch = try CommandScratch()
    _ = try FeedFixture(scratch, from: 735, minutes: 1)
    let context = BenchContext(
      sampleData: ProjectPaths.inRoot("sample-data"), repeats: nil, seed: 7)
    var plan = try BenchDay(context).plan
    plan.approvesTrades = false
    plan.database = scratch("a.db")
    plan.market = .live(.command("cd \(scratch.path); cat head m0; sleep 60"))
    let store = try DeskStore(plan.database)
    let loop = try DeskLoop(plan, store: store)
    defer { loop.closeFeed() }
    var lines: [[UInt8]] = []
    loop.report = { lines += $0.lines }
    var clock = ClockReading.now()
    let teller = SourceTeller(loop, plan) { clock }
    let jumps: [Int64] = [0, 3_600, 0, -7_200]
    for jump in jumps {
      clock.steady += 1_500_000_000
      clock.wall += 1_500_000_000 + jump * 1_000_000_000
      teller.tell()
    }
    let end = steadyNanoseconds() + 20_000_000_000
    while alerts(lines).count < 2, steadyNanoseconds() < end {
      if try !loop.step() { usleep(5_000) }
    }
    #expect(alerts(lines).map(\.value) == [3_600, -7_200])
    #expect(alerts(lines).allSatisfy { $0.severity == .warn && $0.threshold == 2 })
    #expect(alerts(lines).last?.text == "the clock of this machine jumped back by 7200.0 s")
    let log = String(decoding: try scratch.bytes("a.db.feed.log"), as: UTF8.self)
    #expect(log.contains("jumped by 3600.0 s\n") && log.contains("jumped by -7200.0 s\n"))
    try loop.flushRecord(onlyWhenDue: false)
    let recorded = try store.recordedTape(isWhole: true)
    try scratch.write(TapeLine.head(source: "x") + [0x0A] + recorded, "t.tape")
    plan.market = .replay(scratch("t.tape"))
    let again = try DeskLoop(plan, store: MemoryStore())
    var replayed: [[UInt8]] = []
    again.report = { replayed += $0.lines }
    while try again.step() {}
    #expect(replayed == lines)
  }

  private func alerts(_ lines: [[UInt8]]) -> [AlertRaised] {
    lines.compactMap { line in
      guard let event = try? Event(line: line), case .alertRaised(let alert) = event.body,
        alert.metric == "clock_jump"
      else { return nil }
      return alert
    }
  }
}

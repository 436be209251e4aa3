// How long a frame takes; printed, and held far above the budget so that load cannot fail it.

import Canvas
import Glibc
import Testing

@testable import Screens

@Suite("Speed of a frame")
struct RenderSpeedTests {
  @Test("a frame of 200x60 is drawn in memory")
  func frame() {
    let desk = DeskFixture.busy
    let size = Size(columns: 200, rows: 60)
    var ui = UIState(size: size, pacing: PacingSummary(mode: .replay, speed: 20))
    _ = reduce(&ui, .snapshot, desk)
    var times: [Double] = []
    for _ in 0..<200 {
      let start = microseconds()
      let buffer = render(desk, ui, size: size)
      times.append(microseconds() - start)
      #expect(buffer.size == size)
    }
    times.sort()
    print("200x60 frame: median \(Int(times[100])) us, p99 \(Int(times[198])) us")
    #expect(times[100] < 50_000)
  }

  private func microseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
  }
}

// What a jump of the machine's clock calls for: the trader is told, nothing else follows.
//
// Every decision stands on exchange time, so a wrong clock changes none; but latencies, the times of
// files and the names of days outside the desk are no longer to be relied on.

public import MarketData
import Risk

/// How far the machine's clock may leave a clock that never jumps before somebody must know.
public let clockJumpThreshold = TimeSpan.seconds(2)

extension Decider {
  /// Raises an alert for a jump of the machine's clock.
  mutating func noteClock(jump: TimeSpan) {
    let tenths = (jump.seconds * 10).rounded()
    let way = tenths < 0 ? "back" : "forward"
    alert(
      .warn, metric: "clock_jump", value: tenths / 10, threshold: clockJumpThreshold.seconds,
      text: "the clock of this machine jumped \(way) by \(abs(tenths) / 10) s")
  }
}

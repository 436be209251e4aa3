// The two lines that are printed and not journaled: that a process began, and that it stops.

import DeskEngine
import Feeds
import Glibc
import MarketData
import Persistence

/// The first line of a desk without a screen.
///
/// It carries the time of the first input. A live desk knows that only once its feed has spoken, so
/// its line waits until then.
final class RunHead {
  private let loop: DeskLoop
  private let output: LineOutput
  private let seq: Int
  private var isTold = false

  init(_ loop: DeskLoop, _ output: LineOutput) {
    self.loop = loop
    self.output = output
    seq = loop.core.state.seq
  }

  /// Tells when the time is known; a tape with an end has its first input at once.
  func tellIfKnown() throws {
    guard let time = try loop.knownTime ?? loop.nextTime() else { return }
    tell(at: time)
  }

  /// Tells before the first events are.
  func tell(before commit: CommitReport) {
    guard !isTold else { return }
    // A kill that came before any tick has no exchange time.
    let time = commit.events.first?.time ?? Instant(nanoseconds: 0)
    tell(at: time > Instant(nanoseconds: 0) ? time : wallSecond())
  }

  /// Tells once.
  func tell(at time: Instant) {
    guard !isTold else { return }
    isTold = true
    output.write(loop.startedLine(seq: seq, at: time))
  }
}

extension DeskLoop {
  /// The printed line that a process began.
  func startedLine(seq: Int, at time: Instant) -> [UInt8] {
    let started = RunStarted(
      run: opening.run, key: identity.runKey, mode: identity.mode.rawValue,
      source: identity.source, seed: Int(clamping: plan.seed), resumed: opening.isResumed,
      version: programVersion, configHash: plan.settings.configHash, dataHash: identity.dataHash,
      equity: equityAtStart)
    return Event(seq: seq, time: time, body: .runStarted(started)).line()
  }

  /// The printed line that a process stops.
  func endedLine(reason: String) -> [UInt8] {
    let ended = RunEnded(
      run: opening.run, reason: reason, events: core.state.seq,
      candidates: core.state.counters.candidates, fills: core.state.counters.fills,
      equity: core.state.money.equity,
      openPositions: core.state.positions.map(\.position),
      journalHash: journalHash.map { byte in
        let text = String(byte, radix: 16)
        return text.count == 1 ? "0" + text : text
      }.joined())
    let time = knownTime ?? wallSecond()
    return Event(seq: core.state.seq, time: time, body: .runEnded(ended)).line()
  }
}

/// The machine's time in whole seconds: for a printed line of a desk that never saw an input.
func wallSecond() -> Instant { Instant(seconds: wallClock() / 1_000_000_000) }

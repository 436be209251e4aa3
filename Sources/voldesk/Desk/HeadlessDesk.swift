// The desk without a screen: one JSON line an event on standard output, and nothing else.

import Canvas
import DeskEngine
import Feeds
import Glibc
import MarketData
import Persistence
import Terminal

/// Runs a plan without a screen.
///
/// - Returns: The exit code.
func runHeadless(_ plan: DeskPlan, signals: SignalSource) -> Int32 {
  do {
    let store = try openStore(plan)
    let output = LineOutput()
    let loop = try DeskLoop(plan, store: store)
    output.write(loop.startedLine())
    loop.report = { output.write($0.lines) }
    let reason = try HeadlessRun(loop: loop, signals: signals, plan: plan).run(output)
    try loop.finish()
    output.write(loop.endedLine(reason: reason))
    output.flush()
    return output.isBroken ? 3 : 0
  } catch {
    return explain(error)
  }
}

/// The store of a plan: the database, or memory for a desk that only looks.
func openStore(_ plan: DeskPlan) throws -> any JournalStore {
  if plan.isReadOnly { return MemoryStore() }
  // A day that cannot be played is refused before a database is made for it.
  if case .replay = plan.market, !DatabaseFiles(plan.database).exists { _ = try plan.openTape() }
  return try DeskStore(plan.database)
}

/// Says what went wrong and gives the exit code.
func explain(_ error: any Error) -> Int32 {
  switch error {
  case let failure as StartFailure:
    complain(failure.text)
    return failure.code
  case let failure as StoreError:
    complain(failure.description)
    return failure.exitCode
  case let failure as FeedError:
    complain(failure.description)
    return 3
  default:
    complain("\(error)")
    return 5
  }
}

/// Lines on their way to standard output, written in large pieces.
final class LineOutput {
  private var buffer: [UInt8] = []
  private(set) var isBroken = false

  init() { buffer.reserveCapacity(1 << 16) }

  func write(_ line: [UInt8]) {
    buffer.append(contentsOf: line)
    buffer.append(0x0A)
    if buffer.count > 1 << 15 { flush() }
  }

  func write(_ lines: [[UInt8]]) {
    for line in lines { write(line) }
  }

  func flush() {
    if !isBroken, !writeAll(buffer, to: 1) { isBroken = true }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// The running of a headless desk: pacing, signals and the sentinel file.
private struct HeadlessRun {
  let loop: DeskLoop
  let signals: SignalSource
  let plan: DeskPlan

  /// Runs until the tape ends, the days are done or a signal asks to stop.
  ///
  /// - Returns: Why it stopped.
  func run(_ output: LineOutput) throws -> String {
    // Nobody watches: a tape with an end runs at once, an endless one keeps the usual pace.
    let hasEnd = plan.isReplay || plan.days != nil
    var pacer = Pacer(speed: plan.isSpeedChosen || !hasEnd ? plan.speed : .infinity)
    var sinceLook = 0
    while true {
      if loop.isDone { return "days done" }
      guard let time = try loop.nextTime() else {
        _ = try loop.step()
        return "end of tape"
      }
      let wait = pacer.wait(for: time)
      if wait > 0 { output.flush() }
      sinceLook += 1
      if wait > 0 || sinceLook >= 16 {
        sinceLook = 0
        if let reason = try answer(waitingMs: wait) { return reason }
        if wait > 0 { continue }
      }
      _ = try loop.step()
      pacer.advance(to: time)
    }
  }

  /// Waits for signals; the reason to stop, or nil.
  private func answer(waitingMs: Int) throws -> String? {
    for event in signals.poll(timeoutMs: waitingMs) {
      guard case .signal(let signal) = event else { continue }
      switch signal {
      case .terminate, .hangup, .interrupt, .quit: return "signal"
      case .user1: try loop.kill(.signal, reason: killReason(plan))
      case .resumed: break
      }
    }
    try killByFile(loop, plan)
    return nil
  }
}

/// The reason left in the sentinel file, else the signal itself.
func killReason(_ plan: DeskPlan) -> String {
  let file = KillFile(DatabaseFiles(plan.database))
  return file.isPresent && !file.reason.isEmpty ? file.reason : "SIGUSR1"
}

/// Engages the kill when the sentinel file is there, and takes it away once that is durable.
func killByFile(_ loop: DeskLoop, _ plan: DeskPlan) throws {
  guard !plan.isReadOnly else { return }
  let file = KillFile(DatabaseFiles(plan.database))
  guard file.isPresent else { return }
  if !loop.core.state.trading.isKilled { try loop.kill(.file, reason: file.reason) }
  try file.clear()
}

extension DeskLoop {
  /// The printed line that a process began.
  func startedLine() -> [UInt8] {
    printed(
      .runStarted(
        RunStarted(
          run: opening.run, key: identity.runKey, mode: identity.mode.rawValue,
          source: identity.source, seed: Int(clamping: plan.seed), resumed: opening.isResumed,
          version: programVersion, configHash: plan.settings.configHash,
          dataHash: identity.dataHash,
          equity: core.state.money.isFunded ? core.state.money.equity : plan.settings.equity)))
  }

  /// The printed line that a process stops.
  func endedLine(reason: String) -> [UInt8] {
    printed(
      .runEnded(
        RunEnded(
          run: opening.run, reason: reason, events: core.state.seq,
          candidates: core.state.counters.candidates, fills: core.state.counters.fills,
          equity: core.state.money.equity,
          openPositions: core.state.positions.map(\.position),
          journalHash: journalHash.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
          }.joined())))
  }

  private func printed(_ body: EventBody) -> [UInt8] {
    Event(seq: core.state.seq, time: logicalTime, body: body).line()
  }
}

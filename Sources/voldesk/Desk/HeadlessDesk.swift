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
  let output = LineOutput()
  do {
    let loop = try DeskLoop(plan, store: try openStore(plan))
    defer { loop.closeFeed() }
    let alerts = plan.onAlert.map { AlertSink($0) { complain($0) } }
    defer { alerts?.finish() }
    let head = RunHead(loop, output)
    let reports = ReportWriter { if case .failure(let fault) = $0 { complain(fault.description) } }
    loop.report = { [weak loop] commit in
      head.tell(before: commit)
      output.write(commit.lines)
      alerts?.take(commit)
      loop?.reportClose(commit, to: reports)
    }
    do {
      try head.tellIfKnown()
      try loop.takeUp()
      let reason = try HeadlessRun(loop: loop, signals: signals, plan: plan).run(output)
      try loop.finish()
      head.tell(at: loop.knownTime ?? wallSecond())
      reports.finish()
      output.write(loop.endedLine(reason: reason))
    } catch let error as StoreError {
      throw journalFault(error, plan)
    }
    output.flush()
    return output.isBroken ? 3 : 0
  } catch {
    // What is durable is told, whatever came after it.
    output.flush()
    let (code, text) = failure(error)
    complain(text)
    return code
  }
}

/// The store of a plan: the database, or memory for a desk that only looks.
func openStore(_ plan: DeskPlan) throws -> any JournalStore {
  if plan.isReadOnly { return MemoryStore() }
  // A day that cannot be played is refused before a database is made for it.
  if case .replay = plan.market, !DatabaseFiles(plan.database).exists { _ = try plan.openTape() }
  return try DeskStore(plan.database)
}

/// The exit code and the text of an error that ends the desk.
func failure(_ error: any Error) -> (code: Int32, text: String) {
  switch error {
  case let failure as StartFailure: (failure.code, failure.text)
  case let failure as StoreError: (failure.exitCode, failure.description)
  case let failure as FeedError: (3, failure.description)
  default: (5, "\(error)")
  }
}

/// A fault of the journal under a desk at work: the kill is asked for at the next start.
func journalFault(_ error: StoreError, _ plan: DeskPlan) -> StartFailure {
  let files = DatabaseFiles(plan.database)
  var text = error.description
  if let free = files.freeBytes { text += "; \(free >> 20) MiB are free in \(files.folder)" }
  do throws(StoreError) {
    if !plan.isReadOnly { try KillFile(files).request(reason: "\(journalFaultMark) \(error)") }
    text += "; what was acknowledged is safe; the next start has the kill engaged"
  } catch {
    text += "; the kill could not be left for the next start: \(error)"
  }
  return StartFailure(text: text, code: error.exitCode)
}

/// How the reason of a kill begins that a fault of the journal left behind.
private let journalFaultMark = "journal fault:"

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
    if !isBroken, !writeAll(buffer, to: 1) {
      isBroken = true
      if let fault = outputFault(errno) { complain(fault) }
    }
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
    var pacer = Pacer(speed: plan.isSpeedChosen || !plan.hasEnd ? plan.speed : .infinity)
    var sinceLook = 0
    let teller = SourceTeller(loop, plan)
    while true {
      if output.isBroken { return "output closed" }
      if loop.isDone { return "days done" }
      teller.tell()
      if try loop.nextTime() == nil, loop.isWaiting {
        output.flush()
        if let reason = try answer(waitingMs: 20) { return reason }
        try loop.flushRecord(onlyWhenDue: true)
        continue
      }
      guard let time = try loop.nextTime() else {
        _ = try loop.step()
        return "end of tape"
      }
      let wait = loop.isLive ? 0 : pacer.wait(for: time)
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
  let source: KillSource = file.reason.hasPrefix(journalFaultMark) ? .journal : .file
  if !loop.core.state.trading.isKilled { try loop.kill(source, reason: file.reason) }
  try file.clear()
}

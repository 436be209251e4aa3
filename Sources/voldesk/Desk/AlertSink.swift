// Alerts on their way to the trader's own command: a process each, on a thread of its own.
//
// The desk hands an alert over and goes on. What cannot be delivered is tried again, then told, and
// what comes faster than the command takes it is counted, never waited for.

import DeskEngine
import Glibc
import Synchronization

/// Runs a command for every alert, with the alert's line on its standard input.
final class AlertSink: Sendable {
  /// Alerts that wait at most.
  static let most = 256
  /// Seconds a command may take.
  static let patience = 30.0
  /// Seconds before each new try.
  static let pauses = [1.0, 2.0, 4.0]

  private struct State {
    var waiting: [[UInt8]] = []
    var left = 0
    var isFinishing = false
    var isIdle = true
  }

  private let command: String
  private let say: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// Makes a sink and starts its thread.
  ///
  /// - Parameters:
  ///   - command: For the shell.
  ///   - say: Told of what could not be delivered.
  init(_ command: String, say: @escaping @Sendable (String) -> Void) {
    self.command = command
    self.say = say
    if !startThread({ self.run() }) { say("alerts are not delivered: no thread is left") }
  }

  /// Takes the alerts of what was committed.
  func take(_ report: CommitReport) {
    for (event, line) in zip(report.events, report.lines) {
      guard case .alertRaised = event.body else { continue }
      state.withLock { state in
        if state.waiting.count < AlertSink.most {
          state.waiting.append(line)
        } else {
          state.left += 1
        }
      }
    }
  }

  /// Waits until what was taken is delivered, but not for long.
  func finish(within seconds: Double = 5) {
    state.withLock { $0.isFinishing = true }
    let deadline = steadyNanoseconds() + Int64(seconds * 1e9)
    while steadyNanoseconds() < deadline {
      if state.withLock({ $0.waiting.isEmpty && $0.isIdle }) { return }
      usleep(10_000)
    }
    let count = state.withLock { $0.waiting.count + ($0.isIdle ? 0 : 1) }
    say("\(count) alerts were not delivered to --on-alert in time")
  }

  private func run() {
    while true {
      let (line, left, isOver) = state.withLock { state -> ([UInt8]?, Int, Bool) in
        let line = state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        state.isIdle = line == nil
        let left = line == nil ? state.left : 0
        if line == nil { state.left = 0 }
        return (line, left, line == nil && state.isFinishing)
      }
      if left > 0 { say("\(left) alerts came faster than --on-alert takes them and were left out") }
      if let line { deliver(line) } else if isOver { return } else { usleep(50_000) }
    }
  }

  private func deliver(_ line: [UInt8]) {
    var trouble = ""
    for pause in [0] + AlertSink.pauses {
      usleep(useconds_t(pause * 1e6))
      guard let why = attempt(line) else { return }
      trouble = why
    }
    say("--on-alert failed \(1 + AlertSink.pauses.count) times: \(trouble)")
  }

  /// Runs the command once; why it failed, or nil.
  private func attempt(_ line: [UInt8]) -> String? {
    do throws(FeedTrouble) {
      let child = try FeedChild(
        ["/bin/sh", "-c", command], message: line + [0x0A], closesInput: true)
      let deadline = steadyNanoseconds() + Int64(AlertSink.patience * 1e9)
      while steadyNanoseconds() < deadline {
        drain(child.output)
        drain(child.errors)
        if let ending = child.ending() {
          // What it left running in the background is its own affair.
          close(child.output)
          close(child.errors)
          return ending == "ended with code 0" ? nil : ending
        }
        usleep(5_000)
      }
      child.end()
      return "it took more than \(Int(AlertSink.patience)) seconds"
    } catch {
      return error.description
    }
  }

  /// Takes what the command prints, so that it never waits for a reader.
  private func drain(_ end: Int32) {
    withUnsafeTemporaryAllocation(byteCount: 4_096, alignment: 1) { buffer in
      while read(end, buffer.baseAddress, buffer.count) > 0 {}
    }
  }
}

// Signals as values, and waking a wait from another thread.
//
// Signals are blocked in every thread and read from a descriptor, so no code of ours ever runs
// inside a signal handler.

public import Canvas
import CNcurses
import Glibc

/// Wakes a waiting thread; the descriptor stays open for the life of the process.
public struct Waker: Hashable, Sendable {
  let descriptor: Int32

  init?() {
    descriptor = vd_wake_descriptor()
    guard descriptor >= 0 else { return nil }
  }

  /// Makes the present or the next wait return with `InputEvent.wake`.
  public func wake() { vd_wake(descriptor) }
}

/// What arrived on the descriptor of signals.
enum SignalArrival: Hashable {
  case event(TerminalSignal)
  case windowChanged
  case stopRequested
}

/// The signals of the process, for a program with or without a screen.
public final class SignalSource {
  let descriptor: Int32
  /// Interrupts `poll` from another thread.
  public let waker: Waker

  /// Blocks the signals that are read here; to be called before any thread is started.
  public static func block() { vd_block_signals() }

  /// Opens the source.
  ///
  /// - Throws: `TerminalUnavailable.noDescriptor` when the system has none left.
  public init() throws(TerminalUnavailable) {
    vd_block_signals()
    descriptor = vd_signal_descriptor()
    guard descriptor >= 0, let waker = Waker() else { throw .noDescriptor }
    self.waker = waker
  }

  deinit { close(descriptor) }

  /// Waits for signals or a wake-up without a terminal, at most so long.
  ///
  /// A request to stop is obeyed here; a change of the window is of no interest.
  public func poll(timeoutMs: Int) -> [InputEvent] {
    let ready = vd_wait(-1, descriptor, waker.descriptor, Int32(clamping: timeoutMs))
    var events: [InputEvent] = []
    if ready & 4 != 0, vd_drain_wake(waker.descriptor) != 0 { events.append(.wake) }
    for arrival in drain() {
      switch arrival {
      case .event(let signal): events.append(.signal(signal))
      case .stopRequested: vd_stop_group()
      case .windowChanged: break
      }
    }
    return events
  }

  /// Everything that arrived, at most 64 signals.
  func drain() -> [SignalArrival] {
    var arrivals: [SignalArrival] = []
    for _ in 0..<64 {
      let number = vd_next_signal(descriptor)
      if number == 0 { break }
      switch number {
      case SIGTERM: arrivals.append(.event(.terminate))
      case SIGHUP: arrivals.append(.event(.hangup))
      case SIGINT: arrivals.append(.event(.interrupt))
      case SIGQUIT: arrivals.append(.event(.quit))
      case SIGUSR1: arrivals.append(.event(.user1))
      case SIGCONT: arrivals.append(.event(.resumed))
      case SIGWINCH: arrivals.append(.windowChanged)
      case SIGTSTP: arrivals.append(.stopRequested)
      default: break
      }
    }
    return arrivals
  }
}

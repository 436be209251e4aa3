// Work on a thread of its own, for a reading that has two cores to use.

import Glibc
import Synchronization

/// Work that runs beside whoever waits for it; where the system has no thread left, at once.
final class WorkThread: Sendable {
  private let work: @Sendable () -> Void
  private let thread = Mutex<pthread_t?>(nil)

  /// Starts the work.
  init(_ work: @escaping @Sendable () -> Void) {
    self.work = work
    let own = Unmanaged.passRetained(self)
    var made = pthread_t()
    let code = pthread_create(
      &made, nil,
      { raw in
        guard let raw else { return nil }
        Unmanaged<WorkThread>.fromOpaque(raw).takeRetainedValue().work()
        return nil
      }, own.toOpaque())
    if code == 0 {
      let started = made
      thread.withLock { $0 = started }
    } else {
      own.release()
      work()
    }
  }

  /// Waits until the work is done; harmless when repeated.
  func wait() {
    let started = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let started { pthread_join(started, nil) }
  }

  deinit {
    // Whoever stopped asking waits for nothing: the thread ends by itself.
    if let left = thread.withLock({ $0 }) { pthread_detach(left) }
  }
}

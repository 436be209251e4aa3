// A thread of the system that nobody waits for.

import Glibc

/// What a thread works on.
private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Starts work on a thread of its own.
///
/// - Parameters:
///   - stack: Bytes of its stack; nil for the system's usual size.
///   - run: The work; the thread ends with it.
/// - Returns: False when the system has no thread left.
func startThread(stack: Int? = nil, _ run: @escaping @Sendable () -> Void) -> Bool {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  if let stack { pthread_attr_setstacksize(&attributes, stack) }
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  let body = Unmanaged.passRetained(ThreadBody(run))
  var thread = pthread_t()
  let result = pthread_create(
    &thread, &attributes,
    { raw in
      guard let raw else { return nil }
      Unmanaged<ThreadBody>.fromOpaque(raw).takeRetainedValue().run()
      return nil
    }, body.toOpaque())
  if result != 0 { body.release() }
  return result == 0
}

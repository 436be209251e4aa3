// The hash of a file on a thread of its own, while the file is read.

import Glibc
import Synchronization

/// A hash in the making.
final class FileHashing: Sendable {
  private let stream: ByteStream
  private let result = Mutex<Result<String, FeedError>?>(nil)
  private let thread = Mutex(pthread_t())

  /// Starts; nil when the system has no thread left.
  init?(_ stream: ByteStream) {
    self.stream = stream
    let own = Unmanaged.passRetained(self)
    let code = thread.withLock { thread in
      pthread_create(
        &thread, nil,
        { raw in
          guard let raw else { return nil }
          Unmanaged<FileHashing>.fromOpaque(raw).takeRetainedValue().run()
          return nil
        }, own.toOpaque())
    }
    guard code == 0 else {
      own.release()
      return nil
    }
  }

  deinit {
    // A reading that failed asks for no hash: the thread ends by itself.
    if result.withLock({ $0 == nil }) { pthread_detach(thread.withLock(\.self)) }
  }

  private func run() {
    let made: Result<String, FeedError>
    do {
      made = .success(try stream.fileHash())
    } catch {
      made = .failure(
        error as? FeedError ?? FeedError(file: stream.path, rule: "cannot be hashed: \(error)"))
    }
    result.withLock { $0 = made }
  }

  /// Waits for the hash.
  ///
  /// - Throws: `FeedError` when the file could not be read.
  func wait() throws(FeedError) -> String {
    pthread_join(thread.withLock(\.self), nil)
    guard let made = result.withLock(\.self) else {
      throw FeedError(file: stream.path, rule: "cannot be hashed")
    }
    return try made.get()
  }
}

// What a source complained of and what befell the feed, in a file that stays small.

import Canvas
import Glibc
import Synchronization

/// Appends cleaned lines to a file; when it is full the older half goes to `FILE.old`.
///
/// The file is made with its first line. Both the thread that reads a feed and the desk's write to it.
final class FeedLog: Sendable {
  /// Bytes in one file.
  static let most = 1 << 20
  private let path: String
  private let file = Mutex<OpenLog>(OpenLog())

  init(_ path: String) { self.path = path }

  deinit {
    file.withLock { if $0.descriptor >= 0 { close($0.descriptor) } }
  }

  /// Writes a line; a disk that takes no more loses it.
  func write(_ text: String) {
    let line = Array((sanitize(String(text.prefix(400))) + "\n").utf8)
    file.withLock { file in
      if file.descriptor < 0 { file.open(path) }
      if file.size + line.count > FeedLog.most {
        close(file.descriptor)
        rename(path, path + ".old")
        file.open(path)
      }
      guard file.descriptor >= 0 else { return }
      file.size += line.count
      writeAll(line, to: file.descriptor)
    }
  }
}

/// The open file of a log.
private struct OpenLog: Sendable {
  var descriptor: Int32 = -1
  var size = 0

  mutating func open(_ path: String) {
    descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
  }
}

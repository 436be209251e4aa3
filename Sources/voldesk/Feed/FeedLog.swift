// What a source complained of, in a file that stays small.

import Canvas
import Glibc

/// Appends cleaned lines to a file; when it is full the older half goes to `FILE.old`.
final class FeedLog {
  /// Bytes in one file.
  static let most = 1 << 20
  private let path: String
  private var descriptor: Int32
  private var size: Int

  init(_ path: String) {
    self.path = path
    descriptor = FeedLog.open(path)
    size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  private static func open(_ path: String) -> Int32 {
    Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
  }

  /// Writes a line; a disk that takes no more loses it.
  func write(_ text: String) {
    let line = Array((sanitize(String(text.prefix(400))) + "\n").utf8)
    if size + line.count > FeedLog.most {
      close(descriptor)
      rename(path, path + ".old")
      descriptor = FeedLog.open(path)
      size = 0
    }
    guard descriptor >= 0 else { return }
    size += line.count
    writeAll(line, to: descriptor)
  }
}

// Where a verb writes its bytes.

import Glibc
import Persistence

/// Standard output, a device or a pipe as it is, or a file that appears when it is whole.
final class FileSink {
  /// What it is called in messages.
  let name: String
  private let descriptor: Int32
  /// The file and the name it is written under until it is whole; nil when written directly.
  private let renaming: (part: String, whole: String)?
  private var bytes: [UInt8] = []
  private var hasFailed = false

  /// Opens a place to write to.
  ///
  /// - Parameters:
  ///   - path: A path; nil for standard output. Through a symbolic link its target is written.
  ///   - database: A database whose files are not written over.
  /// - Throws: `StoreError.file` when it cannot be written.
  init(_ path: String?, sparing database: DatabaseFiles? = nil) throws(StoreError) {
    guard let path else {
      (name, descriptor, renaming) = ("standard output", STDOUT_FILENO, nil)
      return
    }
    let target = DatabaseFiles(path).database
    if let database, database.all.contains(target) {
      throw .file(path: path, reason: "belongs to the database; name another file")
    }
    var status = stat()
    let isPlain = stat(target, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    let opened = isPlain ? "\(target).part" : target
    let flags = O_WRONLY | O_CLOEXEC | (isPlain ? O_CREAT | O_TRUNC : 0)
    descriptor = open(opened, flags, 0o644)
    name = path
    renaming = isPlain ? (opened, target) : nil
    if descriptor < 0 { throw .file(path: path, reason: "cannot be written: \(systemText())") }
  }

  /// Takes bytes.
  func take(_ more: [UInt8]) {
    bytes += more
    if bytes.count >= 1 << 16 { flush() }
  }

  private func flush() {
    if !hasFailed { hasFailed = !writeAll(bytes, to: descriptor) }
    bytes.removeAll(keepingCapacity: true)
  }

  /// Closes the file; a reader that has seen enough, such as head, is no failure.
  func finish() throws(StoreError) {
    flush()
    var code = hasFailed ? errno : 0
    if let renaming {
      if !hasFailed, fsync(descriptor) != 0 { code = errno }
      if code == 0, rename(renaming.part, renaming.whole) != 0 { code = errno }
      if code != 0 { unlink(renaming.part) }
    }
    if descriptor != STDOUT_FILENO { close(descriptor) }
    guard code == 0 || code == EPIPE else {
      throw .file(path: name, reason: "cannot be written: \(String(cString: strerror(code)))")
    }
  }
}

/// What the system says of the last error.
func systemText() -> String { String(cString: strerror(errno)) }

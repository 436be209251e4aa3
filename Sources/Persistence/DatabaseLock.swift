// One writer a database, by `flock` on a file beside it.
//
// The kernel drops the lock with the process, however it ends, so a file that was left behind is
// no obstacle; the file is never removed, because removing it would let two processes lock two
// files of one name.

import Glibc
import MarketData

/// The right to write a database, held until `release` or the end of the process.
public final class DatabaseLock {
  private var descriptor: Int32
  /// Who holds it: this process.
  public let owner: LockOwner

  /// Takes the lock.
  ///
  /// - Throws: `StoreError.inUse` with the owner after at most 100 ms.
  public init(_ files: DatabaseFiles) throws(StoreError) {
    descriptor = open(files.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .file(path: files.lock, reason: systemMessage()) }
    owner = LockOwner(
      pid: getpid(), host: hostName(), since: Instant(nanoseconds: wallNanoseconds()))
    // A reader asking who is alive holds a shared lock for microseconds: try a few times.
    var tries = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      tries += 1
      guard errno == EWOULDBLOCK || errno == EINTR, tries < 6 else {
        let blocked = errno == EWOULDBLOCK
        let reason = systemMessage()
        close(descriptor)
        descriptor = -1
        if blocked {
          throw .inUse(path: files.database, owner: try DatabaseLock.recorded(files))
        }
        throw .file(path: files.lock, reason: reason)
      }
      usleep(20_000)
    }
    try record(files)
  }

  private func record(_ files: DatabaseFiles) throws(StoreError) {
    let text = Array("\(owner.pid)\n\(owner.host)\n\(owner.since.nanoseconds)\n".utf8)
    guard ftruncate(descriptor, 0) == 0,
      pwrite(descriptor, text, text.count, 0) == text.count
    else { throw .file(path: files.lock, reason: systemMessage()) }
  }

  deinit { release() }

  /// Gives the lock up; harmless when repeated.
  public func release() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
  }

  /// The owner written in the lock file, dead or alive; nil when none is readable.
  public static func recorded(_ files: DatabaseFiles) throws(StoreError) -> LockOwner? {
    guard let bytes = try smallFile(files.lock) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard lines.count >= 3, let pid = Int32(lines[0]), let since = Int64(lines[2]) else {
      return nil
    }
    return LockOwner(pid: pid, host: String(lines[1]), since: Instant(nanoseconds: since))
  }

  /// The process that writes the database now; nil when none does.
  public static func holder(_ files: DatabaseFiles) throws(StoreError) -> LockOwner? {
    let descriptor = open(files.lock, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw .file(path: files.lock, reason: systemMessage()) }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
    guard errno == EWOULDBLOCK else { throw .file(path: files.lock, reason: systemMessage()) }
    return try recorded(files) ?? LockOwner(pid: 0, host: "", since: Instant(nanoseconds: 0))
  }
}

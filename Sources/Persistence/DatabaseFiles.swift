// The files of a database and the folder they stand in.
//
// The database has four companions: `.lock` names its writer, `.head` witnesses the last event
// that was acknowledged, `.kill` asks for the kill switch, and SQLite keeps `-wal` and `-shm`.

import CSQLite
import Glibc

/// The paths of a database and its companions.
public struct DatabaseFiles: Hashable, Sendable {
  /// The database.
  public let database: String
  /// Who writes it.
  public var lock: String { database + ".lock" }
  /// The witness of the last acknowledged event.
  public var head: String { database + ".head" }
  /// The request for the kill switch.
  public var kill: String { database + ".kill" }
  /// SQLite's log.
  public var log: String { database + "-wal" }
  /// The name under which a new database is made before it gets its own.
  var new: String { database + ".new" }

  /// The database and every file that stands beside it.
  public var all: [String] { [database, lock, head, kill, log, database + "-shm", new] }

  /// Resolves a path, so that two spellings of one database share its companions.
  public init(_ path: String) {
    if let whole = resolved(path) {
      database = whole
      return
    }
    let (folder, name) = DatabaseFiles.split(path)
    database = resolved(folder).map { $0 == "/" ? "/\(name)" : "\($0)/\(name)" } ?? path
  }

  /// The folder of the database.
  public var folder: String { DatabaseFiles.split(database).folder }

  /// Bytes that the disk of the database has left; nil when the system does not say.
  public var freeBytes: Int? {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return nil }
    return Int(clamping: status.f_bavail) * Int(clamping: status.f_frsize)
  }

  /// Whether the database itself is there.
  public var exists: Bool { access(database, F_OK) == 0 }

  /// Whether the log holds anything.
  var hasLog: Bool {
    var status = stat()
    return stat(log, &status) == 0 && status.st_size > 0
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  /// Makes the folder with its parents.
  func makeFolder() throws(StoreError) {
    var made = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      made += "/\(part)"
      if mkdir(made, 0o755) != 0, errno != EEXIST, access(made, F_OK) != 0 {
        throw .file(path: made, reason: "cannot make the folder: \(systemMessage())")
      }
    }
  }

  /// Refuses a path at which something else than a plain file stands; opens nothing.
  public func requirePlainFile() throws(StoreError) {
    var status = stat()
    guard stat(database, &status) == 0 else {
      guard database.hasSuffix("/") else { return }
      throw .file(path: database, reason: "names a folder; use --db \(database)desk.db")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR:
      throw .file(path: database, reason: "is a folder; use --db \(database)/desk.db")
    default:
      throw .file(
        path: database,
        reason: "is a pipe or a device, which cannot hold a database; use --db PATH for a file")
    }
  }

  /// Refuses a folder on a file system that is shared between machines.
  func requireLocal() throws(StoreError) {
    if let kind = DatabaseFiles.networkKind(vd_filesystem(folder)) {
      throw .networkFileSystem(path: database, kind: kind)
    }
  }

  /// The name of a network file system by its magic number in linux/magic.h; nil for a local one.
  static func networkKind(_ magic: UInt) -> String? {
    switch magic {
    case 0x6969: "NFS"
    case 0x517B, 0xFF53_4D42, 0xFE53_4D42: "SMB"
    case 0x0102_1997: "9P"
    case 0x5346_414F, 0x6B41_4653: "AFS"
    case 0x7375_7245: "Coda"
    case 0x00C3_6400: "Ceph"
    case 0x0BD0_0BD0: "Lustre"
    case 0x4750_4653: "GPFS"
    case 0x564C: "NCP"
    default: nil
    }
  }

  /// Makes a rename in the folder durable.
  func syncFolder() throws(StoreError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: folder, reason: systemMessage()) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .file(path: folder, reason: systemMessage()) }
  }
}

private func resolved(_ path: String) -> String? {
  guard let raw = realpath(path, nil) else { return nil }
  defer { free(raw) }
  return String(cString: raw)
}

/// What the system says of the last error.
func systemMessage() -> String { String(cString: strerror(errno)) }

/// Nanoseconds of the wall clock; for rows about processes, never for decisions.
func wallNanoseconds() -> Int64 {
  var now = timespec()
  clock_gettime(CLOCK_REALTIME, &now)
  return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}

/// The name of this machine.
func hostName() -> String {
  var bytes = [CChar](repeating: 0, count: 256)
  guard gethostname(&bytes, 255) == 0 else { return "unknown" }
  let end = bytes.firstIndex(of: 0) ?? 0
  return String(decoding: bytes[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The bytes of a small file, at most a mebibyte; nil when it is not there.
///
/// Never for the database itself: closing the descriptor would drop SQLite's locks.
func smallFile(_ path: String) throws(StoreError) -> [UInt8]? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  if descriptor < 0, errno == ENOENT { return nil }
  guard descriptor >= 0 else { throw .file(path: path, reason: systemMessage()) }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 1 << 20)
  var filled = 0
  while filled < bytes.count {
    let count = bytes.withUnsafeMutableBytes { buffer in
      read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
    }
    guard count >= 0 else { throw .file(path: path, reason: systemMessage()) }
    if count == 0 { break }
    filled += count
  }
  return Array(bytes[..<filled])
}

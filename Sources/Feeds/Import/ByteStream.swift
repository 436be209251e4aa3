// The bytes of a file in pieces, unpacked on the way by the system's gzip or unzip.
//
// Whoever reads holds one piece at a time, so that a file of any length takes constant memory. What
// comes out of a packed file is bounded, by its length and by its ratio to the file, so that a small
// file can neither fill the memory nor keep the machine busy.

import Glibc
import Numerics

/// A file that is read in pieces.
struct ByteStream {
  /// How the bytes lie on the disk.
  enum Packing { case none, gzip, zip }

  let path: String
  let packing: Packing
  /// Bytes on the disk.
  let size: Int
  /// When the file was written last, in nanoseconds since 1970 UTC.
  let modified: Int
  /// The first bytes on the disk, at most 16.
  let magic: [UInt8]

  /// Bytes of a piece.
  private static let pieceSize = 1 << 18
  /// Bytes from which a thread is worth its start.
  private static let aside = 4 << 20
  /// Most bytes that a packed file may unpack to.
  static let unpackedLimit = 8 << 30
  /// Most bytes that come out for each byte of a packed file, beyond the first `freeBytes`.
  static let ratioLimit = 200
  /// Bytes that any packed file may unpack to.
  static let freeBytes = 32 << 20

  /// Looks at a file.
  ///
  /// - Throws: `FeedError` when it cannot be read or is no regular file.
  init(_ path: String) throws {
    self.path = path
    let descriptor = try ByteStream.open(path)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FeedError(file: path, rule: systemMessage(errno))
    }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FeedError(file: path, rule: "is a folder, not a file", code: "not-a-file")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FeedError(file: path, rule: "is not a regular file", code: "not-a-file")
    }
    size = Int(status.st_size)
    modified = status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
    var first = [UInt8](repeating: 0, count: 16)
    let got = first.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    magic = Array(first.prefix(max(0, got)))
    packing =
      magic.starts(with: [0x1F, 0x8B])
      ? .gzip : magic.starts(with: [0x50, 0x4B, 3, 4]) ? .zip : .none
  }

  /// Hands out the unpacked bytes and hashes the packed ones, a large file on a thread beside.
  ///
  /// - Parameter receive: Takes each piece.
  /// - Returns: SHA-256 of the bytes as they lie on the disk, in hexadecimal.
  /// - Throws: `FeedError`, and what `receive` throws.
  @discardableResult
  func pieces(_ receive: (UnsafeRawBufferPointer) throws -> Void) throws -> String {
    if packing == .none, size >= ByteStream.aside, let hashing = FileHashing(self) {
      try rawPieces(receive)
      return try hashing.wait()
    }
    if packing == .none, size < ByteStream.aside {
      var hash = SHA256()
      try rawPieces {
        hash.update($0)
        try receive($0)
      }
      return SHA256.hexadecimal(hash.finalize())
    }
    try unhashedPieces(receive)
    return try fileHash()
  }

  /// Hands out the unpacked bytes.
  ///
  /// - Parameter receive: Takes each piece.
  /// - Throws: `FeedError`, and what `receive` throws.
  func unhashedPieces(_ receive: (UnsafeRawBufferPointer) throws -> Void) throws {
    switch packing {
    case .none: try rawPieces(receive)
    case .gzip:
      try unpack(["gzip", "-dc", "--", path], "gzip", receive)
    case .zip:
      let names = try ZipArchive(path: path).entries().filter { !$0.name.hasSuffix("/") }
      try FileKind.refuse(path, entries: names.map(\.name))
      guard names.count == 1 else {
        throw FeedError(
          file: path, rule: "must hold one file to be read as a table, found \(names.count)",
          code: "unsupported-format")
      }
      try unpack(["unzip", "-p", path.hasPrefix("-") ? "./\(path)" : path], "zip", receive)
    }
  }

  /// SHA-256 of the bytes as they lie on the disk, in hexadecimal.
  func fileHash() throws -> String {
    var hash = SHA256()
    try rawPieces { hash.update($0) }
    return SHA256.hexadecimal(hash.finalize())
  }

  private func rawPieces(_ receive: (UnsafeRawBufferPointer) throws -> Void) throws {
    let descriptor = try ByteStream.open(path)
    defer { close(descriptor) }
    var piece = [UInt8](repeating: 0, count: ByteStream.pieceSize)
    while true {
      let got = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw FeedError(file: path, rule: systemMessage(errno)) }
      if got == 0 { return }
      try piece.withUnsafeBytes { try receive(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
    }
  }

  private func unpack(
    _ arguments: [String], _ kind: String, _ receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var unpacked = 0
    let (status, message) = try ChildProcess.run(arguments, about: path) { piece in
      unpacked += piece.count
      guard unpacked <= ByteStream.unpackedLimit,
        unpacked <= ByteStream.freeBytes || unpacked <= ByteStream.ratioLimit * size
      else {
        throw FeedError(
          file: path,
          rule:
            "unpacks to over \(unpacked >> 20) MiB from \(size) bytes, more than any table does",
          code: "too-large")
      }
      try receive(piece)
    }
    guard status == 0 else {
      throw FeedError(
        file: path, rule: "is not a sound \(kind) file" + (message.isEmpty ? "" : ": \(message)"),
        code: "damaged")
    }
  }

  private static func open(_ path: String) throws -> Int32 {
    // A pipe without a writer must not block the open.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FeedError(file: path, rule: systemMessage(errno)) }
    return descriptor
  }
}

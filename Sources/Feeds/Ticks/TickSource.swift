// The bytes of a file, piece by piece.

import Glibc
import Numerics

/// Reads files in pieces.
enum TickSource {
  private static let pieceLength = 1 << 20

  /// The first bytes of a file, which tell how it is packed; none for standard input.
  static func opening(of path: String) throws -> [UInt8] {
    guard path != "-" else { return [] }
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4)
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    guard count >= 0 else { throw FeedError(file: path, rule: systemMessage(errno)) }
    guard count > 0 else { throw FeedError(file: path, rule: "is empty") }
    return Array(bytes[..<count])
  }

  /// Hands out the text of a file, unpacked by the system's gzip when it is packed.
  static func pieces(
    of path: String, opening: [UInt8], _ receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard opening.starts(with: [0x1F, 0x8B]) else { return try plain(path, receive) }
    let (status, message) = try ChildProcess.run(
      ["gzip", "-dc", "--", path], about: path, receive: receive)
    guard status == 0 else {
      throw FeedError(
        file: path, rule: "is not a sound gzip file" + (message.isEmpty ? "" : ": \(message)"))
    }
  }

  /// SHA-256 of a file as it lies on the disk, in hexadecimal.
  static func hash(of path: String) throws -> String {
    var hasher = SHA256()
    try plain(path) { hasher.update($0) }
    return SHA256.hexadecimal(hasher.finalize())
  }

  private static func plain(
    _ path: String, _ receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let descriptor = path == "-" ? 0 : try openForReading(path)
    defer { if descriptor != 0 { close(descriptor) } }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceLength, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FeedError(file: path, rule: systemMessage(errno)) }
      if count == 0 { return }
      try receive(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
    }
  }

  private static func openForReading(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FeedError(file: path, rule: systemMessage(errno)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FeedError(file: path, rule: "is not a regular file")
    }
    return descriptor
  }
}

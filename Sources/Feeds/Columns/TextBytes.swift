// The text of a file, whether it is plain, packed by gzip, or on standard input.
//
// Packed bytes go through the system's gzip; what comes out is bounded, so that a small file cannot
// fill the memory.

import Glibc

/// Most bytes that are read, packed or not.
private let textLimit = 256 << 20

/// The bytes of a text file.
///
/// - Parameter path: A file, packed by gzip or zip or not; `-` is standard input.
/// - Returns: The bytes, unpacked.
/// - Throws: `FeedError` naming the file and why it cannot be read.
public func textBytes(of path: String) throws -> [UInt8] {
  guard path != "-" else { return try standardInput() }
  let stream = try ByteStream(path)
  var text: [UInt8] = []
  text.reserveCapacity(min(textLimit, stream.packing == .none ? stream.size : 8 * stream.size))
  try stream.pieces { piece in
    guard text.count + piece.count <= textLimit else {
      throw FeedError(
        file: path,
        rule: stream.packing == .none
          ? "is larger than \(textLimit >> 20) MiB"
          : "unpacks to more than \(textLimit >> 20) MiB",
        code: "too-large")
    }
    text.append(contentsOf: piece)
  }
  return text
}

private func standardInput() throws -> [UInt8] {
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let got = piece.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
    if got < 0, errno == EINTR { continue }
    guard got >= 0 else { throw FeedError(file: "standard input", rule: systemMessage(errno)) }
    if got == 0 { return bytes }
    bytes.append(contentsOf: piece[..<got])
    guard bytes.count <= textLimit else {
      throw FeedError(file: "standard input", rule: "is longer than \(textLimit >> 20) MiB")
    }
  }
}

// The chain of hashes through a journal: h(0) = 32 zero bytes, h(n) = SHA-256(h(n-1), line n).

import Numerics

/// The hash of a journal, advanced line by line.
public struct HashChain: Hashable, Sendable {
  /// The hash after the last line.
  public private(set) var value: [UInt8]

  /// The hash before the first line.
  public static let origin = [UInt8](repeating: 0, count: 32)

  /// Goes on from a hash.
  public init(_ value: [UInt8] = HashChain.origin) { self.value = value }

  /// Appends a line, given without its newline.
  public mutating func append(_ line: [UInt8]) {
    // One run of bytes, so that the hash reads whole blocks in place.
    value.reserveCapacity(32 + line.count)
    value.append(contentsOf: line)
    value = SHA256.hash(value)
  }

  /// The hash in hexadecimal, as `journal_hash` prints it.
  public var hexadecimal: String { SHA256.hexadecimal(value) }
}

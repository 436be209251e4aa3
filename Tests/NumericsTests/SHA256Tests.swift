// SHA-256 against the examples of FIPS 180-4 and against itself fed in pieces.

import Numerics
import TestKit
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  /// The examples of NIST's "SHA256.pdf" and the empty message of its byte-oriented vectors.
  static let printed: [(message: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]

  @Test("matches printed digests", arguments: printed)
  func matchesPrintedDigests(_ row: (message: String, digest: String)) {
    #expect(SHA256.hexadecimal(SHA256.hash(Array(row.message.utf8))) == row.digest)
  }

  @Test("hashes a million letters a")
  func hashesAMillionLetters() {
    let digest = SHA256.hexadecimal(SHA256.hash([UInt8](repeating: 0x61, count: 1_000_000)))
    #expect(digest == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("gives the same digest however the bytes arrive")
  func isIndependentOfPieces() {
    var generator = SeededGenerator(seed: 20_180_205)
    let bytes = (0..<1_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    for length in [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1_000] {
      let whole = SHA256.hash(Array(bytes[..<length]))
      var hasher = SHA256()
      var position = 0
      while position < length {
        let step = min(generator.integer(in: 1...70), length - position)
        hasher.update(bytes[position..<position + step])
        position += step
      }
      #expect(hasher.finalize() == whole, "length \(length)")
      #expect(hasher.finalize() == whole, "a digest leaves the stream as it was")
    }
  }

  // MARK: Many messages at once

  @Test("hashes the printed messages side by side")
  func hashesPrintedMessagesTogether() {
    var bytes: [UInt8] = []
    var parts: [Range<Int>] = []
    for row in SHA256Tests.printed {
      parts.append(bytes.count..<(bytes.count + row.message.utf8.count))
      bytes.append(contentsOf: row.message.utf8)
    }
    parts.append(bytes.count..<(bytes.count + 1_000_000))
    bytes.append(contentsOf: [UInt8](repeating: 0x61, count: 1_000_000))
    let digests = texts(SHA256.hashes(of: parts, in: bytes))
    let million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(digests == SHA256Tests.printed.map(\.digest) + [million])
  }

  @Test("hashes every length like the plain hash", arguments: 0...9)
  func hashesManyLikePlain(_ count: Int) {
    var generator = SeededGenerator(seed: UInt64(500 + count))
    let bytes = (0..<4_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    for _ in 0..<40 {
      let parts = (0..<count).map { _ in
        let start = generator.integer(in: 0...2_000)
        return start..<(start + generator.integer(in: 0...2_000))
      }
      let plain = parts.map { SHA256.hexadecimal(SHA256.hash(Array(bytes[$0]))) }
      #expect(texts(SHA256.hashes(of: parts, in: bytes)) == plain, "\(parts)")
    }
  }

  @Test("hashes lengths round every edge of a block, in lanes that end one after the other")
  func hashesEdgesLikePlain() {
    var generator = SeededGenerator(seed: 509)
    let bytes = (0..<2_001).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    let lengths = Array(0...260) + [1_982, 1_983, 1_984, 1_985, 2_000]
    let parts = lengths.map { 1..<(1 + $0) }
    let plain = parts.map { SHA256.hexadecimal(SHA256.hash(Array(bytes[$0]))) }
    #expect(texts(SHA256.hashes(of: parts, in: bytes)) == plain)
    #expect(texts(SHA256.hashes(of: parts.reversed(), in: bytes)) == plain.reversed())
    #expect(SHA256.hashes(of: [0..<0, 0..<0], in: []) == SHA256.hash([]) + SHA256.hash([]))
  }

  private func texts(_ digests: [UInt8]) -> [String] {
    stride(from: 0, to: digests.count, by: 32).map {
      SHA256.hexadecimal(Array(digests[$0..<($0 + 32)]))
    }
  }
}

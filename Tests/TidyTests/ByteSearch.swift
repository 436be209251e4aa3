// Finds texts in bytes with the C library, which is quick in debug builds too.

import Glibc

/// Searches in UTF-8.
enum ByteSearch {
  /// Every place where a text starts, up to the first zero byte.
  static func places(of needle: String, in bytes: [UInt8]) -> [Int] {
    guard !needle.isEmpty else { return [] }
    var found: [Int] = []
    (bytes + [0]).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { text in
        guard let base = text.baseAddress else { return }
        var from = UnsafePointer(base)
        while let hit = strstr(from, needle) {
          found.append(UnsafePointer(hit) - base)
          from = UnsafePointer(hit) + 1
        }
      }
    }
    return found
  }

  /// Every place where a text starts that is not part of a longer name.
  ///
  /// A border counts only on a side where the text starts or ends with a name byte.
  static func words(_ needle: String, in bytes: [UInt8]) -> [Int] {
    let wanted = Array(needle.utf8)
    guard let first = wanted.first, let last = wanted.last else { return [] }
    return places(of: needle, in: bytes).filter { start in
      let end = start + wanted.count
      let opens = !isNameByte(first) || start == 0 || !isNameByte(bytes[start - 1])
      let closes = !isNameByte(last) || end == bytes.count || !isNameByte(bytes[end])
      return opens && closes
    }
  }

  /// Whether a line holds a word.
  static func holds(_ needle: String, _ line: String) -> Bool {
    !words(needle, in: Array(line.utf8)).isEmpty
  }
}

/// Whether a byte can be part of a name.
func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
  default: false
  }
}

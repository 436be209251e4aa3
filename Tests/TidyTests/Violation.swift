// A rule of the house that a line breaks.

/// One broken rule, with its place.
struct Violation: Hashable, CustomStringConvertible {
  let file: String
  let line: Int
  let text: String

  var description: String { "\(file):\(line): \(text)" }
}

/// A Swift source file, taken apart once for every rule.
struct SourceFile {
  /// The path inside the package.
  let path: String
  /// The lines as written.
  let lines: [String]
  /// The lines with the content of comments and texts blanked.
  let code: [String]
  /// The bytes of all code lines, with their line ends.
  let bytes: [UInt8]

  init(path: String, text: String) {
    self.path = path
    bytes = CodeMask.mask(Array(text.utf8))
    lines = SourceFile.split(Array(text.utf8))
    code = SourceFile.split(bytes)
  }

  /// The target a file under Sources belongs to, nil elsewhere.
  var target: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }

  /// A violation on a line counted from 0.
  func violation(_ index: Int, _ text: String) -> Violation {
    Violation(file: path, line: index + 1, text: text)
  }

  private static func split(_ bytes: [UInt8]) -> [String] {
    var parts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if parts.last?.isEmpty == true { parts.removeLast() }
    return parts.map { String(decoding: $0, as: UTF8.self) }
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

/// The places where a text occurs in a line, not inside a longer name.
///
/// - Parameters:
///   - needle: The text; a border counts only on a side where it starts or ends with a name byte.
///   - line: The line.
/// - Returns: Offsets in UTF-8.
func occurrences(of needle: String, in line: String) -> [Int] {
  let wanted = Array(needle.utf8)
  let bytes = Array(line.utf8)
  guard let first = wanted.first, let last = wanted.last, bytes.count >= wanted.count else {
    return []
  }
  return (0...(bytes.count - wanted.count)).filter { start in
    guard bytes[start] == first, bytes[start..<(start + wanted.count)].elementsEqual(wanted) else {
      return false
    }
    let end = start + wanted.count
    let opens = !isNameByte(first) || start == 0 || !isNameByte(bytes[start - 1])
    let closes = !isNameByte(last) || end == bytes.count || !isNameByte(bytes[end])
    return opens && closes
  }
}

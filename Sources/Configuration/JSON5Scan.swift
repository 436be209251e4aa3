// Finds where a JSON5 text breaks its grammar: line, column, and what was expected.
//
// Recognises only; values are read by the decoder afterwards. It also refuses what a decoder lets
// pass silently: nesting beyond the bound and a key that stands twice in one table.
// Grammar: https://spec.json5.org

/// The first place where a text is not the JSON5 that is wanted.
struct SyntaxFault: Error, Hashable {
  /// Counted from 1.
  let line: Int
  /// Counted in characters from 1.
  let column: Int
  /// What was found, and what would be right.
  let text: String
}

/// A pass over the bytes of a document.
struct JSON5Scan {
  /// Tables and lists inside one another, at most.
  static let deepest = 32

  let bytes: [UInt8]
  var index = 0
  private var depth = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Checks a whole document.
  static func check(_ bytes: [UInt8]) throws(SyntaxFault) {
    var scan = JSON5Scan(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { scan.index = 3 }
    try scan.skipBlanks()
    try scan.value()
    try scan.skipBlanks()
    guard scan.index == bytes.count else {
      throw scan.fault("unexpected \(scan.found) after the end of the document")
    }
  }

  /// The byte at the cursor, nil at the end.
  var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// The byte after the cursor, nil at the end.
  var following: UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }

  private mutating func value() throws(SyntaxFault) {
    switch current {
    case UInt8(ascii: "{"): try table()
    case UInt8(ascii: "["): try list()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = try string()
    case let byte? where JSON5Scan.startsNumber(byte): try number()
    case let byte? where JSON5Scan.isLetter(byte): try word()
    default: throw fault("expected a value, found \(found)")
    }
  }

  private mutating func table() throws(SyntaxFault) {
    try enter()
    var keys: Set<String> = []
    while true {
      try skipBlanks()
      if take(UInt8(ascii: "}")) { break }
      let start = index
      let key = try self.key()
      guard keys.insert(key).inserted else {
        throw fault("the key \(key) stands twice in this table", at: start)
      }
      try skipBlanks()
      guard take(UInt8(ascii: ":")) else {
        throw fault("expected : after the key \(key), found \(found)")
      }
      try skipBlanks()
      try value()
      try skipBlanks()
      guard !take(UInt8(ascii: ",")) else { continue }
      guard take(UInt8(ascii: "}")) else { throw fault("expected , or }, found \(found)") }
      break
    }
    depth -= 1
  }

  private mutating func list() throws(SyntaxFault) {
    try enter()
    while true {
      try skipBlanks()
      if take(UInt8(ascii: "]")) { break }
      try value()
      try skipBlanks()
      guard !take(UInt8(ascii: ",")) else { continue }
      guard take(UInt8(ascii: "]")) else { throw fault("expected , or ], found \(found)") }
      break
    }
    depth -= 1
  }

  private mutating func enter() throws(SyntaxFault) {
    guard depth < JSON5Scan.deepest else {
      throw fault("nested deeper than \(JSON5Scan.deepest) levels")
    }
    depth += 1
    index += 1
  }

  private mutating func key() throws(SyntaxFault) -> String {
    switch current {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return try string()
    case let byte? where JSON5Scan.isLetter(byte):
      return letters()
    default:
      throw fault("expected a key or }, found \(found)")
    }
  }

  private mutating func word() throws(SyntaxFault) {
    let start = index
    let word = letters()
    guard ["true", "false", "null", "Infinity", "NaN"].contains(word) else {
      throw fault("\(word) is no value; a text needs quotes", at: start)
    }
  }

  private mutating func letters() -> String {
    let start = index
    while let byte = current, JSON5Scan.isLetter(byte) || JSON5Scan.isDigit(byte) { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  /// Steps over a byte if it stands at the cursor.
  mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    index += 1
    return true
  }

  /// What stands at the cursor, as a message says it.
  var found: String {
    guard index < bytes.count else { return "the end of the file" }
    let rest = bytes[index..<min(index + 4, bytes.count)]
    guard let character = String(decoding: rest, as: UTF8.self).unicodeScalars.first else {
      return "the end of the file"
    }
    return character == "\n" ? "the end of the line" : ConfigValue.quoted(String(character))
  }

  /// A fault at the cursor, or at an earlier place.
  func fault(_ text: String, at place: Int? = nil) -> SyntaxFault {
    let before = bytes[0..<min(place ?? index, bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let marked = start == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 1 : 0
    let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1 - marked
    return SyntaxFault(line: line, column: max(column, 1), text: text)
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "_"), UInt8(ascii: "$"): true
    default: false
    }
  }

  private static func startsNumber(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".")
  }
}

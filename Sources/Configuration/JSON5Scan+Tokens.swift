// Strings, numbers, blanks and comments of the scan.

extension JSON5Scan {
  /// Steps over a quoted text and gives it as written, without its quotes.
  mutating func string() throws(SyntaxFault) -> String {
    let start = index
    let quote = bytes[index]
    index += 1
    while let byte = current {
      switch byte {
      case quote:
        index += 1
        return String(decoding: bytes[(start + 1)..<(index - 1)], as: UTF8.self)
      case UInt8(ascii: "\\"):
        try escape()
      case 0..<0x20:
        throw fault(
          "a text may not hold \(found); close it with \(Character(Unicode.Scalar(quote)))")
      default:
        index += 1
      }
    }
    throw fault("this text is not closed", at: start)
  }

  private mutating func escape() throws(SyntaxFault) {
    let start = index
    index += 1
    guard let byte = current else { throw fault("this text is not closed", at: start) }
    index += 1
    switch byte {
    case UInt8(ascii: "x"): try hexDigits(2, from: start)
    case UInt8(ascii: "u"): try unicodeEscape(from: start)
    case 0..<0x20: throw fault("a text may not go on in the next line", at: start)
    case UInt8(ascii: "0") where current.map(JSON5Scan.isDigit) != true: break
    case _ where JSON5Scan.escapes.contains(byte): break
    default: throw fault("no such escape; write \\\\ for a backslash", at: start)
    }
  }

  private static let escapes = Array("\"'\\/bfnrtv".utf8)

  private mutating func unicodeEscape(from start: Int) throws(SyntaxFault) {
    try hexDigits(4, from: start)
    let text = String(decoding: bytes[(index - 4)..<index], as: UTF8.self)
    guard let unit = UInt16(text, radix: 16), (0xD800...0xDFFF).contains(unit) else { return }
    guard unit < 0xDC00, current == UInt8(ascii: "\\"), following == UInt8(ascii: "u") else {
      throw fault("half of a surrogate pair", at: start)
    }
    index += 2
    try hexDigits(4, from: start)
    let low = UInt16(String(decoding: bytes[(index - 4)..<index], as: UTF8.self), radix: 16)
    guard let low, (0xDC00...0xDFFF).contains(low) else {
      throw fault("half of a surrogate pair", at: start)
    }
  }

  private mutating func hexDigits(_ count: Int, from start: Int) throws(SyntaxFault) {
    for _ in 0..<count {
      guard let byte = current, JSON5Scan.isHex(byte) else {
        throw fault("an escape needs \(count) hexadecimal digits", at: start)
      }
      index += 1
    }
  }

  /// Steps over a number of any form JSON5 knows.
  mutating func number() throws(SyntaxFault) {
    let start = index
    if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { index += 1 }
    if takeWord("Infinity") || takeWord("NaN") { return try endNumber(start) }
    let zero = current == UInt8(ascii: "0")
    if zero, following == UInt8(ascii: "x") || following == UInt8(ascii: "X") {
      index += 2
      guard (1...15).contains(digits(JSON5Scan.isHex)) else { throw fault("no number", at: start) }
      return try endNumber(start)
    }
    let whole = digits(JSON5Scan.isDigit)
    guard !(zero && whole > 1) else { throw fault("a number may not start with 0", at: start) }
    let part = take(UInt8(ascii: ".")) ? digits(JSON5Scan.isDigit) : 0
    guard whole + part > 0 else { throw fault("no number", at: start) }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { index += 1 }
      guard digits(JSON5Scan.isDigit) > 0 else { throw fault("no number", at: start) }
    }
    let value = Double(String(decoding: bytes[start..<index], as: UTF8.self))
    guard value?.isFinite != false else { throw fault("this number is too large", at: start) }
    try endNumber(start)
  }

  private func endNumber(_ start: Int) throws(SyntaxFault) {
    guard let byte = current else { return }
    guard !JSON5Scan.isLetter(byte), !JSON5Scan.isDigit(byte), byte != UInt8(ascii: ".") else {
      throw fault("no number", at: start)
    }
  }

  private mutating func digits(_ accepts: (UInt8) -> Bool) -> Int {
    let start = index
    while let byte = current, accepts(byte) { index += 1 }
    return index - start
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard bytes[index...].starts(with: word.utf8) else { return false }
    index += word.utf8.count
    return true
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
    default: isDigit(byte)
    }
  }

  /// Steps over white space and comments.
  mutating func skipBlanks() throws(SyntaxFault) {
    while let byte = current {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      case UInt8(ascii: "/") where following == UInt8(ascii: "/"):
        while let next = current, next != UInt8(ascii: "\n") { index += 1 }
      case UInt8(ascii: "/") where following == UInt8(ascii: "*"):
        try skipBlockComment()
      default: return
      }
    }
  }

  private mutating func skipBlockComment() throws(SyntaxFault) {
    let start = index
    index += 2
    while let byte = current {
      if byte == UInt8(ascii: "*"), following == UInt8(ascii: "/") {
        index += 2
        return
      }
      index += 1
    }
    throw fault("this comment is not closed", at: start)
  }
}

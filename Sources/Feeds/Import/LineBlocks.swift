// A stream of bytes cut into blocks of whole lines, checked to be text.
//
// A block holds many lines, so that a reader of rows is called seldom; the line that a piece ends
// within waits for the next piece. Bytes that no text has are refused with their line and column.

/// Cuts pieces into blocks of whole lines.
struct LineBlocks {
  let file: String
  private var buffer: [UInt8] = []
  /// The line that the buffer starts with, from 1.
  private var line = 1

  /// Longest line that is read.
  static let lineLimit = 1 << 16

  init(file: String) { self.file = file }

  /// Adds a piece and hands out the lines that are whole.
  mutating func feed(
    _ piece: UnsafeRawBufferPointer, _ receive: (Span<UInt8>) throws -> Void
  ) throws {
    guard let last = piece.lastIndex(of: 0x0A) else {
      buffer.append(contentsOf: piece)
      return try refuseLong()
    }
    var start = 0
    // The line that waits is made whole by itself, so that the others stay where they are.
    if !buffer.isEmpty {
      start = (piece.firstIndex(of: 0x0A) ?? last) + 1
      var whole = buffer
      buffer = []
      whole.append(contentsOf: piece[..<start])
      try whole.withUnsafeBytes { try check($0) }
      try receive(whole.span)
    }
    if start <= last {
      let whole = UnsafeRawBufferPointer(rebasing: piece[start...last])
      try check(whole)
      try receive(whole.bindMemory(to: UInt8.self).span)
    }
    buffer.append(contentsOf: piece[(last + 1)...])
    try refuseLong()
  }

  /// Hands out what is left: the last line when no newline ends it.
  mutating func finish(_ receive: (Span<UInt8>) throws -> Void) throws {
    guard !buffer.isEmpty else { return }
    try refuseLong()
    let rest = buffer
    buffer = []
    try rest.withUnsafeBytes { try check($0) }
    try receive(rest.span)
  }

  private func refuseLong() throws {
    guard buffer.count > LineBlocks.lineLimit else { return }
    throw LineBlocks.tooLong(file, line)
  }

  /// The error for a line over the limit.
  static func tooLong(_ file: String, _ line: Int) -> FeedError {
    FeedError(
      file: file, line: line, column: lineLimit + 1, rule: "is longer than \(lineLimit) bytes",
      code: "long-line")
  }

  /// Refuses bytes that are no text, and counts the lines.
  private mutating func check(_ bytes: UnsafeRawBufferPointer) throws {
    let marks = ByteMarks(bytes)
    if marks.hasZero || marks.hasHigh {
      if let fault = TextFault.first(in: bytes.bindMemory(to: UInt8.self).span) {
        throw fault.error(file, from: line)
      }
    }
    line += marks.lines
  }
}

/// What stands among some bytes, looked at eight at a time.
private struct ByteMarks {
  /// Whether a byte is zero.
  var hasZero = false
  /// Whether a byte lies beyond ASCII.
  var hasHigh = false
  /// Newlines.
  var lines = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    var high: UInt64 = 0
    var zeros: UInt64 = 0
    var index = 0
    while index + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      high |= word
      zeros |= ByteWord.zeros(word)
      lines += ByteWord.zeros(word ^ ByteWord.newlines).nonzeroBitCount
      index += 8
    }
    hasHigh = high & 0x8080_8080_8080_8080 != 0
    hasZero = zeros != 0
    while index < bytes.count {
      hasZero = hasZero || bytes[index] == 0
      hasHigh = hasHigh || bytes[index] >= 0x80
      lines += bytes[index] == 0x0A ? 1 : 0
      index += 1
    }
  }
}

/// The first byte of a block that no UTF-8 text has.
struct TextFault {
  var line: Int
  var column: Int
  var byte: UInt8

  /// The error in a file whose block starts at a line.
  func error(_ file: String, from first: Int) -> FeedError {
    let place = first + line
    guard byte != 0 else {
      return FeedError(
        file: file, line: place, column: column, rule: "holds a NUL byte, which no text has",
        code: "nul-byte")
    }
    let digits = String(byte, radix: 16)
    return FeedError(
      file: file, line: place, column: column,
      rule: "must be UTF-8 text, found the byte 0x\(digits), as Latin-1 text has; convert it: "
        + "iconv -f LATIN1 -t UTF-8 FILE",
      code: "encoding")
  }

  /// Finds it; lines count from 0, columns in bytes from 1.
  static func first(in bytes: Span<UInt8>) -> TextFault? {
    var line = 0
    var start = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0A {
        line += 1
        start = index + 1
      }
      let length = byte == 0 ? 0 : sequenceLength(bytes, index)
      guard length > 0 else { return TextFault(line: line, column: index - start + 1, byte: byte) }
      index += length
    }
    return nil
  }

  /// Bytes of the well-formed sequence at a place (Unicode, table 3-7); 0 when there is none.
  private static func sequenceLength(_ bytes: Span<UInt8>, _ index: Int) -> Int {
    func follows(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      index + offset < bytes.count && range.contains(bytes[index + offset])
    }
    switch bytes[index] {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: return follows(1) ? 2 : 0
    case 0xE0: return follows(1, 0xA0...0xBF) && follows(2) ? 3 : 0
    case 0xED: return follows(1, 0x80...0x9F) && follows(2) ? 3 : 0
    case 0xE1...0xEF: return follows(1) && follows(2) ? 3 : 0
    case 0xF0: return follows(1, 0x90...0xBF) && follows(2) && follows(3) ? 4 : 0
    case 0xF1...0xF3: return follows(1) && follows(2) && follows(3) ? 4 : 0
    case 0xF4: return follows(1, 0x80...0x8F) && follows(2) && follows(3) ? 4 : 0
    default: return 0
    }
  }
}

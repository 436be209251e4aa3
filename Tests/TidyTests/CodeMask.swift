// Blanks the content of comments and texts, so that a rule sees code only.
//
// Line ends stay where they are. Interpolations inside a text are code and stay. It knows line
// comments, nested block comments, plain, multi-line and raw texts; not regex literals.

/// A pass over the bytes of a Swift source.
struct CodeMask {
  private let source: [UInt8]
  private var result: [UInt8]
  private var index = 0

  /// The source with comments and the content of texts as spaces.
  static func mask(_ source: [UInt8]) -> [UInt8] {
    var pass = CodeMask(source)
    pass.code(until: nil)
    return pass.result
  }

  private init(_ source: [UInt8]) {
    self.source = source
    result = source
  }

  private func at(_ offset: Int) -> UInt8 {
    index + offset < source.count ? source[index + offset] : 0
  }

  private mutating func blank(_ count: Int) {
    for _ in 0..<count where index < source.count {
      if source[index] != UInt8(ascii: "\n") { result[index] = UInt8(ascii: " ") }
      index += 1
    }
  }

  /// Reads code to the end, or to the parenthesis that closes an interpolation.
  private mutating func code(until closing: UInt8?) {
    var depth = 0
    while index < source.count {
      switch source[index] {
      case UInt8(ascii: "/") where at(1) == UInt8(ascii: "/"):
        while index < source.count, source[index] != UInt8(ascii: "\n") { blank(1) }
      case UInt8(ascii: "/") where at(1) == UInt8(ascii: "*"):
        blockComment()
      case UInt8(ascii: "\""):
        text(hashes: 0)
      case UInt8(ascii: "#"):
        hashes()
      case UInt8(ascii: "("):
        depth += 1
        index += 1
      case UInt8(ascii: ")"):
        if depth == 0, closing != nil { return }
        depth -= 1
        index += 1
      default:
        index += 1
      }
    }
  }

  private mutating func hashes() {
    var count = 0
    while at(count) == UInt8(ascii: "#") { count += 1 }
    if at(count) == UInt8(ascii: "\"") {
      index += count
      text(hashes: count)
    } else {
      index += count
    }
  }

  private mutating func blockComment() {
    var depth = 0
    while index < source.count {
      if at(0) == UInt8(ascii: "/"), at(1) == UInt8(ascii: "*") {
        depth += 1
        blank(2)
      } else if at(0) == UInt8(ascii: "*"), at(1) == UInt8(ascii: "/") {
        depth -= 1
        blank(2)
        if depth == 0 { return }
      } else {
        blank(1)
      }
    }
  }

  private mutating func text(hashes: Int) {
    let quote = UInt8(ascii: "\"")
    let quotes = at(1) == quote && at(2) == quote ? 3 : 1
    index += quotes
    while index < source.count {
      if source[index] == quote, closes(quotes, hashes) {
        index += quotes + hashes
        return
      }
      if quotes == 1, source[index] == UInt8(ascii: "\n") { return }
      if source[index] == UInt8(ascii: "\\"), isEscape(hashes) {
        let length = 1 + hashes
        if at(length) == UInt8(ascii: "(") {
          blank(length)
          index += 1
          code(until: UInt8(ascii: ")"))
          index += 1
        } else {
          blank(length + 1)
        }
      } else {
        blank(1)
      }
    }
  }

  private func closes(_ quotes: Int, _ hashes: Int) -> Bool {
    (0..<quotes).allSatisfy { at($0) == UInt8(ascii: "\"") }
      && (0..<hashes).allSatisfy { at(quotes + $0) == UInt8(ascii: "#") }
  }

  private func isEscape(_ hashes: Int) -> Bool {
    (0..<hashes).allSatisfy { at(1 + $0) == UInt8(ascii: "#") }
  }
}

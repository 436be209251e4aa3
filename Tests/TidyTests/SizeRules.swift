// A file has at most 400 lines, a function at most 60, and no type is named like its module.

/// The bounds on size.
enum SizeRules {
  static let longestFile = 400
  static let longestFunction = 60

  static func check(_ file: SourceFile) -> [Violation] {
    var violations: [Violation] = []
    if file.lineCount > longestFile {
      violations.append(
        file.violation(longestFile, "file of \(file.lineCount) lines; at most 400"))
    }
    for function in functions(in: file) where function.lines > longestFunction {
      violations.append(
        file.violation(function.start, "function of \(function.lines) lines; at most 60"))
    }
    return violations + ownName(file)
  }

  private static func ownName(_ file: SourceFile) -> [Violation] {
    guard let target = file.target else { return [] }
    let kinds = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    return file.codeLines(withAny: kinds.map { "\($0) \(target)" }).map {
      file.violation($0, "a type named like its module \(target)")
    }
  }

  /// The functions, initialisers and subscripts with a body: first line from 0, and how many.
  static func functions(in file: SourceFile) -> [(start: Int, lines: Int)] {
    var found: [(Int, Int)] = []
    for word in ["func", "init", "deinit", "subscript"] {
      for place in declarations(of: word, in: file.code) {
        guard let body = body(after: place + word.utf8.count, in: file.code) else { continue }
        let start = file.line(at: place)
        found.append((start, file.line(at: body) - start + 1))
      }
    }
    return found.sorted { $0.0 < $1.0 }
  }

  private static func declarations(of word: String, in code: [UInt8]) -> [Int] {
    ByteSearch.words(word, in: code).filter { start in
      let before = start == 0 ? UInt8(ascii: " ") : code[start - 1]
      let end = start + word.utf8.count
      guard end < code.count, before != UInt8(ascii: "."), before != UInt8(ascii: "`") else {
        return false
      }
      return word == "func" ? code[end] == UInt8(ascii: " ") : "(<?! {".utf8.contains(code[end])
    }
  }

  /// The closing brace of the body that follows a declaration, nil when it has none.
  private static func body(after place: Int, in code: [UInt8]) -> Int? {
    guard let open = opening(after: place, in: code) else { return nil }
    var depth = 0
    for index in open..<code.count {
      if code[index] == UInt8(ascii: "{") { depth += 1 }
      if code[index] == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  /// The brace that opens the body; a requirement of a protocol meets another declaration first.
  private static func opening(after place: Int, in code: [UInt8]) -> Int? {
    var depth = 0
    var index = place
    while index < code.count {
      switch code[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"):
        depth -= 1
        if depth < 0 { return nil }
      case UInt8(ascii: "{") where depth == 0: return index
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        depth -= 1
        if depth < 0 { return nil }
      case UInt8(ascii: "\n") where depth == 0:
        if startsDeclaration(code[(index + 1)...]) { return nil }
      default: break
      }
      index += 1
    }
    return nil
  }

  private static let starts =
    [
      "func", "init", "var", "let", "static", "public", "private", "mutating", "case", "struct",
      "enum", "extension", "subscript", "associatedtype", "typealias", "@",
    ].map { Array($0.utf8) }

  private static func startsDeclaration(_ rest: ArraySlice<UInt8>) -> Bool {
    let line = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    return starts.contains { word in
      guard line.starts(with: word) else { return false }
      let after = line.dropFirst(word.count).first ?? UInt8(ascii: " ")
      return word == [UInt8(ascii: "@")] || !isNameByte(after)
    }
  }
}

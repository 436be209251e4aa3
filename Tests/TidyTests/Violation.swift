// A rule of the house that a line breaks.

/// One broken rule, with its place.
struct Violation: Hashable, CustomStringConvertible {
  let file: String
  let line: Int
  let text: String

  var description: String { "\(file):\(line): \(text)" }
}

/// A source file, taken apart once for every rule.
struct SourceFile {
  /// The path inside the package.
  let path: String
  /// The bytes as written.
  let raw: [UInt8]
  /// The bytes with the content of comments and texts blanked.
  let code: [UInt8]
  /// Where each line starts.
  private let starts: [Int]

  init(path: String, text: String) {
    self.path = path
    raw = Array(text.utf8)
    code = CodeMask.mask(raw)
    starts =
      [0] + ByteSearch.places(of: "\n", in: raw).map { $0 + 1 }.filter { $0 < text.utf8.count }
  }

  /// The target a file under Sources belongs to, nil elsewhere.
  var target: String? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
  }

  /// How many lines it has.
  var lineCount: Int { raw.isEmpty ? 0 : starts.count }

  /// The line of an offset, counted from 0.
  func line(at offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// A line as written, counted from 0; empty beyond the ends.
  func rawLine(_ index: Int) -> String { text(of: index, in: raw) }

  /// A line of code, counted from 0; empty beyond the ends.
  func codeLine(_ index: Int) -> String { text(of: index, in: code) }

  private func text(of index: Int, in bytes: [UInt8]) -> String {
    guard starts.indices.contains(index) else { return "" }
    let end = index + 1 < starts.count ? starts[index + 1] - 1 : bytes.count
    let line = bytes[starts[index]..<end]
    return String(decoding: line.last == UInt8(ascii: "\n") ? line.dropLast() : line, as: UTF8.self)
  }

  /// The lines of code that hold a word, counted from 0, each once.
  func codeLines(with word: String) -> [Int] { lines(ByteSearch.words(word, in: code)) }

  /// The lines of code that hold any of some words.
  func codeLines(withAny words: [String]) -> [Int] {
    Set(words.flatMap { codeLines(with: $0) }).sorted()
  }

  /// The lines of given places, each once.
  func lines(_ places: [Int]) -> [Int] {
    var found: [Int] = []
    for place in places {
      let line = line(at: place)
      if found.last != line { found.append(line) }
    }
    return found
  }

  /// A violation on a line counted from 0.
  func violation(_ index: Int, _ text: String) -> Violation {
    Violation(file: path, line: index + 1, text: text)
  }
}

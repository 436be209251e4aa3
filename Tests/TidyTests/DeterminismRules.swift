// The core gives the same events for the same inputs: nothing in it may depend on when, where or
// in which process it runs. A line may say why it is harmless: `// det-ok: reason`.

/// What the core may not use.
enum DeterminismRules {
  /// Clocks, threads and output.
  static let clocks = [
    "Date()", "Date.now", "ContinuousClock", "SuspendingClock", "clock_gettime", "gettimeofday",
    "time(nil)", "Task", "await", "async", "print(", "debugPrint(", "getenv(", "ProcessInfo",
  ]

  /// Randomness that no seed governs, hashing included: Swift seeds it anew in every process.
  static let randomness = [
    "SystemRandomNumberGenerator", ".random(", ".shuffled(", ".shuffle(", ".randomElement(",
    "UUID()", "arc4random", "getrandom(", "Hasher()", ".hashValue",
  ]

  /// What a file breaks.
  static func check(_ file: SourceFile) -> [Violation] {
    guard let target = file.target else { return [] }
    if ImportRules.pure.contains(target) {
      return banned(clocks + randomness, file) + iterations(file)
    }
    return target == "Feeds" ? banned(randomness, file) : []
  }

  private static func banned(_ words: [String], _ file: SourceFile) -> [Violation] {
    words.flatMap { word in
      file.codeLines(with: word).filter { !isExcused(file, $0) }
        .map { file.violation($0, "\(word) is not deterministic") }
    }
  }

  /// Whether a line, or the one before it, gives a reason.
  private static func isExcused(_ file: SourceFile, _ index: Int) -> Bool {
    [index, index - 1].contains { place in
      let line = file.rawLine(place)
      guard let mark = line.ranges(of: "// det-ok:").first else { return false }
      let onOwnLine = line[..<mark.lowerBound].allSatisfy(\.isWhitespace)
      let reason = line[mark.upperBound...].filter { !$0.isWhitespace }
      return reason.count >= 8 && (place == index || onOwnLine)
    }
  }

  /// Walks over a dictionary or a set in no fixed order, as far as one file shows.
  static func iterations(_ file: SourceFile) -> [Violation] {
    unordered(in: file).flatMap { name in
      file.codeLines(with: name).compactMap { index in
        let line = file.codeLine(index)
        guard walks(name, in: line), !line.contains(".sorted"), !isExcused(file, index) else {
          return nil
        }
        return file.violation(index, "walks over \(name), which has no order; sort it first")
      }
    }
  }

  /// Names declared with the type, or the value, of a dictionary or a set.
  static func unordered(in file: SourceFile) -> [String] {
    var names: Set<String> = []
    for opening in openings {
      for place in ByteSearch.places(of: opening, in: file.code) {
        let line = file.line(at: place)
        let end = min(place + 200, file.code.count)
        let rest = String(decoding: file.code[place..<end], as: UTF8.self)
        guard isUnordered(rest[...]) else { continue }
        var before = place - 1
        while before >= 0, file.code[before] == UInt8(ascii: " ") { before -= 1 }
        guard before >= 0, ":=".utf8.contains(file.code[before]), file.line(at: before) == line
        else { continue }
        let head = file.code[..<before].reversed().drop { $0 == UInt8(ascii: " ") }
        let name = Array(head.prefix { isNameByte($0) }).reversed()
        if !name.isEmpty { names.insert(String(decoding: Array(name), as: UTF8.self)) }
      }
    }
    return names.sorted()
  }

  private static let openings = ["Set<", "Set(", "Dictionary<", "Dictionary(", "["]

  private static func isUnordered(_ type: Substring) -> Bool {
    guard type.hasPrefix("[") else { return true }
    var depth = 0
    for character in type {
      if "[(<".contains(character) { depth += 1 }
      if "])>".contains(character) { depth -= 1 }
      if depth == 0 { return false }
      if depth == 1, character == ":" { return true }
    }
    return false
  }

  private static let walkers = [
    ".map", ".compactMap", ".flatMap", ".filter", ".reduce", ".forEach", ".first", ".enumerated",
    ".keys", ".values", ".makeIterator", ".joined", ".lazy", ".prefix",
  ]

  private static func walks(_ name: String, in line: String) -> Bool {
    let bytes = Array(line.utf8)
    return ByteSearch.words(name, in: bytes).contains { place in
      let before = String(decoding: bytes[..<place], as: UTF8.self).trimmingSuffix { $0 == " " }
      let after = String(decoding: bytes[(place + name.utf8.count)...], as: UTF8.self)
      if walkers.contains(where: { isWalk(after, $0) }) { return true }
      let owner = before.hasSuffix("self.") ? String(before.dropLast(5)) : before
      let bare = owner.trimmingSuffix { $0 == " " }
      let ends =
        after.isEmpty || after.hasPrefix(" {") || after.hasPrefix(" where ") || after.hasPrefix(")")
      if bare.hasSuffix(" in"), ends, ByteSearch.holds("for", line) { return true }
      return bare.hasSuffix("Array(") && after.hasPrefix(")")
    }
  }

  /// Whether what follows a name walks over it; `.keys.contains`, `.values.max` do not matter.
  private static func isWalk(_ after: String, _ walker: String) -> Bool {
    guard after.hasPrefix(walker) else { return false }
    let rest = after.dropFirst(walker.count)
    if let next = rest.utf8.first, isNameByte(next) { return false }
    guard walker == ".keys" || walker == ".values" else { return true }
    let harmless = [".contains", ".count", ".max(", ".min(", ".isEmpty", ".allSatisfy"]
    return !harmless.contains { rest.hasPrefix($0) }
  }
}

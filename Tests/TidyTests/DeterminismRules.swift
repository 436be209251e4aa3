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
    file.code.enumerated().flatMap { index, line in
      words.filter { !occurrences(of: $0, in: line).isEmpty && !isExcused(file, index) }
        .map { file.violation(index, "\($0) is not deterministic") }
    }
  }

  /// Whether a line, or the one before it, gives a reason.
  private static func isExcused(_ file: SourceFile, _ index: Int) -> Bool {
    [index, index - 1].contains { place in
      guard file.lines.indices.contains(place),
        let mark = file.lines[place].ranges(of: "// det-ok:").first
      else { return false }
      let onOwnLine = file.lines[place][..<mark.lowerBound].allSatisfy(\.isWhitespace)
      let reason = file.lines[place][mark.upperBound...].filter { !$0.isWhitespace }
      return reason.count >= 8 && (place == index || onOwnLine)
    }
  }

  /// Walks over a dictionary or a set in no fixed order, as far as one file shows.
  static func iterations(_ file: SourceFile) -> [Violation] {
    let names = unordered(in: file)
    return file.code.enumerated().compactMap { index, line in
      guard !line.contains(".sorted"), !isExcused(file, index) else { return nil }
      let hit = names.first { walks($0, in: line) }
      return hit.map {
        file.violation(index, "walks over \($0), which has no order; sort it first")
      }
    }
  }

  /// Names declared with the type, or the value, of a dictionary or a set.
  static func unordered(in file: SourceFile) -> [String] {
    var names: Set<String> = []
    for line in file.code {
      let bytes = Array(line.utf8)
      for (place, byte) in bytes.enumerated()
      where byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=") {
        let rest = String(decoding: bytes[(place + 1)...], as: UTF8.self)
        guard isUnordered(rest.drop { $0 == " " }) else { continue }
        let name = bytes[..<place].reversed().drop { $0 == UInt8(ascii: " ") }
          .prefix { isNameByte($0) }.reversed()
        if !name.isEmpty { names.insert(String(decoding: name, as: UTF8.self)) }
      }
    }
    return names.sorted()
  }

  private static func isUnordered(_ type: Substring) -> Bool {
    let openings = ["Set<", "Set(", "Dictionary<", "Dictionary(", "[:]", "any Set<"]
    if openings.contains(where: { type.hasPrefix($0) }) { return true }
    guard type.hasPrefix("[") else { return false }
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
    occurrences(of: name, in: line).contains { place in
      let bytes = Array(line.utf8)
      let before = String(decoding: bytes[..<place], as: UTF8.self).trimmingSuffix { $0 == " " }
      let after = String(decoding: bytes[(place + name.utf8.count)...], as: UTF8.self)
      if walkers.contains(where: { isWalk(after, $0) }) { return true }
      let owner = before.hasSuffix("self.") ? String(before.dropLast(5)) : before
      let bare = owner.trimmingSuffix { $0 == " " }
      let ends =
        after.isEmpty || after.hasPrefix(" {") || after.hasPrefix(" where ") || after.hasPrefix(")")
      if bare.hasSuffix(" in"), ends, !occurrences(of: "for", in: line).isEmpty { return true }
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

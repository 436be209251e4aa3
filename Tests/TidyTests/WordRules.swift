// Words that say a thing is unfinished, paths of one machine, and constructs that trap or silence.

/// A construct that is allowed in one file, and why.
struct ReviewedException: Hashable {
  let file: String
  let construct: String
  let reason: String
}

/// What no text of the project may hold.
enum WordRules {
  /// The exceptions that were looked at; one that no longer applies is reported.
  static let exceptions: [ReviewedException] = []

  private static let shouted = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
  private static let spoken = [
    "st" + "ub", "st" + "ubs", "place" + "holder", "place" + "holders", "not imple" + "mented",
    "unimple" + "mented", "for n" + "ow", "simpli" + "fied",
  ]
  private static let machine = ["/wo" + "rk/", "/ro" + "ot/", "/tmp/v" + "d", "/.libra" + "ry"]

  static let constructs = [
    "try!", "as!", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)", "unsafeBitCast(",
    "withKnownIssue",
  ]

  /// Words of an unfinished thing; for sources, settings and pages, not for tests.
  static func unfinished(_ file: SourceFile) -> [Violation] {
    let lower = file.raw.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    let hits =
      shouted.map { ($0, ByteSearch.words($0, in: file.raw)) }
      + spoken.map { ($0, ByteSearch.words($0, in: lower)) }
    return hits.flatMap { word, places in
      file.lines(places).map { file.violation($0, "says \"\(word)\"") }
    }
  }

  /// Paths of the machine it was written on.
  static func machinePaths(_ file: SourceFile) -> [Violation] {
    machine.flatMap { path in
      file.lines(ByteSearch.places(of: path, in: file.raw)).map {
        file.violation($0, "names a path of one machine: \(path)")
      }
    }
  }

  /// Constructs that trap or silence, but for the exceptions.
  static func trapping(
    _ file: SourceFile, exceptions: [ReviewedException] = exceptions
  ) -> [Violation] {
    constructs.flatMap { construct in
      let isReviewed = exceptions.contains { $0.file == file.path && $0.construct == construct }
      return isReviewed
        ? []
        : file.codeLines(with: construct).map {
          file.violation($0, "uses \(construct), which needs a reviewed exception")
        }
    }
  }

  /// Exceptions that nothing needs any more.
  static func stale(_ exceptions: [ReviewedException], in files: [SourceFile]) -> [Violation] {
    exceptions.compactMap { exception in
      let file = files.first { $0.path == exception.file }
      let isUsed = file?.codeLines(with: exception.construct).isEmpty == false
      return isUsed && exception.reason.count >= 20
        ? nil
        : Violation(
          file: exception.file, line: 1,
          text: "exception for \(exception.construct) is unused or unreasoned")
    }
  }
}

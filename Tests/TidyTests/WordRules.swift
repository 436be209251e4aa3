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
  private static let machine = ["/wo" + "rk/", "/ro" + "ot/", "/tmp/v" + "d", ".libra" + "ry"]

  static let constructs = [
    "try!", "as!", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)", "unsafeBitCast(",
    "withKnownIssue",
  ]

  /// Words of an unfinished thing; for sources, settings and pages, not for tests.
  static func unfinished(_ file: SourceFile) -> [Violation] {
    file.lines.enumerated().flatMap { index, line in
      let lower = line.lowercased()
      let hits =
        shouted.filter { !occurrences(of: $0, in: line).isEmpty }
        + spoken.filter { !occurrences(of: $0, in: lower).isEmpty }
      return hits.map { file.violation(index, "says \"\($0)\"") }
    }
  }

  /// Paths of the machine it was written on.
  static func machinePaths(_ file: SourceFile) -> [Violation] {
    file.lines.enumerated().flatMap { index, line in
      machine.filter { line.contains($0) }.map {
        file.violation(index, "names a path of one machine: \($0)")
      }
    }
  }

  /// Constructs that trap or silence, but for the exceptions.
  static func trapping(
    _ file: SourceFile, exceptions: [ReviewedException] = exceptions
  ) -> [Violation] {
    file.code.enumerated().flatMap { index, line in
      constructs.filter { construct in
        !occurrences(of: construct, in: line).isEmpty
          && !exceptions.contains { $0.file == file.path && $0.construct == construct }
      }
      .map { file.violation(index, "uses \($0), which needs a reviewed exception") }
    }
  }

  /// Exceptions that nothing needs any more.
  static func stale(_ exceptions: [ReviewedException], in files: [SourceFile]) -> [Violation] {
    exceptions.compactMap { exception in
      let file = files.first { $0.path == exception.file }
      let isUsed =
        file?.code.contains { !occurrences(of: exception.construct, in: $0).isEmpty } == true
      return isUsed && exception.reason.count >= 20
        ? nil
        : Violation(
          file: exception.file, line: 1,
          text: "exception for \(exception.construct) is unused or unreasoned")
    }
  }
}

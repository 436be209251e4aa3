// The comparison of two runs as lines for people, at most 80 columns wide.

import Canvas
import DeskEngine
import MarketData
import Persistence

extension RunDifference {
  /// A field of the first lines that differ.
  struct Row: Hashable {
    let path: String
    /// The value in the first run; nil where it has no such field.
    let left: String?
    let right: String?
  }

  /// Every field that differs, in the order of the first line, then of the second.
  var rows: [Row] {
    let one = lines.left.map { lineFields($0.line) } ?? []
    let other = lines.right.map { lineFields($0.line) } ?? []
    let left = Dictionary(one.map { ($0.path, $0.value) }) { first, _ in first }
    let right = Dictionary(other.map { ($0.path, $0.value) }) { first, _ in first }
    let paths = one.map(\.path) + other.map(\.path).filter { left[$0] == nil }
    return paths.compactMap { path in
      left[path] == right[path] ? nil : Row(path: path, left: left[path], right: right[path])
    }
  }

  /// The names of the two runs; runs of one number are told apart by their database.
  var names: (left: String, right: String) {
    let (left, right) = ("run \(runs.left.row.run)", "run \(runs.right.row.run)")
    let isElsewhere = runs.left.archive.files.database != runs.right.archive.files.database
    return isElsewhere ? ("\(left) here", "\(right) there") : (left, right)
  }

  /// The whole comparison.
  func text() -> [String] {
    var text = heads()
    if isIdentical { return text + ["", "identical: \(agreeing) events, the same hash"] }
    text += ["", "\(agreeing) events agree.", ""] + firstLines() + fieldLines()
    text += ["", "Why:"] + causes().flatMap { wrapped(sanitize($0), width: 76).map { "  \($0)" } }
    let counts = after.map { [$0.type, "\($0.left)", "\($0.right)"] }
    text += [""] + aligned([["from there", names.left, names.right]] + counts, numeric: [1, 2])
    return text
  }

  private func heads() -> [String] {
    [(names.left, runs.left), (names.right, runs.right)].flatMap { name, run -> [String] in
      let facts = "\(run.row.lastSeq) events, hash \(hex(run.row.lastHash).prefix(16))"
      return [
        "\(name): \(fitted(sanitize(run.row.identity.key), width: 66).trimmed)", "  \(facts)",
      ]
    }
  }

  private func firstLines() -> [String] {
    [(names.left, lines.left), (names.right, lines.right)].map { name, line in
      guard let line else { return "\(name) ends here" }
      return "\(name): seq \(line.seq)  \(line.time)  \(line.type)"
    }
  }

  private func fieldLines() -> [String] {
    guard lines.left != nil, lines.right != nil else { return [] }
    let shown = rows.prefix(40).map { row in
      [row.path, row.left ?? "-", row.right ?? "-"].enumerated().map { column, cell in
        fitted(sanitize(cell), width: column == 0 ? 24 : 26).trimmed
      }
    }
    let rest = rows.count - shown.count
    return [""] + aligned([["field", names.left, names.right]] + shown)
      + (rest > 0 ? ["and \(rest) fields more; see --json"] : [])
  }

  /// What can have caused the difference, as far as the databases say.
  func causes() -> [String] {
    let (left, right) = (runs.left, runs.right)
    var causes: [String] = []
    func compare(_ name: String, _ one: String, _ other: String) {
      if one != other {
        causes.append("\(name): \(one) in \(names.left), \(other) in \(names.right)")
      }
    }
    compare("source", left.row.identity.source, right.row.identity.source)
    compare("seed", "\(left.row.identity.seed)", "\(right.row.identity.seed)")
    compare("data", short(left.row.identity.dataHash), short(right.row.identity.dataHash))
    compare("settings at the start", short(left.configHash), short(right.configHash))
    causes += commands.prefix(8).map { words($0) }
    if commands.count > 8 { causes.append("and \(commands.count - 8) commands more") }
    return causes.isEmpty
      ? ["the source, the seed, the data, the settings and the commands up to there are the same"]
      : causes
  }

  private func words(_ command: CommandDifference) -> String {
    switch (command.left, command.right) {
    case (let one?, nil): "command \(words(one)) exists in \(names.left) only"
    case (nil, let other?): "command \(words(other)) exists in \(names.right) only"
    case (let one?, let other?):
      "command \(words(one)) in \(names.left) is \(words(other)) in \(names.right)"
    case (nil, nil): ""
    }
  }

  private func words(_ command: StoredCommand) -> String {
    let fields = lineFields(Array(command.arguments.utf8)).map { field -> String in
      switch field.path {
      case "candidate": "C\(field.value)"
      case "position": "P\(field.value)"
      case "alert": "A\(field.value)"
      default: "\(field.path) \(field.value)"
      }
    }
    let time = String(command.time.description.dropFirst(11).prefix(8))
    return ([command.command, command.verb.rawValue] + fields + ["at \(time)"])
      .joined(separator: " ")
  }

  private func short(_ hash: String) -> String {
    hash.isEmpty ? "none" : String(hash.prefix(12))
  }
}

extension String {
  /// The text without spaces at its end.
  var trimmed: String {
    var text = self[...]
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}

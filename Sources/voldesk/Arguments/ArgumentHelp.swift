// The text of `--help`, made from the table.

extension VerbSpec {
  /// The page of a verb; that of the desk lists the verbs too.
  var help: String {
    var lines = ["usage: \(usage)", "", "\(summary.prefix(1).uppercased())\(summary.dropFirst())."]
    if verb == .desk {
      let rows = VerbSpec.all.dropFirst().map { ($0.command, $0.summary) }
      lines += ["", "Commands:"] + VerbSpec.columns(rows)
    }
    if let operand {
      let rule = operand.kind == .text ? "" : ": \(operand.kind.expectation)"
      lines += ["", "Operand:"] + VerbSpec.columns([(operand.name, operand.summary + rule)])
    }
    let rows = flags.map { ("\($0.name) \($0.value)", $0.summary) }
    lines += ["", "Options:"] + VerbSpec.columns(rows + [("--help", "this page")])
    lines += ["", "Example:", "  \(example.line)"] + VerbSpec.wrapped(example.effect, indent: 6)
    if verb == .desk { lines += ["", "Exit codes:"] + VerbSpec.columns(VerbSpec.exitCodes) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var usage: String {
    guard let operand else { return "\(command) [options]" }
    let many = operand.count.upperBound > 1 ? "..." : ""
    let shown =
      operand.count.lowerBound == 0 ? "[\(operand.name)\(many)]" : "\(operand.name)\(many)"
    return "\(command) \(shown) [options]"
  }

  private static let exitCodes = [
    ("0", "all is well"), ("1", "a check failed"), ("2", "wrong usage, or database in use"),
    ("3", "a file cannot be read or written"), ("4", "database refused: foreign, newer or corrupt"),
    ("5", "the engine stopped on a fault"),
  ]

  private static func columns(_ rows: [(String, String)]) -> [String] {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.flatMap { name, text -> [String] in
      let lines = wrapped(text, indent: width + 4)
      let head = "  \(name)" + String(repeating: " ", count: width - name.count + 2)
      return [head + (lines.first?.dropFirst(width + 4) ?? "")] + lines.dropFirst()
    }
  }

  /// Lines of at most 80 columns.
  private static func wrapped(_ text: String, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > 80 {
        lines.append(margin + line)
        line = ""
      }
      line += line.isEmpty ? word : " \(word)"
    }
    return lines + [margin + line]
  }
}

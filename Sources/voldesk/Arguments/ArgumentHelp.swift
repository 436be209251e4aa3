// The text of `--help`, made from the table.

extension VerbSpec {
  /// The page of a verb; that of the desk lists the verbs too.
  var help: String {
    var lines = ["usage: \(usage)", "", "\(summary.prefix(1).uppercased())\(summary.dropFirst())."]
    if verb == .desk {
      let rows = VerbSpec.all.dropFirst().map { ($0.command, $0.summary) }
      lines += ["", "Commands:"] + VerbSpec.columns(rows)
    }
    if !operands.isEmpty {
      let rows = operands.map { operand in
        let rule = operand.kind == .text ? "" : ": \(operand.kind.expectation)"
        return (operand.name, operand.summary + rule)
      }
      lines += ["", operands.count > 1 ? "Operands:" : "Operand:"] + VerbSpec.columns(rows)
    }
    let rows = flags.map { ("\($0.name) \($0.value)", $0.summary) }
    lines += ["", "Options:"] + VerbSpec.columns(rows + [("--help", "this page")])
    for note in notes { lines += [""] + VerbSpec.wrapped(note, indent: 0) }
    lines += ["", "Example:", "  \(example.line)"] + VerbSpec.wrapped(example.effect, indent: 6)
    if verb == .desk { lines += ["", "Exit codes:"] + VerbSpec.columns(VerbSpec.exitCodes) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var usage: String {
    let words = operands.map { operand in
      let many = operand.count.upperBound > 1 ? "..." : ""
      let word = operand.name + many
      return operand.count.lowerBound == 0 ? "[\(word)]" : word
    }
    return ([command] + words + ["[options]"]).joined(separator: " ")
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

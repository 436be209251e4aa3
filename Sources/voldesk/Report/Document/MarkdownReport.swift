// A report as Markdown that GitHub and plain eyes read alike.
//
// Words from outside cannot become markup: what Markdown or HTML would read is escaped.

import Canvas

extension ReportDocument {
  /// The report as Markdown, with a newline at its end.
  var markdown: String {
    var lines = ["# \(markdownText(title))", "", "Generated: \(generated)", ""]
    for section in sections {
      lines += ["## \(section.number). \(markdownText(section.title))", ""]
      lines += section.blocks.flatMap { $0.markdown(level: 3) }
    }
    return (lines + ["---", "", markdownText(footer), ""]).joined(separator: "\n")
  }
}

extension ReportBlock {
  fileprivate func markdown(level: Int) -> [String] {
    switch self {
    case .text(let text): [markdownText(text), ""]
    case .quote(let text): ["> \(markdownText(text))", ""]
    case .list(_, let items): items.map { "- \(markdownText($0))" } + [""]
    case .facts(let facts):
      facts.map { "- \(markdownText($0.label)): \(markdownText($0.value.text))" } + [""]
    case .table(let table): table.markdown + [""]
    case .bars(_, let bars): ReportTable.limits(bars).markdown + [""]
    case .chart(let chart): chart.markdown + [""]
    case .missing(let what, let reason):
      ["\(markdownText(what)): not in this run. \(markdownText(reason))", ""]
    case .group(let title, let blocks):
      ["\(String(repeating: "#", count: level)) \(markdownText(title))", ""]
        + blocks.flatMap { $0.markdown(level: level + 1) }
    }
  }
}

extension ReportTable {
  fileprivate var markdown: [String] {
    let head = "| " + columns.map { markdownText($0.title) }.joined(separator: " | ") + " |"
    let rule = "|" + columns.map { $0.isNumber ? "---:" : "---" }.joined(separator: "|") + "|"
    let body = rows.map { row in
      "| " + row.map { markdownText($0.text) }.joined(separator: " | ") + " |"
    }
    return [head, rule] + body
  }

  /// Values against bounds as a table with a bar of twenty characters.
  static func limits(_ bars: [ReportBar]) -> ReportTable {
    ReportTable(
      "limits",
      [
        .text("limit", "limit"), .number("value", "value"), .number("bound", "bound"),
        .number("use", "use"), .text("bar", ""),
      ],
      bars.map { bar in
        let full = min(20, max(0, Int(((bar.share ?? 0) * 20).rounded())))
        let drawn =
          String(repeating: "\u{2588}", count: full)
          + String(repeating: "\u{2591}", count: 20 - full)
        return [
          .text(bar.name), bar.value, bar.bound, .percent(bar.share, 0),
          .text(bar.share == nil ? "" : drawn),
        ]
      })
  }
}

extension ReportChart {
  /// The curve in words: a page of text has no room for more.
  fileprivate var markdown: [String] {
    guard let first = points.first, let last = points.last,
      let low = points.min(by: { $0.value < $1.value }),
      let high = points.max(by: { $0.value < $1.value })
    else { return [] }
    func named(_ point: Point) -> String { "\(numberText(point.value, 2)) (\(point.label))" }
    let words =
      kind == .line
      ? "first \(named(first)), low \(named(low)), high \(named(high)), last \(named(last))"
      : points.map { "\($0.label) \(numberText($0.value, 2))" }.joined(separator: "; ")
    return [markdownText("\(title): \(words)")]
  }
}

/// Words on one line, without what a terminal or a browser would obey.
func oneLine(_ text: String) -> String {
  sanitize(String(text.map { "\n\r\t".contains($0) ? " " : $0 }))
}

/// Text that Markdown shows as it is.
func markdownText(_ text: String) -> String {
  var result = ""
  let characters = Array(oneLine(text))
  for (index, character) in characters.enumerated() {
    switch character {
    case "\\", "|", "`", "*", "[", "]", "~": result += "\\\(character)"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "&": result += "&amp;"
    case "_":
      // Within a word, as in IRON_CONDOR, it is no markup.
      let before = index > 0 && isWord(characters[index - 1])
      let after = index + 1 < characters.count && isWord(characters[index + 1])
      result += before && after ? "_" : "\\_"
    case "#", "-", "+", "=":
      result +=
        index == 0 && characters.count > 1 && !isWord(characters[1])
        ? "\\\(character)" : "\(character)"
    default: result.append(character)
    }
  }
  return result
}

private func isWord(_ character: Character) -> Bool {
  character.isLetter || character.isNumber || "$.".contains(character)
}

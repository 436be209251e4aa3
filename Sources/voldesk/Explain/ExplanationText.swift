// An explanation as aligned lines for people and as JSON for programs.

import Canvas
import Screens

extension Explanation {
  /// Lines of at most so many columns, sections apart.
  func lines(width: Int = 100) -> [String] {
    var lines = [sanitize(title)]
    for section in sections {
      lines += ["", sanitize(section.title)]
      let labels = section.lines.map { displayWidth($0.label) }.max() ?? 0
      let margin = labels > 0 ? min(labels, 30) + 2 : 0
      for line in section.lines {
        let text = [sanitize(line.value), sanitize(line.note)].filter { !$0.isEmpty }
          .joined(separator: " \u{B7} ")
        let head = fitted(sanitize(line.label), width: margin)
        let body = wrapped(text, width: max(20, width - margin - 2))
        for (index, part) in body.enumerated() {
          let start = index == 0 ? head : String(repeating: " ", count: margin)
          lines.append("  " + start + part)
        }
        if body.isEmpty { lines.append("  " + head) }
      }
    }
    return lines
  }

  /// One JSON object with every digit.
  var json: String {
    jsonObject([
      ("title", jsonText(sanitize(title))),
      (
        "sections",
        jsonArray(
          sections.map { section in
            jsonObject([
              ("title", jsonText(sanitize(section.title))),
              ("lines", jsonArray(section.lines.map(lineJSON))),
            ])
          })
      ),
    ])
  }

  private func lineJSON(_ line: ExplanationLine) -> String {
    var fields: [(String, String)] = []
    if !line.label.isEmpty { fields.append(("label", jsonText(sanitize(line.label)))) }
    fields.append(("value", jsonText(sanitize(line.value))))
    if let number = line.number { fields.append(("number", jsonNumber(number))) }
    if !line.note.isEmpty { fields.append(("note", jsonText(sanitize(line.note)))) }
    return jsonObject(fields)
  }
}

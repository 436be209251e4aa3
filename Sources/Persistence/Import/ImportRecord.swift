// The report of an import as it is kept beside the file's hash: one JSON object.

import Feeds

/// What was found in a file and what was kept of it.
///
/// - Parameters:
///   - file: The file as it was read.
///   - done: What the import did.
///   - choices: Which rows were asked for.
/// - Returns: A JSON object.
func importReport(_ file: MarketFile, _ done: StoredImport, choices: String) -> String {
  var fields = [
    "\"choices\":\(jsonString(choices))",
    "\"first\":\(file.first.map(jsonString) ?? "null")",
    "\"last\":\(file.last.map(jsonString) ?? "null")",
  ]
  fields += done.counts.map { "\"\($0.name)\":\($0.count)" }
  let findings = file.findings.map { finding in
    let places = finding.examples.map { place in
      "{\"line\":\(place.line),\"column\":\(place.column.map(String.init) ?? "null"),"
        + "\"value\":\(jsonString(place.value))}"
    }
    return "{\"code\":\(jsonString(finding.code)),\"severity\":\"\(finding.severity.rawValue)\","
      + "\"count\":\(finding.count),\"examples\":[\(places.joined(separator: ","))]}"
  }
  fields.append("\"findings\":[\(findings.joined(separator: ","))]")
  return "{\(fields.joined(separator: ","))}"
}

/// A text as a JSON string; control bytes leave as escapes.
func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

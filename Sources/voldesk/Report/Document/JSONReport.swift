// A report as JSON: every value whole, tables as lists of records.

extension ReportDocument {
  /// The report as JSON, one section a line, with a newline at its end.
  var json: String {
    let body = sections.map { $0.json }.joined(separator: ",\n")
    return "{\n\"title\":\(jsonText(title)),\n\"generated\":\(jsonText(generated)),\n"
      + "\"sections\":[\n\(body)\n],\n\"footer\":\(jsonText(footer))\n}\n"
  }
}

extension ReportSection {
  fileprivate var json: String {
    jsonObject(
      [("number", "\(number)"), ("id", jsonText(id)), ("title", jsonText(title))]
        + blockFields(blocks))
  }
}

/// Values as JSON text, as an array.
func jsonArray(_ values: [String]) -> String { "[\(values.joined(separator: ","))]" }

/// The blocks by kind: words, facts, lists and tables under their names, groups in order.
private func blockFields(_ blocks: [ReportBlock]) -> [(String, String)] {
  var words: [String] = []
  var facts: [(String, String)] = []
  var named: [(String, String)] = []
  var missing: [String] = []
  var groups: [String] = []
  for block in blocks {
    switch block {
    case .text(let text), .quote(let text): words.append(jsonText(oneLine(text)))
    case .list(let id, let items):
      named.append((id, jsonArray(items.map { jsonText(oneLine($0)) })))
    case .facts(let list): facts += list.map { ($0.id, $0.value.json) }
    case .table(let table): named.append((table.id, table.json))
    case .bars(let id, let bars): named.append((id, jsonArray(bars.map(\.json))))
    case .chart(let chart): named.append((chart.id, chart.json))
    case .missing(let what, let reason):
      missing.append(jsonObject([("what", jsonText(what)), ("reason", jsonText(reason))]))
    case .group(let title, let inner):
      groups.append(jsonObject([("title", jsonText(oneLine(title)))] + blockFields(inner)))
    }
  }
  var fields = facts + named
  if !words.isEmpty { fields.insert(("text", jsonArray(words)), at: 0) }
  if !missing.isEmpty { fields.append(("missing", jsonArray(missing))) }
  if !groups.isEmpty { fields.append(("groups", jsonArray(groups))) }
  return fields
}

extension ReportTable {
  fileprivate var json: String {
    jsonArray(
      rows.map { row in jsonObject(zip(columns, row).map { ($0.id, $1.json) }) })
  }
}

extension ReportBar {
  fileprivate var json: String {
    jsonObject([
      ("name", jsonText(oneLine(name))), ("value", value.json), ("bound", bound.json),
      ("use", jsonNumber(share)),
    ])
  }
}

extension ReportChart {
  fileprivate var json: String {
    jsonArray(
      points.map {
        jsonObject([("at", jsonText(oneLine($0.label))), ("value", jsonNumber($0.value))])
      })
  }
}

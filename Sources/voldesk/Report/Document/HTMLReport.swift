// A report as one HTML page: style and drawings inside, nothing fetched, no program in it.

import Canvas

extension ReportDocument {
  /// The report as a page, with a newline at its end.
  var html: String {
    var lines = [
      "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
      "<title>\(htmlText(title))</title>", "<style>", reportStyle, "</style>", "</head>",
      "<body>", "<main>", "<h1>\(htmlText(title))</h1>",
      "<p class=\"generated\">Generated: \(htmlText(generated))</p>", "<nav>",
    ]
    lines += sections.map { section in
      "<a href=\"#\(section.id)\">\(section.number)&nbsp;\(htmlText(section.title))</a>"
    }
    lines.append("</nav>")
    for section in sections {
      lines.append("<section id=\"\(section.id)\">")
      lines.append("<h2>\(section.number). \(htmlText(section.title))</h2>")
      lines += section.blocks.flatMap { $0.html(level: 3) }
      lines.append("</section>")
    }
    lines += ["<footer>\(htmlText(footer))</footer>", "</main>", "</body>", "</html>", ""]
    return lines.joined(separator: "\n")
  }
}

extension ReportBlock {
  fileprivate func html(level: Int) -> [String] {
    switch self {
    case .text(let text): ["<p>\(htmlText(text))</p>"]
    case .quote(let text): ["<blockquote>\(htmlText(text))</blockquote>"]
    case .list(_, let items):
      ["<ul>"] + items.map { "<li>\(htmlText($0))</li>" } + ["</ul>"]
    case .facts(let facts):
      ["<dl>"]
        + facts.map {
          "<div><dt>\(htmlText($0.label))</dt><dd>\(htmlText($0.value.text))</dd></div>"
        } + ["</dl>"]
    case .table(let table): table.html
    case .bars(_, let bars): barRows(bars)
    case .chart(let chart): chart.html
    case .missing(let what, let reason):
      [
        "<p class=\"missing\"><b>\(htmlText(what))</b>: not in this run. \(htmlText(reason))</p>"
      ]
    case .group(let title, let blocks):
      ["<h\(level)>\(htmlText(title))</h\(level)>"]
        + blocks.flatMap { $0.html(level: min(6, level + 1)) }
    }
  }

  private func barRows(_ bars: [ReportBar]) -> [String] {
    let head = "<tr><th>limit</th><th class=\"n\">value</th><th class=\"n\">bound</th>"
    let rows = bars.map { bar in
      let share = bar.share ?? 0
      let level = share >= 1 ? "full" : (share >= 0.8 ? "high" : (share >= 0.5 ? "half" : "calm"))
      let width = decimalText(min(100, max(0, 100 * share)), decimals: 1)
      return "<tr><td>\(htmlText(bar.name))</td><td class=\"n\">\(htmlText(bar.value.text))</td>"
        + "<td class=\"n\">\(htmlText(bar.bound.text))</td>"
        + "<td class=\"n\">\(htmlText(ReportCell.percent(bar.share, 0).text))</td>"
        + "<td class=\"bar\"><i class=\"\(level)\" style=\"width:\(width)%\"></i></td></tr>"
    }
    return ["<div class=\"wide\"><table>", head + "<th class=\"n\">use</th><th></th></tr>"]
      + rows + ["</table></div>"]
  }
}

extension ReportTable {
  fileprivate var html: [String] {
    let head = columns.map { "<th\($0.isNumber ? " class=\"n\"" : "")>\(htmlText($0.title))</th>" }
    let body = rows.map { row in
      let cells = zip(row, columns).map { cell, column in
        "<td\(column.isNumber ? " class=\"n\"" : "")>\(htmlText(cell.text))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return ["<div class=\"wide\"><table>", "<tr>\(head.joined())</tr>"] + body + ["</table></div>"]
  }
}

/// Text that a page shows as it is, in an element and in an attribute.
func htmlText(_ text: String) -> String {
  var result = ""
  for character in oneLine(text) {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.append(character)
    }
  }
  return result
}

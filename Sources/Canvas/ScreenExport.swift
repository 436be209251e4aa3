// A frame for other programs: with escape sequences for a terminal, or as one HTML page.
//
// Both take the colours of a theme, so that what is sent to a colleague looks as it did.

extension CellBuffer {
  /// The frame with a true-colour sequence wherever the look changes; every line ends plain.
  public func ansiText(_ theme: Theme) -> String {
    var text = ""
    for y in 0..<size.rows {
      eachRun(y) { style, glyphs in text += sequence(style, theme) + glyphs }
      text += "\u{1B}[0m\n"
    }
    return text
  }

  /// The frame as a page of its own, without a script or another file.
  ///
  /// - Parameters:
  ///   - theme: Gives the colours.
  ///   - title: The title of the page.
  /// - Returns: The page.
  public func htmlPage(_ theme: Theme, title: String) -> String {
    let ground = theme.colors(of: .plain)
    var page =
      "<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>\(escaped(title))</title>"
    page += "</head>\n<body style=\"\(css(ground.foreground, ground.background))\">\n<pre>"
    for y in 0..<size.rows {
      eachRun(y) { style, glyphs in
        let colors = theme.colors(of: style)
        var look = css(colors.foreground, colors.background)
        if style.attributes.contains(.bold) { look += ";font-weight:bold" }
        if style.attributes.contains(.underline) { look += ";text-decoration:underline" }
        page += "<span style=\"\(look)\">\(escaped(glyphs))</span>"
      }
      page += "\n"
    }
    return page + "</pre>\n</body></html>\n"
  }

  /// Visits the stretches of one style in a row.
  private func eachRun(_ y: Int, _ visit: (Style, String) -> Void) {
    withRow(y) { row in
      var style = Style.plain
      var glyphs = String.UnicodeScalarView()
      for cell in row where cell.width > 0 {
        if cell.style != style, !glyphs.isEmpty {
          visit(style, String(glyphs))
          glyphs.removeAll()
        }
        style = cell.style
        glyphs.append(Unicode.Scalar(cell.scalar) ?? " ")
        if cell.combining != 0, let mark = Unicode.Scalar(cell.combining) { glyphs.append(mark) }
      }
      if !glyphs.isEmpty { visit(style, String(glyphs)) }
    }
  }

  private func sequence(_ style: Style, _ theme: Theme) -> String {
    var codes = ["0"]
    if style.attributes.contains(.bold) { codes.append("1") }
    if style.attributes.contains(.dim) { codes.append("2") }
    if style.attributes.contains(.underline) { codes.append("4") }
    if style.attributes.contains(.reverse) { codes.append("7") }
    let colors = theme.colors(of: style)
    if let c = colors.foreground { codes.append("38;2;\(c.red);\(c.green);\(c.blue)") }
    if let c = colors.background { codes.append("48;2;\(c.red);\(c.green);\(c.blue)") }
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }
}

private func css(_ foreground: RGB?, _ background: RGB?) -> String {
  func part(_ name: String, _ color: RGB?) -> String? {
    color.map { "\(name):rgb(\($0.red),\($0.green),\($0.blue))" }
  }
  return [part("color", foreground), part("background", background)].compactMap { $0 }
    .joined(separator: ";")
}

private func escaped(_ text: String) -> String {
  text.reduce(into: "") { result, character in
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.append(character)
    }
  }
}

// A frame as text, in two layers: the glyphs, then a letter a cell for its style.
//
// For golden files: a change of a number and a change of a colour are seen apart.

extension CellBuffer {
  /// The glyphs, one line a row, without trailing blanks.
  public var glyphText: String {
    (0..<size.rows).map { glyphRow($0) }.joined(separator: "\n") + "\n"
  }

  /// The glyphs and the styles: rows of glyphs, rows of letters, and what the letters mean.
  public var screenText: String {
    var legend: [Style] = []
    var layers: [String] = []
    for y in 0..<size.rows {
      var letters = ""
      withRow(y) { row in
        for cell in row {
          let index = legend.firstIndex(of: cell.style) ?? legend.count
          if index == legend.count { legend.append(cell.style) }
          letters.append(styleLetter(index))
        }
      }
      layers.append(letters)
    }
    let meanings = legend.enumerated().map { "\(styleLetter($0.offset)) \($0.element)" }
    return "screen \(size.columns)x\(size.rows)\n" + glyphText + "styles\n"
      + layers.joined(separator: "\n") + "\nlegend\n" + meanings.joined(separator: "\n") + "\n"
  }

  private func glyphRow(_ y: Int) -> String {
    var text = String.UnicodeScalarView()
    var length = 0
    withRow(y) { row in
      for cell in row where cell.width > 0 {
        text.append(Unicode.Scalar(cell.scalar) ?? " ")
        if let mark = Unicode.Scalar(cell.combining), cell.combining != 0 { text.append(mark) }
        if cell.scalar != 0x20 { length = text.count }
      }
    }
    return String(String.UnicodeScalarView(text.prefix(length)))
  }
}

private func styleLetter(_ index: Int) -> Character {
  let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
  if index < letters.count { return letters[index] }
  return Character(Unicode.Scalar(0x100 + UInt32(index - letters.count)) ?? "?")
}

extension Ink: CustomStringConvertible {
  /// The token's name, or the step of the heat ramp.
  public var description: String {
    if let token { return token.name }
    if let heatShare { return "heat(\(decimalText(heatShare, decimals: 2)))" }
    return "inherit"
  }
}

extension Style: CustomStringConvertible {
  /// The tokens and attributes, as in a theme file.
  public var description: String {
    var text = foreground.description
    if background != .inherit { text += " on " + background.description }
    for (attribute, name) in Attributes.names where attributes.contains(attribute) {
      text += " " + name
    }
    return text
  }
}

// Styled text, alignment, and what happens to text that is too long.
//
// Words may be cut with an ellipsis; a number never is: a number that does not fit prints as
// `##`, because a shortened number is a wrong number.

/// A piece of text in one style.
public struct TextRun: Hashable, Sendable {
  /// The text.
  public var text: String
  /// Its look.
  public var style: Style

  /// Makes a run.
  public init(_ text: String, _ style: Style = .plain) {
    self.text = text
    self.style = style
  }
}

/// A line made of runs.
public typealias TextLine = [TextRun]

/// Where text stands in its field.
public enum Alignment: Hashable, Sendable {
  case leading, trailing, center
}

/// What becomes of text wider than its field.
public enum Overflow: Hashable, Sendable {
  /// Words: cut, with an ellipsis in the last column.
  case ellipsis
  /// Numbers: replaced as a whole by `#`.
  case hashes
  /// Cut without a mark.
  case cut
}

/// Fits text into a field of an exact width.
///
/// - Returns: Text of exactly that width, padded with spaces.
public func fitted(
  _ text: String, width: Int, _ alignment: Alignment = .leading,
  overflow: Overflow = .ellipsis
) -> String {
  guard width > 0 else { return "" }
  var shown = text
  var taken = displayWidth(text)
  if taken > width {
    switch overflow {
    case .hashes:
      shown = String(repeating: "#", count: width)
      taken = width
    case .ellipsis:
      (shown, taken) = prefix(of: text, width: width - 1)
      shown += "\u{2026}"
      taken += 1
    case .cut:
      (shown, taken) = prefix(of: text, width: width)
    }
  }
  let spare = width - taken
  let left =
    switch alignment {
    case .leading: 0
    case .trailing: spare
    case .center: spare / 2
    }
  return String(repeating: " ", count: left) + shown
    + String(repeating: " ", count: spare - left)
}

private func prefix(of text: String, width: Int) -> (String, Int) {
  var kept = String.UnicodeScalarView()
  var taken = 0
  for scalar in text.unicodeScalars {
    let columns = isUnsafe(scalar) ? 1 : displayWidth(scalar)
    if taken + columns > width { break }
    kept.append(scalar)
    taken += columns
  }
  return (String(kept), taken)
}

/// Breaks text at spaces into lines of at most a width; longer words are cut.
public func wrapped(_ text: String, width: Int) -> [String] {
  guard width > 0 else { return [] }
  var lines: [String] = []
  for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
    var line = ""
    var taken = 0
    for word in paragraph.split(separator: " ") {
      var rest = String(word)
      if taken > 0, taken + 1 + displayWidth(rest) <= width {
        line += " " + rest
        taken += 1 + displayWidth(rest)
        continue
      }
      if taken > 0 { lines.append(line) }
      while displayWidth(rest) > width {
        let (head, _) = prefix(of: rest, width: width)
        guard !head.isEmpty else { break }
        lines.append(head)
        rest = String(rest.unicodeScalars.dropFirst(head.unicodeScalars.count))
      }
      line = rest
      taken = displayWidth(rest)
    }
    lines.append(line)
  }
  return lines
}

extension CellBuffer {
  /// Writes text into the first row of a rectangle, aligned and fitted.
  public mutating func write(
    _ text: String, in rect: Rect, style: Style = .plain, _ alignment: Alignment = .leading,
    overflow: Overflow = .ellipsis
  ) {
    guard !rect.isEmpty else { return }
    let field = fitted(text, width: rect.width, alignment, overflow: overflow)
    clipped(to: rect) { $0.write(field, x: rect.x, y: rect.y, style: style) }
  }

  /// Writes a line of runs into the first row of a rectangle; what does not fit is cut.
  ///
  /// - Returns: The column after the last one written.
  @discardableResult
  public mutating func write(
    _ line: TextLine, in rect: Rect, _ alignment: Alignment = .leading
  ) -> Int {
    guard !rect.isEmpty else { return rect.x }
    let width = line.reduce(0) { $0 + displayWidth($1.text) }
    let spare = max(0, rect.width - width)
    var column = rect.x
    switch alignment {
    case .leading: break
    case .trailing: column += spare
    case .center: column += spare / 2
    }
    clipped(to: rect) { buffer in
      for run in line where column < rect.maxX {
        column = buffer.write(
          run.text, x: column, y: rect.y, style: run.style, limit: rect.maxX - column)
      }
    }
    return column
  }
}

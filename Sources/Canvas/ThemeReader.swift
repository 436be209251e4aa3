// Reads the strings of a theme and collects what is wrong with them.

struct ThemeReader {
  private var palette: [(name: String, color: RGB?)] = []
  private(set) var problems: [ThemeProblem] = []

  mutating func report(_ path: String, _ message: String) {
    problems.append(ThemeProblem(path: path, message: message))
  }

  /// Adds names to the palette in whatever order they refer to each other.
  ///
  /// Names that refer to themselves or to nothing are reported.
  mutating func define(_ entries: [(String, String)]) {
    var waiting: [(name: String, value: String)] = []
    for (name, value) in entries where isFree(name) { waiting.append((name, value)) }
    for _ in entries {
      let names = waiting.map(\.name)
      let ready = waiting.filter { !names.contains($0.value) }
      waiting.removeAll { !names.contains($0.value) }
      for (name, value) in ready {
        guard let color = color(value, path: "palette." + name) else { continue }
        palette.append((name, color))
      }
    }
    for (name, value) in waiting {
      report("palette." + name, "\(value) leads back to itself; write #rrggbb at one of them")
    }
  }

  private mutating func isFree(_ name: String) -> Bool {
    let reserved = ["on", "default"] + Attributes.names.map(\.name)
    let isName = !name.isEmpty && !name.hasPrefix("#") && !name.contains(" ")
    if isName, !reserved.contains(name) { return true }
    report("palette." + name, "is not a name for a colour; use a word the grammar does not use")
    return false
  }

  /// Reads an entry; a lone colour of `bg` means the background.
  mutating func entry(_ text: String, path: String, isBackground: Bool) -> TokenStyle {
    var style = TokenStyle()
    var hasForeground = false
    var hasBackground = false
    var words = text.split(separator: " ").map(String.init)[...]
    if words.isEmpty { report(path, "is empty; give a colour or an attribute") }
    while let word = words.popFirst() {
      if let attribute = Attributes.names.first(where: { $0.name == word })?.attribute {
        style.attributes.insert(attribute)
      } else if word == "on" {
        guard let next = words.popFirst(), !hasBackground else {
          report(path, "`on` needs exactly one colour after it")
          continue
        }
        hasBackground = true
        style.background = color(next, path: path) ?? nil
      } else if hasForeground {
        report(path, "has a second colour \(word); write `on \(word)` for a background")
      } else {
        hasForeground = true
        style.foreground = color(word, path: path) ?? nil
      }
    }
    if isBackground, hasForeground, !hasBackground {
      style.background = style.foreground
      style.foreground = nil
    }
    return style
  }

  /// The colour of a word; the outer nil is a mistake, the inner one the terminal's own.
  private mutating func color(_ word: String, path: String) -> RGB?? {
    if word == "default" { return .some(nil) }
    if word.hasPrefix("#") {
      if let color = RGB(hex: word) { return .some(color) }
      report(path, "\(word) is not a colour; write #rrggbb")
      return nil
    }
    if let named = palette.last(where: { $0.name == word }) { return .some(named.color) }
    let names = palette.map(\.name).joined(separator: ", ")
    report(path, "\(word) is not in the palette; it has \(names.isEmpty ? "no names" : names)")
    return nil
  }

  /// The known token that shares most with a misspelt one.
  static func nearestToken(to name: String) -> String {
    let tokens = StyleToken.allCases.map(\.name)
    return tokens.min { distance($0, name) < distance($1, name) } ?? ""
  }

  /// Edits between two words, after Wagner and Fischer (1974), on at most 32 letters.
  private static func distance(_ left: String, _ right: String) -> Int {
    let target = Array(right.prefix(32))
    var row = Array(0...target.count)
    for (i, letter) in left.prefix(32).enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in target.enumerated() {
        let change = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[target.count]
  }
}

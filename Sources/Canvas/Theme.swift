// A theme: what every token looks like.
//
// Built from pairs of strings, so that a file of any format can feed it. An entry reads
// `COLOUR [on COLOUR] [bold dim underline reverse italic]`, where a colour is `#rrggbb`, a name
// of the palette, or `default` for the terminal's own. Every mistake is reported, not the first.

/// What a theme gives one token.
public struct TokenStyle: Hashable, Sendable {
  /// The glyph's colour; nil is the terminal's own.
  public var foreground: RGB?
  /// The colour behind it; nil is that of the theme's background.
  public var background: RGB?
  /// Attributes.
  public var attributes: Attributes

  /// Makes an entry.
  public init(foreground: RGB? = nil, background: RGB? = nil, attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }
}

/// One mistake in a theme.
public struct ThemeProblem: Hashable, Sendable, CustomStringConvertible {
  /// The key path in the theme, such as `tokens.sev.warn`.
  public var path: String
  /// What was wrong, what it was, what would be right.
  public var message: String
  /// The path and the message.
  public var description: String { path + ": " + message }
}

/// Every mistake of a theme.
public struct ThemeError: Error, Hashable, CustomStringConvertible {
  /// The name of the theme.
  public var theme: String
  /// The mistakes in the order of the entries.
  public var problems: [ThemeProblem]
  /// One line a mistake.
  public var description: String {
    problems.map { "theme \(theme): \($0)" }.joined(separator: "\n")
  }
}

/// The look of every token.
public struct Theme: Hashable, Sendable {
  /// Its name.
  public let name: String
  private let palette: [(String, String)]
  private let tokens: [(String, String)]
  private let styles: [TokenStyle]
  private let ramp: [RGB]?

  /// Builds a theme from its entries over those of another.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - palette: Names for colours, usable in the entries and in each other.
  ///   - tokens: An entry a token.
  ///   - base: The theme it inherits from; nil starts from nothing, and then every token must
  ///     have an entry. Inherited entries are read again with the new palette, so a theme may
  ///     change the palette alone.
  /// - Throws: Every unknown name, malformed colour, repeated and missing token.
  public init(
    name: String, palette: [(String, String)], tokens: [(String, String)], base: Theme?
  ) throws(ThemeError) {
    let (theme, problems) = Theme.read(name, palette: palette, tokens: tokens, base: base)
    guard problems.isEmpty else { throw ThemeError(theme: name, problems: problems) }
    self = theme
  }

  /// Reads a theme as far as it can be read, and everything that is wrong with it.
  static func read(
    _ name: String, palette: [(String, String)], tokens: [(String, String)], base: Theme?
  ) -> (theme: Theme, problems: [ThemeProblem]) {
    var reader = ThemeReader()
    let allPalette = merged(base?.palette ?? [], palette)
    reader.define(allPalette)
    for (index, entry) in tokens.enumerated()
    where tokens[..<index].contains(where: { $0.0 == entry.0 }) {
      reader.report("tokens." + entry.0, "given twice")
    }
    let allTokens = merged(base?.tokens ?? [], tokens)
    var styles: [TokenStyle?] = StyleToken.allCases.map { _ in nil }
    for (key, value) in allTokens {
      let path = "tokens." + key
      guard let token = StyleToken(name: key) else {
        reader.report(path, "unknown token; \(ThemeReader.nearestToken(to: key)) is known")
        continue
      }
      let isBackground = token == .background
      styles[Int(token.rawValue)] = reader.entry(value, path: path, isBackground: isBackground)
    }
    for token in StyleToken.allCases where styles[Int(token.rawValue)] == nil {
      reader.report("tokens." + token.name, "missing, and there is no theme to inherit it from")
    }
    let theme = Theme(
      name: name, palette: allPalette, tokens: allTokens,
      styles: styles.map { $0 ?? TokenStyle() })
    return (theme, reader.problems)
  }

  private init(
    name: String, palette: [(String, String)], tokens: [(String, String)], styles: [TokenStyle]
  ) {
    self.name = name
    self.palette = palette
    self.tokens = tokens
    self.styles = styles
    let ends = [StyleToken.heatLow, .heatMid, .heatHigh].compactMap {
      styles[Int($0.rawValue)].foreground
    }
    ramp = ends.count == 3 ? heatRamp(low: ends[0], mid: ends[1], high: ends[2]) : nil
  }

  /// The entry of a token.
  public subscript(token: StyleToken) -> TokenStyle { styles[Int(token.rawValue)] }

  /// Whether two themes look alike.
  public static func == (left: Theme, right: Theme) -> Bool {
    left.name == right.name && left.styles == right.styles
  }

  /// Feeds the name and the entries.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(styles)
  }

  /// The colours of a style before they meet a terminal, nil for the terminal's own.
  public func colors(of style: Style) -> (foreground: RGB?, background: RGB?) {
    (
      color(style.foreground, isBackground: false) ?? self[.foreground].foreground,
      background(of: style) ?? self[.background].background
    )
  }

  /// The colours and attributes of a style on a terminal of a depth.
  public func appearance(of style: Style, _ depth: ColorDepth) -> Appearance {
    var attributes = style.attributes
    if let token = style.foreground.token { attributes.formUnion(self[token].attributes) }
    if let token = style.background.token { attributes.formUnion(self[token].attributes) }
    let colors = colors(of: style)
    let behind = colors.background.map { quantized($0, depth) } ?? .standard
    let text = colors.foreground.map { quantized($0, depth) } ?? .standard
    return Appearance(
      foreground: style.background.heatShare != nil && style.foreground.heatShare != nil
        ? text : legible(text, on: behind, depth),
      background: behind, attributes: attributes)
  }

  private func background(of style: Style) -> RGB? {
    if style.background != .inherit { return color(style.background, isBackground: true) }
    guard let token = style.foreground.token else { return nil }
    return self[token].background
  }

  private func color(_ ink: Ink, isBackground: Bool) -> RGB? {
    if let token = ink.token {
      return isBackground ? self[token].background : self[token].foreground
    }
    guard let share = ink.heatShare, let ramp else { return nil }
    return ramp[Int((share * Double(ramp.count - 1)).rounded())]
  }
}

/// The entries of both, a later one in place of an earlier one of the same name.
private func merged(_ base: [(String, String)], _ more: [(String, String)])
  -> [(String, String)]
{
  base.filter { entry in !more.contains { $0.0 == entry.0 } } + more
}

/// The steps of a heat ramp, mixed in OKLab so that they look evenly spaced.
public func heatRamp(low: RGB, mid: RGB, high: RGB, steps: Int = Ink.heatSteps) -> [RGB] {
  let ends = [OKLab(low), OKLab(mid), OKLab(high)]
  return (0..<steps).map { step in
    let place = steps > 1 ? Double(step) / Double(steps - 1) * 2 : 0
    let from = place < 1 ? 0 : 1
    return ends[from].mixed(with: ends[from + 1], place - Double(from)).rgb
  }
}

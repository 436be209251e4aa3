// A theme file as names and words; the canvas turns them into colours.

/// The content of one theme file.
public struct ThemeFile: Hashable, Sendable {
  /// The theme's name: that of its file.
  public let name: String
  /// The theme it builds on, if any.
  public let inherits: String?
  /// Names for colours, by name.
  public let palette: [Entry]
  /// The look of each token, by token.
  public let tokens: [Entry]

  /// A name and the words under it.
  public struct Entry: Hashable, Sendable {
    /// The name.
    public let key: String
    /// The words.
    public let text: String
  }

  /// Reads a theme.
  ///
  /// - Parameters:
  ///   - document: The file.
  ///   - name: The theme's name.
  /// - Throws: Every fault of the document's shape; colours and tokens are checked by the canvas.
  public init(_ document: ConfigDocument, name: String) throws(ConfigurationError) {
    var reader = TableReader(document.root, source: document.name)
    self.name = name
    let base = reader.text("inherits", "must be the name of a theme", default: "") {
      SettingField.isName($0) && $0 != name
    }
    inherits = base.isEmpty ? nil : base
    palette = ThemeFile.entries(&reader, "palette")
    tokens = ThemeFile.entries(&reader, "tokens")
    _ = reader.text("name", "must be \"\(name)\", as the file is named", default: name) {
      $0 == name
    }
    let issues = reader.finish()
    guard issues.isEmpty else { throw ConfigurationError(issues) }
  }

  private static func entries(_ reader: inout TableReader, _ key: String) -> [Entry] {
    guard let table = reader.value(key) else { return [] }
    var inner = TableReader(table, source: reader.source, path: key)
    let names = inner.all.map(\.key)
    let entries = names.map { name in
      Entry(
        key: name, text: inner.text(name, "must be words such as \"#30a050 bold\"") { !$0.isEmpty })
    }
    reader.absorb(inner.finish())
    return entries
  }

  /// A theme with those it builds on, the most basic first.
  ///
  /// - Parameters:
  ///   - name: The theme wanted.
  ///   - folder: The folder of the theme files.
  /// - Returns: At least one theme; the last is the one wanted.
  /// - Throws: Every fault of the first file that has any; a file that is missing; a circle.
  public static func chain(
    _ name: String, in folder: String
  ) throws(ConfigurationError) -> [ThemeFile] {
    var chain: [ThemeFile] = []
    var next: String? = name
    while let wanted = next {
      let path = "\(folder)/\(wanted).json5"
      guard !chain.contains(where: { $0.name == wanted }), chain.count < 8 else {
        throw ConfigurationError([
          ConfigIssue(source: path, place: "inherits", text: "the themes inherit in a circle")
        ])
      }
      guard let bytes = try readFile(path) else {
        let known = themeNames(in: folder)
        let list = known.isEmpty ? "there is none" : "there are \(known.joined(separator: ", "))"
        throw ConfigurationError([
          ConfigIssue(
            source: path, place: "",
            text: "no such theme\(hint(for: wanted, among: known)); \(list)")
        ])
      }
      let file = try ThemeFile(try ConfigDocument(bytes, name: path), name: wanted)
      chain.insert(file, at: 0)
      next = file.inherits
    }
    return chain
  }

  /// The names of the themes in a folder, sorted.
  public static func themeNames(in folder: String) -> [String] {
    fileNames(in: folder).filter { $0.hasSuffix(".json5") }.map { String($0.dropLast(6)) }
  }
}

// From theme files to a theme: reads the chain a theme inherits from and lets the canvas judge it.

public import Canvas

/// Loads a theme with those it builds on.
///
/// - Parameters:
///   - name: The theme wanted.
///   - folder: The folder of the theme files.
/// - Returns: The theme, every token resolved.
/// - Throws: Every fault of the first file that has any, with file and key path.
public func loadTheme(
  _ name: String, from folder: String
) throws(ConfigurationError) -> Theme {
  var theme: Theme?
  for file in try ThemeFile.chain(name, in: folder) {
    do {
      theme = try Theme(
        name: file.name, palette: file.palette.map { ($0.key, $0.text) },
        tokens: file.tokens.map { ($0.key, $0.text) }, base: theme)
    } catch {
      throw ConfigurationError(
        error.problems.map {
          ConfigIssue(source: "\(folder)/\(file.name).json5", place: $0.path, text: $0.message)
        })
    }
  }
  guard let theme else {
    throw ConfigurationError([ConfigIssue(source: folder, place: name, text: "no such theme")])
  }
  return theme
}

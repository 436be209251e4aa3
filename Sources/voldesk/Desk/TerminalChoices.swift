// The configuration's wishes for the terminal.

import Canvas
import Configuration
import Screens
import Terminal

/// Options of a session from the settings.
func terminalOptions(_ settings: Settings) -> TerminalOptions {
  TerminalOptions(
    color: ColorChoice(rawValue: settings.screen.color) ?? .auto,
    glyphs: GlyphSet(rawValue: settings.screen.glyphs),
    escapeDelayMs: settings.screen.escapeDelayMs)
}

/// The built-in key table with the trader's own bindings.
///
/// - Returns: The table, and what is wrong with the bindings.
func keyTable(_ configuration: DeskConfiguration) -> (table: KeyTable, problems: [String]) {
  var table = KeyTable.standard
  var problems: [String] = []
  for keymap in configuration.keymaps {
    let overrides = keymap.bindings.map {
      KeyOverride(context: $0.context, keys: $0.keys, action: $0.action)
    }
    let applied = table.applying(overrides)
    table = applied.table
    problems += applied.problems
  }
  return (table, problems)
}

/// A theme by name, or why it cannot be shown.
func theme(_ name: String, in folder: String?) -> Result<Theme, ConfigurationError> {
  if let folder {
    do throws(ConfigurationError) { return .success(try loadTheme(name, from: folder)) } catch {
      return .failure(error)
    }
  }
  return .success(name == "mono" ? .mono : .dark)
}

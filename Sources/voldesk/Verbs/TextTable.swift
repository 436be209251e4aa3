// Rows of text in aligned columns, and the places a verb finds its files by.

import Canvas
import Configuration
import Glibc
import Persistence

/// Lays rows out in columns; the last one keeps its own length.
///
/// - Parameters:
///   - rows: The cells; a short row leaves its last columns empty.
///   - indent: Spaces before the first column.
///   - numeric: Columns that are set to the right.
/// - Returns: One line a row.
func aligned(_ rows: [[String]], indent: Int = 0, numeric: Set<Int> = []) -> [String] {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { $0.indices.contains(column) ? displayWidth($0[column]) : 0 }.max() ?? 0
  }
  return rows.map { row in
    var line = String(repeating: " ", count: indent)
    for (column, cell) in row.enumerated() {
      let gap = String(repeating: " ", count: max(0, widths[column] - displayWidth(cell)))
      let isLast = column == row.count - 1
      line += numeric.contains(column) ? gap + cell : cell + (isLast ? "" : gap)
      if !isLast { line += "  " }
    }
    return line
  }
}

/// The database a verb works on: `--db`, else the default place.
func databasePath(_ invocation: Invocation) -> String {
  invocation.text("--db") ?? defaultDatabase(environmentVariables())
}

/// The folders of sample data and themes.
func dataHome(_ invocation: Invocation) throws(ConfigurationError) -> DataHome {
  try DataHome.find(
    flag: invocation.text("--data"), environment: environmentVariables(),
    executable: executablePath(), workingDirectory: ".")
}

/// Everything that can say something about the configuration of a verb.
func configurationSources(_ invocation: Invocation) -> ConfigurationSources {
  var sources = ConfigurationSources(
    configFolder: invocation.text("--config"), environment: environmentVariables(),
    flags: invocation.settingFlags)
  sources.reservedVariables.append("VOLDESK_RECORD")
  return sources
}

/// Says why the database was refused.
///
/// - Returns: The exit code.
func refuse(_ error: StoreError) -> Int32 {
  complain(error.description)
  return error.exitCode
}

/// Says every fault of a configuration, one a line.
///
/// - Returns: The exit code.
func refuse(_ error: ConfigurationError) -> Int32 {
  for issue in error.issues { complain(issue.description) }
  return 2
}

/// A text as a JSON string.
func jsonText(_ text: String) -> String { ConfigValue.string(text).canonical }

/// A number as JSON; null when it is missing or not finite.
func jsonNumber(_ value: Double?) -> String {
  value.flatMap { $0.isFinite ? $0.description : nil } ?? "null"
}

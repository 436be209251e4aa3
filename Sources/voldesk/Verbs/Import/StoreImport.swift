// Putting files that were read and checked into the database.

import Feeds
import MarketData
import Persistence

extension ImportOptions {
  /// What the command line asks for.
  init(_ invocation: Invocation) {
    self.init(
      symbol: invocation.text("--symbol"),
      since: invocation.text("--since").flatMap { CivilDate($0) },
      lastYears: invocation.integer("--last-years"),
      downsamplePercent: invocation.number("--downsample-pct") ?? 100,
      existing: invocation.text("--if-exists").flatMap(ExistingRows.init) ?? .append,
      consolidates: invocation.has("--consolidate"), schema: invocation.text("--schema"))
  }
}

/// Stores files in the database of a command line, all of them or none.
///
/// - Parameters:
///   - paths: The files.
///   - invocation: The command line with `VerbSpec.importStoreFlags`.
///   - read: Reads and checks a file.
/// - Returns: What was done, file by file.
/// - Throws: `StoreError`, or what `read` throws; the database is then as it was.
func storeImport(
  _ paths: [String], _ invocation: Invocation, read: (String) throws -> MarketFile
) throws -> [StoredImport] {
  let store = try DeskStore(databasePath(invocation))
  defer { store.close() }
  return try store.importMarket(paths, options: ImportOptions(invocation), read: read)
}

extension StoredImport {
  /// What was done, for a person.
  var summary: String {
    guard !isRepeat else { return "imported before, nothing changed" }
    let told = counts.filter { $0.count > 0 }.filter { $0.name != "set_apart_kept" }
      .map { "\($0.count) \($0.name == "set_apart" ? "set apart" : $0.name)" }
    return told.isEmpty ? "nothing to keep" : told.joined(separator: ", ")
  }

  /// What was done, as the fields of a JSON object.
  var jsonFields: [(String, String)] {
    [("repeat", isRepeat ? "true" : "false")] + counts.map { ($0.name, "\($0.count)") }
  }
}

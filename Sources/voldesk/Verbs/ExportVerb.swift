// voldesk export: a table of a database as CSV or JSON lines.

import Feeds
import Persistence

/// Writes a table of a run.
func runExport(_ invocation: Invocation) -> Int32 {
  if invocation.operands.first == "tape" { return exportTape(invocation) }
  guard let table = invocation.operands.first.flatMap(ExportTable.init(word:)) else { return 2 }
  let isLines = invocation.text("--format").map { $0 == "jsonl" } ?? (table == .journal)
  let database = databasePath(invocation)
  do throws(StoreError) {
    let archive = try DeskArchive(database)
    defer { archive.close() }
    let run = try archive.run(invocation.integer("--run")).run
    let sink = try FileSink(invocation.text("--out"), sparing: DatabaseFiles(database))
    try archive.export(table, run: run, format: isLines ? .json : .csv) { sink.take($0) }
    try sink.finish()
    return 0
  } catch {
    return refuse(error)
  }
}

/// Writes the recorded tape of a live run, as `--replay` takes it.
private func exportTape(_ invocation: Invocation) -> Int32 {
  let database = databasePath(invocation)
  do throws(StoreError) {
    let archive = try DeskArchive(database)
    defer { archive.close() }
    let run = try archive.run(invocation.integer("--run"))
    guard run.identity.mode == TapeMode.live.rawValue else {
      throw .file(path: database, reason: "run \(run.run) is no live one; only those are recorded")
    }
    let sink = try FileSink(invocation.text("--out"), sparing: DatabaseFiles(database))
    sink.take(TapeLine.head(source: run.identity.source) + [0x0A])
    try archive.eachTapePart(run: run.run) { sink.take($0) }
    try sink.finish()
    return 0
  } catch {
    return refuse(error)
  }
}

extension ExportTable {
  /// The table that a word of the command line names.
  init?(word: String) { self.init(rawValue: word == "option_quotes" ? "quotes" : word) }
}

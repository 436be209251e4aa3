// voldesk export: a table of a database as CSV or JSON lines.

import Feeds
import MarketData
import Persistence

/// Writes a table of a run, or of all.
func runExport(_ invocation: Invocation) -> Int32 {
  let database = databasePath(invocation)
  do {
    let choice = try ExportChoice(invocation)
    guard let table = choice.table else { return exportTape(invocation, run: choice.run) }
    let archive = try DeskArchive(database)
    defer { archive.close() }
    let runs =
      choice.isEveryRun
      ? try archive.runs().map(\.run) : [try archive.run(choice.run).run]
    let sink = try FileSink(invocation.text("--out"), sparing: DatabaseFiles(database))
    try archive.export(
      ExportSelection(table, runs: runs, times: choice.times), format: choice.format
    ) { sink.take($0) }
    try sink.finish()
    return 0
  } catch let error as UsageError {
    complain(error.text)
    return 2
  } catch {
    let (code, text) = failure(error)
    complain(text)
    return code
  }
}

/// What a command line asks to be written.
struct ExportChoice {
  /// The table; nil for the tape.
  let table: ExportTable?
  let format: ExportFormat
  /// The run; nil for the newest, or for all.
  let run: Int?
  let isEveryRun: Bool
  /// Whole days in New York; nil for all.
  let times: Range<Instant>?

  /// Reads a command line.
  ///
  /// - Throws: What does not fit together and what would be right.
  init(_ invocation: Invocation) throws(UsageError) {
    let word = invocation.operands.first ?? ""
    table = ExportTable(word: word)
    let isLines =
      invocation.has("--json") || invocation.text("--format") == "jsonl"
      || (table == .journal && !invocation.has("--csv") && !invocation.has("--format"))
    format = isLines ? .json : .csv
    let wanted = invocation.text("--run")
    isEveryRun = wanted == "all"
    run = wanted.flatMap { Int($0) }
    if let wanted, !isEveryRun, run.map({ $0 < 1 || $0 > Int32.max }) ?? true {
      throw UsageError("--run \(wanted) is not allowed; must be the number of a run, or all")
    }
    let from = invocation.text("--from").flatMap { CivilDate($0) }
    let to = invocation.text("--to").flatMap { CivilDate($0) }
    let isTimed = from != nil || to != nil
    if table == nil, isEveryRun || isTimed {
      throw UsageError("a tape is written whole, of one run; --run all, --from and --to do not fit")
    }
    if isTimed, let table, table.moment == nil {
      throw UsageError("the rows of \(word) have no moment; --from and --to do not fit")
    }
    let start = from.map { NewYorkTime.instant($0, 0, 0) } ?? Instant(nanoseconds: .min)
    let end = to.map { NewYorkTime.instant($0.adding(days: 1), 0, 0) } ?? Instant(nanoseconds: .max)
    times = isTimed && start < end ? start..<end : nil
  }
}

/// Writes the recorded tape of a live run, as `--replay` takes it.
private func exportTape(_ invocation: Invocation, run number: Int?) -> Int32 {
  let database = databasePath(invocation)
  do throws(StoreError) {
    let archive = try DeskArchive(database)
    defer { archive.close() }
    let run = try archive.run(number)
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

// voldesk export: a table of a database as CSV or JSON lines.
//
// A file is written under another name and renamed when it is whole.

import Glibc
import Persistence

/// Writes a table of a run.
func runExport(_ invocation: Invocation) -> Int32 {
  guard let table = invocation.operands.first.flatMap(ExportTable.init(word:)) else { return 2 }
  let isLines = invocation.text("--format").map { $0 == "jsonl" } ?? (table == .journal)
  do throws(StoreError) {
    let archive = try DeskArchive(databasePath(invocation))
    defer { archive.close() }
    let run = try archive.run(invocation.integer("--run")).run
    guard let sink = ExportSink(invocation.text("--out")) else {
      complain("\(invocation.text("--out") ?? "") cannot be written: \(systemText())")
      return 3
    }
    try archive.export(table, run: run, format: isLines ? .json : .csv) { sink.take($0) }
    guard sink.finish() else {
      // A reader that has seen enough, such as head, is no failure.
      if errno == EPIPE { return 0 }
      complain("\(sink.name) cannot be written: \(systemText())")
      return 3
    }
    return 0
  } catch {
    return refuse(error)
  }
}

extension ExportTable {
  /// The table that a word of the command line names.
  init?(word: String) { self.init(rawValue: word == "option_quotes" ? "quotes" : word) }
}

/// What the system says of the last error.
func systemText() -> String { String(cString: strerror(errno)) }

/// Where the bytes go: standard output, or a file that appears when it is whole.
private final class ExportSink {
  let name: String
  private let path: String?
  private let descriptor: Int32
  private var bytes: [UInt8] = []
  private var hasFailed = false

  init?(_ path: String?) {
    self.path = path
    name = path ?? "standard output"
    if let path {
      descriptor = open("\(path).part", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      if descriptor < 0 { return nil }
    } else {
      descriptor = STDOUT_FILENO
    }
  }

  func take(_ line: [UInt8]) {
    bytes += line
    if bytes.count >= 1 << 16 { flush() }
  }

  private func flush() {
    if !hasFailed { hasFailed = !writeAll(bytes, to: descriptor) }
    bytes.removeAll(keepingCapacity: true)
  }

  /// True when everything was written.
  func finish() -> Bool {
    flush()
    guard let path else { return !hasFailed }
    let isWhole = !hasFailed && fsync(descriptor) == 0
    close(descriptor)
    return isWhole && rename("\(path).part", path) == 0
  }
}

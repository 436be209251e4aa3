// voldesk import: files of market data read and checked, reported, and stored.

import Feeds
import Glibc
import MarketData
import Persistence

/// Reads the files, reports each, and stores them unless only a report is wanted.
///
/// - Returns: The exit code: 1 when a file was refused, that of the store when it fails.
func runImport(_ invocation: Invocation) -> Int32 {
  let options = ReadOptions(
    symbol: invocation.text("--symbol"), date: invocation.text("--date").flatMap { CivilDate($0) },
    today: invocation.text("--as-of").flatMap { CivilDate($0) })
  let paths = importPaths(invocation.operands)
  guard invocation.has("--dry-run") else { return storeFiles(paths, options, invocation) }
  var reports: [ImportReport] = []
  var refused = 0
  for path in paths {
    let report: ImportReport
    do {
      report = ImportReport(try readMarketFile(path, options: options))
    } catch {
      report = ImportReport(path: path, error: error)
      refused += 1
    }
    if invocation.has("--json") { say(report.json) } else { reports.append(report) }
  }
  if !invocation.has("--json") { for line in importLines(reports) { say(line) } }
  if refused > 0 { complain("\(refused) of \(paths.count) files refused") }
  return refused > 0 ? 1 : 0
}

/// Reads and stores files, all of them or none.
private func storeFiles(
  _ paths: [String], _ options: ReadOptions, _ invocation: Invocation
) -> Int32 {
  var reports: [ImportReport] = []
  do {
    let stored = try storeImport(paths, invocation) { path in
      let file = try readMarketFile(path, options: options)
      // Files are read twice when the newest date of several must be known.
      if reports.count < paths.count { reports.append(ImportReport(file)) }
      return file
    }
    if invocation.has("--json") {
      for (report, done) in zip(reports, stored) {
        say(jsonObject(report.fields + done.jsonFields))
      }
    } else {
      for line in importLines(reports) { say(line) }
      say("")
      let rows = zip(reports, stored).map { ["stored", $0.path, $1.summary] }
      for line in aligned(rows) { say(line) }
    }
    return 0
  } catch let error as StoreError {
    return refuse(error)
  } catch {
    if invocation.has("--json") {
      say(ImportReport(path: (error as? FeedError)?.file ?? "", error: error).json)
    }
    complain("\(error); nothing is stored")
    return 1
  }
}

/// The files of some paths, folders walked in the order of their names.
private func importPaths(_ operands: [String]) -> [String] {
  var files: [String] = []
  var pending = Array(operands.reversed())
  while let path = pending.popLast() {
    guard let names = folderNames(path) else {
      files.append(path)
      continue
    }
    let base = path.hasSuffix("/") ? path : path + "/"
    pending.append(contentsOf: names.reversed().map { base + $0 })
  }
  return files
}

/// The names in a folder without hidden ones and texts about it; nil when it is none.
private func folderNames(_ path: String) -> [String]? {
  guard let handle = opendir(path) else { return nil }
  defer { closedir(handle) }
  var names: [String] = []
  while let entry = readdir(handle) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if !name.hasPrefix("."), !name.hasSuffix(".md") { names.append(name) }
  }
  return names.sorted()
}

// voldesk import: files of market data read and checked, reported, and stored.

import Feeds
import Glibc
import MarketData

/// Reads the files, reports each, and stores them unless only a report is wanted.
///
/// - Returns: The exit code: 1 when a file was refused, 3 when one cannot be read.
func runImport(_ invocation: Invocation) -> Int32 {
  let options = ReadOptions(
    symbol: invocation.text("--symbol"), date: invocation.text("--date").flatMap { CivilDate($0) },
    today: today())
  let isJSON = invocation.has("--json")
  let isDry = invocation.has("--dry-run")
  var reports: [ImportReport] = []
  var files: [MarketFile] = []
  var refused = 0
  for path in importPaths(invocation.operands) {
    let report: ImportReport
    do {
      let file = try readMarketFile(path, options: options)
      report = ImportReport(file)
      if !isDry { files.append(file) }
    } catch {
      refused += 1
      report = ImportReport(path: path, error: error)
    }
    if isJSON { say(report.json) } else { reports.append(report) }
  }
  if !isJSON { for line in importLines(reports) { say(line) } }
  if refused > 0 {
    if !isJSON { complain("\(refused) of \(refused + reports.count - refused) files are refused") }
    if !isDry { complain("nothing is stored, since not every file can be read") }
    return 1
  }
  return isDry ? 0 : storeImport(files, invocation)
}

/// Today in New York.
private func today() -> CivilDate {
  NewYorkTime.date(Instant(seconds: Int64(time(nil))))
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

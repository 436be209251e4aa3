// voldesk diff: the first event at which two runs part.

import Persistence

/// Compares two runs of a database, or of two.
///
/// - Returns: 0 when their journals are identical, 1 when they differ.
func runDiff(_ invocation: Invocation) -> Int32 {
  let numbers = invocation.operands.compactMap { Int($0) }
  guard numbers.count == 2 else { return 2 }
  do {
    let archive = try DeskArchive(databasePath(invocation))
    defer { archive.close() }
    let other = try invocation.text("--other-db").map { path throws(StoreError) in
      try DeskArchive(path)
    }
    defer { other?.close() }
    let there = other ?? archive
    let difference = try archive.atOneMoment {
      try RunDifference(
        ComparedRun(archive, run: numbers[0]), ComparedRun(there, run: numbers[1]))
    }
    if invocation.has("--json") {
      say(difference.json)
    } else {
      for line in difference.text() { say(line) }
    }
    return difference.isIdentical ? 0 : 1
  } catch {
    let (code, text) = failure(error)
    complain(text)
    return code
  }
}

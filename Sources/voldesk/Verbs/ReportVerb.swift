// voldesk report: the daily report of a stored run, or of a sample day that is played for it.

import Configuration
import Persistence

/// Writes the report of a day.
func runReport(_ invocation: Invocation) -> Int32 {
  let format = invocation.text("--format").flatMap(ReportFormat.init) ?? .md
  do {
    let report = dailyReport(try reportInput(invocation), generated: wallTime())
    let sink = try FileSink(
      invocation.text("--out"), sparing: DatabaseFiles(databasePath(invocation)))
    sink.take(Array(format.text(report).utf8))
    try sink.finish()
    return 0
  } catch let error as ConfigurationError {
    return refuse(error)
  } catch {
    let (code, text) = failure(error)
    complain(text)
    return code
  }
}

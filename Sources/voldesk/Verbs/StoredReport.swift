// Reading a report from a database and printing it, for people or as JSON.

import Configuration
import Persistence

/// Something that is read from a database and printed.
protocol StoredReport {
  /// One JSON object.
  var json: String { get }
  /// The lines of an aligned page.
  var lines: [String] { get }
}

/// Reads a report and prints it.
///
/// - Parameters:
///   - invocation: Says whether JSON is asked for.
///   - read: Reads the report.
///   - judge: Says what is wrong in the report and gives the exit code.
/// - Returns: What `judge` says, or why the report cannot be read.
func printReport<Report: StoredReport>(
  _ invocation: Invocation, read: () throws -> Report, judge: (Report) -> Int32
) -> Int32 {
  let report: Report
  do {
    report = try read()
  } catch let error as StoreError {
    return refuse(error)
  } catch let error as ConfigurationError {
    return refuse(error)
  } catch {
    complain("\(error)")
    return 3
  }
  if invocation.has("--json") {
    say(report.json)
  } else {
    for line in report.lines { say(line) }
  }
  return judge(report)
}

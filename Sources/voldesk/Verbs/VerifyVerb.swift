// voldesk verify: re-hashes the journal and compares what follows from it.

import Persistence

/// Checks a database from end to end; with `--rebuild` writes its tables anew first.
func runVerify(_ invocation: Invocation) -> Int32 {
  let path = databasePath(invocation)
  do throws(StoreError) {
    if invocation.has("--rebuild") {
      let before = try DeskStore.rebuild(path)
      for finding in before.findings { say("before: \(finding)") }
      say("the tables were written anew from the journal")
    }
    let archive = try DeskArchive(path)
    defer { archive.close() }
    let wanted = invocation.integer("--run")
    if let wanted { _ = try archive.run(wanted) }
    let report = try archive.verify()
    let runs = report.runs.filter { wanted == nil || $0.run == wanted }
    let rows = runs.map { ["run \($0.run)", $0.key, "\($0.events) events", $0.journalHash] }
    for line in aligned(rows, numeric: [2]) { say(line) }
    let findings = report.findings.filter { wanted == nil || $0.run == nil || $0.run == wanted }
    for finding in findings { complain(finding.description) }
    say(findings.isEmpty ? "sound: \(path)" : "\(findings.count) findings: \(path)")
    return findings.isEmpty ? 0 : 1
  } catch {
    return refuse(error)
  }
}

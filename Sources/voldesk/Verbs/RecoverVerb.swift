// voldesk recover: a new database from what is sound in a damaged one.

import Persistence

/// Copies every event up to the first damaged one, run by run; the damaged file is only read.
func runRecover(_ invocation: Invocation) -> Int32 {
  let source = databasePath(invocation)
  let target = invocation.text("--out") ?? source + ".recovered"
  do throws(StoreError) {
    let runs = try DeskStore.recover(from: source, to: target)
    let rows = runs.map { ["run \($0.run)", "\($0.events) events", $0.reason ?? "whole"] }
    for line in aligned(rows, numeric: [1]) { say(line) }
    say("saved to \(target), its kill engaged: look at the book, then :resume")
    return 0
  } catch {
    return refuse(error)
  }
}

// voldesk kill: engages the kill switch of a database, whether or not a desk runs on it.
//
// A living desk is asked twice, by a file it watches and by a signal, and its own event is waited
// for. For a stopped one the event is written here, decided by the same code.

import DeskEngine
import Glibc
import MarketData
import Persistence

/// Engages the kill switch.
func runKill(_ invocation: Invocation) -> Int32 {
  let words = invocation.operands.joined(separator: " ")
  let files = DatabaseFiles(databasePath(invocation))
  let (code, text) = requestKill(files, reason: words.isEmpty ? "voldesk kill" : words)
  if code == 0 { say(text) } else { complain(text) }
  return code
}

/// Engages the kill switch of a database.
///
/// - Returns: The exit code and what there is to say, one line a run.
func requestKill(_ files: DatabaseFiles, reason: String) -> (code: Int32, text: String) {
  do throws(StoreError) {
    try files.requirePlainFile()
    guard files.exists else {
      throw .file(path: files.database, reason: "there is no database")
    }
    if let owner = try DatabaseLock.holder(files) {
      return try killLiving(files, owner, reason: reason)
    }
    return (0, try killStopped(files, reason: reason).joined(separator: "\n"))
  } catch {
    return (error.exitCode, error.description)
  }
}

/// The longest wait for the event of a living desk, in steps of 20 ms.
private let patience = 250

private func killLiving(
  _ files: DatabaseFiles, _ owner: LockOwner, reason: String
) throws(StoreError) -> (code: Int32, text: String) {
  let archive = try DeskArchive(files.database)
  defer { archive.close() }
  let run = try livingRun(archive, owner)
  if archive.latch(run: run.run).isEngaged {
    return (0, "the kill switch of run \(run.run) is already engaged")
  }
  try KillFile(files).request(reason: reason)
  let isTold = kill(owner.pid, SIGUSR1) == 0
  for _ in 0..<patience {
    usleep(20_000)
    if let seq = try killEvent(archive, run: run.run, after: run.lastSeq) {
      return (0, "kill engaged: run \(run.run) seq \(seq), by the desk of \(owner)")
    }
  }
  let deaf = isTold ? "" : " and takes no signal"
  return (
    1,
    "\(owner) did not engage the kill within 5 s\(deaf); \(files.kill) stays, "
      + "and no desk trades past it"
  )
}

/// The run that a living desk works on.
private func livingRun(
  _ archive: DeskArchive, _ owner: LockOwner
) throws(StoreError) -> RunRow {
  for run in try archive.runs().reversed() {
    let last = try archive.starts(run: run.run).last
    if let last, last.ended == nil, last.pid == owner.pid { return run }
  }
  return try archive.run(nil)
}

private func killStopped(_ files: DatabaseFiles, reason: String) throws(StoreError) -> [String] {
  let killed = try engageKill(files, reason: reason)
  let archive = try DeskArchive(files.database)
  defer { archive.close() }
  if killed.isEmpty { return try untouched(archive, files, reason: reason) }
  var lines: [String] = []
  for run in killed {
    let seq = try killEvent(archive, run: run, after: 0)
    lines.append("kill engaged: run \(run) \(seq.map { "seq \($0)" } ?? "before its first event")")
  }
  return lines
}

/// Writes the event into every open run; the database is closed again afterwards.
private func engageKill(_ files: DatabaseFiles, reason: String) throws(StoreError) -> [Int] {
  let store = try DeskStore(files.database)
  defer { store.close() }
  return try store.engageKill(
    source: .user, reason: reason, from: DeskState(),
    apply: { state, event in state.apply(event) },
    decide: { state, moment in
      var core = DeskCore(settings: DeskEngine.DeskSettings(), state: state)
      let command = DeskCommand(
        time: moment, id: "kill-\(state.seq)", actor: .user,
        action: .kill(source: .user, reason: reason))
      return core.decide(.command(command)).events
    })
}

/// Without an open run the wish is kept for the next one.
private func untouched(
  _ archive: DeskArchive, _ files: DatabaseFiles, reason: String
) throws(StoreError) -> [String] {
  let open = try archive.runs().filter { $0.status == .open }
  if open.isEmpty {
    try KillFile(files).request(reason: reason)
    return ["no run is open; \(files.kill) engages the kill at the next start"]
  }
  return open.map { "the kill switch of run \($0.run) is already engaged" }
}

/// The last kill event after another event; nil when there is none.
private func killEvent(
  _ archive: DeskArchive, run: Int, after seq: Int
) throws(StoreError) -> Int? {
  let mark = Array("\"type\":\"KillEngaged\"".utf8)
  var found: Int?
  try archive.eachLine(run: run, after: seq) { line throws(StoreError) in
    // The type stands within the first hundred bytes of a line.
    if line.line.prefix(120).contains(mark) { found = line.seq }
  }
  return found
}

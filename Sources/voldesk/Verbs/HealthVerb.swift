// voldesk health: whether the desk of a database is alive and able to trade.
//
// For supervisors: exit 0 when all is well, 1 with every reason when not. Reads only.

import DeskEngine
import MarketData
import Persistence
import Risk

/// Says how a run stands.
func runHealth(_ invocation: Invocation) -> Int32 {
  let summary: HealthSummary
  do throws(StoreError) {
    let archive = try DeskArchive(databasePath(invocation))
    defer { archive.close() }
    summary = try archive.health(run: invocation.integer("--run"))
  } catch {
    return refuse(error)
  }
  let reasons = summary.concerns
  let source = summary.writer == nil ? nil : sourceStatus(of: databasePath(invocation))
  if invocation.has("--json") {
    say(summary.json(reasons, source: source))
  } else {
    let rows = summary.rows + (source.map { [["source", $0]] } ?? [])
    for line in aligned(rows) { say(line) }
    say(reasons.isEmpty ? "healthy" : "not healthy: " + reasons.joined(separator: "; "))
  }
  return reasons.isEmpty ? 0 : 1
}

extension HealthSummary {
  /// Everything that keeps the desk from trading.
  var concerns: [String] {
    var found: [String] = []
    if writer == nil {
      let hasCrashed = lastStart.map { $0.how == "crashed" || $0.ended == nil } ?? false
      found.append("no desk runs on it\(hasCrashed ? ", the last one crashed" : "")")
    }
    if run.status != .open { found.append("run \(run.run) is \(run.status.rawValue)") }
    if latch.isEngaged {
      let source = latch.source.map { " by \($0.rawValue)" } ?? ""
      found.append("the kill switch is engaged\(source): \(latch.reason)")
    } else if state != .active {
      let why = causes.map(\.rawValue).joined(separator: ", ")
      found.append("the desk is \(state.rawValue)\(why.isEmpty ? "" : ": \(why)")")
    }
    return found
  }

  /// The figures for a person.
  var rows: [[String]] {
    [
      ["run", "\(run.run) \(run.identity.key) (\(run.status.rawValue))"],
      ["events", "\(run.lastSeq), the last at \(lastTime?.description ?? "-")"],
      ["state", state.rawValue + causes.reduce("") { $0 + " \($1.rawValue)" }],
      ["kill", latch.isEngaged ? "engaged: \(latch.reason)" : "released"],
      ["positions", "\(openPositions) open, \(workingOrders) orders working"],
      ["equity", equity.map { "$\($0)" } ?? "-"],
      ["alerts", "\(openAlerts) not acknowledged"],
      ["writer", writer?.description ?? "none"],
    ]
  }

  /// One JSON object.
  func json(_ reasons: [String], source: String? = nil) -> String {
    let fields: [(String, String)] = [
      ("healthy", reasons.isEmpty ? "true" : "false"),
      ("reasons", "[\(reasons.map(jsonText).joined(separator: ","))]"),
      ("run", "\(run.run)"), ("key", jsonText(run.identity.key)),
      ("status", jsonText(run.status.rawValue)), ("last_seq", "\(run.lastSeq)"),
      ("last_ts", lastTime.map { jsonText($0.description) } ?? "null"),
      ("state", jsonText(state.rawValue)),
      ("causes", "[\(causes.map { jsonText($0.rawValue) }.joined(separator: ","))]"),
      ("killed", latch.isEngaged ? "true" : "false"),
      ("kill_reason", latch.isEngaged ? jsonText(latch.reason) : "null"),
      ("open_positions", "\(openPositions)"), ("working_orders", "\(workingOrders)"),
      ("open_alerts", "\(openAlerts)"), ("equity", equity?.description ?? "null"),
      ("pid", writer.map { "\($0.pid)" } ?? "null"), ("alive", writer == nil ? "false" : "true"),
      ("source", source ?? "null"),
    ]
    return "{\(fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ","))}"
  }
}

// The comparison of two runs as one JSON object, every field in full.

import DeskEngine
import Numerics
import Persistence

/// A hash in hexadecimal.
func hex(_ hash: [UInt8]) -> String { SHA256.hexadecimal(hash) }

extension RunDifference {
  /// The whole comparison; the lines are the journal's own.
  var json: String {
    jsonObject([
      ("identical", isIdentical ? "true" : "false"), ("agreeing", "\(agreeing)"),
      ("runs", jsonArray([run(runs.left), run(runs.right)])),
      ("lines", jsonArray([line(lines.left), line(lines.right)])),
      (
        "fields",
        jsonArray(
          lines.left == nil || lines.right == nil
            ? []
            : rows.map { row in
              jsonObject([
                ("path", jsonText(row.path)), ("left", row.left ?? "null"),
                ("right", row.right ?? "null"),
              ])
            })
      ), ("causes", jsonArray(isIdentical ? [] : causes().map(jsonText))),
      (
        "commands",
        jsonArray(
          commands.map { jsonObject([("left", command($0.left)), ("right", command($0.right))]) })
      ),
      (
        "after",
        jsonArray(
          after.map {
            jsonObject([
              ("type", jsonText($0.type)), ("left", "\($0.left)"), ("right", "\($0.right)"),
            ])
          })
      ),
    ])
  }

  private func run(_ run: ComparedRun) -> String {
    jsonObject([
      ("database", jsonText(run.archive.files.database)), ("run", "\(run.row.run)"),
      ("key", jsonText(run.row.identity.key)), ("events", "\(run.row.lastSeq)"),
      ("config_hash", jsonText(run.configHash)), ("journal_hash", jsonText(hex(run.row.lastHash))),
    ])
  }

  private func line(_ line: StoredLine?) -> String {
    line.map { String(decoding: $0.line, as: UTF8.self) } ?? "null"
  }

  private func command(_ command: StoredCommand?) -> String {
    guard let command else { return "null" }
    return jsonObject([
      ("command", jsonText(command.command)), ("ts", jsonText("\(command.time)")),
      ("verb", jsonText(command.verb.rawValue)),
      ("arguments", command.arguments.isEmpty ? "{}" : command.arguments),
      ("outcome", jsonText(command.outcome)), ("code", command.code.map(jsonText) ?? "null"),
    ])
  }
}

// What is stored of a command and its outcome.

import DeskEngine
import Persistence
import Structures

extension StoredCommand {
  /// A command with what was decided on it.
  init(_ command: DeskCommand, _ decision: DeskDecision) {
    let accepted = decision.accepted ?? true
    var code: String?
    var text = "done"
    for event in decision.events {
      if case .commandRefused(let refused) = event.body {
        code = refused.code.rawValue
        text = refused.text
      }
    }
    self.init(
      command: command.id, time: command.time, verb: command.action.verb,
      arguments: command.action.arguments,
      seq: accepted ? decision.events.last?.seq : nil,
      outcome: accepted ? text : "refused: \(text)", code: code)
  }
}

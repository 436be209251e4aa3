// The configuration of a desk at work: one that changed since the last start, and one changed now.

import Configuration
import DeskEngine
import Persistence

extension DeskLoop {
  /// Writes down that the settings are others than those the run was left with.
  func noteConfiguration() throws {
    let stored = core.state.configHash
    let known = stored.isEmpty ? opening.previousConfigHash ?? "" : stored
    guard opening.isResumed, known != core.configHashInForce, opening.lastSeq > 0 else { return }
    // With limits moved by hand the hash is not that of any file; the last start's is.
    let files = core.state.limits.isEmpty ? known : opening.previousConfigHash ?? known
    let changes = try store.settings(files).map { before in
      DeskConfiguration.changes(
        from: DeskConfiguration.decisions(in: before), to: plan.configuration.decisions)
    }
    try handle(
      .configuration(
        ConfigurationInput(
          settings: plan.settings, changes: (changes ?? []).map(ConfigurationChange.init),
          time: logicalTime)))
  }

  /// Puts a configuration into force, durably.
  func take(
    _ next: EditableConfiguration, changes: [ConfigurationChange],
    reason: (key: String, text: String)?
  ) throws {
    if !changes.isEmpty {
      try handle(
        .configuration(
          ConfigurationInput(
            settings: deskSettings(next.configuration), changes: changes, reason: reason,
            time: logicalTime)),
        settings: (next.configuration.hash, next.configuration.decisionText))
    }
    editing = next
  }
}

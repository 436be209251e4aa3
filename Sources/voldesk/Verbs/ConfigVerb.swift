// voldesk config: every setting with where it came from, or a change of some.

import Configuration
import Screens

/// Prints every setting, its origin and its meaning, or changes some; checks every file on the way.
func runConfig(_ invocation: Invocation) -> Int32 {
  do throws(ConfigurationError) {
    let edits = try configurationEdits(invocation)
    let stored = try EditableConfiguration(
      configurationSources(invocation), keys: DeskPlan.vocabulary)
    return edits.isEmpty ? list(stored.configuration) : keep(edits, in: stored)
  } catch {
    return refuse(error)
  }
}

private func list(_ configuration: DeskConfiguration) -> Int32 {
  let keymaps = keymapProblems(configuration)
  guard keymaps.isEmpty else {
    for problem in keymaps { complain("keymap.json5: \(problem)") }
    return 2
  }
  let rows = configuration.effective.map {
    [$0.key, $0.value.canonical, $0.origin.description, $0.summary]
  }
  let universe = configuration.universe.symbols.map(\.name).joined(separator: " ")
  let bindings = configuration.keymaps.reduce(0) { $0 + $1.bindings.count }
  let files = [
    ["universe", universe, configuration.universeOrigin.description, "what can be traded"],
    [
      "events", "\(configuration.events.events.count) dates",
      configuration.eventsOrigin.description, "announcements known beforehand",
    ],
    ["keymap", "\(bindings) changes", bindings == 0 ? "built-in" : "keymap.json5", "keys"],
  ]
  for line in aligned([["setting", "value", "from", "meaning"]] + rows + files) { say(line) }
  say("\nhash of everything that decides: \(configuration.hash)")
  return 0
}

/// What the key maps of a configuration do not fit in the table of keys.
func keymapProblems(_ configuration: DeskConfiguration) -> [String] {
  let changes = configuration.keymaps.flatMap(\.bindings).map {
    KeyOverride(context: $0.context, keys: $0.keys, action: $0.action)
  }
  return KeyTable.standard.applying(changes).problems
}

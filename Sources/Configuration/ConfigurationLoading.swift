// Loads the whole configuration: every file, variable and flag, and every fault of all of them.

/// Loads a configuration from its sources over the built-in defaults.
///
/// Settings merge value by value. A universe or an events file replaces the weaker one as a whole;
/// key maps lie over one another.
///
/// - Parameters:
///   - sources: Folders, variables and flags.
///   - keys: What a key map may name.
/// - Returns: The checked configuration.
/// - Throws: Every fault of every source at once.
public func loadConfiguration(
  _ sources: ConfigurationSources, keys: KeyVocabulary
) throws(ConfigurationError) -> DeskConfiguration {
  try EditableConfiguration(sources, keys: keys).configuration
}

/// A configuration in the making: what was taken so far and every fault of it.
struct ConfigurationLoading {
  let keys: KeyVocabulary
  var resolution = SettingsResolution()
  var universe = (value: Universe.builtIn, origin: SettingOrigin.builtIn)
  var events = (value: EventCalendar.builtIn, origin: SettingOrigin.builtIn)
  var keymaps: [Keymap] = []
  var issues: [ConfigIssue] = []

  private static let known = [
    DeskEdits.fileName, "events.json5", "keymap.json5", "settings.json5", "universe.json5",
  ]

  init(keys: KeyVocabulary) { self.keys = keys }

  mutating func report(_ issue: ConfigIssue) { issues.append(issue) }

  /// Takes every file of a folder but what was changed from the desk, which lies over them.
  ///
  /// - Returns: Those changes; none when there are none or they do not read.
  mutating func take(folder: String) -> DeskEdits {
    var edits = DeskEdits()
    for name in fileNames(in: folder) where name.hasSuffix(".json5") {
      let path = "\(folder)/\(name)"
      guard ConfigurationLoading.known.contains(name) else {
        let near = hint(for: name, among: ConfigurationLoading.known)
        report(ConfigIssue(source: path, place: "", text: "no such configuration file\(near)"))
        continue
      }
      do {
        guard let bytes = try readFile(path) else { continue }
        let document = try ConfigDocument(bytes, name: path)
        if name == DeskEdits.fileName {
          // Its values are judged with the rest, so that every fault is named at once.
          edits = DeskEdits(document, &issues)
        } else {
          try take(document, as: name)
        }
      } catch {
        issues += error.issues
      }
    }
    return edits
  }

  /// Takes what was changed from the desk and is kept in a folder.
  mutating func take(_ edits: DeskEdits, in folder: String?) {
    let path = folder.map { "\($0)/\(DeskEdits.fileName)" } ?? DeskEdits.fileName
    resolution.apply(edits.settings, from: path)
    let changed = edits.applied(to: events.value)
    guard changed != events.value else { return }
    events = (changed, .file("\(events.origin) and \(path)"))
    if changed.events.count > EventCalendar.mostEvents {
      report(
        ConfigIssue(
          source: path, place: "events",
          text: "\(changed.events.count) dates; at most \(EventCalendar.mostEvents) are kept"))
    }
  }

  private mutating func take(
    _ document: ConfigDocument, as name: String
  ) throws(ConfigurationError) {
    switch name {
    case "settings.json5": resolution.apply(document)
    case "universe.json5": universe = (try Universe(document), .file(document.name))
    case "events.json5": events = (try EventCalendar(document), .file(document.name))
    default: keymaps.append(try Keymap(document, known: keys))
    }
  }

  /// Takes variables and flags, checks relations, and gives the result or every fault.
  mutating func finish(
    _ sources: ConfigurationSources
  ) throws(ConfigurationError) -> DeskConfiguration {
    resolution.apply(
      environment: sources.environment, reserved: sources.reservedVariables)
    for flag in sources.flags { resolution.apply(flag: flag) }
    resolution.checkRelations()
    let all = issues + resolution.issues
    guard all.isEmpty else { throw ConfigurationError(all) }
    return DeskConfiguration(
      settings: resolution.settings, effective: resolution.effective,
      universe: universe.value, universeOrigin: universe.origin,
      events: events.value, eventsOrigin: events.origin, keymaps: keymaps)
  }
}

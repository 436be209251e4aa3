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
  var loading = ConfigurationLoading(keys: keys)
  if let folder = sources.userFolder, isFolder(folder) { loading.take(folder: folder) }
  if let folder = sources.configFolder {
    if isFolder(folder) {
      loading.take(folder: folder)
    } else {
      loading.report(ConfigIssue(source: "--config", place: "", text: "\(folder) is no folder"))
    }
  }
  return try loading.finish(sources)
}

private struct ConfigurationLoading {
  let keys: KeyVocabulary
  var resolution = SettingsResolution()
  var universe = (value: Universe.builtIn, origin: SettingOrigin.builtIn)
  var events = (value: EventCalendar.builtIn, origin: SettingOrigin.builtIn)
  var keymaps: [Keymap] = []
  var issues: [ConfigIssue] = []

  private static let known = [
    "events.json5", "keymap.json5", "settings.json5", "universe.json5",
  ]

  init(keys: KeyVocabulary) { self.keys = keys }

  mutating func report(_ issue: ConfigIssue) { issues.append(issue) }

  /// Takes every file of a folder.
  mutating func take(folder: String) {
    let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    for name in fileNames(in: folder) where name.hasSuffix(".json5") {
      let path = "\(folder)/\(name)"
      guard ConfigurationLoading.known.contains(name) else {
        let near = hint(for: name, among: ConfigurationLoading.known)
        report(ConfigIssue(source: path, place: "", text: "no such configuration file\(near)"))
        continue
      }
      do {
        guard let bytes = try readFile(path) else { continue }
        try take(ConfigDocument(bytes, name: path), as: name)
      } catch {
        issues += error.issues
      }
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

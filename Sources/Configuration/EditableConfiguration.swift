// A configuration that can be changed while a desk works with it.
//
// It keeps what the files said when they were read, so that a change brings in nothing else that was
// written to them since: that counts at the next start.

/// A configuration with what is needed to change it.
public struct EditableConfiguration: Sendable {
  /// The configuration in force.
  public let configuration: DeskConfiguration
  /// The folder whose `desk.json5` keeps changes; nil when neither `--config` nor a home names one.
  public let folder: String?
  private let sources: ConfigurationSources
  private let keys: KeyVocabulary
  /// Everything weaker than the changes of the folder.
  private let base: ConfigurationLoading
  private let edits: DeskEdits

  /// Loads a configuration from its sources over the built-in defaults.
  ///
  /// - Throws: Every fault of every source at once.
  public init(_ sources: ConfigurationSources, keys: KeyVocabulary) throws(ConfigurationError) {
    self.sources = sources
    self.keys = keys
    folder = (sources.configFolder ?? sources.userFolder).map(EditableConfiguration.plain)
    var loading = ConfigurationLoading(keys: keys)
    var edits = DeskEdits()
    if let user = sources.userFolder.map(EditableConfiguration.plain), isFolder(user) {
      edits = loading.take(folder: user)
      if sources.configFolder != nil { loading.take(edits, in: user) }
    }
    if let given = sources.configFolder {
      edits = DeskEdits()
      if isFolder(given) {
        edits = loading.take(folder: EditableConfiguration.plain(given))
      } else {
        loading.report(ConfigIssue(source: "--config", place: "", text: "\(given) is no folder"))
      }
    }
    base = loading
    self.edits = edits
    configuration = try EditableConfiguration.finish(base, edits, folder, sources)
  }

  private init(_ other: EditableConfiguration, edits: DeskEdits) throws(ConfigurationError) {
    (sources, keys, folder, base) = (other.sources, other.keys, other.folder, other.base)
    self.edits = edits
    configuration = try EditableConfiguration.finish(base, edits, folder, sources)
  }

  private static func plain(_ folder: String) -> String {
    folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
  }

  private static func finish(
    _ base: ConfigurationLoading, _ edits: DeskEdits, _ folder: String?,
    _ sources: ConfigurationSources
  ) throws(ConfigurationError) -> DeskConfiguration {
    var loading = base
    loading.take(edits, in: folder)
    return try loading.finish(sources)
  }

  /// Whether the folder's `desk.json5` sets a key.
  public func isEdited(_ key: String) -> Bool { edits.settings.contains { $0.key == key } }

  /// Why a setting cannot be changed from the desk; nil when it can.
  public func lock(on key: String) -> String? {
    switch configuration.effective.first(where: { $0.key == key })?.origin {
    case .variable(let name), .flag(let name): "\(name) sets it and is stronger"
    default: nil
    }
  }

  /// The configuration with a change.
  ///
  /// - Throws: What is wrong with the change; nothing is changed then.
  public func applying(
    _ changes: [ConfigurationEdit]
  ) throws(ConfigurationError) -> EditableConfiguration {
    var next = edits
    var issues: [ConfigIssue] = []
    for change in changes {
      do throws(ConfigurationError) {
        try check(change)
      } catch {
        issues += error.issues
        continue
      }
      next.apply(change)
    }
    guard issues.isEmpty else { throw ConfigurationError(issues) }
    return try EditableConfiguration(self, edits: next)
  }

  /// The guards that let more through than in another configuration, by key.
  public func loosened(from other: EditableConfiguration) -> [String] {
    let (before, after) = (other.configuration.settings, configuration.settings)
    return Settings.fields.filter {
      $0.loosens(from: $0.value(in: before), to: $0.value(in: after))
    }.map(\.key)
  }

  /// The text of the folder's file as it stands on disk, with changes.
  func storedText(_ changes: [ConfigurationEdit]) throws(ConfigurationError) -> String {
    let stored = try EditableConfiguration(sources, keys: keys)
    var next = stored.edits
    for change in changes { next.apply(change) }
    // Another process may have written a value that this one does not go with.
    _ = try EditableConfiguration(stored, edits: next)
    return next.text
  }

  /// Refuses a change that cannot mean anything; what a value may be is judged with the rest.
  private func check(_ change: ConfigurationEdit) throws(ConfigurationError) {
    func refuse(_ place: String, _ text: String) -> ConfigurationError {
      ConfigurationError([ConfigIssue(source: DeskEdits.fileName, place: place, text: text)])
    }
    switch change {
    case .set(let key, _), .unset(let key):
      let known = Settings.fields.map(\.key)
      guard known.contains(key) else {
        throw refuse(key, "unknown key\(SettingsResolution.near(key, among: known))")
      }
      if let reason = lock(on: key) { throw refuse(key, reason) }
      if case .unset = change, !isEdited(key) { throw refuse(key, "was not set from the desk") }
    case .add(let event):
      let names = configuration.universe.symbols.map(\.name)
      guard event.symbol == "ALL" || names.contains(event.symbol) else {
        throw refuse(
          event.symbol, "is no underlying of the universe; \(names.joined(separator: ", ")) or ALL")
      }
      if configuration.events.events.contains(event) {
        throw refuse(event.text, "stands in the calendar")
      }
    case .remove(let event):
      if !configuration.events.events.contains(event) {
        throw refuse(event.text, "does not stand in the calendar")
      }
    }
  }
}

extension DeskEdits {
  /// Takes a change that was checked.
  mutating func apply(_ change: ConfigurationEdit) {
    switch change {
    case .set(let key, let text):
      guard let field = Settings.fields.first(where: { $0.key == key }) else { return }
      set(key, field.typed(text))
    case .unset(let key): unset(key)
    case .add(let event): add(event)
    case .remove(let event): remove(event)
    }
  }
}

extension SettingField {
  /// Reads what was typed; quotes and brackets, as a listing shows them, may stand around it.
  func typed(_ text: String) -> ConfigValue {
    var text = text.split(separator: " ").joined(separator: access.isList ? "" : " ")
    for (open, close) in [("\"", "\""), ("'", "'"), ("[", "]")]
    where text.count > 1 && text.hasPrefix(open) && text.hasSuffix(close) {
      text = String(text.dropFirst().dropLast())
    }
    return parse(text)
  }
}

extension SettingField.Access {
  var isList: Bool {
    switch self {
    case .numbers, .words: true
    default: false
    }
  }
}

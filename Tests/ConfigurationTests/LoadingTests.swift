// The whole configuration from folders, variables and flags; its hash; where data is found.

import Glibc
import TestKit
import Testing

@testable import Configuration

/// Runs a body in a new folder that is removed afterwards.
func inFolder(_ body: (String) throws -> Void) throws {
  var template = Array("/tmp/voldesk-test-XXXXXX".utf8CString)
  guard let created = mkdtemp(&template) else { throw TestDataError.missing("/tmp") }
  let folder = String(cString: created)
  defer { remove(tree: folder) }
  try body(folder)
}

private func remove(tree folder: String) {
  for name in fileNames(in: folder) {
    let path = "\(folder)/\(name)"
    if isFolder(path) { remove(tree: path) } else { unlink(path) }
  }
  rmdir(folder)
}

func write(_ text: String, _ path: String) throws {
  guard let file = fopen(path, "w") else { throw TestDataError.missing(path) }
  defer { fclose(file) }
  let bytes = Array(text.utf8)
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
    throw TestDataError.missing(path)
  }
}

@Suite("Loading")
struct LoadingTests {
  let keys = KeyVocabulary(contexts: ["global"], actions: ["quit"])

  @Test("runs with no file at all")
  func bare() throws {
    let loaded = try loadConfiguration(ConfigurationSources(), keys: keys)
    #expect(loaded.settings == Settings())
    #expect(loaded.universe == Universe.builtIn)
    #expect(loaded.events == EventCalendar.builtIn)
    #expect(loaded.effective.allSatisfy { $0.origin == .builtIn })
    #expect(loaded.effective.count == Settings.fields.count)
  }

  @Test("gathers the faults of every file, variable and flag")
  func everyFault() throws {
    try inFolder { folder in
      try write("{ risk: { per_trade: 2 } }", "\(folder)/settings.json5")
      try write("{ benchmark: 'X', }", "\(folder)/universe.json5")
      try write("{ events: [", "\(folder)/events.json5")
      try write("{ global: { x: 'quti' } }", "\(folder)/keymap.json5")
      try write("{}", "\(folder)/setings.json5")
      try write("not read", "\(folder)/notes.txt")
      let sources = ConfigurationSources(
        configFolder: folder, environment: ["VOLDESK_RUN_SEED": "a"],
        flags: [SettingFlag(name: "--speed", key: "run.speed", text: "0")])
      let found = issues { _ = try loadConfiguration(sources, keys: keys) }
      let prefix = "\(folder)/"
      #expect(
        found == [
          "\(prefix)events.json5: line 1, column 12: expected a value, found the end of the file",
          "\(prefix)keymap.json5: global.x: \"quti\" is no action; did you mean quit?",
          "\(prefix)setings.json5: no such configuration file; did you mean settings.json5?",
          "\(prefix)universe.json5: vol_index: is missing; \(Universe.symbolRule)",
          "\(prefix)universe.json5: symbols: is empty; name at least the benchmark",
          "\(prefix)settings.json5: risk.per_trade: 2 is not allowed; must be between 0 and 0.2",
          "VOLDESK_RUN_SEED: is a text; must be a whole number between 0 and 2147483647",
          "--speed: 0 is not allowed; must be \"max\" or a number between 0.01 and 100000",
        ])
    }
  }

  @Test("a folder of --config must be there, the trader's own need not")
  func folders() throws {
    let missing = ConfigurationSources(configFolder: "/nowhere", environment: ["HOME": "/nowhere"])
    #expect(
      issues { _ = try loadConfiguration(missing, keys: keys) } == [
        "--config: /nowhere is no folder"
      ])
    try inFolder { folder in
      mkdir("\(folder)/voldesk", 0o755)
      try write("{ risk: { max_open: 3 } }", "\(folder)/voldesk/settings.json5")
      mkdir("\(folder)/given", 0o755)
      mkdir("\(folder)/given/settings.json5", 0o755)
      let own = ConfigurationSources(environment: ["XDG_CONFIG_HOME": folder])
      #expect(try loadConfiguration(own, keys: keys).settings.risk.maxOpen == 3)
      let given = ConfigurationSources(configFolder: "\(folder)/given/")
      #expect(
        issues { _ = try loadConfiguration(given, keys: keys) }
          == ["\(folder)/given/settings.json5: cannot be read: Is a directory"])
    }
  }

  @Test("the hash moves with every decision and with nothing else")
  func hash() throws {
    let base = try loadConfiguration(ConfigurationSources(), keys: keys)
    #expect(base.hash.count == 64)
    for field in Settings.fields {
      guard let other = LoadingTests.another(field) else { continue }
      let flag = SettingFlag(name: "--x", key: field.key, text: other)
      var resolution = SettingsResolution()
      resolution.apply(flag: flag)
      try #require(resolution.issues.isEmpty, "\(field.key) \(other)")
      let changed = DeskConfiguration(
        settings: resolution.settings, effective: resolution.effective, universe: base.universe,
        universeOrigin: .builtIn, events: base.events, eventsOrigin: .builtIn, keymaps: [])
      #expect((changed.hash != base.hash) == (field.role != .presentation), "\(field.key)")
      let changes = DeskConfiguration.changes(from: base.decisions, to: changed.decisions)
      #expect(changes.map(\.key) == (field.role == .presentation ? [] : [field.key]))
    }
  }

  /// A text that sets a field to something other than its default.
  private static func another(_ field: SettingField) -> String? {
    switch field.access {
    case .number(let path, let range):
      let value = Settings()[keyPath: path]
      return "\(value == range.lowerBound ? range.upperBound : range.lowerBound)"
    case .integer(let path, let range):
      let value = Settings()[keyPath: path]
      return "\(value == range.lowerBound ? range.upperBound : range.lowerBound)"
    case .flag(let path): return Settings()[keyPath: path] ? "false" : "true"
    case .choice(let path, let words): return words.first { $0 != Settings()[keyPath: path] }
    case .name: return "another"
    case .numbers(_, let range, let count):
      return (0..<count.lowerBound).map { _ in "\(range.upperBound)" }.joined(separator: ",")
    case .words(_, let words): return words.first
    case .speed: return "max"
    }
  }

  @Test("finds data by flag, variable, then the nearest ancestor")
  func dataHome() throws {
    try inFolder { folder in
      mkdir("\(folder)/sample-data", 0o755)
      mkdir("\(folder)/sample-data/daily", 0o755)
      mkdir("\(folder)/themes", 0o755)
      mkdir("\(folder)/bin", 0o755)
      try write("", "\(folder)/bin/voldesk")
      func find(
        _ flag: String?, _ environment: [String: String], _ program: String
      ) throws -> DataHome {
        try DataHome.find(
          flag: flag, environment: environment, executable: program, workingDirectory: "/")
      }
      let near = try find(nil, [:], "\(folder)/bin/voldesk")
      #expect(near.sampleData == "\(folder)/sample-data")
      #expect(near.themes == "\(folder)/themes")
      #expect(try find(nil, [:], "/bin/true").sampleData == nil)
      #expect(try find(nil, ["VOLDESK_HOME": folder], "/bin/true") == near)
      #expect(try find("\(folder)/sample-data", [:], "/bin/true").sampleData == near.sampleData)
      #expect(
        issues { _ = try find("/bin", [:], "/bin/true") }
          == ["--data: /bin holds no sample-data; name the folder that does"])
    }
  }
}

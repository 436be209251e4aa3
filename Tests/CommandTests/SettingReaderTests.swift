// Every setting has a reader: one that nobody reads would mislead the trader.

import DeskEngine
import TestKit
import Testing

@testable import Configuration
@testable import voldesk

@Suite("Readers of settings")
struct SettingReaderTests {
  private let keys = DeskPlan.vocabulary

  /// The core's settings as text, without the hash that any difference moves.
  private func decisions(_ settings: Settings) throws -> String {
    let base = try loadConfiguration(ConfigurationSources(), keys: keys)
    var desk = deskSettings(
      DeskConfiguration(
        settings: settings, effective: base.effective, universe: base.universe,
        universeOrigin: .builtIn, events: base.events, eventsOrigin: .builtIn, keymaps: []))
    desk.configHash = ""
    var text = ""
    dump(desk, to: &text)
    return text
  }

  @Test("the settings without a file are the engine's own")
  func builtInDefaults() throws {
    let base = try loadConfiguration(ConfigurationSources(), keys: keys)
    let desk = deskSettings(base)
    let own = DeskEngine.DeskSettings()
    #expect(desk.limits == own.limits)
    #expect(desk.structures == own.structures)
    #expect(desk.liquidity == own.liquidity)
    #expect(desk.quotes == own.quotes)
    #expect(desk.exits == own.exits)
    #expect(desk.approvals == own.approvals)
    #expect(desk.edges == own.edges)
    #expect(desk.equity == own.equity)
    #expect(desk.symbolRest == own.symbolRest && desk.clusterRest == own.clusterRest)
    #expect(desk.killHold == own.killHold)
  }

  @Test("a setting that decides changes what the core is given", arguments: Settings.fields.indices)
  func decisionsReachTheCore(_ index: Int) throws {
    let field = Settings.fields[index]
    guard field.role == .decision else { return }
    var settings = Settings()
    try field.store(SettingReaderTests.another(field), into: &settings)
    try #require(settings != Settings(), "\(field.key)")
    let standard = try decisions(Settings())
    #expect(try decisions(settings) != standard, "\(field.key) is read by nobody")
  }

  @Test("a setting of pace, looks or the simulator is read by the command")
  func presentationReachesTheCommand() throws {
    let files = [
      "Desk/DeskPlan.swift", "Desk/InteractiveDesk.swift", "Desk/TerminalChoices.swift",
      "Desk/TapeOpening.swift",
    ]
    let text = try files.map {
      String(
        decoding: try ProjectPaths.bytes(of: ProjectPaths.inRoot("Sources/voldesk/\($0)")),
        as: UTF8.self)
    }.joined()
    let fields = Settings.fields.filter { $0.role != .decision }
    #expect(fields.count >= 8)
    for field in fields {
      let property = SettingReaderTests.property(field.key)
      #expect(text.contains("settings.\(property)"), "\(field.key) is read by nobody")
    }
  }

  /// The property path of a key: `screen.escapeDelayMs` of `screen.escape_delay_ms`.
  private static func property(_ key: String) -> String {
    var result = ""
    var isWordStart = false
    for character in key {
      if character == "_" {
        isWordStart = true
      } else {
        result += isWordStart ? character.uppercased() : String(character)
        isWordStart = false
      }
    }
    return result
  }

  /// A value a field may have that is not its default.
  private static func another(_ field: SettingField) -> ConfigValue {
    let settings = Settings()
    switch field.access {
    case .number(let path, let range):
      let isLowest = settings[keyPath: path] == range.lowerBound
      return .number(isLowest ? range.upperBound : range.lowerBound)
    case .integer(let path, let range):
      let isLowest = settings[keyPath: path] == range.lowerBound
      return .number(Double(isLowest ? range.upperBound : range.lowerBound))
    case .flag(let path): return .bool(!settings[keyPath: path])
    case .choice(let path, let words):
      return .string(words.first { $0 != settings[keyPath: path] } ?? "")
    case .name: return .string("another")
    case .numbers(_, let range, let count):
      return .list((0..<count.lowerBound).map { _ in .number(range.upperBound) })
    case .words(_, let words): return .list(words.prefix(1).map { .string($0) })
    case .speed: return .string("max")
    }
  }
}

// The shipped key map and themes against the parts that use them.

import Canvas
import Screens
import TestKit
import Testing

@testable import Configuration

@Suite("Shipped files")
struct ShippedFilesTests {
  private let known = KeyVocabulary(
    contexts: KeyTable.contexts, actions: KeyTable.actions, fixedKeys: KeyTable.fixedKeys)

  @Test("the shipped key map is the built-in table, key by key")
  func keymap() throws {
    let bytes = try ProjectPaths.bytes(of: ProjectPaths.inRoot("config/keymap.json5"))
    let map = try Keymap(ConfigDocument(bytes, name: "config/keymap.json5"), known: known)
    let overrides = map.bindings.map {
      KeyOverride(context: $0.context, keys: $0.keys, action: $0.action)
    }
    let (table, problems) = KeyTable.standard.applying(overrides)
    #expect(problems == [])
    #expect(table == KeyTable.standard)
    let named = Set(map.bindings.map { "\($0.context) \($0.keys)" })
    let built = Set(
      KeyTable.standard.entries.map { "\($0.context.rawValue) \($0.spelling)" })
    #expect(built.subtracting(named).sorted() == ["global !"])
  }

  @Test("the whole config folder loads and changes nothing")
  func folder() throws {
    let shipped = ConfigurationSources(configFolder: ProjectPaths.inRoot("config"))
    let loaded = try loadConfiguration(shipped, keys: known)
    let bare = try loadConfiguration(ConfigurationSources(), keys: known)
    #expect(loaded.hash == bare.hash)
    #expect(loaded.settings == bare.settings)
    #expect(loaded.universeOrigin != .builtIn && bare.universeOrigin == .builtIn)
  }
}

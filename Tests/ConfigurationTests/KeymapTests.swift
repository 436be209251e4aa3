// Key maps and theme files.

import TestKit
import Testing

@testable import Configuration

@Suite("Keys and themes")
struct KeymapTests {
  let known = KeyVocabulary(
    contexts: ["global", "list"], actions: ["quit", "help", "approve", "top", "page.desk"],
    fixedKeys: ["!"])

  @Test("reads bindings, sequences and removals")
  func reads() throws {
    let text = """
      { global: { "q": null, "^q": "quit", "F1": "help", "g d": "page.desk" },
        list: { "g g": "top", Enter: "approve", " ": null } }
      """
    let bad = issues { _ = try Keymap(document(text, name: "k"), known: known) }
    #expect(bad == ["k: list. : is no key; \(KeyName.rule)"])
    let good = text.split(separator: ", \" \": null").joined()
    let map = try Keymap(document(good), known: known)
    #expect(
      map.bindings == [
        KeyBinding(context: "global", keys: "F1", action: "help"),
        KeyBinding(context: "global", keys: "^q", action: "quit"),
        KeyBinding(context: "global", keys: "g d", action: "page.desk"),
        KeyBinding(context: "global", keys: "q", action: nil),
        KeyBinding(context: "list", keys: "Enter", action: "approve"),
        KeyBinding(context: "list", keys: "g g", action: "top"),
      ])
  }

  @Test("names unknown actions, bad keys, contexts, fixed keys and ambiguous sequences")
  func faults() throws {
    let text = """
      { global: { a: "aprove", "!": "help", "ctrl-xy": "quit", Esc: null,
                  Escape: "quit", b: 3, "": "quit" }, lst: {},
        list: { g: "top", "g g": "top" } }
      """
    #expect(
      issues { _ = try Keymap(document(text, name: "k"), known: known) } == [
        "k: global.: is no key; \(KeyName.rule)",
        "k: global.!: ! cannot be bound: it always does the same",
        "k: global.Escape: is bound twice, under two spellings of one key",
        "k: global.a: \"aprove\" is no action; did you mean approve?",
        "k: global.b: is a number; must be the name of an action, or null",
        "k: global.ctrl-xy: is no key; \(KeyName.rule)",
        "k: list.g: also begins g g; bind one of them",
        "k: lst: unknown key; did you mean list?",
      ])
    #expect(
      issues { _ = try document("{ global: { a: 'quit', a: 'help' } }", name: "k") }
        == ["k: line 1, column 24: the key a stands twice in this table"])
  }

  @Test("follows inheritance from the most basic theme to the one wanted")
  func themes() throws {
    try inFolder { folder in
      let base = "{ palette: { ink: '#102030' }, tokens: { gain: 'ink bold', 'cand.pass': 'ink' } }"
      try write(base, "\(folder)/dark.json5")
      try write("{ inherits: 'dark', tokens: { loss: 'ink on default' } }", "\(folder)/mine.json5")
      let chain = try ThemeFile.chain("mine", in: folder)
      #expect(chain.map(\.name) == ["dark", "mine"])
      #expect(chain[0].palette == [ThemeFile.Entry(key: "ink", text: "#102030")])
      #expect(chain[0].tokens.map(\.key) == ["cand.pass", "gain"])
      #expect(chain[1].tokens == [ThemeFile.Entry(key: "loss", text: "ink on default")])
      #expect(ThemeFile.themeNames(in: folder) == ["dark", "mine"])
    }
  }

  @Test("names a missing theme, a circle and words of another kind")
  func themeFaults() throws {
    try inFolder { folder in
      try write("{ inherits: 'b' }", "\(folder)/a.json5")
      try write("{ inherits: 'a' }", "\(folder)/b.json5")
      try write("{ inherits: '../x', tokens: { gain: 3 }, palete: {} }", "\(folder)/dark.json5")
      #expect(
        issues { _ = try ThemeFile.chain("a", in: folder) }
          == ["\(folder)/a.json5: inherits: the themes inherit in a circle"])
      #expect(
        issues { _ = try ThemeFile.chain("drak", in: folder) }
          == ["\(folder)/drak.json5: no such theme; did you mean dark?; there are a, b, dark"])
      #expect(
        issues { _ = try ThemeFile.chain("dark", in: folder) } == [
          "\(folder)/dark.json5: inherits: \"../x\" is not allowed; must be the name of a theme",
          "\(folder)/dark.json5: tokens.gain: is a number; must be words such as \"#30a050 bold\"",
          "\(folder)/dark.json5: palete: unknown key; did you mean palette?",
        ])
    }
  }
}

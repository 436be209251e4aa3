// Keys that a trader bound otherwise: parsed and checked, to be laid over the built-in table.

import Canvas

/// A key, the place where it holds, and what it does there.
public struct KeyBinding: Hashable, Sendable {
  /// The context, as `global` or `list`.
  public let context: String
  /// The keys one after another, separated by spaces, each as the canvas spells it: `g d`, `^p`.
  public let keys: String
  /// The action; nil takes a built-in binding away.
  public let action: String?

  /// Names a binding.
  public init(context: String, keys: String, action: String?) {
    self.context = context
    self.keys = keys
    self.action = action
  }
}

/// What a key map may name: the words of the built-in table.
public struct KeyVocabulary: Hashable, Sendable {
  /// The contexts.
  public let contexts: [String]
  /// The actions.
  public let actions: [String]
  /// Keys that no file may bind, such as the kill switch's.
  public let fixedKeys: [String]

  /// Names what is known.
  public init(contexts: [String], actions: [String], fixedKeys: [String] = []) {
    self.contexts = contexts
    self.actions = actions
    self.fixedKeys = fixedKeys
  }
}

/// Bindings read from keymap.json5, by context and keys.
public struct Keymap: Hashable, Sendable {
  /// The bindings; laying them over the built-in table in any order gives the same.
  public let bindings: [KeyBinding]

  /// A map that changes nothing.
  public static let empty = Keymap(bindings: [])

  private init(bindings: [KeyBinding]) { self.bindings = bindings }

  /// Reads a key map: a table a context, in it keys and actions.
  ///
  /// - Parameters:
  ///   - document: The file.
  ///   - known: What it may name.
  /// - Throws: Every fault of the document.
  public init(_ document: ConfigDocument, known: KeyVocabulary) throws(ConfigurationError) {
    var reader = TableReader(document.root, source: document.name)
    var found: [KeyBinding] = []
    for context in known.contexts {
      guard let table = reader.value(context) else { continue }
      var inner = TableReader(table, source: document.name, path: context)
      for member in inner.all {
        _ = inner.value(member.key)
        guard let binding = Keymap.read(member, context, &inner, known) else { continue }
        if found.contains(where: { $0.context == context && $0.keys == binding.keys }) {
          inner.report(member.key, "is bound twice, under two spellings of one key")
        }
        found.append(binding)
      }
      reader.absorb(inner.finish())
    }
    Keymap.checkPrefixes(found, &reader)
    let issues = reader.finish()
    guard issues.isEmpty else { throw ConfigurationError(issues) }
    bindings = found
  }

  private static func read(
    _ member: ConfigValue.Member, _ context: String, _ reader: inout TableReader,
    _ known: KeyVocabulary
  ) -> KeyBinding? {
    let names = member.key.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let keys = names.compactMap(KeyName.canonical)
    guard (1...3).contains(names.count), keys.count == names.count else {
      reader.report(member.key, "is no key; \(KeyName.rule)")
      return nil
    }
    if let fixed = keys.first(where: known.fixedKeys.contains) {
      reader.report(member.key, "\(fixed) cannot be bound: it always does the same")
      return nil
    }
    let spelling = keys.joined(separator: " ")
    switch member.value {
    case .null:
      return KeyBinding(context: context, keys: spelling, action: nil)
    case .string(let action) where known.actions.contains(action):
      return KeyBinding(context: context, keys: spelling, action: action)
    case .string(let action):
      let near = hint(for: action, among: known.actions)
      reader.report(member.key, "\(ConfigValue.quoted(action)) is no action\(near)")
    default:
      reader.report(member.key, "is \(member.value.kind); must be the name of an action, or null")
    }
    return nil
  }

  /// A key that acts at once cannot also begin a longer sequence.
  private static func checkPrefixes(_ bindings: [KeyBinding], _ reader: inout TableReader) {
    for short in bindings where short.action != nil {
      let longer = bindings.first {
        $0.context == short.context && $0.action != nil && $0.keys.hasPrefix(short.keys + " ")
      }
      if let longer {
        reader.report(
          "\(short.context).\(short.keys)", "also begins \(longer.keys); bind one of them")
      }
    }
  }
}

/// How a file spells a key.
enum KeyName {
  static let rule =
    "write one character, ^ and a letter, F1 to F12, or a name such as Enter, Tab, Shift-Tab, "
    + "Space, Esc, Up, PgDn; up to three, with spaces"

  /// The canvas's spelling of a key, nil when the text names none.
  static func canonical(_ text: String) -> String? {
    let isPlain = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F }
    guard isPlain else { return nil }
    return text == "S-Tab" ? Key.shiftTab.name : Key(name: text)?.name
  }
}

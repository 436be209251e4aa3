// Keys that a trader bound otherwise: parsed and checked, to be laid over the built-in table.

/// A key, the place where it holds, and what it does there.
public struct KeyBinding: Hashable, Sendable {
  /// The context, as `global` or `list`.
  public let context: String
  /// The keys one after another, separated by spaces, as `g d` or `^p`.
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
  /// Bindings that no file may change, such as the kill switch's.
  public let fixed: [KeyBinding]

  /// Names what is known.
  public init(contexts: [String], actions: [String], fixed: [KeyBinding] = []) {
    self.contexts = contexts
    self.actions = actions
    self.fixed = fixed
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
        if let binding = Keymap.read(member, context, &inner, known) { found.append(binding) }
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
    let keys = member.key.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard (1...3).contains(keys.count), keys.allSatisfy(KeyName.isValid) else {
      reader.report(member.key, "is no key; \(KeyName.rule)")
      return nil
    }
    if known.fixed.contains(where: {
      $0.keys == keys[0] && ($0.context == context || $0.context == "global")
    }) {
      reader.report(member.key, "cannot be bound: it always does the same")
      return nil
    }
    switch member.value {
    case .null:
      return KeyBinding(context: context, keys: member.key, action: nil)
    case .string(let action) where known.actions.contains(action):
      return KeyBinding(context: context, keys: member.key, action: action)
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
public enum KeyName {
  /// Keys that have a name.
  public static let named =
    [
      "Enter", "Esc", "Tab", "S-Tab", "Space", "Backspace", "Delete", "Insert", "Up", "Down",
      "Left", "Right", "Home", "End", "PgUp", "PgDn",
    ] + (1...12).map { "F\($0)" }

  static let rule =
    "write one character, ^ and a letter, or one of \(named.joined(separator: " ")); up to three, with spaces"

  /// Whether a text names one key.
  public static func isValid(_ text: String) -> Bool {
    if named.contains(text) { return true }
    let scalars = Array(text.unicodeScalars)
    if scalars.count == 2, scalars[0] == "^" { return ("a"..."z").contains(scalars[1]) }
    return scalars.count == 1 && scalars[0].value > 0x20 && scalars[0].value < 0x7F
  }
}

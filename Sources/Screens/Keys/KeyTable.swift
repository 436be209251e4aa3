// The table of keys, from which help, palette and hint bar are made.
//
// A key is looked up in the pane's context first, then in that of lists, then in the global one.
// The keys of dialogs are fixed and not in the table, and so is the kill switch's.

public import Canvas

/// Where a key holds.
public enum KeyContext: String, CaseIterable, Hashable, Sendable {
  case global, list, edges, candidates, positions, log

  /// The contexts that hold in a pane, the nearest first.
  public static func path(of pane: Pane) -> [KeyContext] {
    switch pane {
    case .edges: [.edges, .list, .global]
    case .candidates: [.candidates, .list, .global]
    case .positions: [.positions, .list, .global]
    case .log: [.log, .list, .global]
    case .regime, .greeks, .risk, .equity: [.list, .global]
    }
  }
}

/// Keys, pressed one after another, and what they do.
public struct KeyEntry: Hashable, Sendable {
  /// Where they hold.
  public var context: KeyContext
  /// The keys.
  public var keys: [Key]
  /// What they do.
  public var action: Action

  /// The spelling of the keys.
  public var spelling: String { keys.map(\.name).joined(separator: " ") }
}

/// A change to the table: keys in a context and the action's name, nil to take the keys away.
public struct KeyOverride: Hashable, Sendable {
  /// The context's name.
  public var context: String
  /// The keys one after another, separated by spaces.
  public var keys: String
  /// The action's name.
  public var action: String?

  /// Makes a change.
  public init(context: String, keys: String, action: String?) {
    self.context = context
    self.keys = keys
    self.action = action
  }
}

/// What keys pressed so far mean.
public enum KeyMeaning: Hashable, Sendable {
  /// They are complete.
  case action(Action)
  /// More keys are to come.
  case prefix
  /// Nothing.
  case none
}

/// Keys and what they do, by context.
public struct KeyTable: Hashable, Sendable {
  /// The entries in the order of help.
  public private(set) var entries: [KeyEntry]

  init(entries: [KeyEntry]) { self.entries = entries }

  /// The contexts a key map may name.
  public static let contexts = KeyContext.allCases.map(\.rawValue)

  /// The actions a key map may name.
  public static let actions = Action.allCases.map(\.rawValue)

  /// Keys that no key map may change.
  public static let fixedKeys = ["!"]

  /// What keys pressed so far mean in a pane.
  public func meaning(of keys: [Key], in pane: Pane) -> KeyMeaning {
    for context in KeyContext.path(of: pane) {
      var isPrefix = false
      for entry in entries where entry.context == context {
        if entry.keys == keys { return .action(entry.action) }
        if entry.keys.count > keys.count, entry.keys.starts(with: keys) { isPrefix = true }
      }
      if isPrefix { return .prefix }
    }
    return .none
  }

  /// The entries that hold in a pane: an entry hidden by a nearer one is left out.
  public func entries(in pane: Pane) -> [KeyEntry] {
    var seen: Set<[Key]> = []
    return KeyContext.path(of: pane).flatMap { context in
      entries.filter { $0.context == context && seen.insert($0.keys).inserted }
    }
  }

  /// The spelling of the first keys of an action in a pane; nil when there are none.
  public func spelling(of action: Action, in pane: Pane) -> String? {
    entries(in: pane).first { $0.action == action }?.spelling
  }

  /// Lays changes over the table.
  ///
  /// - Returns: The table with every change that is sound, and what is wrong with the others.
  public func applying(_ overrides: [KeyOverride]) -> (table: KeyTable, problems: [String]) {
    var table = self
    var problems: [String] = []
    var seen: Set<String> = []
    for one in overrides {
      let place = "\(one.context).\(one.keys)"
      guard let context = KeyContext(rawValue: one.context) else {
        problems.append("\(place): no such context; known are \(listed(KeyTable.contexts))")
        continue
      }
      guard let keys = KeyTable.keys(of: one.keys) else {
        problems.append("\(place): no such key; write one character, ^ and a letter, or a name")
        continue
      }
      guard !keys.contains(.character("!")) else {
        problems.append("\(place): the kill switch's key cannot be bound")
        continue
      }
      guard seen.insert("\(context.rawValue) \(keys.map(\.name))").inserted else {
        problems.append("\(place): bound twice")
        continue
      }
      guard let name = one.action else {
        table.entries.removeAll { $0.context == context && $0.keys == keys }
        continue
      }
      guard let action = Action(rawValue: name) else {
        problems.append("\(place): no action is called \(name)")
        continue
      }
      table.bind(keys, to: action, in: context)
    }
    problems += table.hiddenSequences()
    return (table, problems)
  }

  private mutating func bind(_ keys: [Key], to action: Action, in context: KeyContext) {
    let entry = KeyEntry(context: context, keys: keys, action: action)
    if let index = entries.firstIndex(where: { $0.context == context && $0.keys == keys }) {
      entries[index] = entry
    } else {
      entries.append(entry)
    }
  }

  /// Sequences that can never be finished, as their beginning acts at once.
  private func hiddenSequences() -> [String] {
    entries.compactMap { long in
      let short = entries.first {
        $0.context == long.context && $0.keys.count < long.keys.count
          && long.keys.starts(with: $0.keys)
      }
      guard let short else { return nil }
      return "\(long.context.rawValue).\(long.spelling): never reached, "
        + "as \(short.spelling) acts at once"
    }
  }

  /// The keys of a spelling such as `g d`, `^p`, `S-Tab` or `Esc`.
  static func keys(of spelling: String) -> [Key]? {
    let names = spelling.split(separator: " ").map(String.init)
    guard (1...3).contains(names.count) else { return nil }
    let keys = names.compactMap { name in
      name == "S-Tab" ? Key.shiftTab : Key(name: name)
    }
    return keys.count == names.count ? keys : nil
  }
}

private func listed(_ names: [String]) -> String { names.joined(separator: ", ") }

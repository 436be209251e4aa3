// What reaches a screen from outside: keys, the mouse, a new size, signals, a wake-up.
//
// Pure values, so that scripts of keys can drive the screens in tests. Every key has one
// spelling, used by the keymap file, the help page and the hint bar.

/// A key, decoded from whatever bytes the terminal sent.
public enum Key: Hashable, Sendable {
  /// A printable character, the space included.
  case character(Character)
  /// A letter or one of `[ \ ] ^ _ @` held with Ctrl, in lower case.
  case control(Character)
  /// A character preceded by Escape, as Alt sends it.
  case alt(Character)
  /// F1 to F12.
  case function(Int)
  case up, down, left, right, home, end, pageUp, pageDown, insert, delete
  case tab, shiftTab, enter, escape, backspace

  /// The spelling, such as `a`, `^p`, `F5`, `Shift-Tab`, `Space`.
  public var name: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "^" + String(character)
    case .alt(let character): "Alt-" + String(character)
    case .function(let number): "F" + String(number)
    default: Key.named.first { $0.key == self }?.name ?? ""
    }
  }

  /// The key of a spelling; names are read without regard to case, characters with it.
  public init?(name: String) {
    if let single = name.first, name.count == 1 {
      self = .character(single)
      return
    }
    let lower = name.lowercased()
    if let named = Key.named.first(where: { $0.name.lowercased() == lower }) {
      self = named.key
      return
    }
    switch lower {
    case "space": self = .character(" ")
    case "esc": self = .escape
    case "return": self = .enter
    default:
      guard let key = Key.prefixed(name: name, lower: lower) else { return nil }
      self = key
    }
  }

  private static func prefixed(name: String, lower: String) -> Key? {
    if lower.hasPrefix("^"), lower.count == 2, let last = lower.last { return .control(last) }
    if lower.hasPrefix("ctrl-"), lower.count == 6, let last = lower.last { return .control(last) }
    if lower.hasPrefix("alt-"), lower.count == 5, let last = name.last { return .alt(last) }
    if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...12).contains(number) {
      return .function(number)
    }
    return nil
  }

  private static let named: [(key: Key, name: String)] = [
    (.up, "Up"), (.down, "Down"), (.left, "Left"), (.right, "Right"), (.home, "Home"),
    (.end, "End"), (.pageUp, "PgUp"), (.pageDown, "PgDn"), (.insert, "Insert"),
    (.delete, "Delete"), (.tab, "Tab"), (.shiftTab, "Shift-Tab"), (.enter, "Enter"),
    (.escape, "Escape"), (.backspace, "Backspace"),
  ]
}

/// What the mouse did, and where.
public struct MouseEvent: Hashable, Sendable {
  /// The act.
  public enum Action: Hashable, Sendable {
    case press, wheelUp, wheelDown
  }
  /// What was done.
  public var action: Action
  /// Column of the cell.
  public var x: Int
  /// Row of the cell.
  public var y: Int

  /// Makes an event at a cell.
  public init(_ action: Action, x: Int, y: Int) {
    self.action = action
    self.x = x
    self.y = y
  }
}

/// A signal that the desk answers.
public enum TerminalSignal: Hashable, Sendable {
  case terminate, hangup, interrupt, quit, user1, resumed
}

/// One thing that reached the terminal.
public enum InputEvent: Hashable, Sendable {
  /// A key was pressed.
  case key(Key)
  /// Text was pasted; never read as keys.
  case paste(String)
  /// The mouse was used.
  case mouse(MouseEvent)
  /// The window has a new size.
  case resize(Size)
  /// The process received a signal.
  case signal(TerminalSignal)
  /// Another thread asked for attention.
  case wake
  /// The terminal is gone; nothing more will come from it.
  case closed
}

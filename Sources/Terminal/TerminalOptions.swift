// How a session is opened, why it may not open, and which colours it gets.

public import Canvas

/// Which colours are used.
public enum ColorChoice: String, CaseIterable, Hashable, Sendable {
  /// What the terminal has; none when `NO_COLOR` is set.
  case auto
  /// What the terminal has, `NO_COLOR` or not.
  case always
  /// None.
  case never
  /// Colours by value, where the terminal's database has an entry for them.
  case truecolor
  /// 256 colours.
  case indexed256 = "256"
  /// 16 colours.
  case sixteen = "16"
  /// 8 colours.
  case eight = "8"
}

/// A setting that the session may decide by itself.
public enum Setting: String, CaseIterable, Hashable, Sendable {
  case auto, on, off
}

/// How a session is opened.
public struct TerminalOptions: Hashable, Sendable {
  /// The colours.
  public var color: ColorChoice
  /// The glyphs; nil decides by locale and terminal.
  public var glyphs: GlyphSet?
  /// Whether the mouse is reported.
  public var mouse: Setting
  /// Whether a frame is wrapped as one unit (DEC mode 2026).
  public var synchronised: Setting
  /// How long the bytes after Escape may take to count as one key, in milliseconds.
  public var escapeDelayMs: Int

  /// Makes options.
  public init(
    color: ColorChoice = .auto, glyphs: GlyphSet? = nil, mouse: Setting = .auto,
    synchronised: Setting = .auto, escapeDelayMs: Int = 25
  ) {
    self.color = color
    self.glyphs = glyphs
    self.mouse = mouse
    self.synchronised = synchronised
    self.escapeDelayMs = escapeDelayMs
  }
}

/// Why there is no session; the program then goes on without a screen.
public enum TerminalUnavailable: Error, Hashable, CustomStringConvertible {
  /// Standard output is not a terminal.
  case outputIsNotTerminal
  /// Keys cannot be read: standard input is no terminal and there is no controlling one.
  case inputIsNotTerminal
  /// `TERM` is not set.
  case typeUnset
  /// `TERM` names a terminal that cannot place its cursor.
  case typeTooPlain(String)
  /// Curses opened neither that type nor the usual one.
  case typeUnknown(String)
  /// The system gave no descriptor for signals or waking.
  case noDescriptor

  /// What was wrong, what it was, what would be right.
  public var description: String {
    switch self {
    case .outputIsNotTerminal: "standard output is not a terminal"
    case .inputIsNotTerminal: "there is no terminal to read keys from"
    case .typeUnset: "TERM is not set; a value such as xterm-256color opens the screen"
    case .typeTooPlain(let type):
      "TERM is \(type), which cannot place its cursor; xterm-256color would open the screen"
    case .typeUnknown(let type):
      "TERM is \(type), which has no entry in the terminal database, nor has xterm-256color"
    case .noDescriptor: "the system has no free descriptor"
    }
  }
}

/// What happened to a frame.
public enum PresentResult: Hashable, Sendable {
  /// It equals the one shown; nothing was sent.
  case unchanged
  /// Rows were sent, in so many milliseconds.
  case drawn(rows: Int, milliseconds: Int)
  /// The terminal takes no output now; the frame is to be presented again.
  case deferred
}

// Finds the terminal, its type and its colours, and opens curses on it.

import Canvas
import CNcurses
import Glibc

struct Opening {
  /// What curses keeps for the session.
  let session: UnsafeMutableRawPointer
  /// The descriptor that keys are read from.
  let input: Int32
  /// The colours there are, after the choice.
  let depth: ColorDepth
  /// Whether it is a plain console that knows neither braille nor modern modes.
  let isConsole: Bool

  init(_ options: TerminalOptions) throws(TerminalUnavailable) {
    guard isatty(STDOUT_FILENO) != 0 else { throw .outputIsNotTerminal }
    let type = environment("TERM") ?? ""
    if type.isEmpty { throw .typeUnset }
    if ["dumb", "unknown", "emacs"].contains(type) { throw .typeTooPlain(sanitize(type, .code)) }
    input =
      isatty(STDIN_FILENO) != 0 ? STDIN_FILENO : open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard input >= 0 else { throw .inputIsNotTerminal }
    guard let session = vd_new_session() else { throw .noDescriptor }
    self.session = session
    vd_guard(session)
    let delay = Int32(clamping: max(0, options.escapeDelayMs))
    var opened: String?
    for candidate in Opening.types(type, options.color)
    where vd_open(session, candidate, input, delay) != 0 {
      opened = candidate
      break
    }
    guard let opened else { throw .typeUnknown(sanitize(type, .code)) }
    guard vd_can_address() != 0 else {
      vd_leave(session)
      throw .typeTooPlain(sanitize(type, .code))
    }
    depth = Opening.depth(options.color)
    isConsole = ["linux", "vt", "ansi", "cons", "sun", "wyse"].contains { opened.hasPrefix($0) }
  }

  /// The types to try in turn.
  private static func types(_ type: String, _ color: ColorChoice) -> [String] {
    var types = [type, "xterm-256color"]
    if color == .truecolor {
      types.insert(type.hasPrefix("tmux") ? "tmux-direct" : "xterm-direct", at: 0)
    }
    return types
  }

  private static func depth(_ choice: ColorChoice) -> ColorDepth {
    guard vd_has_colors() != 0 else { return .mono }
    let colors = vd_colors()
    let there: ColorDepth =
      colors > 65536 ? .truecolor : colors >= 256 ? .indexed256 : colors >= 16 ? .sixteen : .eight
    switch choice {
    case .never: return .mono
    case .auto: return environment("NO_COLOR").map { !$0.isEmpty } == true ? .mono : there
    case .always, .truecolor: return there
    case .indexed256: return min(there, .indexed256)
    case .sixteen: return min(there, .sixteen)
    case .eight: return min(there, .eight)
    }
  }
}

private func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}

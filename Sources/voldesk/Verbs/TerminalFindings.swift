// What can be told of terminal, locale and machine without opening a screen.

import FoundationEssentials
import Glibc

/// Terminal and locale.
enum TerminalFindings {
  /// Whether the locale of the environment writes UTF-8.
  static var isUTF8: Bool {
    setlocale(LC_ALL, "")
    guard let name = nl_langinfo(nl_item(CODESET)) else { return false }
    return ["UTF-8", "utf8"].contains(String(cString: name))
  }

  static func checks() -> [DoctorCheck] {
    let type = environmentVariables()["TERM"] ?? ""
    return [screen(), size(), terminal(type), colours(type), locale()]
  }

  private static func screen() -> DoctorCheck {
    isatty(STDOUT_FILENO) != 0
      ? DoctorCheck("screen", .good, "standard output is a terminal")
      : DoctorCheck("screen", .note, "standard output is no terminal: the desk would run headless")
  }

  private static func size() -> DoctorCheck {
    var window = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 else {
      return DoctorCheck("size", .note, "not known")
    }
    let text = "\(window.ws_col)x\(window.ws_row)"
    return window.ws_col >= 80 && window.ws_row >= 24
      ? DoctorCheck("size", .good, text)
      : DoctorCheck("size", .note, "\(text): the whole Desk page needs 80x24")
  }

  private static func terminal(_ type: String) -> DoctorCheck {
    if type.isEmpty {
      return DoctorCheck("TERM", .note, "not set: the desk runs headless; try xterm-256color")
    }
    if ["dumb", "unknown", "emacs"].contains(type) {
      return DoctorCheck("TERM", .note, "\(type) cannot place its cursor: the desk runs headless")
    }
    guard let entry = TerminfoEntry(type) else {
      return DoctorCheck(
        "TERM", .note, "\(type) is not in the terminal database: xterm-256color is used instead")
    }
    return DoctorCheck("TERM", .good, "\(type), from \(entry.path)")
  }

  private static func colours(_ type: String) -> DoctorCheck {
    let environment = environmentVariables()
    if environment["NO_COLOR"].map({ !$0.isEmpty }) == true {
      return DoctorCheck("colours", .note, "none: NO_COLOR is set")
    }
    let count = TerminfoEntry(type)?.colours ?? 0
    let claim = environment["COLORTERM"].map { ", COLORTERM \($0)" } ?? ""
    return count > 0
      ? DoctorCheck("colours", .good, "\(count)\(claim)")
      : DoctorCheck("colours", .note, "none\(claim): the theme mono is shown")
  }

  private static func locale() -> DoctorCheck {
    let name = setlocale(LC_CTYPE, nil).map { String(cString: $0) } ?? "C"
    return isUTF8
      ? DoctorCheck("locale", .good, "\(name), UTF-8")
      : DoctorCheck("locale", .note, "\(name) is not UTF-8: the desk draws with ASCII; try C.UTF-8")
  }
}

/// The entry of a terminal in the compiled database (term(5)).
struct TerminfoEntry {
  let path: String
  /// The number `colors`; nil when the terminal has none.
  let colours: Int?

  /// Looks in the usual folders; nil when there is no readable entry.
  init?(_ type: String) {
    guard let first = type.utf8.first, !type.utf8.contains(UInt8(ascii: "/")) else { return nil }
    let environment = environmentVariables()
    let hex = String(first, radix: 16)
    let own = [environment["TERMINFO"], environment["HOME"].map { "\($0)/.terminfo" }]
    let folders =
      own.compactMap { $0 } + ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"]
    for folder in folders {
      for name in [String(UnicodeScalar(first)), hex] {
        let path = "\(folder)/\(name)/\(type)"
        guard let data = FileManager.default.contents(atPath: path) else { continue }
        self.path = path
        colours = TerminfoEntry.number(13, in: [UInt8](data))
        return
      }
    }
    return nil
  }

  /// A number of the entry by its index; 16 or 32 bits wide, as the magic number says.
  private static func number(_ index: Int, in bytes: [UInt8]) -> Int? {
    func short(_ at: Int) -> Int {
      bytes.count > at + 1 ? Int(bytes[at]) | Int(bytes[at + 1]) << 8 : 0
    }
    let width = short(0) == 0x21E ? 4 : 2
    guard [0x11A, 0x21E].contains(short(0)), index < short(6) else { return nil }
    let text = 12 + short(2) + short(4)
    let place = text + text % 2 + index * width
    guard bytes.count >= place + width else { return nil }
    let value = (0..<width).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    let limit = width == 2 ? 0x7FFF : 0x7FFF_FFFF
    return value > 0 && value <= limit ? value : nil
  }
}

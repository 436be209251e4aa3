// A pseudo-terminal of the test's own, so that a real session can run against it.

import Glibc

/// The side of a pseudo-terminal that a terminal emulator holds.
struct PseudoTerminal {
  let master: Int32
  let path: String

  init?(columns: Int, rows: Int) {
    // Linux ioctls TIOCSPTLCK and TIOCGPTN, which Swift's Glibc does not import.
    let unlock: UInt = 0x4004_5431
    let getNumber: UInt = 0x8004_5430
    var zero: Int32 = 0
    var number: Int32 = -1
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0, ioctl(master, unlock, &zero) == 0, ioctl(master, getNumber, &number) == 0
    else { return nil }
    path = "/dev/pts/" + String(number)
    resize(columns: columns, rows: rows)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  func resize(columns: Int, rows: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Everything written to it so far.
  func output() -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 8192)
    for _ in 0..<64 {
      let count = read(master, &chunk, chunk.count)
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Sends what a keyboard would.
  func type(_ text: String) { _ = text.withCString { write(master, $0, strlen($0)) } }

  /// Opens the other side as standard input and output of this process.
  static func adopt(_ path: String, type: String, locale: String) -> Bool {
    setenv("TERM", type, 1)
    setenv("LC_ALL", locale, 1)
    for name in ["NO_COLOR", "COLUMNS", "LINES", "COLORTERM"] { unsetenv(name) }
    let side = open(path, O_RDWR | O_NOCTTY)
    return side >= 0 && dup2(side, STDIN_FILENO) >= 0 && dup2(side, STDOUT_FILENO) >= 0
  }

  /// Whether the line discipline echoes and collects lines, as a shell expects.
  var isCooked: Bool {
    let side = open(path, O_RDWR | O_NOCTTY)
    defer { close(side) }
    var modes = termios()
    guard side >= 0, tcgetattr(side, &modes) == 0 else { return false }
    return modes.c_lflag & UInt32(ECHO) != 0 && modes.c_lflag & UInt32(ICANON) != 0
  }
}

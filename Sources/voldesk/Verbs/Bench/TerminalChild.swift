// The program itself, started in a terminal of its own, so that what it sends can be measured.

import Glibc

/// A voldesk in a pseudo-terminal.
final class TerminalChild {
  private let primary: Int32
  private let pid: pid_t
  private let started: Int64
  private var hasEnded = false

  // Macros of Linux's headers that are not imported: TIOCSPTLCK, TIOCGPTN, POSIX_SPAWN_SETSID.
  private static let unlock: UInt = 0x4004_5431
  private static let name: UInt = 0x8004_5430
  private static let ownSession: Int32 = 0x80

  /// Starts the running program's own file.
  ///
  /// - Parameters:
  ///   - arguments: The command line after the name.
  ///   - folder: Where it keeps everything; its home.
  ///   - columns: Width of the terminal.
  ///   - rows: Height of the terminal.
  /// - Throws: `BenchSkip` without a pseudo-terminal, `BenchFault` when it does not start.
  init(arguments: [String], folder: String, columns: Int, rows: Int) throws {
    primary = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var unlocked: Int32 = 0
    var number: Int32 = -1
    guard primary >= 0, ioctl(primary, TerminalChild.unlock, &unlocked) == 0,
      ioctl(primary, TerminalChild.name, &number) == 0
    else { throw BenchSkip(reason: "the system gives no pseudo-terminal") }
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(primary, UInt(TIOCSWINSZ), &size)
    started = steadyNanoseconds()
    pid = try TerminalChild.spawn("/dev/pts/\(number)", arguments, folder)
  }

  deinit { end() }

  private static func spawn(
    _ terminal: String, _ arguments: [String], _ folder: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // A session of its own makes the terminal its controlling one when it is opened.
    posix_spawnattr_setflags(&attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK) | ownSession))
    let inherited = environmentVariables()
    let variables = [
      "TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "HOME=\(folder)",
      "PATH=\(inherited["PATH"] ?? "/usr/bin:/bin")",
    ]
    let path = executablePath()
    var argv = ([path] + arguments).map { strdup($0) } + [nil]
    var envp = variables.map { strdup($0) } + [nil]
    defer { for text in argv + envp { free(text) } }
    var pid = pid_t()
    let code = posix_spawn(&pid, path, &actions, &attributes, &argv, &envp)
    guard code == 0 else {
      throw BenchFault(text: "\(path) does not start: \(String(cString: strerror(code)))")
    }
    return pid
  }

  /// Waits for bytes; nil when none came in time.
  private func receive(milliseconds: Int) -> Int? {
    var waiting = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, Int32(max(0, milliseconds))) > 0 else { return nil }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = read(primary, &chunk, chunk.count)
    return count > 0 ? count : nil
  }

  /// The time from the start to the last byte before the first silence.
  func firstFrame(
    leastBytes: Int, quiet: Int, patience: Int
  ) throws -> (nanoseconds: Int64, bytes: Int) {
    var bytes = 0
    var last = started
    let end = started + Int64(patience) * 1_000_000
    while steadyNanoseconds() < end {
      if let count = receive(milliseconds: quiet) {
        bytes += count
        last = steadyNanoseconds()
      } else if bytes >= leastBytes {
        return (last - started, bytes)
      }
    }
    guard bytes >= leastBytes else {
      throw BenchFault(text: "only \(bytes) bytes came within \(patience) ms")
    }
    return (last - started, bytes)
  }

  /// Bytes that come in a span of time.
  func listen(milliseconds: Int) throws -> Int {
    var bytes = 0
    let end = steadyNanoseconds() + Int64(milliseconds) * 1_000_000
    while true {
      let left = Int((end - steadyNanoseconds()) / 1_000_000)
      guard left > 0 else { return bytes }
      bytes += receive(milliseconds: left) ?? 0
    }
  }

  /// Processor time so far, in ticks of the kernel.
  var cpuTicks: Int {
    let line = MachineFindings.lines(of: "/proc/\(pid)/stat").first ?? ""
    guard let name = line.lastIndex(of: ")") else { return 0 }
    let fields = line[name...].split(separator: " ")
    guard fields.count > 13 else { return 0 }
    return (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0)
  }

  /// Resident memory now.
  var residentBytes: Int { MachineFindings.bytes("VmRSS", of: "/proc/\(pid)/status") ?? 0 }

  /// Ends the program and gives the terminal back.
  func end() {
    guard !hasEnded else { return }
    hasEnded = true
    kill(pid, SIGTERM)
    var status: Int32 = 0
    for _ in 0..<100 {
      if waitpid(pid, &status, WNOHANG) == pid {
        close(primary)
        return
      }
      _ = receive(milliseconds: 20)
    }
    kill(pid, SIGKILL)
    waitpid(pid, &status, 0)
    close(primary)
  }
}

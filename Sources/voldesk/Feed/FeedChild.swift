// A program that sends a feed: in a process group of its own, so that all of it can be ended.

import Glibc

/// A running program with pipes to its three streams.
final class FeedChild {
  let pid: pid_t
  /// What it prints.
  let output: Int32
  /// What it complains of.
  let errors: Int32
  private var input: Int32
  private var isReaped = false

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - arguments: Its name, found on the path, and its arguments.
  ///   - message: Written to its standard input at once.
  ///   - closesInput: Whether its standard input ends after that.
  /// - Throws: The system's word when it does not start.
  init(_ arguments: [String], message: [UInt8], closesInput: Bool = false) throws(FeedTrouble) {
    let streams = try [FeedChild.pipes(), FeedChild.pipes(), FeedChild.pipes()]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, streams[0].read, 0)
    posix_spawn_file_actions_adddup2(&actions, streams[1].write, 1)
    posix_spawn_file_actions_adddup2(&actions, streams[2].write, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    FeedChild.setUp(&attributes)
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in argv { free(pointer) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, arguments[0], &actions, &attributes, &argv, environ)
    for end in [streams[0].read, streams[1].write, streams[2].write] { close(end) }
    guard code == 0 else {
      for end in [streams[0].write, streams[1].read, streams[2].read] { close(end) }
      throw FeedTrouble("\(arguments[0]) cannot be started: \(String(cString: strerror(code)))")
    }
    self.pid = pid
    input = streams[0].write
    output = streams[1].read
    errors = streams[2].read
    for end in [input, output, errors] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    // A program that never reads must not hold up the desk: what does not fit the pipe is left out.
    _ = message.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
    if closesInput { closeInput() }
  }

  /// A group of its own, every signal as a fresh program has it.
  private static func setUp(_ attributes: inout posix_spawnattr_t) {
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, Int16(flags))
  }

  private static func pipes() throws(FeedTrouble) -> (read: Int32, write: Int32) {
    guard let ends = closingPipe() else { throw FeedTrouble(systemText()) }
    return ends
  }

  private func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  /// How it ended, in words; nil while it runs.
  func ending() -> String? {
    guard !isReaped else { return "ended" }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    isReaped = true
    return FeedChild.words(status)
  }

  private static func words(_ status: Int32) -> String {
    let signal = status & 0x7F
    return signal == 0 ? "ended with code \((status >> 8) & 0xFF)" : "was ended by signal \(signal)"
  }

  /// Ends the whole group: a request first, and a tenth of a second later by force.
  func end() {
    closeInput()
    kill(-pid, SIGTERM)
    for _ in 0..<20 where ending() == nil { usleep(5_000) }
    kill(-pid, SIGKILL)
    if !isReaped {
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0, errno == EINTR {}
      isReaped = true
    }
    close(output)
    close(errors)
  }
}

/// A pipe that no program started later inherits; nil when the system has no descriptor left.
func closingPipe() -> (read: Int32, write: Int32)? {
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else { return nil }
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  return (ends[0], ends[1])
}

/// Why a feed does not work, in words.
struct FeedTrouble: Error, CustomStringConvertible {
  let description: String

  init(_ text: String) { description = text }
}

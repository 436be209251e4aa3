// Running a program of the system and reading what it prints.

import Glibc

/// Runs programs.
enum ChildProcess {
  /// Runs a program found on the path and hands out its output piece by piece.
  /// - Parameters:
  ///   - arguments: The program's name and its arguments.
  ///   - file: The file that an error is about.
  ///   - receive: Takes each piece of standard output.
  /// - Returns: The exit status and the first line of standard error.
  /// - Throws: `FeedError` when the program cannot be started, and what `receive` throws.
  static func run(
    _ arguments: [String], about file: String,
    receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> (status: Int32, message: String) {
    let output = try pipePair(file)
    let errors = try pipePair(file)
    defer { close(errors.read) }
    let pid: pid_t
    do {
      pid = try spawn(arguments, output: output.write, errors: errors.write, file)
    } catch {
      for end in [output.read, output.write, errors.write] { close(end) }
      throw error
    }
    close(output.write)
    close(errors.write)
    var failure: (any Error)?
    var message: [UInt8] = []
    do {
      message = try drain(output.read, errors.read, receive)
      close(output.read)
    } catch {
      failure = error
      // The program is told that nobody reads on, and what it says to that is let out.
      close(output.read)
      _ = try? drain(-1, errors.read) { _ in }
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    if let failure { throw failure }
    let text = String(decoding: message, as: UTF8.self)
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    // WIFEXITED and WEXITSTATUS.
    return (status & 0x7F == 0 ? (status >> 8) & 0xFF : -1, line)
  }

  private static func pipePair(_ file: String) throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw FeedError(file: file, rule: systemMessage(errno)) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ arguments: [String], output: Int32, errors: Int32, _ file: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    argv.append(nil)
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    var environment: [UnsafeMutablePointer<CChar>?] = [
      strdup("PATH=\(path)"), strdup("LC_ALL=C"), nil,
    ]
    defer { for pointer in argv + environment { free(pointer) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, arguments[0], &actions, nil, &argv, &environment)
    guard code == 0 else {
      throw FeedError(
        file: file,
        rule: "needs the program \(arguments[0]) to be read, which cannot be started: "
          + String(cString: strerror(code)))
    }
    return pid
  }

  /// Reads both pipes until both end, so that neither fills up while the other is waited for.
  ///
  /// - Returns: The start of what stands on the second one.
  private static func drain(
    _ output: Int32, _ errors: Int32, _ receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> [UInt8] {
    var message: [UInt8] = []
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      var ends = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
      ]
      while ends.contains(where: { $0.fd >= 0 }) {
        guard poll(&ends, 2, -1) > 0 || errno == EINTR else { return }
        for index in ends.indices where ends[index].fd >= 0 && ends[index].revents != 0 {
          let count = read(ends[index].fd, buffer.baseAddress, buffer.count)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else {
            // A negative descriptor is looked at no more.
            ends[index].fd = -1
            continue
          }
          let piece = UnsafeRawBufferPointer(rebasing: buffer[0..<count])
          if index == 0 {
            try receive(piece)
          } else if message.count < 1 << 12 {
            message.append(contentsOf: piece)
          }
        }
      }
    }
    return message
  }
}

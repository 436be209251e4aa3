// Runs the built program as a trader would and keeps what it said.

import FoundationEssentials
import Glibc
import TestKit

/// A folder that goes away with the test.
final class CommandScratch {
  let path: String

  init() throws {
    var template = Array("/tmp/voldesk-command-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw CommandRunError(text: "no scratch folder") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  func bytes(_ name: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: self(name)) else {
      throw CommandRunError(text: "no file \(name)")
    }
    return [UInt8](data)
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(filePath: self(name)))
  }

  func copy(_ from: String, _ to: String) throws {
    try FileManager.default.copyItem(atPath: from, toPath: self(to))
  }
}

struct CommandRunError: Error {
  let text: String
}

/// What a finished program left.
struct CommandResult {
  /// The exit code; 128 and the signal's number when a signal ended it.
  let code: Int32
  let output: String
  let error: String
  let milliseconds: Int

  /// The lines of standard output.
  var lines: [Substring] { output.split(separator: "\n") }
}

/// A program at work.
final class CommandRun {
  static let program: String = {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count - 1))
    let own = String(decoding: buffer[0..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let folder = own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return folder.joined(separator: "/") + "/voldesk"
  }()

  let pid: pid_t
  private let output: String
  private let error: String
  private let began: Int64
  private var status: Int32?

  /// Starts a program; its streams go to files in the scratch folder.
  ///
  /// - Parameters:
  ///   - arguments: The words after its name.
  ///   - scratch: Its home.
  ///   - variables: Added to a small environment.
  ///   - program: What to run; the built voldesk by default.
  ///   - terminal: A terminal for input and output; nil for files.
  /// - Throws: When the program does not start.
  init(
    _ arguments: [String], in scratch: CommandScratch, variables: [String] = [],
    program: String = CommandRun.program, terminal: String? = nil
  ) throws {
    let mark = "\(CommandRun.now())-\(UInt32.random(in: 0 ... .max))"
    output = scratch("out-\(mark)")
    error = scratch("err-\(mark)")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    if let terminal {
      posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
    }
    posix_spawn_file_actions_addopen(&actions, 2, error, flags, 0o600)
    let base = [
      "HOME=\(scratch.path)", "PATH=\(ProjectPaths.environment("PATH") ?? "/usr/bin:/bin")",
      "LANG=C.UTF-8", "VOLDESK_HOME=\(ProjectPaths.root)",
    ]
    let names = Set(variables.map { $0.prefix { $0 != "=" } })
    let environment = base.filter { !names.contains($0.prefix { $0 != "=" }) } + variables
    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    var envp = environment.map { strdup($0) } + [nil]
    defer { for text in argv + envp { free(text) } }
    var pid = pid_t()
    began = CommandRun.now()
    let code = posix_spawnp(&pid, program, &actions, nil, &argv, &envp)
    guard code == 0 else { throw CommandRunError(text: "\(program) does not start: \(code)") }
    self.pid = pid
  }

  deinit {
    if status == nil {
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
  }

  /// Whether it is still at work.
  var isAlive: Bool {
    guard status == nil else { return false }
    var code: Int32 = 0
    if waitpid(pid, &code, WNOHANG) == pid { status = code }
    return status == nil
  }

  /// Sends a signal.
  func send(_ number: Int32) { if isAlive { kill(pid, number) } }

  /// Waits for the end, at most so many seconds.
  func finish(within seconds: Int = 60) throws -> CommandResult {
    let end = began + Int64(seconds) * 1_000_000_000
    while isAlive {
      guard CommandRun.now() < end else {
        throw CommandRunError(text: "not finished after \(seconds) s: \(text(error))")
      }
      usleep(1_000)
    }
    let code = status ?? 0
    return CommandResult(
      code: code & 0x7F == 0 ? code >> 8 & 0xFF : 128 + code & 0x7F, output: text(output),
      error: text(error), milliseconds: Int((CommandRun.now() - began) / 1_000_000))
  }

  /// Waits until a condition holds; false after so many seconds.
  func wait(seconds: Int = 20, until condition: () throws -> Bool) rethrows -> Bool {
    let end = CommandRun.now() + Int64(seconds) * 1_000_000_000
    while CommandRun.now() < end {
      if try condition() { return true }
      usleep(10_000)
    }
    return false
  }

  private func text(_ path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  static func now() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}

/// Runs voldesk to its end.
func voldesk(
  _ arguments: String..., in scratch: CommandScratch, variables: [String] = []
) throws -> CommandResult {
  try CommandRun(arguments, in: scratch, variables: variables).finish()
}

/// Whether a program can be found.
func isInstalled(_ name: String) -> Bool {
  ["/usr/bin", "/usr/local/bin", "/bin"].contains { ProjectPaths.exists("\($0)/\(name)") }
}

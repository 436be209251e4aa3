// A real session on a pseudo-terminal: what it sends, what it reads, what it leaves behind.

import Canvas
import Glibc
import Testing

@testable import Terminal

/// Runs in a process of its own, because a process has one session and one set of signals.
private struct Stage {
  let terminal: PseudoTerminal
  let session: TerminalSession

  init(
    type: String = "xterm-256color", locale: String = "C.UTF-8",
    _ options: TerminalOptions = TerminalOptions()
  ) {
    guard let terminal = PseudoTerminal(columns: 40, rows: 6),
      PseudoTerminal.adopt(terminal.path, type: type, locale: locale)
    else { exit(90) }
    do {
      session = try TerminalSession(options, signals: SignalSource())
    } catch {
      exit(91)
    }
    self.terminal = terminal
  }

  func frame(_ text: String, _ style: Style = .plain) -> CellBuffer {
    var buffer = CellBuffer(size: session.size, look: session.look)
    buffer.write(text, x: 1, y: 1, style: style)
    return buffer
  }

  func require(_ condition: Bool, line: Int32 = #line) {
    guard !condition else { return }
    session.end()
    exit(line % 80 + 1)
  }

  func finish() -> Never {
    session.end()
    exit(0)
  }
}

@Suite("Terminal session", .serialized)
struct TerminalSessionTests {
  @Test("an unchanged frame sends nothing, a changed cell sends little")
  func differences() async {
    await #expect(processExitsWith: .success) {
      let stage = Stage()
      let first = stage.session.present(stage.frame("hello", Style(.gain)), theme: .dark)
      stage.require(first != .unchanged)
      let opening = stage.terminal.output()
      stage.require(opening.contains("\u{1B}[?1049h"))
      stage.require(opening.contains("hello"))
      stage.require(opening.contains("\u{1B}[?2026h"))
      let again = stage.session.present(stage.frame("hello", Style(.gain)), theme: .dark)
      stage.require(again == .unchanged)
      stage.require(stage.terminal.output().isEmpty)
      _ = stage.session.present(stage.frame("hellO", Style(.gain)), theme: .dark)
      let change = stage.terminal.output()
      stage.require(change.contains("O"))
      stage.require(change.utf8.count < 80)
      stage.finish()
    }
  }

  @Test("nothing from a text reaches the terminal as a command")
  func injection() async {
    await #expect(processExitsWith: .success) {
      let stage = Stage()
      _ = stage.session.present(stage.frame(""), theme: .dark)
      _ = stage.terminal.output()
      let evil = "\u{1B}]52;c;YQ==\u{7}\u{9B}2J\u{1B}]0;t\u{1B}\\"
      _ = stage.session.present(stage.frame(evil), theme: .dark)
      let sent = stage.terminal.output()
      stage.require(!sent.contains("\u{1B}]"))
      stage.require(!sent.contains("\u{7}"))
      stage.require(!sent.contains("\u{9B}"))
      stage.require(!sent.contains("\u{1B}[2J"))
      stage.require(sent.contains("\u{FFFD}]52;c;YQ==\u{FFFD}"))
      stage.finish()
    }
  }

  @Test("keys, mouse and pastes arrive decoded")
  func keys() async {
    await #expect(processExitsWith: .success) {
      let stage = Stage()
      _ = stage.session.present(stage.frame(""), theme: .dark)
      let typed: [(String, InputEvent)] = [
        ("a", .key(.character("a"))), ("\u{1B}[A", .key(.up)), ("\u{1B}OB", .key(.down)),
        ("\u{1B}[15~", .key(.function(5))), ("\u{1B}OP", .key(.function(1))),
        ("\u{1B}[24~", .key(.function(12))), ("\u{1B}[Z", .key(.shiftTab)),
        ("\u{1B}[5~", .key(.pageUp)), ("\u{1B}[H", .key(.home)), ("\u{1B}[F", .key(.end)),
        ("\u{3}", .key(.control("c"))), ("\u{1B}", .key(.escape)),
        ("\u{3B8}", .key(.character("θ"))),
        ("\u{1B}[<0;3;2M", .mouse(MouseEvent(.press, x: 2, y: 1))),
        ("\u{1B}[<64;3;2M", .mouse(MouseEvent(.wheelUp, x: 2, y: 1))),
        ("\u{1B}[<65;3;2M", .mouse(MouseEvent(.wheelDown, x: 2, y: 1))),
        ("\u{1B}[200~ay\u{1B}[201~", .paste("ay")),
      ]
      for (bytes, expected) in typed {
        stage.terminal.type(bytes)
        var events: [InputEvent] = []
        for _ in 0..<5 where events.isEmpty { events = stage.session.poll(timeoutMs: 200) }
        if events != [expected] {
          _ = "\(bytes.debugDescription) gave \(events)\n".withCString { write(2, $0, strlen($0)) }
        }
        stage.require(events == [expected])
      }
      stage.finish()
    }
  }

  @Test("signals, wake-ups and a new size are events; a wait without any ends in time")
  func signals() async {
    await #expect(processExitsWith: .success) {
      let stage = Stage()
      _ = stage.session.present(stage.frame("x"), theme: .dark)
      stage.require(stage.session.poll(timeoutMs: 10).isEmpty)
      raise(SIGUSR1)
      stage.require(stage.session.poll(timeoutMs: 500) == [.signal(.user1)])
      raise(SIGTERM)
      stage.require(stage.session.poll(timeoutMs: 500) == [.signal(.terminate)])
      stage.session.waker.wake()
      stage.session.waker.wake()
      stage.require(stage.session.poll(timeoutMs: 500) == [.wake])
      for width in 10..<60 {
        stage.terminal.resize(columns: width, rows: 5)
        raise(SIGWINCH)
      }
      let size = Size(columns: 59, rows: 5)
      stage.require(stage.session.poll(timeoutMs: 500) == [.resize(size)])
      stage.require(stage.session.size == size)
      _ = stage.terminal.output()
      stage.require(stage.session.present(stage.frame("x"), theme: .dark) != .unchanged)
      stage.require(stage.terminal.output().contains("x"))
      stage.finish()
    }
  }

  @Test("without UTF-8 only ASCII is sent")
  func asciiLocale() async {
    await #expect(processExitsWith: .success) {
      let stage = Stage(locale: "C")
      stage.require(stage.session.look.glyphs == .ascii)
      _ = stage.session.present(stage.frame("Δ ▲ é", Style(.gain)), theme: .dark)
      let sent = stage.terminal.output()
      stage.require(sent.utf8.allSatisfy { $0 < 0x80 })
      stage.require(sent.contains("D ^ ?"))
      stage.finish()
    }
  }

  @Test("every depth of colour opens", arguments: ["xterm", "linux", "vt100", "no-such-terminal"])
  func types(_ type: String) async {
    await #expect(processExitsWith: .success) { [type = type as String] in
      let stage = Stage(type: type)
      _ = stage.session.present(stage.frame("hello", Style(.killOn)), theme: .dark)
      stage.require(stage.terminal.output().contains("hello"))
      stage.finish()
    }
  }

  @Test(
    "a terminal that nobody reads holds the session for seconds, not for ever",
    .timeLimit(.minutes(1)))
  func frozen() async {
    await #expect(processExitsWith: .success) {
      let stage = Stage()
      var isDeferred = false
      for number in 0..<4000 where !isDeferred {
        var buffer = CellBuffer(size: stage.session.size, look: stage.session.look)
        buffer.fill(buffer.bounds, number % 2 == 0 ? "x" : "y", style: Style(.gain))
        isDeferred = stage.session.present(buffer, theme: .dark) == .deferred
      }
      stage.require(isDeferred)
      raise(SIGTERM)
      stage.require(stage.session.poll(timeoutMs: 500) == [.signal(.terminate)])
      stage.finish()
    }
  }

  @Test("a copy is one control string in base 64, within the limit of terminals")
  func copies() async {
    await #expect(processExitsWith: .success) {
      let stage = Stage()
      _ = stage.session.present(stage.frame("x"), theme: .dark)
      _ = stage.terminal.output()
      stage.require(stage.session.copy("SPX Δ"))
      stage.require(stage.terminal.output() == "\u{1B}]52;c;U1BYIM6U\u{7}")
      stage.require(!stage.session.copy(String(repeating: "x", count: 80_000)))
      stage.require(stage.terminal.output().isEmpty)
      stage.finish()
    }
  }

  @Test("no colour is sent when none is wanted")
  func never() async {
    await #expect(processExitsWith: .success) {
      let stage = Stage(TerminalOptions(color: .never))
      stage.require(stage.session.look.shading == .glyph)
      _ = stage.session.present(stage.frame("hello", Style(.killOn)), theme: .mono)
      stage.require(!stage.terminal.output().contains("[38;5"))
      stage.finish()
    }
  }
}

/// Why no session opens; nil when one does.
private func refusal() -> TerminalUnavailable? {
  do throws(TerminalUnavailable) {
    let session = try TerminalSession(TerminalOptions(), signals: SignalSource())
    session.end()
    return nil
  } catch {
    return error
  }
}

@Suite("Terminal restored", .serialized)
struct TerminalRestoredTests {
  enum Way: String, CaseIterable, Sendable, Codable {
    case end, exit, trap, segv, abort
  }

  @Test("by every way out", arguments: Way.allCases)
  func restored(_ way: Way) async throws {
    let terminal = try #require(PseudoTerminal(columns: 40, rows: 6))
    let path = terminal.path
    let name = way.rawValue
    let expected: ExitTest.Condition =
      switch way {
      case .end, .exit: .success
      case .trap, .segv, .abort: .failure
      }
    await #expect(processExitsWith: expected) { [path = path as String, name = name as String] in
      guard PseudoTerminal.adopt(path, type: "xterm-256color", locale: "C.UTF-8") else { exit(90) }
      let session = try TerminalSession(TerminalOptions(), signals: SignalSource())
      var buffer = CellBuffer(size: session.size, look: session.look)
      buffer.write("hello", x: 0, y: 0)
      _ = session.present(buffer, theme: .dark)
      switch Way(rawValue: name) {
      case .trap:
        let empty = [Int](repeating: 0, count: Int(session.size.rows) - 6)
        exit(Int32(empty[0]))
      case .segv: raise(SIGSEGV)
      case .abort: abort()
      case .exit: exit(0)
      case .end, nil:
        session.end()
        session.end()
        exit(0)
      }
    }
    let sent = terminal.output()
    #expect(sent.contains("hello"))
    for mode in ["\u{1B}[?1049l", "\u{1B}[?1000l", "\u{1B}[?2004l", "\u{1B}[?25h"] {
      #expect(sent.contains(mode), "\(mode.debugDescription) after \(way)")
    }
    #expect(terminal.isCooked)
  }

  @Test("where there can be no screen, the reason is said")
  func unavailable() async {
    await #expect(processExitsWith: .success) {
      guard let terminal = PseudoTerminal(columns: 40, rows: 6),
        PseudoTerminal.adopt(terminal.path, type: "dumb", locale: "C.UTF-8")
      else { exit(90) }
      guard refusal() == .typeTooPlain("dumb") else { exit(2) }
      unsetenv("TERM")
      guard refusal() == .typeUnset, terminal.output().isEmpty else { exit(4) }
      exit(0)
    }
  }
}

// The terminal in memory behaves as the real one does.

import Canvas
import Terminal
import Testing

@Suite("Memory terminal")
struct MemoryTerminalTests {
  @Test("keeps frames, counts changes, hands out events and sizes in turn")
  func frames() throws {
    let terminal = try MemoryTerminal(size: Size(columns: 10, rows: 2))
    var buffer = CellBuffer(size: terminal.size, look: terminal.look)
    buffer.write("x", x: 0, y: 1)
    #expect(terminal.present(buffer, theme: .dark) == .drawn(rows: 2, milliseconds: 0))
    #expect(terminal.present(buffer, theme: .dark) == .unchanged)
    #expect(terminal.present(buffer, theme: .mono) == .drawn(rows: 2, milliseconds: 0))
    terminal.press("a", "Enter", "F3")
    terminal.feed([.resize(Size(columns: 4, rows: 4))])
    #expect(
      terminal.poll(timeoutMs: 0) == [
        .key(.character("a")), .key(.enter), .key(.function(3)),
      ])
    #expect(terminal.size == Size(columns: 10, rows: 2))
    _ = terminal.poll(timeoutMs: 0)
    #expect(terminal.size == Size(columns: 4, rows: 4))
    #expect(terminal.poll(timeoutMs: 0).isEmpty)
    terminal.end()
    #expect(terminal.present(buffer, theme: .dark) == .deferred)
  }
}

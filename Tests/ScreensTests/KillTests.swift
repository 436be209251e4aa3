// The kill switch and the way back.

import Canvas
import DeskEngine
import Testing

@testable import Screens

@Suite("Kill switch")
struct KillTests {
  @Test(
    "works at every size",
    arguments: [(1, 1), (20, 5), (39, 9), (40, 10), (80, 24), (120, 40), (200, 60), (500, 200)])
  func everySize(_ columns: Int, _ rows: Int) {
    var script = KeyScript(size: Size(columns: columns, rows: rows))
    script.press("!")
    #expect(script.commands == [.kill(source: .user, reason: "key")])
  }

  @Test(
    "works over every dialog and in every line of input",
    arguments: [["a"], ["x"], ["?"], [":"], ["/"], ["T"], ["e"], ["4", "c"], ["g"]])
  func overDialogs(_ keys: [String]) {
    var script = KeyScript()
    for key in keys { script.press(key) }
    script.burst("!")
    #expect(script.commands == [.kill(source: .user, reason: "key")])
  }

  @Test("is sent once however long the key is held, and closes an approval")
  func held() {
    var script = KeyScript()
    script.press("a")
    for _ in 0..<30 {
      script.wait(30)
      script.burst("!")
    }
    #expect(script.commands == [.kill(source: .user, reason: "key")])
    #expect(!script.isApproving)
    #expect(script.intents.last == .run)
  }

  @Test("counts as engaged until the latch has been read")
  func unknown() {
    let script = KeyScript(DeskSnapshot())
    #expect(script.screen.contains("KILL ?"))
    #expect(script.screen.contains("HALTED"))
  }

  @Test("is always of now, also while the display is frozen")
  func frozen() {
    var script = KeyScript()
    script.press("f")
    script.show { $0.trading.isKilled = true }
    #expect(script.screen.contains("KILL ON"))
    #expect(script.screen.contains("FROZEN"))
  }

  @Test("a read-only desk asks before it sends the kill to another")
  func readOnly() {
    var desk = DeskFixture.busy
    desk.run.isReadOnly = true
    var script = KeyScript(desk)
    script.press("a", "x", "e")
    #expect(script.ui.overlay == nil)
    script.press("!")
    #expect(script.intents.isEmpty)
    script.press("y")
    #expect(script.intents == [.remoteKill])
  }

  @Test("pasted text never presses keys")
  func paste() {
    var script = KeyScript()
    script.intents += reduce(&script.ui, .paste("!ay", at: script.now), script.desk)
    #expect(script.intents.isEmpty)
  }

  @Test("resume takes the word, then a reason")
  func resume() {
    var script = KeyScript()
    script.show { $0.trading.isKilled = true }
    script.press(":")
    script.type("resume")
    script.press("Enter")
    script.wait(300)
    script.type("resume")
    script.press("Enter")
    #expect(script.commands.isEmpty)
    script.press("^u")
    script.type("RESUME")
    script.press("Enter")
    script.wait(300)
    script.press("Enter")
    #expect(script.commands.isEmpty)
    script.type("feed is back")
    script.press("Enter")
    #expect(script.commands == [.resume(word: "RESUME", reason: "feed is back")])
  }

  @Test("flatten takes the word")
  func flatten() {
    var script = KeyScript()
    script.press(":")
    script.type("flatten")
    script.press("Enter")
    script.wait(300)
    script.type("FLAT")
    script.press("Enter")
    #expect(script.commands.isEmpty)
    script.type("TEN")
    script.press("Enter")
    #expect(script.commands == [.flatten(word: "FLATTEN")])
  }
}

// The key and the command that have the report of the session written.

import Canvas
import DeskEngine
import Testing

@testable import Screens

@Suite("Report key")
struct ReportKeyTests {
  @Test("R asks for the report from every pane, and :report does too")
  func asks() {
    for pane in ["1", "2", "3", "4", "5", "6", "7", "8"] {
      var script = KeyScript()
      script.press(pane, "R")
      #expect(script.intents.last == .report)
      #expect(script.ui.overlay == nil && script.commands.isEmpty)
    }
    var script = KeyScript()
    script.press(":")
    script.type("report")
    script.press("Enter")
    #expect(script.intents.last == .report)
  }

  @Test("a desk that only looks can write one as well")
  func readOnly() {
    var desk = DeskFixture.busy
    desk.run.isReadOnly = true
    var script = KeyScript(desk)
    script.press("R")
    #expect(script.intents.last == .report)
  }
}

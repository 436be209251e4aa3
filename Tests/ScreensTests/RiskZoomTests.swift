// The risk pane over the whole page, the what-if of an approval, and the typed command limit.

import Canvas
import DeskEngine
import Risk
import Testing

@testable import Screens

@Suite("Risk in full")
struct RiskZoomTests {
  /// Everything the zoomed pane shows, scrolled from its top to its end.
  private func whole(_ size: Size, _ desk: DeskSnapshot = DeskFixture.risky) -> String {
    KeyScript.whole("6", of: desk, size: size)
  }

  @Test(
    "shows limits, marks, stress, tails, scenarios and bets at every size",
    arguments: [
      Size(columns: 80, rows: 24), Size(columns: 120, rows: 40),
      Size(columns: 200, rows: 60),
    ])
  func everything(_ size: Size) {
    let text = whole(size)
    let expected = [
      "50", "100", "VaR95", "stress now", "after 1 d", "after 5 d", "spread x2",
      "VaR, 1 day", "250 sessions", "95%", "99%", "2008 crash leg", "Volmageddon",
      "2017 quiet year", "effective bets", "IWM+QQQ+SPX", "one bet: SPX QQQ IWM",
      "moved: vega 0.02 to the close", "ACTIVE",
    ]
    for word in expected { #expect(text.contains(word), "\(word) at \(size)") }
  }

  @Test("the causes and the latch stand first")
  func latch() {
    var desk = DeskFixture.risky
    desk.trading.isKilled = true
    desk.trading.killReason = "drawdown of 15 %"
    #expect(whole(Size(columns: 120, rows: 40), desk).contains("KILL ON"))
    desk.trading.isKilled = false
    desk.trading.state = .reducing
    desk.trading.causes = [.dailyLoss, .user]
    #expect(whole(Size(columns: 80, rows: 24), desk).contains("REDUCING: daily_loss user"))
  }

  @Test("a flat book and one that is not there yet say so")
  func empty() {
    var flat = DeskFixture.risky
    flat.exposure?.structures = []
    #expect(whole(Size(columns: 120, rows: 40), flat).contains("the book is flat"))
    flat.exposure = nil
    #expect(whole(Size(columns: 120, rows: 40), flat).contains("comes with the first session"))
  }

  @Test("the approval shows the worst cell of the book before and after")
  func approval() throws {
    var script = KeyScript(DeskFixture.risky)
    script.press("a")
    let line = script.screen.split(separator: "\n").first { $0.contains("book at worst") }
    let text = String(try #require(line))
    let whatIf = try #require(DeskFixture.risky.candidates[0].whatIf)
    for cell in [whatIf.worstBefore, whatIf.worstAfter] {
      let cell = try #require(cell)
      #expect(text.contains(cell.name) && text.contains(dollarText(cell.profit, signed: true)))
    }
    #expect(whatIf.after.worstStress < whatIf.before.worstStress)
  }

  @Test("a limit is typed with a name and a number, and LOOSEN with a reason confirms")
  func typed() {
    var script = KeyScript(DeskFixture.risky)
    script.press(":")
    script.type("limit vega 0.005")
    script.press("Enter")
    script.press(":")
    script.type("limit vega 0.02 LOOSEN a hedge is on")
    script.press("Enter")
    #expect(
      script.commands == [
        .limit(name: "vega", value: 0.005, word: "", reason: ""),
        .limit(name: "vega", value: 0.02, word: "LOOSEN", reason: "a hedge is on"),
      ])
    script.press(":")
    script.type("limit vega lots")
    script.press("Enter")
    #expect(script.commands.count == 2 && script.screen.contains("a name and a number"))
  }
}

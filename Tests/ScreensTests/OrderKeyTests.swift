// Orders from the keyboard: taken back, and sent again at another net.

import Canvas
import Candidates
import DeskEngine
import Execution
import MarketData
import Testing

@testable import Screens

@Suite("Orders from the keyboard")
struct OrderKeyTests {
  private func typed(_ text: String, _ desk: DeskSnapshot = DeskFixture.busy) -> KeyScript {
    var script = KeyScript(desk)
    script.press(":")
    script.type(text)
    script.press("Enter")
    return script
  }

  @Test(":cancel takes a number, with its letter or without, or the only order")
  func cancel() {
    for text in ["cancel O12", "cancel 12", "cancel o12", "cancel"] {
      #expect(typed(text).commands == [.cancel(order: 12)], "\(text)")
    }
    for text in ["cancel P7", "cancel O", "cancel -3", "cancel O12 now"] {
      #expect(typed(text).commands.isEmpty, "\(text)")
    }
    var two = DeskFixture.busy
    two.orders.append(two.orders[0])
    two.orders[1].id = 13
    #expect(typed("cancel", two).commands.isEmpty, "which of the two?")
  }

  @Test(":restore takes a candidate, with its letter or without")
  func restore() {
    for text in ["restore C12", "restore 12", "restore c12"] {
      #expect(typed(text).commands == [.restore(candidate: 12)], "\(text)")
    }
    for text in ["restore", "restore O12", "restore -3", "restore C12 now"] {
      #expect(typed(text).commands.isEmpty, "\(text)")
    }
  }

  @Test(":replace takes an order and a net with its sign")
  func replace() {
    func limit(_ units: Int64) -> [CommandAction] {
      [.replace(order: 12, limit: Money(units: units))]
    }
    #expect(typed("replace O12 +4.10").commands == limit(41_000))
    #expect(typed("replace 12 4.1").commands == limit(41_000))
    #expect(typed("replace O12 -0.35").commands == limit(-3_500))
    for text in ["replace O12", "replace O12 cheap", "replace +4.10", "replace O12 ++4", "replace"]
    {
      #expect(typed(text).commands.isEmpty, "\(text)")
    }
  }

  @Test("a read-only desk takes neither")
  func readOnly() {
    var desk = DeskFixture.busy
    desk.run.isReadOnly = true
    #expect(typed("cancel O12", desk).commands.isEmpty)
    #expect(typed("replace O12 +4.10", desk).commands.isEmpty)
  }

  @Test("x on an approved candidate takes its order back while nothing of it is filled")
  func approved() throws {
    var desk = DeskFixture.busy
    let one = try #require(desk.candidates.first)
    desk.candidates = [one]
    desk.candidates[0].state = .approved
    desk.orders[0].candidate = one.id
    var script = KeyScript(desk)
    script.press("x")
    #expect(script.commands == [.cancel(order: 12)])
    #expect(script.ui.overlay == nil)
    desk.orders[0].filled = 1
    var partial = KeyScript(desk)
    partial.press("x")
    #expect(partial.commands.isEmpty)
  }

  @Test("the palette lists both with how they are typed")
  func palette() {
    var script = KeyScript()
    script.press(":")
    script.type("replace")
    #expect(script.screen.contains(":replace ORDER NET"))
    #expect(script.screen.contains("another least net for an order, as O12 +4.10"))
  }

  @Test("the cost of a candidate and the far-side twin of the book stand on their pages")
  func costs() throws {
    let cost = CostEstimate(
      spread: 62, impact: 113, fees: 3, timing: 1, notional: 540_000, legsByInterest: 1,
      unknownLegs: 0)
    let line = costRuns(cost).map(\.text).joined()
    #expect(line.contains("$179") || line.contains("179"))
    #expect(line.contains("(3.3 bp)") && line.contains("by open interest"))
    var book = BookSummary()
    #expect(worstRuns(book).isEmpty, "nothing was filled")
    book.profit = Money(wholeDollars: -930)
    book.worstRealised = Money(wholeDollars: -250)
    book.worstUnrealised = Money(wholeDollars: -60)
    let words = worstRuns(book).map(\.text).joined()
    #expect(words.contains("worst-case fills: P&L") && words.contains("1,240"))
    #expect(words.contains("310") && words.contains("against the share model"))
  }
}

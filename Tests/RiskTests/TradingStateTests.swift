import MarketData
import Structures
import Testing

@testable import Risk

@Suite("Trading states")
struct TradingStateTests {
  /// Every set of causes, with and without the latch.
  private static let table: [(Bool, [TradingCause])] = (0..<64).map { bits in
    let causes = TradingCause.allCases.enumerated().filter { bits & (1 << $0.offset) != 0 }
    return (bits & 32 != 0, causes.map(\.element))
  }

  @Test("halted if latched, else reducing for any cause, else active")
  func states() {
    #expect(TradingCause.allCases.count == 5)
    for (isLatched, causes) in TradingStateTests.table {
      let state = TradingConditions(isLatched: isLatched, causes: causes).state
      let truth: TradingState = isLatched ? .halted : causes.isEmpty ? .active : .reducing
      #expect(state == truth, "\(isLatched) \(causes)")
    }
  }

  @Test("what each state admits")
  func admits() {
    var exposure = Book.exposure()
    exposure.structures = [Book.position(1)]
    var opening = Book.order()
    opening.underlying = "QQQ"
    var flatten = Book.closing(1)
    flatten.purpose = .flatten(position: 1)
    let rows: [(OrderIntentCheck, String, active: Bool, reducing: Bool, halted: Bool)] = [
      (opening, "opening", true, false, false),
      (Book.closing(1), "the trader's close", true, true, true),
      (flatten, "the trader's flatten", true, true, true),
      (Book.closing(1, author: .engine), "a rule's exit", true, true, false),
      (Book.closing(1, quantity: 4), "a part closed", true, true, true),
      (Book.closing(1, quantity: 11), "more than is held", false, false, false),
      (Book.closing(2), "a close of nothing", false, false, false),
    ]
    for row in rows {
      for (state, isAdmitted) in [
        (TradingState.active, row.active), (.reducing, row.reducing), (.halted, row.halted),
      ] {
        let found = Book.breaches(row.0, exposure, state: state)
        #expect(found.isEmpty == isAdmitted, "\(row.1) while \(state): \(found)")
      }
    }
  }

  @Test("message rates bind at their bounds, cancels do not count, and only at the approval")
  func throttle() {
    let rates = ThrottleLimits.standard
    let rows: [(String, WritableKeyPath<MessageCounts, Int>, Int)] = [
      ("orders_second", \.second, rates.second), ("orders_minute", \.minute, rates.minute),
      ("orders_day", \.day, rates.day),
    ]
    for (name, path, bound) in rows {
      for (sent, isBreach) in [(bound - 2, false), (bound - 1, false), (bound, true)] {
        var exposure = Book.exposure()
        exposure.messages[keyPath: path] = sent
        #expect(Book.breaches(Book.order(), exposure).contains(name) == isBreach)
        #expect(!Book.breaches(Book.order(), exposure, stage: .fill).contains(name))
      }
    }
  }
}

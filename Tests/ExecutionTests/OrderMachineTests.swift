// Every state against every event, beside a plain twin; and the count of packages.

import Execution
import Structures
import TestKit
import Testing

@Suite("The life of an order")
struct OrderMachineTests {
  /// The table as a trader would write it down: a line a state, a column an event, `-` for refused.
  private static let table = """
    NEW       NEW WORKING - - CANCELLED REJECTED EXPIRED -
    WORKING   - - PARTIAL FILLED CANCELLED REJECTED EXPIRED CANCELLED
    PARTIAL   - - PARTIAL FILLED CANCELLED REJECTED EXPIRED CANCELLED
    FILLED    - - - - - - - -
    CANCELLED - - - - - - - -
    REJECTED  - - - - - - - -
    EXPIRED   - - - - - - - -
    """

  @Test("all 56 cells are those of the table")
  func cells() throws {
    let lines = Self.table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    try #require(lines.count == OrderState.allCases.count)
    var seen = 0
    for (state, line) in zip(OrderState.allCases, lines) {
      try #require(line.count == 1 + OrderEvent.allCases.count && line[0] == state.rawValue)
      for (event, cell) in zip(OrderEvent.allCases, line.dropFirst()) {
        seen += 1
        switch transition(state, event) {
        case .success(let next): #expect(next.rawValue == cell, "\(state) x \(event)")
        case .failure: #expect(cell == "-", "\(state) x \(event)")
        }
      }
    }
    #expect(seen == 56)
  }

  @Test("what has ended takes nothing, and says whether it was filled")
  func final() {
    for state in OrderState.allCases where state.isFinal {
      for event in OrderEvent.allCases {
        let expected: TransitionRefusal = state == .filled ? .filled : .ended
        #expect(transition(state, event) == .failure(expected))
      }
    }
    #expect(TransitionRefusal.filled.code == .superseded)
    #expect(TransitionRefusal.sentAlready.code == .duplicate)
    #expect(TransitionRefusal.overfill.code == .validationFail)
  }

  @Test("more than is open, none and fewer than none are refused, and the last package fills it")
  func packages() throws {
    let order = OrderProgress(state: .working, quantity: 5, filled: 0)
    #expect(order.filling(6) == .failure(.overfill))
    #expect(order.filling(0) == .failure(.notPositive))
    #expect(order.filling(-2) == .failure(.notPositive))
    let part = try order.filling(2).get()
    #expect(part == OrderProgress(state: .partial, quantity: 5, filled: 2))
    #expect(part.filling(4) == .failure(.overfill))
    let done = try part.filling(3).get()
    #expect(done == OrderProgress(state: .filled, quantity: 5, filled: 5))
    #expect(done.filling(1) == .failure(.filled))
    #expect(done.filling(0) == .failure(.filled))
    #expect(done.after(.cancel) == .failure(.filled))
    #expect(OrderProgress(state: .new, quantity: 5, filled: 0).filling(1) == .failure(.notWorking))
  }

  @Test("a hundred thousand random events never overfill, and an end is an end")
  func random() {
    var generator = SeededGenerator(seed: 6)
    var order = OrderProgress(state: .new, quantity: 7, filled: 0)
    var ends = 0
    for _ in 0..<100_000 {
      let event = generator.pick(OrderEvent.allCases)
      let isFill = event == .fill || event == .partialFill
      let result =
        isFill ? order.filling(generator.integer(in: -2...9)) : order.after(event)
      guard case .success(let next) = result else { continue }
      #expect(!order.state.isFinal)
      #expect(next.filled >= order.filled && next.filled <= next.quantity)
      #expect((next.state == .filled) == (next.filled == next.quantity))
      order = next
      if order.state.isFinal {
        ends += 1
        order = OrderProgress(state: .new, quantity: generator.integer(in: 1...9), filled: 0)
      }
    }
    #expect(ends > 1_000)
  }
}

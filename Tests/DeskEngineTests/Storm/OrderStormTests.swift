// A hundred thousand orders and market moves keep every identity of the book, after every event.

import Execution
import MarketData
import Risk
import TestKit
import Testing

@testable import DeskEngine

@Suite("A storm of orders")
struct OrderStormTests {
  /// Ten storms of ten thousand inputs; a failure names its seed.
  static let seeds: [UInt64] = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89]

  @Test("100,000 orders, commands and market moves keep every identity and meet every refusal")
  func storm() async {
    let desks = await withTaskGroup(of: StormDesk.self) { group in
      for seed in OrderStormTests.seeds {
        group.addTask {
          var desk = StormDesk(seed: seed)
          desk.run(inputs: 10_000)
          return desk
        }
      }
      return await group.reduce(into: [StormDesk]()) { $0.append($1) }
    }
    var gate = GateTally()
    for desk in desks.sorted(by: { $0.seed < $1.seed }) {
      judge(desk)
      gate.add(desk.gate)
    }
    for line in gate.lines { print("order storm: gate at \(line)") }
    for stage in RiskStage.allCases {
      let surprises = gate.surprises(stage)
      #expect(surprises.isEmpty, "\(surprises)")
    }
  }

  /// What every single storm must have done.
  private func judge(_ desk: StormDesk) {
    let (seed, ends) = (desk.seed, desk.check.ends)
    let story = OrderState.allCases.map { "\($0.rawValue) \(ends[$0] ?? 0)" }
      .joined(separator: ", ")
    print(
      "order storm: seed \(seed), \(desk.inputs) inputs, \(desk.moves) market moves, "
        + "\(desk.check.orders) orders (\(story)), \(desk.check.fills) fills, "
        + "\(desk.check.settlements) settlements, \(desk.check.kills) kills")
    #expect(desk.check.faults.isEmpty, "seed \(seed): \(desk.check.faults)")
    // A storm in which nothing happens would keep every identity too.
    #expect(desk.inputs >= 10_000 && desk.moves > 1_000 && desk.check.orders > 150, "seed \(seed)")
    #expect(desk.check.fills > 300 && desk.check.settlements > 5 && desk.check.kills > 2)
    for state in [OrderState.filled, .cancelled, .expired, .rejected] {
      #expect(ends[state] ?? 0 > 0, "seed \(seed): no order ended as \(state.rawValue)")
    }
  }

  @Test("the same seed gives the same journal")
  func repeatable() {
    var first = StormDesk(seed: 144)
    var second = StormDesk(seed: 144)
    first.run(inputs: 2_000)
    second.run(inputs: 2_000)
    #expect(first.core.state == second.core.state)
    #expect(first.core.state.snapshotBytes() == second.core.state.snapshotBytes())
  }
}

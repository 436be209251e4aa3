// Nothing is adopted, told or acknowledged before it is durable.

import Configuration
import DeskEngine
import MarketData
import Persistence
import TestKit
import Testing

@testable import voldesk

@Suite("The loop")
struct DeskLoopTests {
  private func plan() throws -> DeskPlan {
    let context = BenchContext(
      sampleData: ProjectPaths.inRoot("sample-data"), repeats: nil, seed: 7)
    return try BenchDay(context).plan
  }

  @Test("a commit that fails is not told and changes nothing", arguments: [1, 2, 5, 9])
  func commitFails(_ failing: Int) throws {
    let loop = try DeskLoop(plan(), store: FaultyStore(MemoryStore(), failing: failing))
    var told = 0
    loop.report = { told += $0.events.count }
    let error = #expect(throws: StoreError.self) { while try loop.step() {} }
    #expect(error == .injected("commit \(failing)"))
    #expect(loop.core.state.seq == told)
    let before = loop.core.state
    let hash = loop.journalHash
    let command = DeskCommand(
      time: loop.logicalTime, id: "key-1", actor: .user, action: .note(text: "lost"))
    #expect(throws: StoreError.self) { try loop.give(command) }
    #expect(loop.core.state == before)
    #expect(loop.journalHash == hash)
  }

  @Test("a command that comes twice takes effect once")
  func repeated() throws {
    let loop = try DeskLoop(plan(), store: MemoryStore())
    for _ in 0..<3 { _ = try loop.step() }
    let command = DeskCommand(
      time: loop.logicalTime, id: "key-1", actor: .user, action: .note(text: "once"))
    let first = try #require(try loop.give(command))
    let seq = loop.core.state.seq
    let second = try #require(try loop.give(command))
    #expect(first == second)
    #expect(loop.core.state.seq == seq)
  }
}

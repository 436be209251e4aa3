// Nothing is adopted, told or acknowledged before it is durable.

import Configuration
import DeskEngine
import MarketData
import Persistence
import Structures
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

  /// Every verb with the object that a command file holds of it.
  static let spelled: [(CommandAction, String)] = [
    (
      .approve(candidate: 118, rev: 2, net: Money(units: 12_500)),
      #"{"candidate":118,"rev":2,"net":1.25}"#
    ),
    (
      .approve(candidate: 1, rev: 1, net: Money(units: -30_001)),
      #"{"candidate":1,"rev":1,"net":-3.0001}"#
    ),
    (.reject(candidate: 4, rev: 1, reason: "no"), #"{"candidate":4,"rev":1,"reason":"no"}"#),
    (.restore(candidate: 4), #"{"candidate":4}"#),
    (.size(candidate: 4, quantity: 3), #"{"candidate":4,"quantity":3}"#),
    (.close(position: 7), #"{"position":7}"#), (.flatten(word: "FLATTEN"), #"{"word":"FLATTEN"}"#),
    (.kill(source: .file, reason: "drill"), #"{"reason":"drill"}"#),
    (.resume(word: "RESUME", reason: "over"), #"{"word":"RESUME","reason":"over"}"#),
    (.reduce(reason: "lunch"), #"{"reason":"lunch"}"#), (.active, "{}"),
    (
      .limit(name: "vega", value: 0.005, word: "", reason: ""),
      #"{"name":"vega","value":0.005}"#
    ),
    (
      .limit(name: "vega", value: 0.02, word: "LOOSEN", reason: "a hedge"),
      #"{"name":"vega","value":0.02,"word":"LOOSEN","reason":"a hedge"}"#
    ),
    (.roll(position: 3), #"{"position":3}"#),
    (
      .manual(
        structure: .bullPut,
        legs: ["SPX-20180316-P-2500:1", "SPX-20180316-P-2550:-1"].compactMap { Leg($0) },
        quantity: 2),
      #"{"structure":"BULL_PUT","#
        + #""legs":"SPX-20180316-P-2500:1,SPX-20180316-P-2550:-1","quantity":2}"#
    ),
    (.ack(alert: 2), #"{"alert":2}"#), (.cancel(order: 12), #"{"order":12}"#),
    (
      .replace(order: 12, limit: Money(units: -41_000)), #"{"order":12,"limit":-4.1}"#
    ), (.note(text: "say \"é\" \\"), #"{"text":"say \"é\" \\"}"#),
  ]

  @Test("the arguments of a command are kept as a command file holds them", arguments: spelled)
  func keptArguments(_ action: CommandAction, _ text: String) throws {
    let loop = try DeskLoop(plan(), store: MemoryStore())
    _ = try loop.step()
    let command = DeskCommand(time: loop.logicalTime, id: "key-1", actor: .user, action: action)
    let stored = try #require(try loop.give(command))
    #expect(stored.arguments == text)
    // A line of a command file with the same fields asks for the same.
    let scratch = try CommandScratch()
    let fields = text == "{}" ? "}" : "," + text.dropFirst()
    let line = #"{"ts":"\#(command.time)","verb":"\#(stored.verb.rawValue)""# + fields
    try scratch.write(Array(line.utf8), "commands.jsonl")
    #expect(try readCommandFile(scratch("commands.jsonl")).map(\.action) == [action])
  }

  @Test("a kill keeps its reason without what could garble a screen")
  func cleanArguments() {
    let kill = CommandAction.kill(source: .signal, reason: "a\u{1B}[2J\u{202E}\n")
    #expect(kill.arguments == "{\"reason\":\"a\u{FFFD}[2J\u{FFFD}\u{FFFD}\"}")
  }
}

// The chain of an order, what it is checked for, and what is refused.

import Execution
import FoundationEssentials
import MarketData
import Risk
import TestKit
import Testing

@testable import DeskEngine
@testable import voldesk

@Suite("Audit", .serialized)
struct AuditTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  /// The day of 5 February 2018 with every TRADE approved and its position closed by hand at one.
  @discardableResult
  private func play() throws -> [Event] {
    let close = #"{"ts":"2018-02-05T13:00:00-05:00","verb":"close","position":1}"#
    try scratch.write(Array(close.utf8), "c.jsonl")
    let run = try CommandRun(
      [
        "--no-tui", "--replay", "2018-02-05", "--seed", "7", "--approve", "trade",
        "--commands-from", scratch("c.jsonl"), "--db", scratch("a.db"),
      ], in: scratch
    ).finish()
    #expect(run.code == 0, "\(run.error)")
    return try run.lines.dropFirst().dropLast().map { try Event(line: Array($0.utf8)) }
  }

  private func audit(_ words: String...) throws -> CommandResult {
    try CommandRun(["audit"] + words + ["--db", scratch("a.db")], in: scratch).finish()
  }

  @Test("an order shows its detector, verdicts, approval, fills, postings, exit and proof")
  func chain() throws {
    let events = try play()
    let result = try audit("O1")
    #expect(result.code == 0, "\(result.output)\(result.error)")
    for line in result.lines { #expect(line.count <= 80, "\(line)") }
    // In the order in which it happened.
    var rest = result.output[...]
    for words in [
      "O1 of run 1: OPEN 2 x BEAR_CALL SPX, FILLED", "settings ", "2018-02-05", "VRP SPX",
      "forecast_var", "C3.1 proposed", "PROPOSE of C3.1 passed", "APPROVE of C3.1 passed",
      "C3.1 approved by AUTO with auto-C3.1", "O1 OPEN: 2 packages", "O1 WORKING",
      "FILL of C3.1 passed", "F1 leg 1: +2", "F2 leg 2: -2", "P1 opened", "position:P1", "sum 0",
      "O1 FILLED", "O2 CLOSE", "F3 leg 1: -2", "P1 closed, USER", "is covered by long",
      "a package loses at most",
    ] {
      let found = rest.firstRange(of: words)
      #expect(found != nil, "\(words) in \(rest)")
      if let found { rest = rest[found.upperBound...] }
    }
    #expect(!result.output.contains("\u{2717}"))
    #expect(result.lines.count { $0.contains("\u{2713}") } == 15, "\(result.output)")
    let seqs = result.lines.compactMap { line -> Int? in
      let words = line.split(separator: " ")
      return line.hasPrefix("  ") && words.count > 2 && words[1].count == 8 ? Int(words[0]) : nil
    }
    #expect(seqs == seqs.sorted() && seqs.count > 20)
    #expect(seqs.contains(try #require(events.first { $0.body.name == "OrderCreated" }).seq))
  }

  @Test("a position and a candidate lead to their order, and JSON holds the journal's own lines")
  func targets() throws {
    let events = try play()
    let whole = try audit("O1").output
    for word in ["1", "P1", "C3", "o1"] { #expect(try audit(word).output == whole, "\(word)") }
    let exit = try audit("O2")
    #expect(exit.code == 0 && exit.output.contains("opened by O1; see voldesk audit O1"))
    #expect(exit.output.contains("APPROVE of the exit passed"))
    let result = try audit("O1", "--json")
    let json = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
    #expect(try json.int("order") == 1 && json.int("candidate") == 3 && json.int("position") == 1)
    #expect(try json.array("checks").allSatisfy { $0["passed"] == .bool(true) })
    let lines = events.map { String(decoding: $0.line(), as: UTF8.self) }
    let told = lines.count { result.output.contains($0) }
    #expect(try json.array("events").count == told && told > 20)
  }

  @Test("a candidate without an order says why")
  func refused() throws {
    try play()
    let result = try audit("C2")
    #expect(result.code == 0)
    #expect(result.output.contains("C2 of run 1: no order came of it"))
    #expect(result.output.contains("PROPOSE refused: new_per_symbol_day 2.0 of 1.0"))
  }

  @Test("what is no order exits 2, what is not there exits 1")
  func unknown() throws {
    try play()
    for (word, code, text) in [
      ("O9", 1, "there is no O9: run 1 has 2 orders, O1 to O2"), ("P9", 1, "there is no P9"),
      ("C99", 1, "there is no C99"), ("X1", 2, "X1 is no order"), ("O", 2, "O is no order"),
      ("O0", 2, "O0 is no order"), ("O1x", 2, "O1x is no order"), ("-1", 2, "-1"),
    ] {
      let result = try audit(word)
      #expect(result.code == Int32(code) && result.error.contains(text), "\(word): \(result.error)")
      #expect(result.output.isEmpty)
    }
  }

  /// The chain of the first order after some events were changed.
  private func chain(
    _ events: [Event], _ change: (inout EventBody) -> Void
  ) throws -> [String] {
    var changed = events
    for place in changed.indices { change(&changed[place].body) }
    let journal = AuditJournal(run: 1, events: changed, commands: [], firstConfig: "")
    let chain = try #require(AuditChain(order: 1, in: journal))
    return chain.checks.filter { !$0.didHold }.map(\.name)
  }

  /// A rule with a change of an event that breaks it; one of them breaks more than its own.
  private static let faults: [(String, @Sendable (inout EventBody) -> Void)] = [
    (
      "O1: its fills are its packages times the ratios and more",
      {
        if case .legFilled(var e) = $0, e.fill == 1 {
          e.quantity = 3
          $0 = .legFilled(e)
        }
      }
    ),
    (
      "O1: every state follows from the one before",
      {
        if case .orderChanged(var e) = $0, e.order == 1, e.state.rawValue == "WORKING" {
          e.filled = 2
          $0 = .orderChanged(e)
        }
      }
    ),
    (
      "O1: a passed verdict stands before it",
      {
        if case .riskVerdict(var e) = $0, e.candidate == 3, e.stage.rawValue == "APPROVE" {
          e.passed = false
          $0 = .riskVerdict(e)
        }
      }
    ),
    (
      "O1: a passed verdict stands before each fill",
      {
        if case .riskVerdict(var e) = $0, e.candidate == 3, e.stage.rawValue == "FILL" {
          e.passed = false
          $0 = .riskVerdict(e)
        }
      }
    ),
    (
      "O1: its candidate was approved before",
      { if case .candidateApproved = $0 { $0 = .noted(Noted()) } }
    ),
    (
      "O1: no price is beyond the far side",
      {
        if case .legFilled(var e) = $0, e.fill == 1 {
          e.worstPrice = Money(wholeDollars: 1)
          $0 = .legFilled(e)
        }
      }
    ),
    (
      "every posting sums to zero",
      {
        if case .ledgerPosted(var e) = $0, e.posting == 2 {
          e.entries[1].amount += Money(units: 1)
          $0 = .ledgerPosted(e)
        }
      }
    ),
    (
      "P1: realised is the cash of its postings",
      {
        if case .positionClosed(var e) = $0 {
          e.realised += Money(units: 1)
          $0 = .positionClosed(e)
        }
      }
    ),
    (
      "O1: the ledger has the cash of its fills",
      {
        if case .legFilled(var e) = $0, e.fill == 1 {
          e.fee += Money(units: 1)
          $0 = .legFilled(e)
        }
      }
    ),
  ]

  @Test("each rule that is broken is named, and no other")
  func broken() throws {
    let events = try play()
    #expect(try chain(events) { _ in } == [])
    for (name, change) in AuditTests.faults {
      let found = try chain(events, change)
      if name.hasSuffix(" and more") {
        #expect(found.contains(String(name.dropLast(9))), "\(name): \(found)")
      } else {
        #expect(found == [name], "\(name): \(found)")
      }
    }
  }

  @Test("two processes, each with a hash seed of its own, write the same journal")
  func hashSeeds() throws {
    let hashes = try (0..<2).map { number -> String in
      let run = try CommandRun(
        [
          "--no-tui", "--replay", "2018-02-05", "--to", "12:30", "--approve", "trade", "--db",
          scratch("h\(number).db"),
        ], in: scratch
      ).finish()
      let end = try #require(run.lines.last)
      return String(end.suffix(70))
    }
    #expect(hashes[0] == hashes[1] && hashes[0].contains("journal_hash") == false)
  }
}

// The chain from input to number: ids, numbers, what is derived again and what is refused.

import FoundationEssentials
import TestKit
import Testing

@testable import voldesk

@Suite("Explain", .serialized)
struct ExplainTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  /// Plays a day with a trade in it; its lines.
  @discardableResult
  private func playDay() throws -> [Substring] {
    let run = try CommandRun(
      ["--no-tui", "--replay", "2018-02-05", "--approve", "trade", "--db", scratch("day.db")],
      in: scratch
    ).finish()
    #expect(run.code == 0, "\(run.error)")
    return run.lines
  }

  private func explain(_ words: String...) throws -> CommandResult {
    try CommandRun(["explain"] + words + ["--db", scratch("day.db")], in: scratch).finish()
  }

  private func lines(_ words: String...) throws -> [JSONValue] {
    let result = try CommandRun(
      ["explain"] + words + ["--json", "--db", scratch("day.db")], in: scratch
    ).finish()
    #expect(result.code == 0, "\(result.error)")
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
    return try value.array("sections").flatMap { try $0.array("lines") }
  }

  @Test("what the stored facts allow is derived again, and all of it matches")
  func derivedAgain() throws {
    try playDay()
    for word in ["C1", "C2", "C3", "E1", "E3", "E8", "O1", "P1"] {
      let notes = try lines(word).compactMap { $0["note"]?.string }
      #expect(!notes.contains { $0.contains("differs") || $0.contains("worse than") }, "\(word)")
      if word.hasPrefix("C") {
        #expect(notes.count { $0.contains("derived again: matches") } >= 6, "\(word)")
      }
    }
  }

  @Test("chances and values are found again from the stored smile and the noted forecast")
  func chances() throws {
    let day = try playDay()
    #expect(day.contains { $0.contains("forecast SPX") && $0.contains("volatility expected") })
    for word in ["C1", "C2", "C3", "C3.1"] {
      let all = try lines(word)
      for name in ["pop_q", "pop_p", "ev_q", "ev_p", "touch"] {
        let own = all.filter { $0["label"]?.string == name }
        #expect(
          own.contains { $0["note"]?.string == "derived again: matches" }, "\(name) of \(word)")
      }
      let forward = all.first { $0["label"]?.string?.hasPrefix("expiry ") == true }
      #expect((forward?["number"]?.double ?? 0) > 2_500, "\(word)")
      #expect(all.contains { $0["label"]?.string == "smile" })
    }
    let result = try explain("pop_p C3")
    for words in ["derived again: matches", "Corsi (2009)"] {
      #expect(result.output.contains(words), "\(words)")
    }
  }

  @Test("an approved candidate tells inputs, proof, gate, approval, fills and position")
  func candidate() throws {
    try playDay()
    let result = try explain("C3")
    #expect(result.code == 0, "\(result.error)")
    for words in [
      "Market input", "Proof of defined risk", "covered by", "The gate", "PROPOSE", "APPROVE",
      "FILL", "Rejected alternatives", "approved by AUTO with auto-C3.1", "F1", "P1 opened by O1",
      "77 FR 54626", "risk.per_trade",
    ] {
      #expect(result.output.contains(words), "\(words)")
    }
    for line in result.lines { #expect(line.count <= 100) }
  }

  @Test("a number stands alone with its formula, its source and its inputs")
  func number() throws {
    let day = try playDay()
    let found = try #require(
      day.first { $0.contains(#""type":"EdgeDetected""#) && $0.contains(#""kind":"VRP""#) })
    let edge = try JSONDecoder().decode(JSONValue.self, from: Data(found.utf8))["edge"]?.double
    let premium = "E\(Int(try #require(edge)))"
    let loss = try lines("max_loss", "C3")
    let own = try #require(loss.first { $0["label"]?.string == "max_loss" })
    #expect((own["number"]?.double ?? 0) > 0)
    #expect(loss.contains { $0["note"]?.string?.contains("proof") == true })
    let ratio = try lines("ratio", premium)
    let value = try #require(ratio.first?["number"]?.double)
    #expect(value > 1.3)
    let equity = try lines("equity")
    #expect(equity.contains { $0["note"]?.string == "derived again: matches" })
    let limit = try explain("limit", "total_max_loss")
    #expect(limit.code == 0 && limit.output.contains("by the settings of the run"))
    #expect(try explain("pop_q C3").code == 0)
    #expect(try explain("regime").output.contains("HIGH_VOL_PANIC"))
    #expect(try explain("C2.1").output.contains("C2 revision 1"))
  }

  @Test("what is not there exits 1 and says what there is")
  func missing() throws {
    try playDay()
    for (words, text) in [
      (["C118"], "there is no C118"), (["P9"], "there is no P9"), (["C2.999"], "no C2.999"),
      (["colour", "C1"], "C1 has no number colour"), (["limit", "sky"], "no limit sky"),
    ] {
      let result = try CommandRun(
        ["explain"] + words + ["--db", scratch("day.db")], in: scratch
      ).finish()
      #expect(result.code == 1)
      #expect(result.output.isEmpty && result.error.contains(text), "\(result.error)")
    }
  }

  @Test(
    "what is no id or number exits 2",
    arguments: [["X3"], ["C"], ["C0"], ["C1.2.3"], ["-"], ["sky"], ["max_loss", "sky"], ["C1x"]])
  func unreadable(_ words: [String]) throws {
    let result = try CommandRun(
      ["explain"] + words + ["--db", scratch("none.db")], in: scratch
    ).finish()
    #expect(result.code == 2)
    #expect(result.error.hasPrefix("voldesk: ") && result.output.isEmpty)
  }
}

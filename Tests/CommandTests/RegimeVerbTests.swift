// voldesk regimes from the outside: tables, JSON with every digit, and what is refused.

import FoundationEssentials
import TestKit
import Testing

@testable import voldesk

@Suite("Verb regimes")
struct RegimeVerbTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  private func run(_ words: [String], code: Int32 = 0) throws -> CommandResult {
    let result = try CommandRun(["regimes"] + words, in: scratch).finish()
    #expect(result.code == code, "\(words.joined(separator: " ")): \(result.error)")
    return result
  }

  private func json(_ words: [String]) throws -> JSONValue {
    let text = try run(words + ["--json"]).output
    return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  @Test("compare: both falls are panic within one close, by every count of states")
  func compare() throws {
    let whole = try json(["compare", "--from", "2014-01-01", "--to", "2018-12-31"])
    #expect(try whole.int("sessions") > 1_200)
    let classifiers = try whole.array("classifiers")
    #expect(
      try classifiers.map { try $0.string("classifier") }
        == ["desk", "reading", "points", "threshold", "quantile", "k-means", "hmm"])
    for one in classifiers {
      let states = try one.array("states")
      #expect(try one.array("transitions").count == states.count)
      #expect(try one.int("named") + one.int("unnamed") == (try whole.int("sessions")))
      for state in states where try state.int("days") > 0 {
        #expect(try state.double("mean_dwell") >= 1)
      }
    }
    let episodes = try whole.array("episodes")
    let fear = try episodes.filter { episode in
      ["2015-08-24", "2018-02-05"].contains(try episode.string("peak"))
    }
    // 21 August 2015 is the close before the fall's lowest.
    #expect(try fear.map { try $0.string("desk") } == ["2015-08-21", "2018-02-05"])
    let table = try run(["compare", "--from", "2015-01-01", "--to", "2018-12-31"])
    #expect(table.lines.contains { $0.contains("2018-02-05") && $0.contains("37.32") })
    for name in ["HIGH_VOL_PANIC", "LOW_VOL", "k-means", "hmm"] {
      #expect(table.output.contains(name))
    }
    let two = try json(["compare", "--states", "2"]).array("classifiers")
    #expect(try two.first { try $0.string("classifier") == "k-means" }?.array("states").count == 2)
  }

  @Test("show: features, confidences, reasons, rules and the other classifiers of a close")
  func show() throws {
    let day = try json(["show", "2018-02-05"])
    #expect(try day.string("held") == "HIGH_VOL_PANIC" && day.string("since") == "2018-02-05")
    let features = try #require(day["features"])
    #expect(try features.double("V") == 37.32)
    #expect(features["SL"]?.isNull == true && features["breadth"]?.isNull == true)
    #expect(abs(try day.double("coverage") - 0.84) < 1e-12)
    #expect(try day.array("reasons").count == 5 && day.array("states").count == 5)
    #expect(try day.array("classifiers").count == 5)
    let table = try run(["show", "2018-02-05"])
    for word in ["n/a", "alarm", "x0.5", "BULL_PUT", "95th percentile", "k-means"] {
      #expect(table.output.contains(word), "\(word)")
    }
    let early = try json(["show", "2014-02-03"])
    #expect(early["insufficient"]?.bool == true)
    #expect(early["features"]?["R20"]?.isNull == true)
    #expect(try run(["show"]).lines[0].contains("2018-12-31"))
  }

  @Test("like: days before the one asked for, with what followed them")
  func like() throws {
    let days = try json(["like", "2018-02-05", "--count", "4"]).array("days")
    #expect(days.count == 4)
    for one in days {
      #expect(try one.string("date") < "2018-01-05")
      #expect(try one.double("cosine") <= 1 && one.double("rv_20") > 0)
    }
    let table = try run(["like", "2018-02-05"])
    #expect(table.lines.count { $0.contains(" HIGH_VOL_PANIC ") || $0.contains("TREND") } > 3)
    let near = try json(["like", "2018-02-05", "--gap", "1", "--count", "1000"]).array("days")
    #expect(near.contains { $0["return_20"]?.isNull == true })
  }

  static let refused: [([String], Int32, String)] = [
    (
      ["show", "2018-02-04"], 2,
      "2018-02-04 is no session of SPX in sample-data/daily, 2014-01-02 to 2018-12-31; "
        + "the session before is 2018-02-02"
    ),
    (
      ["show", "2018-02-30"], 2, "DATE 2018-02-30 is not allowed; must be a day such as 2018-02-05"
    ),
    (
      ["compare", "--from", "2018-02-05", "--to", "2018-02-01"], 2,
      "--to 2018-02-01 is before --from 2018-02-05"
    ),
    (
      ["compare", "--from", "2019-01-01"], 2,
      "no session of SPX lies between 2019-01-01 and the last; sample-data/daily holds 2014-01-02 "
        + "to 2018-12-31"
    ),
    (
      ["compare", "2018-02-05"], 2,
      "regimes compare takes no DATE, found 2018-02-05; use --from and --to"
    ),
    (["like", "--from", "2018-01-01"], 2, "--from means nothing to regimes like"),
    (
      ["like", "2014-02-10"], 2,
      "no day before 2014-02-10 can be held against it: 26 sessions are known before it, 60 with "
        + "the same features are needed beyond the gap"
    ),
    (["show", "--symbol", "SPX"], 2, "--symbol needs --db"),
  ]

  @Test("what cannot be answered is refused with the reason", arguments: refused)
  func refusals(_ words: [String], _ code: Int32, _ message: String) throws {
    let result = try run(words, code: code)
    #expect(result.output.isEmpty)
    #expect(result.error.contains(message), "\(result.error)")
  }

  @Test("imported bars of a database answer the same")
  func database() throws {
    let database = scratch("past.db")
    for name in ["SPX", "VIX"] {
      let file = ProjectPaths.inRoot("sample-data/daily/\(name).csv")
      let result = try CommandRun(
        ["import", file, "--symbol", name, "--db", database], in: scratch
      ).finish()
      #expect(result.code == 0, "\(result.error)")
    }
    let stored = try json(["show", "2018-02-05", "--db", database])
    let shipped = try json(["show", "2018-02-05"])
    #expect(stored["features"] == shipped["features"] && stored["states"] == shipped["states"])
    let nothing = try run(["show", "--db", database, "--symbol", "NDX"], code: 2)
    #expect(nothing.error.contains("holds no imported daily bars of NDX"))
  }
}

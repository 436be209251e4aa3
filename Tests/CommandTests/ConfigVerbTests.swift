// voldesk config: changes kept from the shell, and what is refused.

import FoundationEssentials
import TestKit
import Testing

@testable import voldesk

@Suite("voldesk config")
struct ConfigVerbTests {
  private let scratch: CommandScratch

  init() throws { scratch = try CommandScratch() }

  @Test("a value is kept in the trader's own folder, listed with its source, and taken back")
  func keep() throws {
    let set = try voldesk("config", "--set", "risk.per_trade=0.005", in: scratch)
    #expect(set.code == 0, "\(set.error)")
    let file = scratch(".config/voldesk/desk.json5")
    #expect(
      set.lines == [
        "risk.per_trade 0.01 -> 0.005", "kept in \(file); a desk takes it up at its next start",
      ])
    let listed = try voldesk("config", in: scratch)
    let line = try #require(listed.lines.first { $0.hasPrefix("risk.per_trade ") })
    #expect(line.contains(" 0.005 ") && line.contains(file))
    let unset = try voldesk("config", "--unset", "risk.per_trade", in: scratch)
    #expect(unset.lines.first == "risk.per_trade 0.005 -> 0.01")
    #expect(try voldesk("config", "--unset", "risk.per_trade", in: scratch).code == 2)
  }

  @Test("announcements are kept, on a day without trading for the next session")
  func events() throws {
    let added = try voldesk("config", "--add-event", "SPX CPI 2026-12-05 BMO", in: scratch)
    #expect(added.code == 0, "\(added.error)")
    #expect(
      added.lines.first
        == "added SPX CPI 2026-12-05 BMO, effective in the session of 2026-12-07")
    let listed = try voldesk("config", in: scratch)
    let line = try #require(listed.lines.first { $0.hasPrefix("events ") })
    #expect(line.contains("41 dates") && line.contains("built-in and "))
    let again = try voldesk("config", "--add-event", "SPX CPI 2026-12-05 BMO", in: scratch)
    #expect(again.code == 2 && again.error.contains("stands in the calendar"))
    let removed = try voldesk("config", "--remove-event", "ALL FOMC 2018-12-19", in: scratch)
    #expect(removed.lines.first == "removed ALL FOMC 2018-12-19 14:00")
  }

  static let refused: [([String], String)] = [
    (["--set", "risk.per_trade"], "must be KEY=VALUE"),
    (["--set", "risk.per_trade=nan"], "must be a number between 0 and 0.2"),
    (["--set", "risk.per_trade=3"], "3 is not allowed"),
    (["--set", "risk.per_trde=0.1"], "did you mean risk.per_trade?"),
    (["--add-event", "SPX EARNINGS"], "must be SYMBOL|ALL TYPE DATE"),
    (["--add-event", "XYZ CPI 2026-12-10"], "is no underlying of the universe"),
    (["--remove-event", "ALL CPI 2026-12-10"], "does not stand in the calendar"),
  ]

  @Test("a change that makes no sense is refused and writes nothing", arguments: refused)
  func refusals(_ words: [String], _ text: String) throws {
    let result = try CommandRun(["config"] + words, in: scratch).finish()
    #expect(result.code == 2)
    #expect(result.error.contains(text), "\(result.error)")
    #expect(!FileManager.default.fileExists(atPath: scratch(".config")))
  }

  @Test("a damaged file stops config and the desk with every fault at once")
  func damaged() throws {
    let text = "{ settings: { 'risk.per_trade': 2, 'risk.max_open': 'x' } }"
    try scratch.write(Array(text.utf8), "desk.json5")
    let changes = ["config", "--set", "risk.total=0.2"]
    for words in [["config"], changes, ["--no-tui", "--days", "1"]] {
      let result = try CommandRun(words + ["--config", scratch.path], in: scratch).finish()
      #expect(result.code == 2)
      #expect(result.error.contains("risk.per_trade: 2 is not allowed"), "\(result.error)")
      #expect(result.error.contains("risk.max_open: is a text"), "\(result.error)")
    }
    #expect(try scratch.bytes("desk.json5") == Array(text.utf8))
  }

  @Test("a folder that cannot be made is said, with nothing written")
  func unwritable() throws {
    try scratch.write([], "file")
    let result = try CommandRun(
      ["config", "--set", "risk.max_open=3"], in: scratch,
      variables: ["XDG_CONFIG_HOME=\(scratch("file"))"]
    ).finish()
    #expect(result.code == 3)
    #expect(result.error.contains("nothing was changed"), "\(result.error)")
    let locked = try CommandRun(
      ["config", "--set", "risk.max_open=3"], in: scratch,
      variables: ["VOLDESK_RISK_MAX_OPEN=4"]
    ).finish()
    #expect(locked.code == 2)
    #expect(locked.error.contains("VOLDESK_RISK_MAX_OPEN sets it and is stronger"))
  }
}

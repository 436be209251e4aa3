// Changes from the desk: their file, its place among the sources, and everything that is refused.

import Glibc
import MarketData
import TestKit
import Testing

@testable import Configuration

@Suite("Changes from the desk")
struct EditTests {
  let keys = KeyVocabulary(contexts: ["global"], actions: ["quit"])

  private func load(
    _ folder: String?, environment: [String: String] = [:], flags: [SettingFlag] = []
  ) throws -> EditableConfiguration {
    try EditableConfiguration(
      ConfigurationSources(configFolder: folder, environment: environment, flags: flags),
      keys: keys)
  }

  private func origin(_ key: String, _ one: EditableConfiguration) -> String? {
    one.configuration.effective.first { $0.key == key }?.origin.description
  }

  @Test("a value is kept, read again with its source, and taken back")
  func roundTrip() throws {
    try inFolder { folder in
      let own = "{ risk: { per_trade: 0.02, max_open: 3 } } // mine"
      try write(own, "\(folder)/settings.json5")
      let first = try load("\(folder)/")
      let edit = ConfigurationEdit.set(key: "risk.per_trade", text: "0.005")
      let changed = try first.applying([edit])
      #expect(changed.configuration.settings.risk.perTrade == 0.005)
      #expect(first.configuration.settings.risk.perTrade == 0.02)
      #expect(try first.store([edit]) == "\(folder)/desk.json5")
      #expect(fileNames(in: folder) == ["desk.json5", "settings.json5"])
      let again = try load(folder)
      #expect(again.configuration.hash == changed.configuration.hash)
      #expect(again.configuration.effective == changed.configuration.effective)
      #expect(origin("risk.per_trade", again) == "\(folder)/desk.json5")
      #expect(origin("risk.max_open", again) == "\(folder)/settings.json5")
      #expect(again.isEdited("risk.per_trade"))
      let back = try again.applying([.unset(key: "risk.per_trade")])
      try again.store([.unset(key: "risk.per_trade")])
      #expect(back.configuration.hash == first.configuration.hash)
      #expect(try load(folder).configuration.settings.risk.perTrade == 0.02)
      #expect(try readFile("\(folder)/settings.json5") == Array(own.utf8))
    }
  }

  @Test("every setting can be typed as it is listed", arguments: Settings.fields.indices)
  func typed(_ index: Int) throws {
    let field = Settings.fields[index]
    let text = field.value(in: Settings()).canonical
    let edits = try load(nil).applying([.set(key: field.key, text: text)])
    #expect(edits.configuration.settings == Settings())
    #expect(edits.isEdited(field.key))
  }

  @Test("a change of a running desk brings in nothing else that was written meanwhile")
  func nothingElse() throws {
    try inFolder { folder in
      let running = try load(folder)
      try load(folder).store([.set(key: "risk.max_open", text: "7")])
      try write("{ risk: { total: 0.2 } }", "\(folder)/settings.json5")
      let edit = ConfigurationEdit.set(key: "risk.per_trade", text: "0.005")
      let changed = try running.applying([edit])
      #expect(
        DeskConfiguration.changes(
          from: running.configuration.decisions, to: changed.configuration.decisions
        ).map(\.key) == ["risk.per_trade"])
      try running.store([edit])
      let next = try load(folder).configuration.settings.risk
      #expect(next.perTrade == 0.005 && next.maxOpen == 7 && next.total == 0.2)
    }
  }

  @Test("the folder in use lies over the trader's own, variables and flags over both")
  func strength() throws {
    try inFolder { folder in
      mkdir("\(folder)/voldesk", 0o755)
      mkdir("\(folder)/given", 0o755)
      let home = ["XDG_CONFIG_HOME": folder]
      try write("{settings: {'risk.max_open': 4}}", "\(folder)/voldesk/desk.json5")
      try write("{risk: {max_open: 5}}", "\(folder)/given/settings.json5")
      #expect(try load(nil, environment: home).configuration.settings.risk.maxOpen == 4)
      let both = try load("\(folder)/given", environment: home)
      #expect(both.configuration.settings.risk.maxOpen == 5)
      #expect(!both.isEdited("risk.max_open"))
      try write("{settings: {risk: {max_open: 6}}}", "\(folder)/given/desk.json5")
      #expect(
        try load("\(folder)/given", environment: home).configuration.settings.risk.maxOpen == 6)
      let variable = home.merging(["VOLDESK_RISK_MAX_OPEN": "8"]) { $1 }
      let locked = try load("\(folder)/given", environment: variable)
      #expect(locked.configuration.settings.risk.maxOpen == 8)
      #expect(
        issues { _ = try locked.applying([.set(key: "risk.max_open", text: "2")]) } == [
          "desk.json5: risk.max_open: VOLDESK_RISK_MAX_OPEN sets it and is stronger"
        ])
    }
  }

  static let refused: [(String, String, String)] = [
    (
      "risk.per_trade", "2",
      "/none/desk.json5: risk.per_trade: 2 is not allowed; must be between 0 and 0.2"
    ),
    (
      "risk.per_trade", "nan",
      "/none/desk.json5: risk.per_trade: is a text; must be a number between 0 and 0.2"
    ),
    (
      "risk.per_trade", "",
      "/none/desk.json5: risk.per_trade: is a text; must be a number between 0 and 0.2"
    ),
    (
      "risk.per_trde", "0.01",
      "desk.json5: risk.per_trde: unknown key; did you mean risk.per_trade?"
    ),
    (
      "risk.daily_loss", "0.06",
      "/none/desk.json5: risk.daily_loss: 0.06 is not allowed; must be at most risk.weekly_loss, "
        + "which is 0.05"
    ),
    (
      "structures.widths", "0.02,x",
      "/none/desk.json5: structures.widths: is a list with a text; must be a list of 1 to 8 numbers "
        + "between 0.0005 and 0.2"
    ),
  ]

  @Test("what a value may not be is said as it is for a file", arguments: refused)
  func refusals(_ key: String, _ text: String, _ message: String) throws {
    let one = try load(nil, environment: ["XDG_CONFIG_HOME": "/"])
    let found = issues { _ = try one.applying([.set(key: key, text: text)]) }
    #expect(found == [message.replacing("/none/", with: "//voldesk/")])
  }

  @Test("several wrong changes are named together, and one that is not there to take back")
  func together() throws {
    let one = try load(nil)
    let found = issues {
      _ = try one.applying([.set(key: "x", text: "1"), .unset(key: "risk.total")])
    }
    #expect(
      found == [
        "desk.json5: x: unknown key", "desk.json5: risk.total: was not set from the desk",
      ])
  }

  @Test("nothing is written without a folder, into one that cannot be made, or over damage")
  func unwritable() throws {
    let edit = ConfigurationEdit.set(key: "risk.max_open", text: "2")
    #expect(
      issues { _ = try load(nil).store([edit]) }.first?.contains("there is no folder") == true)
    try inFolder { folder in
      try write("", "\(folder)/file")
      let blocked = try load(nil, environment: ["XDG_CONFIG_HOME": "\(folder)/file"])
      let found = issues { _ = try blocked.store([edit]) }
      #expect(found.count == 1 && found[0].hasSuffix("nothing was changed"), "\(found)")
      let sound = try load(folder)
      try write("{ settings: { ", "\(folder)/desk.json5")
      let damaged = issues { _ = try sound.store([edit]) }
      #expect(damaged.first?.hasPrefix("\(folder)/desk.json5: line 1, column 15") == true)
      #expect(try readFile("\(folder)/desk.json5") == Array("{ settings: { ".utf8))
      mkdir("\(folder)/new", 0o755)
      let deep = try load(nil, environment: ["XDG_CONFIG_HOME": "\(folder)/new/deep"])
      #expect(try deep.store([edit]) == "\(folder)/new/deep/voldesk/desk.json5")
    }
  }

  @Test("a damaged file stops a start with every fault at once")
  func damaged() throws {
    try inFolder { folder in
      try write(
        """
        { settings: { "risk.per_trade": 2, "risk.per_trde": 1 },
          events: { add: [
            { symbol: "spx", kind: "CPU", date: "2018-02-30", time: "25:00" },
            { kind: "CPI", date: "2026-12-10", time: "08:30" },
            { kind: "CPI", date: "2026-12-10", time: "08:30" } ], drop: [] } }
        """, "\(folder)/desk.json5")
      let shape = issues { _ = try load(folder) }
      let path = "\(folder)/desk.json5: events"
      #expect(shape.count == 8, "\(shape.joined(separator: "\n"))")
      #expect(shape.contains("\(path).add: ALL CPI 2026-12-10 08:30 stands twice"))
      #expect(shape.contains("\(path).drop: unknown key"))
      #expect(shape.filter { $0.hasPrefix("\(path).add[0].") }.count == 4)
      try write(
        "{ settings: { 'risk.per_trade': 2, risk: { per_trde: 1 } } }", "\(folder)/desk.json5")
      #expect(issues { _ = try load(folder) }.count == 2)
      try write(
        "{ settings: { 'risk.total': 0.1, risk: { total: 0.2 } } }", "\(folder)/desk.json5")
      #expect(issues { _ = try load(folder) }.first?.contains("under two spellings") == true)
    }
  }

  @Test("in which direction a guard loosens is known for every one of them")
  func directions() throws {
    let guards = Settings.fields.filter { $0.looser != nil }.map(\.key)
    for prefix in ["risk.", "throttle.", "approvals.", "liquidity."] {
      for field in Settings.fields where field.key.hasPrefix(prefix) {
        #expect(guards.contains(field.key))
      }
    }
    let base = try load(nil)
    let loose = try base.applying([
      .set(key: "risk.per_trade", text: "0.02"), .set(key: "risk.max_open", text: "9"),
      .set(key: "throttle.resume_wait_s", text: "600"), .set(key: "costs.fee", text: "9"),
      .set(key: "risk.symbol_cooldown_days", text: "1"),
    ])
    #expect(loose.loosened(from: base) == ["risk.per_trade", "risk.symbol_cooldown_days"])
    #expect(base.loosened(from: loose) == ["risk.max_open", "throttle.resume_wait_s"])
  }
}

// Announcements added and removed from the desk.

import MarketData
import TestKit
import Testing

@testable import Configuration

@Suite("The calendar changed from the desk")
struct EventEditTests {
  let keys = KeyVocabulary(contexts: ["global"], actions: ["quit"])

  private func load(_ folder: String) throws -> EditableConfiguration {
    try EditableConfiguration(ConfigurationSources(configFolder: folder), keys: keys)
  }

  static let spelled: [(String, String)] = [
    ("SPX EARNINGS 2026-12-03", "SPX EARNINGS 2026-12-03 AMC"),
    ("all fomc 2026-12-09", "ALL FOMC 2026-12-09 14:00"),
    ("ALL CPI  2026-12-10 bmo", "ALL CPI 2026-12-10 BMO"),
    ("ALL NFP 2026-12-04 09:15", "ALL NFP 2026-12-04 09:15"),
  ]

  @Test("an announcement is typed in three or four words", arguments: spelled)
  func typed(_ text: String, _ whole: String) throws {
    #expect(try EventCalendar.Event(text: text).text == whole)
  }

  static let faulty: [(String, Int)] = [
    ("SPX", 1), ("A B C D E", 1), ("ALL CPU 2026-02-30 25:00", 3), ("S$X CPI 2026-12-10", 1),
    ("ALL CPI 1989-12-10", 1), ("ALL CPI 2026-12-10 8h", 1),
  ]

  @Test("every wrong word of an announcement is named", arguments: faulty)
  func faults(_ text: String, _ count: Int) {
    let found = issues { _ = try EventCalendar.Event(text: text) }
    #expect(found.count == count, "\(found)")
  }

  @Test("added and removed announcements stay over the calendar, and cancel one another")
  func layers() throws {
    try inFolder { folder in
      let base = try load(folder)
      let meeting = try EventCalendar.Event(text: "ALL FOMC 2018-12-19 14:00")
      let earnings = try EventCalendar.Event(text: "QQQ EARNINGS 2018-11-01 AMC")
      #expect(base.configuration.events.events.contains(meeting))
      let edits: [ConfigurationEdit] = [.remove(meeting), .add(earnings)]
      let changed = try base.applying(edits)
      let path = try base.store(edits)
      let again = try load(folder)
      #expect(again.configuration.events == changed.configuration.events)
      #expect(again.configuration.events.events.count == base.configuration.events.events.count)
      #expect(!again.configuration.events.events.contains(meeting))
      #expect(again.configuration.events.events.contains(earnings))
      #expect(again.configuration.eventsOrigin.description == "built-in and \(path)")
      #expect(again.configuration.hash == changed.configuration.hash)
      #expect(again.configuration.hash != base.configuration.hash)
      let back = try again.applying([.add(meeting), .remove(earnings)])
      #expect(back.configuration.hash == base.configuration.hash)
      try again.store([.add(meeting), .remove(earnings)])
      let text = try #require(try readFile(path))
      #expect(!String(decoding: text, as: UTF8.self).contains("2018"))
    }
  }

  @Test("an announcement that is there, is not there, or moves nothing known is refused")
  func refusals() throws {
    try inFolder { folder in
      let base = try load(folder)
      let meeting = try EventCalendar.Event(text: "ALL FOMC 2018-12-19 14:00")
      let other = try EventCalendar.Event(text: "ALL FOMC 2018-12-19 13:00")
      let foreign = try EventCalendar.Event(text: "ACME EARNINGS 2018-12-19")
      let found = issues {
        _ = try base.applying([.add(meeting), .remove(other), .add(foreign)])
      }
      #expect(found.count == 3)
      #expect(found[0].hasSuffix("stands in the calendar"))
      #expect(found[1].hasSuffix("does not stand in the calendar"))
      #expect(found[2].contains("ACME: is no underlying of the universe; SPX"))
    }
  }

  @Test("an addition that the trader's own file holds as well counts once")
  func twice() throws {
    try inFolder { folder in
      let line = "kind: 'CPI', time: '08:30'"
      try write("{events: [{\(line), dates: ['2018-02-14']}]}", "\(folder)/events.json5")
      try write(
        "{events: {add: [{\(line), date: '2018-02-14'}], remove: [{\(line), date: '2018-03-13'}]}}",
        "\(folder)/desk.json5")
      let one = try load(folder)
      #expect(one.configuration.events.events.map(\.text) == ["ALL CPI 2018-02-14 08:30"])
      #expect(one.configuration.eventsOrigin.description == "\(folder)/events.json5")
    }
  }
}

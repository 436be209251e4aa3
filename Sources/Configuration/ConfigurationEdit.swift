// What a trader changes from the desk: a setting or an announcement.

import MarketData

/// A change of the configuration, as it was typed.
public enum ConfigurationEdit: Hashable, Sendable {
  /// Gives a setting another value.
  case set(key: String, text: String)
  /// Takes back what was set from the desk.
  case unset(key: String)
  /// Adds an announcement to the calendar.
  case add(EventCalendar.Event)
  /// Takes an announcement out of the calendar.
  case remove(EventCalendar.Event)
}

extension EventCalendar.Event {
  /// The announcement in the words by which it is typed: `SPX CPI 2026-12-10 08:30`.
  public var text: String { "\(symbol) \(kind) \(date) \(time.text)" }

  /// The words that name an announcement, for messages.
  public static let grammar = "SYMBOL|ALL TYPE DATE [HH:MM|BMO|AMC]"

  /// Reads `SYMBOL TYPE DATE [TIME]`.
  ///
  /// Without a time it is the usual one of its kind: FOMC 14:00, other figures 08:30, earnings after
  /// the close.
  /// - Throws: Every fault of the words at once.
  public init(text: String) throws(ConfigurationError) {
    let words = text.uppercased().split(separator: " ").map(String.init)
    guard (3...4).contains(words.count) else {
      throw ConfigurationError([
        ConfigIssue(
          source: "event", place: "",
          text: "\(words.count) words; must be \(EventCalendar.Event.grammar)")
      ])
    }
    let usual = words[1] == "FOMC" ? "14:00" : words[1] == "EARNINGS" ? "AMC" : "08:30"
    let table = ConfigValue.table([
      .init("date", .string(words[2])), .init("kind", .string(words[1])),
      .init("symbol", .string(words[0])),
      .init("time", .string(words.count == 4 ? words[3] : usual)),
    ])
    var reader = TableReader(table, source: "event")
    let event = EventCalendar.readOne(&reader)
    let issues = reader.finish()
    guard issues.isEmpty, let event else { throw ConfigurationError(issues) }
    self = event
  }
}

extension EventCalendar {
  /// Reads a table of symbol, kind, date and time; nil, with its faults reported, when it is none.
  static func readOne(_ reader: inout TableReader) -> Event? {
    let kind = reader.choice("kind", kinds)
    let symbol = reader.text(
      "symbol", Universe.symbolRule, default: "ALL", where: Universe.isSymbol)
    let time = reader.text("time", timeRule) { EventCalendar.time(of: $0) != nil }
    let date = reader.text("date", "must be a date such as \"2018-01-31\", from 1990 to 2035") {
      CivilDate($0).map { (1990...2035).contains($0.year) } ?? false
    }
    guard let date = CivilDate(date), let time = EventCalendar.time(of: time) else { return nil }
    return Event(symbol: symbol, kind: kind, date: date, time: time)
  }
}

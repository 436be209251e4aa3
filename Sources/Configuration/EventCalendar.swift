// Announcements that move volatility: what, for which symbol, on which day, at which time.

public import MarketData

/// The events the desk knows beforehand.
public struct EventCalendar: Hashable, Sendable {
  /// The events by date, then time, kind and symbol.
  public let events: [Event]

  /// One announcement.
  public struct Event: Hashable, Sendable {
    /// The symbol, or `ALL` for every underlying.
    public let symbol: String
    /// `FOMC`, `CPI`, `NFP`, `GDP` or `EARNINGS`.
    public let kind: String
    /// The day it is announced.
    public let date: CivilDate
    /// When on that day.
    public let time: Time

    /// Makes an event.
    public init(symbol: String, kind: String, date: CivilDate, time: Time) {
      self.symbol = symbol
      self.kind = kind
      self.date = date
      self.time = time
    }
  }

  /// When on its day an event is announced.
  public enum Time: Hashable, Sendable {
    /// Minutes after midnight in New York.
    case minute(Int)
    /// Before the market opens.
    case beforeOpen
    /// After the market closes: it moves the next session.
    case afterClose

    /// The time as a file writes it: `14:00`, `BMO` or `AMC`.
    public var text: String {
      switch self {
      case .minute(let minute):
        "\(minute / 600)\(minute / 60 % 10):\(minute % 60 / 10)\(minute % 10)"
      case .beforeOpen: "BMO"
      case .afterClose: "AMC"
      }
    }
  }

  /// The kinds of event.
  public static let kinds = ["FOMC", "CPI", "NFP", "GDP", "EARNINGS"]

  /// Sorts events into a calendar.
  public init(_ events: [Event]) {
    func key(_ event: Event) -> (Int, String, String, String) {
      (event.date.dayNumber, event.time.text, event.kind, event.symbol)
    }
    self.events = events.sorted { key($0) < key($1) }
  }
}

extension EventCalendar {
  /// Most dates of a calendar.
  static let mostEvents = 20_000

  /// Reads a calendar: a list `events` of tables with kind, symbol, time and dates.
  ///
  /// - Throws: Every fault of the document.
  public init(_ document: ConfigDocument) throws(ConfigurationError) {
    var reader = TableReader(document.root, source: document.name)
    var events: [Event] = []
    for (index, entry) in reader.list("events", "must be a list of tables").enumerated() {
      var inner = TableReader(entry, source: document.name, path: "events[\(index)]")
      events += EventCalendar.read(&inner)
      reader.absorb(inner.finish())
    }
    if events.count > EventCalendar.mostEvents {
      reader.report("events", "\(events.count) dates; at most \(EventCalendar.mostEvents) are kept")
    }
    let issues = reader.finish()
    guard issues.isEmpty else { throw ConfigurationError(issues) }
    self.init(events)
    for (left, right) in zip(self.events, self.events.dropFirst()) where left == right {
      throw ConfigurationError([
        ConfigIssue(
          source: document.name, place: "events",
          text: "\(left.kind) of \(left.symbol) on \(left.date) stands twice")
      ])
    }
  }

  private static func read(_ reader: inout TableReader) -> [Event] {
    let kind = reader.choice("kind", kinds)
    let symbol = reader.text(
      "symbol", Universe.symbolRule, default: "ALL", where: Universe.isSymbol)
    let text = reader.text("time", timeRule) { time(of: $0) != nil }
    let expected = "must be a list of dates such as \"2018-01-31\""
    let elements = reader.list("dates", expected)
    if elements.isEmpty { reader.report("dates", "is missing or empty; \(expected)") }
    var events: [Event] = []
    for (index, element) in elements.enumerated() {
      guard case .string(let day) = element, let date = CivilDate(day),
        (1990...2035).contains(date.year)
      else {
        reader.report(
          "dates[\(index)]",
          "\(element.canonical) is no date; write \"2018-01-31\", from 1990 to 2035")
        continue
      }
      guard let time = time(of: text) else { continue }
      events.append(Event(symbol: symbol, kind: kind, date: date, time: time))
    }
    return events
  }

  /// What a time of an event must be.
  static let timeRule = "must be a time of New York such as \"14:00\", or BMO or AMC"

  /// The time that a text names; nil when it names none.
  static func time(of text: String) -> Time? {
    if text == "BMO" { return .beforeOpen }
    if text == "AMC" { return .afterClose }
    return NewYorkTime.minuteOfDay(text).map { .minute($0) }
  }
}

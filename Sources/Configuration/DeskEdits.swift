// desk.json5: what was changed from the desk, kept apart from the trader's own files.
//
// The program writes this file and never the others, whose order and comments are the trader's. It is
// read and checked as they are.

/// The changes that a folder's `desk.json5` holds.
struct DeskEdits: Hashable, Sendable {
  /// The name of the file.
  static let fileName = "desk.json5"

  /// Settings by key path, sorted.
  private(set) var settings: [ConfigValue.Member] = []
  /// Announcements beside those of the calendar.
  private(set) var added: [EventCalendar.Event] = []
  /// Announcements of the calendar that do not count.
  private(set) var removed: [EventCalendar.Event] = []

  /// No change.
  init() {}

  /// Reads the file and adds every fault of its shape and of its announcements to others.
  ///
  /// What the values of settings may be is for `SettingsResolution` to judge.
  init(_ document: ConfigDocument, _ issues: inout [ConfigIssue]) {
    var reader = TableReader(document.root, source: document.name)
    if let table = reader.value("settings") { readSettings(table, &reader) }
    if let table = reader.value("events") {
      var inner = TableReader(table, source: document.name, path: "events")
      added = DeskEdits.readEvents("add", &inner)
      removed = DeskEdits.readEvents("remove", &inner)
      for event in added where removed.contains(event) {
        inner.report("remove", "\(event.text) is also added")
      }
      reader.absorb(inner.finish())
    }
    issues += reader.finish()
  }

  private mutating func readSettings(_ table: ConfigValue, _ reader: inout TableReader) {
    guard case .table(let members) = table else {
      reader.report("settings", "is \(table.kind); must be a table")
      return
    }
    settings = DeskEdits.flat(members, under: "").sorted { $0.key < $1.key }
    for (left, right) in zip(settings, settings.dropFirst()) where left.key == right.key {
      reader.report("settings", "\(left.key) stands twice, under two spellings")
    }
  }

  /// Values by key path, whether they were written nested or under the whole path.
  private static func flat(
    _ members: [ConfigValue.Member], under path: String
  ) -> [ConfigValue.Member] {
    members.flatMap { member -> [ConfigValue.Member] in
      let key = path.isEmpty ? member.key : "\(path).\(member.key)"
      guard case .table(let inner) = member.value else { return [.init(key, member.value)] }
      return flat(inner, under: key)
    }
  }

  private static func readEvents(
    _ key: String, _ reader: inout TableReader
  ) -> [EventCalendar.Event] {
    let entries = reader.list(key, "must be a list of tables")
    if entries.count > EventCalendar.mostEvents {
      reader.report(key, "\(entries.count) dates; at most \(EventCalendar.mostEvents) are kept")
      return []
    }
    var events: [EventCalendar.Event] = []
    var seen: Set<EventCalendar.Event> = []
    for (index, entry) in entries.enumerated() {
      var inner = TableReader(entry, source: reader.source, path: reader.place("\(key)[\(index)]"))
      if let event = EventCalendar.readOne(&inner) {
        if !seen.insert(event).inserted { reader.report(key, "\(event.text) stands twice") }
        events.append(event)
      }
      reader.absorb(inner.finish())
    }
    return EventCalendar(events).events
  }
}

extension DeskEdits {
  /// Keeps a value of a setting in place of an earlier one.
  mutating func set(_ key: String, _ value: ConfigValue) {
    unset(key)
    settings.append(.init(key, value))
    settings.sort { $0.key < $1.key }
  }

  /// Forgets a setting.
  mutating func unset(_ key: String) { settings.removeAll { $0.key == key } }

  /// Adds an announcement, or takes its removal back.
  mutating func add(_ event: EventCalendar.Event) {
    let wasRemoved = removed.contains(event)
    removed.removeAll { $0 == event }
    guard !wasRemoved, !added.contains(event) else { return }
    added = EventCalendar(added + [event]).events
  }

  /// Takes an announcement out: its addition is forgotten, another one is noted as removed.
  mutating func remove(_ event: EventCalendar.Event) {
    let wasAdded = added.contains(event)
    added.removeAll { $0 == event }
    guard !wasAdded, !removed.contains(event) else { return }
    removed = EventCalendar(removed + [event]).events
  }

  /// The calendar with these changes.
  func applied(to calendar: EventCalendar) -> EventCalendar {
    guard !added.isEmpty || !removed.isEmpty else { return calendar }
    let gone = Set(removed)
    let known = Set(calendar.events)
    return EventCalendar(
      calendar.events.filter { !gone.contains($0) } + added.filter { !known.contains($0) })
  }

  /// The file that says all this.
  var text: String {
    var text = """
      // Kept by voldesk: what was changed with :set, :events or voldesk config --set.
      // It lies over the other files of this folder; :unset takes a value away again.
      {
        settings: {

      """
    for member in settings {
      text += "    \(ConfigValue.quoted(member.key)): \(member.value.canonical),\n"
    }
    text += "  },\n  events: {\n"
    text += DeskEdits.list("add", added) + DeskEdits.list("remove", removed)
    return text + "  },\n}\n"
  }

  private static func list(_ name: String, _ events: [EventCalendar.Event]) -> String {
    let rows = events.map { event in
      let cells = [
        ("symbol", event.symbol), ("kind", event.kind), ("date", "\(event.date)"),
        ("time", event.time.text),
      ]
      let fields = cells.map { "\($0): \(ConfigValue.quoted($1))" }
      return "      { \(fields.joined(separator: ", ")) },\n"
    }
    return rows.isEmpty ? "    \(name): [],\n" : "    \(name): [\n\(rows.joined())    ],\n"
  }
}

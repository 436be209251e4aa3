// Settings and calendar as the desk's editors show them.
//
// The shell makes this from the configuration in force and hands it over anew after each change; what a
// typed value may be is asked of `review`, which depends on nothing but the configuration.

public import MarketData

/// A setting as the editor lists it.
public struct SettingRow: Hashable, Sendable {
  /// The key path, as `risk.per_trade`.
  public var key: String
  /// The value as it is typed.
  public var value: String
  /// Where it came from.
  public var source: String
  /// What a value must be, as `between 0 and 0.2`.
  public var rule: String
  /// What it means.
  public var doc: String
  /// When a change counts.
  public var effect: String
  /// Why it cannot be changed; nil when it can.
  public var lock: String?
  /// Whether it was set from the desk and can be taken back.
  public var isEdited: Bool

  /// Makes a row.
  public init(
    key: String, value: String, source: String, rule: String, doc: String, effect: String,
    lock: String? = nil, isEdited: Bool = false
  ) {
    self.key = key
    self.value = value
    self.source = source
    self.rule = rule
    self.doc = doc
    self.effect = effect
    self.lock = lock
    self.isEdited = isEdited
  }
}

/// An announcement as the calendar lists it.
public struct CalendarRow: Hashable, Sendable {
  /// The symbol, or ALL.
  public var symbol: String
  /// What is announced.
  public var kind: String
  /// The day.
  public var date: CivilDate
  /// The time, BMO or AMC.
  public var time: String
  /// The first session that can answer it.
  public var effective: CivilDate

  /// Makes a row.
  public init(symbol: String, kind: String, date: CivilDate, time: String, effective: CivilDate) {
    self.symbol = symbol
    self.kind = kind
    self.date = date
    self.time = time
    self.effective = effective
  }

  /// The words by which it is added and removed.
  public var text: String { "\(symbol) \(kind) \(date) \(time)" }
}

/// A change as it was typed.
public enum DeskEdit: Hashable, Sendable {
  /// Gives a setting another value.
  case set(key: String, text: String)
  /// Takes back what was set from the desk.
  case unset(key: String)
  /// Adds `SYMBOL TYPE DATE [TIME]` to the calendar.
  case addEvent(String)
  /// Takes it out.
  case removeEvent(String)
}

/// What a change would do.
public struct EditReview: Hashable, Sendable {
  /// Why it cannot be done; nil when it can.
  public var problem: String?
  /// What would differ, a line a value.
  public var lines: [String]
  /// The guard that would let more through; nil for none.
  public var loosened: String?

  /// Makes a review.
  public init(problem: String? = nil, lines: [String] = [], loosened: String? = nil) {
    self.problem = problem
    self.lines = lines
    self.loosened = loosened
  }
}

/// What the editors show and ask.
public struct DeskEditor: Sendable {
  /// The settings in the order of the shipped file.
  public var settings: [SettingRow]
  /// The announcements by date.
  public var events: [CalendarRow]
  /// The file that keeps changes; empty when there is none.
  public var file: String
  /// Says what a change would do.
  public var review: @Sendable (DeskEdit) -> EditReview

  /// Makes an editor.
  public init(
    settings: [SettingRow] = [], events: [CalendarRow] = [], file: String = "",
    review: @escaping @Sendable (DeskEdit) -> EditReview = { _ in
      EditReview(problem: "the configuration has not been read")
    }
  ) {
    self.settings = settings
    self.events = events
    self.file = file
    self.review = review
  }
}

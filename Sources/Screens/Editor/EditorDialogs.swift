// What the editors remember while they are open.

/// A page of the editor.
public enum EditorPage: Hashable, Sendable {
  /// The list of settings.
  case settings(SettingsPage)
  /// The calendar of announcements.
  case calendar(CalendarPage)
}

/// The list of settings, searched by typing.
public struct SettingsPage: Hashable, Sendable {
  /// What is searched.
  public var search = LineInput()
  /// The selected row among those found.
  public var selected = 0
  /// The new value of the selected setting; nil while none is typed.
  public var value: LineInput?

  /// The rows that contain every word of the search.
  func rows(_ editor: DeskEditor) -> [SettingRow] {
    let words = search.text.split(separator: " ").map(String.init)
    return editor.settings.filter { row in
      words.allSatisfy { matches($0, [row.key, row.doc, row.source]) }
    }
  }

  /// The selected row; nil when nothing is found.
  func row(_ editor: DeskEditor) -> SettingRow? {
    let rows = rows(editor)
    return rows.indices.contains(selected) ? rows[selected] : rows.last
  }
}

/// The calendar.
public struct CalendarPage: Hashable, Sendable {
  /// The selected row.
  public var selected = 0
  /// A new announcement; nil while none is typed.
  public var line: LineInput?
}

/// The question before a change.
public struct EditDialog: Hashable, Sendable {
  /// The change.
  public var edit: DeskEdit
  /// What it would do, as it was looked at when the question came up.
  public var review: EditReview
  /// The word that loosens a guard.
  public var word = LineInput()
  /// Why it is loosened.
  public var reason = LineInput()
  /// Whether the word stands and the reason is asked.
  public var asksReason = false
  /// The page to go back to; nil for none.
  public var page: EditorPage?
  /// Keys before this time are ignored.
  public var armed: Int64
}

/// A change that was confirmed.
public struct ConfirmedEdit: Hashable, Sendable {
  /// The change.
  public var edit: DeskEdit
  /// The word typed to loosen a guard; empty for none.
  public var word: String
  /// The reason typed.
  public var reason: String
}

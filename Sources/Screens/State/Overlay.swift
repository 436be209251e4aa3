// What lies over the page: dialogs and lines of input.
//
// A dialog names what it is about by id and version, never by its place in a list.

public import MarketData

/// What lies over the page and takes the keys.
public enum Overlay: Hashable, Sendable {
  /// Approve candidates: `y`, and nothing else, confirms.
  case approval(ApprovalDialog)
  /// Why a candidate is rejected.
  case reject(RejectDialog)
  /// Close a position: `y` confirms.
  case close(CloseDialog)
  /// Build a structure by hand: Enter proposes it.
  case build(BuildDialog)
  /// Roll a position: `y` confirms.
  case roll(RollDialog)
  /// Type RESUME, then a reason.
  case resume(ResumeDialog)
  /// Type FLATTEN.
  case flatten(TypedWord)
  /// Leave although orders work.
  case quit(opened: Int64)
  /// Send the kill to another process' desk.
  case remoteKill(opened: Int64)
  /// Keys and what they do.
  case help(SearchDialog)
  /// Actions and commands by name.
  case palette(SearchDialog)
  /// Themes.
  case themes(ThemeDialog)
  /// The text that rows of a pane must contain.
  case filter(LineInput, Pane)
  /// A number of packages.
  case size(SizeDialog)
  /// Calibrations, from a row on.
  case calibration(top: Int)
  /// How a row came about.
  case explanation(ExplanationView)
  /// Settings, or the calendar.
  case editor(EditorPage)
  /// A change of them: `y` confirms, a guard is loosened by a word and a reason.
  case edit(EditDialog)
}

/// A candidate as it stood when the dialog showed it.
public struct ApprovalItem: Hashable, Sendable {
  /// The candidate.
  public var candidate: Int
  /// Its revision.
  public var revision: Int
  /// Net of one package.
  public var net: Money
  /// Packages.
  public var quantity: Int
  /// Expected value in dollars, rounded.
  public var expectedValue: Money?
  /// Whether the gate passed it.
  public var passed: Bool
}

/// The approval dialog.
public struct ApprovalDialog: Hashable, Sendable {
  /// What is approved.
  public var items: [ApprovalItem]
  /// Keys before this time are ignored.
  public var armed: Int64
  /// What moved while the dialog was open, newest last.
  public var changes: [String] = []
  /// Whether the dialog stopped the tape and must let it run again.
  public var pausedTape: Bool
}

/// The menu of reasons for a rejection.
public struct RejectDialog: Hashable, Sendable {
  /// The candidate.
  public var candidate: Int
  /// Its revision.
  public var revision: Int
  /// The selected reason.
  public var selected = 0
  /// Keys before this time are ignored.
  public var armed: Int64

  /// The reasons offered.
  public static let reasons = [
    "price", "size", "regime", "event ahead", "correlated", "quotes", "other",
  ]
}

/// The question before a position is closed.
public struct CloseDialog: Hashable, Sendable {
  /// The position.
  public var position: Int
  /// Packages held when it was asked.
  public var quantity: Int
  /// Keys before this time are ignored.
  public var armed: Int64
  /// What moved while the dialog was open.
  public var changes: [String] = []
}

/// A line of input.
public struct LineInput: Hashable, Sendable {
  /// What was typed.
  public var text = ""
  /// The place of the cursor in characters.
  public var cursor = 0

  /// An empty line, or one with a text and the cursor at its end.
  public init(_ text: String = "") {
    self.text = text
    cursor = text.count
  }
}

/// A word to type in full.
public struct TypedWord: Hashable, Sendable {
  /// What was typed.
  public var input = LineInput()
  /// Keys before this time are ignored.
  public var armed: Int64
}

/// The two steps of a resume.
public struct ResumeDialog: Hashable, Sendable {
  /// The word.
  public var word = LineInput()
  /// The reason.
  public var reason = LineInput()
  /// Whether the word stands and the reason is asked.
  public var asksReason = false
  /// Keys before this time are ignored.
  public var armed: Int64
}

/// A list that is searched by typing.
public struct SearchDialog: Hashable, Sendable {
  /// What was typed.
  public var input = LineInput()
  /// The selected entry.
  public var selected = 0
}

/// An explanation over the whole window.
public struct ExplanationView: Hashable, Sendable {
  /// The row it is of.
  public var row: RowID
  /// The explanation as the desk gave it last.
  public var explanation: Explanation
  /// Whether the row has left the desk since.
  public var isGone = false
  /// The first line shown.
  public var top = 0
}

/// The choice of a theme.
public struct ThemeDialog: Hashable, Sendable {
  /// The selected theme.
  public var selected: Int
  /// The theme before the dialog.
  public var before: String
}

/// A number of packages for a candidate.
public struct SizeDialog: Hashable, Sendable {
  /// The candidate.
  public var candidate: Int
  /// What was typed.
  public var input = LineInput()
  /// Keys before this time are ignored.
  public var armed: Int64
}

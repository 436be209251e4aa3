// The words of every action: a label for the hint bar and a line for help and palette.

extension Action {
  /// A word or two for the hint bar.
  public var label: String { words.label }

  /// One line that says what it does.
  public var doc: String { words.doc }

  private var words: (label: String, doc: String) {
    if let pane {
      return (pane.title, "focus pane \(pane.rawValue), \(pane.title)")
    }
    return movementWords ?? viewWords ?? deskWords ?? tapeWords
  }

  private var movementWords: (label: String, doc: String)? {
    switch self {
    case .down: ("Down", "next row, or scroll down")
    case .up: ("Up", "previous row, or scroll up")
    case .top: ("Top", "first row")
    case .bottom: ("Bottom", "last row")
    case .pageDown: ("Page", "half a page down")
    case .pageUp: ("Page", "half a page up")
    case .focusNext: ("Next pane", "focus the next pane")
    case .focusPrevious: ("Back", "focus the previous pane")
    case .deskPage: ("Desk", "the Desk page")
    case .cancel: ("Cancel", "leave the dialog, clear the filter, zoom back")
    default: nil
    }
  }

  private var viewWords: (label: String, doc: String)? {
    switch self {
    case .zoom: ("Zoom", "the focused pane over the whole page, and back")
    case .explain:
      ("Explain", "how the selected row came about: inputs, formulas, proof, verdicts")
    case .filter: ("Filter", "show rows that contain a text; in the log, search")
    case .nextMatch: ("Next", "next line of the log that matches the search")
    case .previousMatch: ("Prev", "previous line of the log that matches the search")
    case .sort: ("Sort", "the next sort order of the pane")
    case .reverseSort: ("Reverse", "turn the order round")
    case .palette: ("Command", "every command and action by name")
    case .help: ("Help", "the keys of this pane; type to search, Enter runs")
    case .follow: ("Follow", "keep the newest line of the log in sight")
    case .freeze: ("Freeze", "the display stands still while data flows")
    case .copyRow: ("Copy", "copy the selected row")
    case .copyPane: ("Copy pane", "copy the pane, columns separated by tabs")
    case .export: ("Export", "write the pane to exports/ as .txt .ansi .html .csv")
    case .report:
      ("Report", "write the report of the session so far to exports/ as .md .html .json")
    case .nextTheme: ("Theme", "the next theme")
    case .pickTheme: ("Themes", "choose a theme with a preview")
    case .repaint: ("Repaint", "draw the whole screen again")
    case .suspend: ("Suspend", "suspend the desk and return to the shell")
    case .quit: ("Quit", "leave; asks only while orders are pending")
    default: nil
    }
  }

  private var deskWords: (label: String, doc: String)? {
    switch self {
    case .approve: ("Approve", "open the approval of the selected candidate; y there sends it")
    case .reject: ("Reject", "reject with a reason, or take its order back")
    case .undoReject: ("Undo", "take the last rejection back, within 10 seconds")
    case .size: ("Size", "change the packages of the selected candidate")
    case .mark: ("Mark", "mark the candidate for a common approval")
    case .approveMarked: ("Approve marked", "open the approval of all marked candidates")
    case .build:
      ("New", "build a structure by hand, by deltas or strikes; Enter makes it a candidate")
    case .rollPosition:
      ("Roll", "roll the selected position to a later expiry; y there sends it")
    case .closePosition: ("Close", "close the selected position; y there sends it")
    case .acknowledge: ("Ack", "acknowledge the selected alert")
    case .kill: ("KILL", "engage the kill switch at once, from everywhere")
    case .resume: ("Resume", "release the kill: type RESUME, then a reason")
    case .active: ("Active", "from REDUCING back to ACTIVE")
    case .reduce: ("Reduce", "only exits and orders that lower risk")
    case .flatten: ("Flatten", "close the whole book: type FLATTEN")
    default: nil
    }
  }

  private var tapeWords: (label: String, doc: String) {
    switch self {
    case .togglePause: ("pause", "stop the tape, or let it run; simulation and replay")
    case .slower: ("slower", "half the speed of the tape")
    case .faster: ("faster", "twice the speed of the tape")
    case .stepTen: ("step 10", "ten steps of the tape while it stands")
    case .step: ("step", "one step of the tape while it stands")
    default: (rawValue, rawValue)
    }
  }
}

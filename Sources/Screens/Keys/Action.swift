// What a key can do, with the words for help, palette and hint bar.
//
// The raw values are the names in a key map file.

/// Something a key does.
public enum Action: String, CaseIterable, Hashable, Sendable {
  case down, up, top, bottom
  case pageDown = "page-down"
  case pageUp = "page-up"
  case focusNext = "focus-next"
  case focusPrevious = "focus-previous"
  case focusRegime = "focus-regime"
  case focusEdges = "focus-edges"
  case focusCandidates = "focus-candidates"
  case focusPositions = "focus-positions"
  case focusGreeks = "focus-greeks"
  case focusRisk = "focus-risk"
  case focusEquity = "focus-equity"
  case focusLog = "focus-log"
  case deskPage = "page-desk"
  case zoom, explain, filter
  case nextMatch = "next-match"
  case previousMatch = "previous-match"
  case cancel, sort
  case reverseSort = "sort-reverse"
  case palette, help
  case approve, reject
  case undoReject = "undo-reject"
  case size, mark
  case approveMarked = "approve-marked"
  case build = "new-structure"
  case closePosition = "close-position"
  case rollPosition = "roll-position"
  case acknowledge, follow
  case kill, resume, active, reduce, flatten
  case togglePause = "toggle-pause"
  case slower, faster
  case stepTen = "step-ten"
  case step
  case freeze
  case copyRow = "copy-row"
  case copyPane = "copy-pane"
  case export, report
  case nextTheme = "next-theme"
  case pickTheme = "pick-theme"
  case repaint, suspend, quit

  /// The pane that the action focuses.
  var pane: Pane? {
    switch self {
    case .focusRegime: .regime
    case .focusEdges: .edges
    case .focusCandidates: .candidates
    case .focusPositions: .positions
    case .focusGreeks: .greeks
    case .focusRisk: .risk
    case .focusEquity: .equity
    case .focusLog: .log
    default: nil
    }
  }

  /// Whether it changes the desk and is therefore off on a read-only one.
  var isTrading: Bool {
    switch self {
    case .approve, .reject, .undoReject, .size, .mark, .approveMarked, .build, .closePosition,
      .rollPosition, .acknowledge, .resume, .active, .reduce, .flatten:
      true
    default: false
    }
  }
}

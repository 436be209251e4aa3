// The panes of the Desk page, by the digit that focuses them.

/// A pane of the Desk page.
public enum Pane: Int, CaseIterable, Hashable, Sendable {
  case regime = 1
  case edges, candidates, positions, greeks, risk, equity, log

  /// The title on its frame.
  public var title: String {
    switch self {
    case .regime: "Regime"
    case .edges: "Edges"
    case .candidates: "Candidates"
    case .positions: "Positions"
    case .greeks: "Greeks"
    case .risk: "Risk limits"
    case .equity: "Equity"
    case .log: "Alerts / log"
    }
  }

  /// The title on its tab.
  var tabTitle: String {
    switch self {
    case .candidates: "Cands"
    case .positions: "Pos"
    case .risk: "Risk"
    case .log: "Log"
    default: title
    }
  }

  /// Whether it is a list with a selected row.
  public var isList: Bool {
    switch self {
    case .edges, .candidates, .positions, .log: true
    case .regime, .greeks, .risk, .equity: false
    }
  }
}

/// A row by what it shows, so that a selection survives sorting and filtering.
public enum RowID: Hashable, Sendable {
  /// A candidate by number.
  case candidate(Int)
  /// An edge by number.
  case edge(Int)
  /// A position by number.
  case position(Int)
  /// A working order by number.
  case order(Int)
  /// An alert by number.
  case alert(Int)
  /// An event by its place in the journal.
  case entry(Int)
}

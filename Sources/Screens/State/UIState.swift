// Everything the terminal remembers that is not the desk's: focus, selections, dialogs, toasts.
//
// A value, changed by `reduce` alone; the desk's numbers are never in it. Times are milliseconds
// of one monotonic clock that the shell reads and passes in.

public import Canvas
public import DeskEngine

/// How the tape runs, as the shell knows it.
public struct PacingSummary: Hashable, Sendable {
  /// Where quotes come from.
  public enum Mode: String, CaseIterable, Hashable, Sendable {
    case sim, replay, live
  }
  /// Where quotes come from.
  public var mode: Mode
  /// Market seconds a second; nil is as fast as it goes.
  public var speed: Double?
  /// Whether the tape stands still.
  public var isPaused: Bool
  /// Seconds from a quote's time to its arrival; nil when it has no meaning.
  public var lag: Double?
  /// Whether the terminal takes bytes too slowly.
  public var isSlowLink: Bool

  /// Makes a summary.
  public init(
    mode: Mode = .sim, speed: Double? = 1, isPaused: Bool = false, lag: Double? = nil,
    isSlowLink: Bool = false
  ) {
    self.mode = mode
    self.speed = speed
    self.isPaused = isPaused
    self.lag = lag
    self.isSlowLink = isSlowLink
  }
}

/// What one list remembers.
public struct ListState: Hashable, Sendable {
  /// The selected row.
  public var selected: RowID?
  /// Its place when it was last seen, for when it vanishes.
  public var place = 0
  /// The first row or line shown.
  public var top = 0
  /// Rows that do not contain this text are left out; in the log it is searched instead.
  public var filter = ""
  /// Index of the sort order among those of the pane.
  public var sort = 0
  /// Whether the order is turned round.
  public var isReversed = false
  /// The order of rows while a dialog is open.
  public var heldOrder: [RowID]?
  /// When the selection last moved because its row vanished.
  public var displaced: Int64?
  /// Whether the log shows its newest line.
  public var follows = true
}

/// A command on its way to the desk.
public struct PendingCommand: Hashable, Sendable {
  /// The number by which its outcome comes back.
  public var token: Int
  /// What was asked.
  public var command: CommandAction
  /// When it was sent.
  public var sent: Int64
}

/// A short message with an end.
public struct Notice: Hashable, Sendable {
  /// The message.
  public var text: String
  /// The token of its severity.
  public var tone: StyleToken
  /// When it goes away.
  public var until: Int64
}

/// A rejection that can still be taken back.
public struct UndoableReject: Hashable, Sendable {
  /// The candidate.
  public var candidate: Int
  /// When it was rejected.
  public var at: Int64
}

/// A display that stands still while data flows.
public struct FrozenDisplay: Sendable {
  /// What is shown.
  public var snapshot: DeskSnapshot
  /// Since when.
  public var since: Int64
}

/// The state of the terminal.
public struct UIState: Sendable {
  /// The size of the screen.
  public var size: Size
  /// The latest time that an event carried, in milliseconds.
  public var now: Int64 = 0
  /// The pane that has the keys.
  public var focus = Pane.candidates
  /// Whether the focused pane fills the page.
  public var isZoomed = false
  /// One state a pane, in the order of `Pane.allCases`.
  var lists: [ListState]
  /// What lies over the page and takes the keys.
  public var overlay: Overlay?
  /// Keys of an unfinished sequence.
  public var prefix: [Key] = []
  /// The table of keys.
  public var keys: KeyTable
  /// The theme's name.
  public var theme: String
  /// The themes that can be chosen.
  public var themes: [String]
  /// How the tape runs.
  public var pacing: PacingSummary
  /// Settings and calendar, as the configuration has them.
  public var editor = DeskEditor()
  /// Messages, newest last.
  public var notices: [Notice] = []
  /// Commands whose outcome is not known.
  public var pending: [PendingCommand] = []
  /// The number of the last command.
  public var lastToken = 0
  /// Candidates marked for a common approval.
  public var marked: [Int] = []
  /// The newest candidate when a structure was proposed by hand, until its own is there.
  public var builtAfter: Int?
  /// The last rejection.
  public var lastReject: UndoableReject?
  /// Set while the display stands still.
  public var frozen: FrozenDisplay?
  /// Keys up to this time are ignored, as a dialog has just closed.
  public var quietUntil: Int64 = 0
  /// The text copied last.
  public var copied = ""
  /// The journal's place up to which the log was seen.
  public var seenSeq = 0

  /// A fresh state.
  ///
  /// - Parameters:
  ///   - size: The size of the screen.
  ///   - keys: The table of keys.
  ///   - theme: The theme's name.
  ///   - themes: The themes that can be chosen.
  ///   - pacing: How the tape runs.
  public init(
    size: Size, keys: KeyTable = .standard, theme: String = "dark",
    themes: [String] = ["dark", "light", "mono"], pacing: PacingSummary = PacingSummary()
  ) {
    self.size = size
    self.keys = keys
    self.theme = theme
    self.themes = themes
    self.pacing = pacing
    lists = Pane.allCases.map { _ in ListState() }
  }

  /// What a pane remembers.
  public subscript(pane: Pane) -> ListState {
    get { lists[pane.rawValue - 1] }
    set { lists[pane.rawValue - 1] = newValue }
  }

  /// Whether a command that changes this candidate is on its way.
  public func isPending(candidate: Int) -> Bool {
    pending.contains { $0.command.candidate == candidate }
  }

  /// Whether a command that changes this position is on its way.
  public func isPending(position: Int) -> Bool {
    pending.contains {
      $0.command == .close(position: position) || $0.command == .roll(position: position)
    }
  }
}

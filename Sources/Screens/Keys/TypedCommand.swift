// Commands that are typed after a colon.

/// A command of the palette.
public enum TypedCommand: String, CaseIterable, Hashable, Sendable {
  case resume, active, reduce, flatten, kill, new, cancel, replace, restore, limit
  case seek, speed, theme, note, calibration
  case export, report, set, unset, events, event, quit

  /// How it is typed.
  public var usage: String {
    switch self {
    case .resume: ":resume"
    case .active: ":active"
    case .reduce: ":reduce [reason]"
    case .flatten: ":flatten"
    case .kill: ":kill [reason]"
    case .new: ":new SPX BULL_PUT 20180316 P2500 P2550 1"
    case .cancel: ":cancel ORDER"
    case .replace: ":replace ORDER NET"
    case .restore: ":restore CANDIDATE"
    case .limit: ":limit NAME VALUE"
    case .seek: ":seek 10:15"
    case .speed: ":speed 20 | max"
    case .theme: ":theme NAME | reload"
    case .note: ":note text"
    case .calibration: ":calibration"
    case .export: ":export"
    case .report: ":report"
    case .set: ":set [KEY VALUE]"
    case .unset: ":unset KEY"
    case .events: ":events"
    case .event: ":event add | remove …"
    case .quit: ":quit"
    }
  }

  /// One line that says what it does.
  public var doc: String {
    switch self {
    case .resume: "release the kill in two steps: the word RESUME, then a reason"
    case .active: "from REDUCING back to ACTIVE"
    case .reduce: "only exits and orders that lower risk"
    case .flatten: "close the whole book; asks for the word FLATTEN"
    case .kill: "engage the kill switch at once"
    case .new: "propose a structure in one line; alone it opens the dialog of n"
    case .cancel: "take a working order back, as :cancel O12"
    case .replace: "another least net for an order, as O12 +4.10"
    case .restore: "bring back a candidate rejected, or left by its order, as C12"
    case .limit: "tighten a limit at once; loosening, or off, asks for LOOSEN"
    case .seek: "go to a time of the day; replay"
    case .speed: "market seconds a second, or as fast as it goes"
    case .theme: "show another theme, or read the files again"
    case .note: "write a note into the journal"
    case .calibration: "fitted models: parameters, error, age and what shifted"
    case .export: "write the pane to exports/ as .txt .ansi .html .csv"
    case .report: "write the report of the session so far to exports/ as .md .html .json"
    case .set: "the settings, searched and edited; or a value at once"
    case .unset: "take back a value that was set from the desk"
    case .events: "the calendar of announcements; a adds, x removes"
    case .event: "as :event add SPX EARNINGS 2026-12-03 AMC"
    case .quit: "leave"
    }
  }
}

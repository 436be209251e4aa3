// What goes into the terminal's state and what comes out of it.

public import Canvas
public import DeskEngine
import MarketData
public import Risk

/// Something that happened to the terminal.
public enum UIEvent: Sendable {
  /// A key, with the time it was read in milliseconds.
  case key(Key, at: Int64)
  /// Pasted text; it fills a line of input and is never read as keys.
  case paste(String, at: Int64)
  /// The mouse.
  case mouse(MouseEvent, at: Int64)
  /// A new size.
  case resize(Size)
  /// Time passed.
  case tick(Int64)
  /// The desk has a new snapshot, the one passed along.
  case snapshot
  /// The tape runs differently.
  case pacing(PacingSummary)
  /// A command's outcome.
  case acknowledged(token: Int, CommandOutcome)
  /// Settings and calendar are those of a new configuration.
  case editor(DeskEditor)
  /// Something to tell the trader.
  case notice(String, Severity)
}

/// A command with the number by which its outcome comes back.
public struct DeskCommandRequest: Hashable, Sendable {
  /// Counted from 1 by the terminal; the shell makes the command's id from it.
  public var token: Int
  /// What is asked.
  public var command: CommandAction

  /// Makes a request.
  public init(token: Int, command: CommandAction) {
    self.token = token
    self.command = command
  }
}

/// What the shell is asked to do.
public enum Intent: Hashable, Sendable {
  /// Give a command to the desk.
  case command(DeskCommandRequest)
  /// Send the kill to the desk that owns this database; only a read-only desk asks so.
  case remoteKill
  /// Stop the tape.
  case pause
  /// Let the tape run.
  case run
  /// Advance the tape by so many steps; what was decided stays decided, so there is no way back.
  case step(Int)
  /// The next higher speed.
  case faster
  /// The next lower speed.
  case slower
  /// A speed in market seconds a second; nil is as fast as it goes.
  case setSpeed(Double?)
  /// Go to a minute of the day in New York.
  case seek(minuteOfDay: Int)
  /// Change the configuration.
  case edit(ConfirmedEdit)
  /// Leave.
  case quit
  /// Suspend the process.
  case suspend
  /// Draw everything again.
  case repaint
  /// Put text on the clipboard.
  case copy(String)
  /// Write a pane to files.
  case export(Pane)
  /// Write the report of the session so far.
  case report
  /// Show another theme.
  case setTheme(String)
  /// Read the themes again.
  case reloadTheme
}
